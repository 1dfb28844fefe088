import { after } from '../model/names';
import { onlyElsewhere } from '../model/venues';
import { fillKeepingFocus, h, opens } from './dom';
import type { Actions, GapZone, Model, View, Voice } from './model';

const FIRST = 5;

/** Where a venue would help most, in a sentence; minutes are gained only by who has a time today. */
export function bestPlace({ t, format, language }: Voice, { best_name, best_exact, saved_mean_min, newly_covered: people, timed }: GapZone): string | null {
  if (best_name === null || people === null) return null;
  const at = after('à', best_name, language);
  const place = best_exact === false ? t('gaps.among', { place: at }) : at;
  const gains = timed && saved_mean_min !== null && Math.round(saved_mean_min) > 0;
  // Nobody gains where nobody reaches even that place: roads of elsewhere, a massif without any.
  if (!gains && people === 0) return null;
  return gains ? t('gaps.best', { place, time: format.minutes(saved_mean_min * 60), people }) : t('gaps.best_covers', { place, people });
}

/** Gap zones, most people first; each is shown on the map, with its card. */
export function zonesView(voice: Voice, actions: Actions): View {
  const { t, language } = voice;
  const intro = h('p');
  const list = h('ol', { class: 'zones' });
  const status = h('p', { class: 'updating', hidden: true }, t('key.updating'));
  const element = h('section', { class: 'block' }, h('h2', {}, t('gaps.title')), intro, status, list);
  let shown: readonly GapZone[] | null = null;
  const open = (zone: GapZone): void => {
    actions.select({ kind: 'gap', id: zone.worst_code });
    actions.showZone(zone);
  };
  const item = (zone: GapZone): HTMLElement =>
    h(
      'li',
      {},
      h(
        'button',
        { type: 'button', class: 'zone', attrs: opens({ kind: 'gap', id: zone.worst_code }), on: { click: () => open(zone) } },
        h('span', { class: 'zone-name' }, t('gaps.around', { place: after('de', zone.name, language) })),
        h('span', {}, t('gaps.item', { communes: zone.communes, people: zone.population })),
        h('span', { class: 'visually-hidden' }, t('gaps.show')),
      ),
      best(zone),
    );
  const best = (zone: GapZone): HTMLElement | null => {
    const text = bestPlace(voice, zone);
    return text === null ? null : h('p', { class: 'zone-best' }, text);
  };
  return {
    element,
    update({ gaps, stale }: Model) {
      status.hidden = !stale;
      element.classList.toggle('is-stale', stale);
      // While the hand is on the slider, they are those of before.
      if (gaps === shown) return;
      shown = gaps;
      const people = gaps.reduce((n, zone) => n + zone.population, 0);
      intro.textContent = gaps.length === 0 ? t('gaps.none') : t('gaps.intro', { zones: gaps.length, people });
      fillKeepingFocus(list, ...withMore(gaps, item, (n) => t('list.more', { n })));
    },
  };
}

/** Who would be lost if one venue closed. */
export function fragilityView({ t }: Voice, actions: Actions): View {
  const intro = h('p');
  const list = h('ul', { class: 'plain' });
  const element = h('section', { class: 'block' }, h('h2', {}, t('fragility.title')), intro, list);
  let shown: Model['summary'] | null = null;
  return {
    element,
    update({ summary, stale }: Model) {
      element.classList.toggle('is-stale', stale);
      if (summary === shown) return;
      shown = summary;
      const items = [...summary.fragility].filter((f) => f.people > 0).sort((a, b) => b.people - a.people);
      // Where no venue is known, that nobody depends on one says nothing.
      element.hidden = onlyElsewhere(summary.venues) !== null;
      intro.textContent = t(items.length > 0 ? 'fragility.intro' : 'fragility.none');
      const row = (f: (typeof items)[number]): HTMLElement =>
        h(
          'li',
          {},
          h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'venue', id: f.venue_id }), on: { click: () => actions.select({ kind: 'venue', id: f.venue_id }) } }, f.venue),
          h('span', {}, t('fragility.item', { people: f.people, communes: f.communes })),
        );
      fillKeepingFocus(list, ...withMore(items, row, (n) => t('list.more', { n })));
    },
  };
}

/** The first few at once, the others behind a disclosure, made when they are asked for. */
function withMore<T>(items: readonly T[], element: (item: T) => HTMLElement, label: (n: number) => string): HTMLElement[] {
  if (items.length <= FIRST + 1) return items.map(element);
  const more = h('li', { class: 'more' }, h('button', { type: 'button', class: 'link', on: { click: () => more.replaceWith(...items.slice(FIRST).map(element)) } }, label(items.length - FIRST)));
  return [...items.slice(0, FIRST).map(element), more];
}
