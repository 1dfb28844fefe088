import type { Around, Commune } from '../../api/types';
import { messageFor } from '../../i18n/codes';
import { isNearThreshold, longerBy, standing } from '../../model/coverage';
import { valueOf } from '../../model/indicators';
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

/** The venues nearest to it: the two of its row until what is around it comes. */
function venues({ t, format }: Voice, actions: Actions, c: Commune, duration_s: number, { byRoad, venues: all, threshold_min, around }: Model): HTMLElement[] {
  const named = (id: string | null, name: string | null): HTMLElement | string => {
    const venue = all.find((one) => one.id === id);
    const text = venue && isTourStop(venue) ? t('card.tour_stop', { name: name ?? '' }) : (name ?? '');
    return venue ? h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'venue', id: venue.id }), on: { click: () => actions.select({ kind: 'venue', id: venue.id }) } }, text) : text;
  };
  const line = (id: string | null, name: string | null, time_s: number, distance_m: number | null): HTMLElement =>
    h('li', {}, named(id, name), h('span', { class: 'card-figures' }, [format.minutes(time_s, threshold_min), distance_m === null ? null : format.km(distance_m)].filter(Boolean).join(' · ')));
  const here = aroundOf(around, c);
  const own = [line(c.venue_id, c.venue, duration_s, c.distance_m), ...(c.second_duration_s === null ? [] : [line(c.second_venue_id, c.second_venue, c.second_duration_s, null)])];
  const lines = here === null || here.venues.length === 0 ? own : here.venues.map((near) => line(near.venue_id, near.venue, near.duration_s, near.distance_m));
  // The commune's own time is the mean of its cells: these are of one of them.
  const fromCell = here !== null && here.from.id !== c.code;
  return [
    h('h3', {}, t('card.venues')),
    h('ol', { class: 'card-venues' }, ...lines),
    ...(fromCell ? [h('p', { class: 'muted' }, t('card.from_cell', { people: here.from.people }))] : []),
    ...(c.distance_m !== null && c.straight_line_m !== null ? [h('p', { class: 'muted' }, t(byRoad ? 'card.length_road' : 'card.length', { distance: format.km(c.distance_m), straight: format.km(c.straight_line_m) }))] : []),
  ];
}

/** What is around this very commune; null until it comes. */
const aroundOf = (around: Model['around'], { code }: Commune): Around | null => (around.kind === 'here' && around.value.code === code ? around.value : null);

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

/** Those of the territory are opened by their names; nothing was computed for the others. */
function neighbours({ t, format, language }: Voice, actions: Actions, c: Commune, { around, threshold_min }: Model): HTMLElement[] {
  const here = aroundOf(around, c);
  if (here === null || here.communes.length === 0) return [];
  const { compare } = new Intl.Collator(language);
  const item = ({ code, name, department, inside, duration_s }: Around['communes'][number]): HTMLElement =>
    inside
      ? h('li', {}, h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'commune', id: code }), on: { click: () => actions.select({ kind: 'commune', id: code }) } }, name), h('span', { class: 'card-figures' }, duration_s === null ? t('table.status_unreachable') : format.minutes(duration_s, threshold_min)))
      : h('li', {}, t('card.outside', { name, department }));
  const sorted = here.communes.toSorted((a, b) => Number(b.inside) - Number(a.inside) || compare(a.name, b.name));
  return [h('h3', {}, t(here.touching ? 'card.adjacent' : 'card.nearest_communes')), shortList(sorted.map(item), (n) => t('card.show_more', { n }))];
}
