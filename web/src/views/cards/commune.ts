import type { Commune } from '../../api/types';
import { messageFor } from '../../i18n/codes';
import { isNearThreshold, longerBy, standing } from '../../model/coverage';
import { valueOf } from '../../model/indicators';
import { neighboursOf } from '../../model/neighbours';
import { isTourStop } from '../../model/venues';
import { h, opens } from '../dom';
import type { Actions, Model, Voice } from '../model';
import { indicatorName, pairWords } from '../words';
import { shortList, status } from './parts';

/** What is known of a commune: its access, what a closure would do, its figures and who is around. */
export function communeBody(voice: Voice, actions: Actions, c: Commune, model: Model): HTMLElement[] {
  const { t, format } = voice;
  const { threshold_min } = model;
  const where = standing(c.duration_s, threshold_min);
  const about = h('p', { class: 'card-about' }, [c.epci_name, t('card.people', { people: c.population })].filter(Boolean).join(' · '));
  const around = [...inGap(voice, actions, c, model), ...indicators(voice, c, model), ...neighbours(voice, actions, c, model)];
  if (c.duration_s === null) return [about, status('unreachable', t('card.unreachable')), ...why(voice, c), ...around];
  return [
    about,
    h('p', { class: 'card-time' }, h('strong', {}, format.minutes(c.duration_s, threshold_min)), status(where, t(where === 'covered' ? 'card.covered' : 'card.far', { minutes: threshold_min }))),
    ...(isNearThreshold(c.duration_s, threshold_min) ? [h('p', { class: 'doubt' }, t('card.near'))] : []),
    ...venues(voice, actions, c, c.duration_s, model),
    h('h3', {}, t('card.closure')),
    ...closure(voice, c, c.duration_s, threshold_min),
    ...around,
  ];
}

/** The two venues that times are known to; the length of the second is known once its way is drawn. */
function venues({ t, format }: Voice, actions: Actions, c: Commune, duration_s: number, { byRoad, venues: all, threshold_min, route, state }: Model): HTMLElement[] {
  const named = (id: string | null, name: string | null): HTMLElement | string => {
    const venue = all.find((one) => one.id === id);
    const text = venue && isTourStop(venue) ? t('card.tour_stop', { name: name ?? '' }) : (name ?? '');
    return venue ? h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'venue', id: venue.id }), on: { click: () => actions.select({ kind: 'venue', id: venue.id }) } }, text) : text;
  };
  const drawn = route.kind === 'here' && state.route === 2 ? route.value.properties : null;
  const second = drawn && drawn.venue === c.second_venue ? drawn.distance_m : null;
  const line = (venue: HTMLElement | string, time: string, distance: string | null): HTMLElement => h('li', {}, venue, h('span', { class: 'card-figures' }, [time, distance].filter(Boolean).join(' · ')));
  return [
    h('h3', {}, t('card.venues')),
    h(
      'ol',
      { class: 'card-venues' },
      line(named(c.venue_id, c.venue), format.minutes(duration_s, threshold_min), c.distance_m === null ? null : format.km(c.distance_m)),
      c.second_duration_s !== null && line(named(c.second_venue_id, c.second_venue), format.minutes(c.second_duration_s, threshold_min), second === null ? null : format.km(second)),
    ),
    ...(c.distance_m !== null && c.straight_line_m !== null ? [h('p', { class: 'muted' }, t(byRoad ? 'card.length_road' : 'card.length', { distance: format.km(c.distance_m), straight: format.km(c.straight_line_m) }))] : []),
  ];
}

/** The server's own sentence stands in for a reason that this page has no words for. */
function why({ t }: Voice, c: Commune): HTMLElement[] {
  const key = c.reason_code === null ? null : messageFor('reason', c.reason_code);
  const reason = key === null ? c.reason : t(key);
  return reason === null ? [] : [h('p', {}, t('card.reason', { reason }))];
}

function closure({ t, format }: Voice, c: Commune, duration_s: number, threshold_min: number): HTMLElement[] {
  if (c.second_duration_s === null || c.second_venue === null) return [h('p', {}, t('card.second_none'))];
  const more = format.minutes(longerBy(duration_s, c.second_duration_s));
  const [now, then] = [standing(duration_s, threshold_min), standing(c.second_duration_s, threshold_min)];
  const verdict = now === 'far' ? 'card.second_same' : then === 'far' ? 'card.second_far' : 'card.second_ok';
  return [h('p', {}, t('card.second', { time: format.minutes(c.second_duration_s, threshold_min), venue: c.second_venue, more })), h('p', { class: verdict === 'card.second_far' ? 'warn' : 'muted' }, t(verdict))];
}

/** While zones are those of an earlier threshold, nothing is said of them. */
function inGap({ t }: Voice, actions: Actions, c: Commune, { gaps, stale }: Model): HTMLElement[] {
  const zone = stale ? undefined : gaps.find(({ codes }) => codes.includes(c.code));
  if (!zone) return [];
  const open = (): void => {
    actions.select({ kind: 'gap', id: c.code });
    actions.showZone(zone);
  };
  return [h('p', { class: 'card-gap' }, h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'gap', id: c.code }), on: { click: open } }, t('card.in_gap', { n: zone.zone })))];
}

function indicators(voice: Voice, c: Commune, { meta, choropleth }: Model): HTMLElement[] {
  const { t, format } = voice;
  if (meta.indicators.length === 0) return [];
  const fact = (label: string, value: string): HTMLElement => h('div', {}, h('dt', {}, label), h('dd', {}, value));
  const crossed = choropleth?.kind === 'fragile' ? [fact(t('table.pair'), pairWords(voice, c, choropleth))] : [];
  const figures = meta.indicators.map((indicator) => {
    const value = valueOf(c, indicator.name);
    return fact(indicatorName(voice, indicator), value === null ? t('card.no_value') : format.decimal(value));
  });
  return [h('h3', {}, t('card.indicators')), h('dl', { class: 'facts' }, ...crossed, ...figures)];
}

function neighbours({ t, format, language }: Voice, actions: Actions, c: Commune, model: Model): HTMLElement[] {
  const { kind, communes } = neighboursOf(model.boundaries, c.code, language);
  if (communes.length === 0) return [];
  const item = (one: Commune): HTMLElement =>
    h('li', {}, h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'commune', id: one.code }), on: { click: () => actions.select({ kind: 'commune', id: one.code }) } }, one.name), h('span', { class: 'card-figures' }, one.duration_s === null ? t('table.status_unreachable') : format.minutes(one.duration_s, model.threshold_min)));
  return [h('h3', {}, t(kind === 'adjacent' ? 'card.adjacent' : model.boundaries.tiled ? 'card.nearest_around' : 'card.nearest_communes')), shortList(communes.map(item), (n) => t('card.show_more', { n }))];
}
