import type { Commune, Venue } from '../api/types';
import { messageFor } from '../i18n/codes';
import { isNearThreshold, longerBy, standing } from '../model/coverage';
import { isTourStop } from '../model/venues';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { routeView } from './route';
import { stopCard } from './truck/card';
import { scenarioCard } from './scenario/card';
import { gainView } from './truck/gain';

/** The card of what is selected: a commune and its access, or a venue and who depends on it. */
export function cardView(voice: Voice, actions: Actions): View {
  const { t, format, language } = voice;
  const route = routeView(voice, actions);
  const stop = stopCard(voice, actions);
  const gain = gainView(voice);
  const scenario = scenarioCard(voice, actions.scenario);
  const title = h('h2', { id: 'card-title', tabIndex: -1 });
  const body = h('div', { class: 'card-body' });
  const close = h('button', { type: 'button', class: 'card-close', attrs: { 'aria-label': t('card.close') }, on: { click: () => actions.select(null) } }, '×');
  const element = h('section', { class: 'card', hidden: true, attrs: { 'aria-labelledby': 'card-title' } }, h('div', { class: 'card-head' }, title, close), body, scenario.element, gain.element, stop.element, route.element);
  let shown: string | null = null;
  let back: () => void = () => undefined;

  return {
    element,
    update(model: Model) {
      const { selection } = model.state;
      const commune = selection?.kind === 'commune' ? model.communes.find((c) => c.code === selection.id) : undefined;
      const venue = selection?.kind === 'venue' ? model.venues.find((v) => v.id === selection.id) : undefined;
      if (commune) {
        title.textContent = commune.name;
        fill(body, ...communeBody(commune, model));
      } else if (venue) {
        title.textContent = venue.name;
        fill(body, ...venueBody(venue, model));
      }
      gain.update(model);
      scenario.update(model);
      stop.update(model);
      route.update(model);
      moveFocus(commune || venue ? `${selection?.kind}:${selection?.id}` : null);
    },
  };

  /** Focus goes into a card that opens and comes back to where it was when it closes. */
  function moveFocus(next: string | null): void {
    if (next === shown) return;
    if (shown === null) back = wayBack();
    shown = next;
    element.hidden = next === null;
    if (next !== null) title.focus({ preventScroll: true });
    else back();
  }

  function communeBody(c: Commune, { threshold_min, byRoad, venues }: Model): HTMLElement[] {
    const where = standing(c.duration_s, threshold_min);
    const about = h('p', { class: 'card-about' }, [c.epci_name, t('card.people', { people: c.population })].filter(Boolean).join(' · '));
    if (c.duration_s === null) return [about, status('unreachable', t('card.unreachable')), ...why(c)];
    return [
      about,
      h('p', { class: 'card-time' }, h('strong', {}, format.minutes(c.duration_s, threshold_min)), status(where, t(where === 'covered' ? 'card.covered' : 'card.far', { minutes: threshold_min }))),
      h('h3', {}, t('card.nearest')),
      h('p', {}, venues.some((venue) => venue.id === c.venue_id && isTourStop(venue)) ? t('card.tour_stop', { name: c.venue ?? '' }) : (c.venue ?? '')),
      c.distance_m !== null && c.straight_line_m !== null ? h('p', { class: 'muted' }, t(byRoad ? 'card.length_road' : 'card.length', { distance: format.km(c.distance_m), straight: format.km(c.straight_line_m) })) : h('p'),
      ...(isNearThreshold(c.duration_s, threshold_min) ? [h('p', { class: 'doubt' }, t('card.near'))] : []),
      h('h3', {}, t('card.closure')),
      ...closure(c, c.duration_s, threshold_min),
    ];
  }

  /** The server's own sentence stands in for a reason that this page has no words for. */
  function why(c: Commune): HTMLElement[] {
    const key = c.reason_code === null ? null : messageFor('reason', c.reason_code);
    const reason = key === null ? c.reason : t(key);
    return reason === null ? [] : [h('p', {}, t('card.reason', { reason }))];
  }

  function closure(c: Commune, duration_s: number, threshold_min: number): HTMLElement[] {
    if (c.second_duration_s === null || c.second_venue === null) return [h('p', {}, t('card.second_none'))];
    const more = format.minutes(longerBy(duration_s, c.second_duration_s));
    const [now, then] = [standing(duration_s, threshold_min), standing(c.second_duration_s, threshold_min)];
    const verdict = now === 'far' ? 'card.second_same' : then === 'far' ? 'card.second_far' : 'card.second_ok';
    return [h('p', {}, t('card.second', { time: format.minutes(c.second_duration_s, threshold_min), venue: c.second_venue, more })), h('p', { class: verdict === 'card.second_far' ? 'warn' : 'muted' }, t(verdict))];
  }

  function venueBody(v: Venue, { meta }: Model): HTMLElement[] {
    const labels = isTourStop(v) ? [t('card.venue_tour')] : v.kinds.map((code) => meta.kinds.find((k) => k.code === code)).map((k) => (language === 'fr' ? k?.label_fr : k?.label_en));
    const lines: ReadonlyArray<string | false> = [
      v.itinerant && !v.considered ? t('card.venue_itinerant') : t('card.venue_nearest', { people: v.people_nearest }),
      !v.itinerant && v.people_fragile > 0 && t('card.venue_fragile', { people: v.people_fragile }),
      v.hours !== null && v.hours !== '' && t('card.hours', { hours: v.hours }),
      v.services.join(', '),
      !v.inside && t('card.venue_outside'),
      v.position === 'chef_lieu' && t('card.venue_chef_lieu'),
      v.position === 'swapped' && t('card.venue_swapped'),
    ];
    return [h('p', { class: 'card-about' }, [...labels, v.commune].filter(Boolean).join(' · ')), ...lines.filter((line) => line !== false && line !== '').map((line) => h('p', {}, line))];
  }
}

/** How to return to what has focus now, or to its like in the same section if it has been drawn again since. */
function wayBack(): () => void {
  const origin = document.activeElement;
  const section = origin?.closest('section');
  const mark = origin?.getAttribute('data-opens') ?? null;
  return () => {
    const like = mark === null ? null : section?.querySelector(`[data-opens="${CSS.escape(mark)}"]`);
    const target = origin?.isConnected ? origin : like;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}

function status(where: string, text: string): HTMLElement {
  return h('span', { class: `status status-${where}` }, text);
}
