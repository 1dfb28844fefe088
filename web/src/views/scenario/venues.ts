import { closedIn, type Closed } from '../../model/closed';
import { plain } from '../../model/folded';
import { mostDependedOn } from '../../model/venues';
import { fill, h, opens, refocused } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { venueChoices } from './choices';

const SHOWN = 20;

/** The venues that are there, each with what may be done to it: the way without the map. */
export function venuesView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  let last: Model | null = null;
  let shown = '';
  const filter = h('input', { type: 'search', id: 'venues-filter', attrs: { autocomplete: 'off' }, on: { input: () => last && draw(last) } });
  const list = h('ul', { class: 'plain venues' });
  const count = h('p', { class: 'muted', attrs: { role: 'status' } });
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'venues-title' } }, h('h2', { id: 'venues-title' }, t('venues.title')), h('p', { class: 'field' }, h('label', { htmlFor: filter.id }, t('venues.filter')), filter), list, count);

  function draw(model: Model): void {
    const wanted = plain(filter.value);
    const all = model.venues.filter(({ itinerant, name, commune }) => !itinerant && plain(`${name} ${commune ?? ''}`).includes(wanted));
    const some = all.sort(mostDependedOn).slice(0, SHOWN);
    const closed = closedIn(model.summary.scenario).filter(({ name, commune }) => plain(`${name} ${commune ?? ''}`).includes(wanted));
    const next = JSON.stringify([wanted, closed, some.map(({ id, name, commune, people_fragile }) => [id, name, commune, people_fragile])]);
    if (next === shown) return;
    shown = next;
    const row = (venue: (typeof some)[number]): HTMLElement =>
      h(
        'li',
        {},
        h('button', { type: 'button', class: 'link', attrs: { ...opens({ kind: 'venue', id: venue.id }), 'data-focus': `venue:${venue.id}` }, on: { click: () => actions.select({ kind: 'venue', id: venue.id }) } }, venue.name),
        h('span', { class: 'muted' }, [venue.commune, venue.people_fragile > 0 && t('venues.fragile', { people: venue.people_fragile })].filter(Boolean).join(' · ')),
        venueChoices(voice, actions.scenario, venue, 'list'),
      );
    const gone = ({ id, name, commune }: Closed): HTMLElement => {
      const own = model.state.changes.find((one) => one.change === 'close' && one.id === id);
      return h(
        'li',
        { class: 'is-closed' },
        h('button', { type: 'button', class: 'link', attrs: { ...opens({ kind: 'venue', id }), 'data-focus': `venue:${id}` }, on: { click: () => actions.select({ kind: 'venue', id }) } }, name),
        h('span', { class: 'crossing' }, [t('closed.mark'), commune].filter(Boolean).join(' · ')),
        own && h('div', { class: 'chips' }, h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `list:reopen:${id}`, 'aria-label': t('closed.reopen_of', { name }) }, on: { click: () => actions.scenario.takeBack(own) } }, t('closed.reopen'))),
      );
    };
    refocused(list, () => fill(list, ...closed.map(gone), ...some.map(row)), filter);
    count.textContent = all.length > some.length ? t('venues.more', { n: some.length, all: all.length }) : all.length + closed.length === 0 ? t('venues.none', { q: filter.value.trim() }) : '';
  }
  return {
    element,
    update(model: Model) {
      last = model;
      if (model.state.panel === 'scenario') draw(model);
    },
  };
}
