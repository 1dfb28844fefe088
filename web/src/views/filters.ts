import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** Which venues count. Nothing ticked means all of them. */
export function filtersView({ t, format, language }: Voice, actions: Actions): View {
  const about = h('div', { class: 'sentences' });
  const kinds = h('fieldset', { class: 'checks' });
  const services = h('fieldset', { class: 'checks' });
  const note = h('p');
  const clear = h('button', { type: 'button', class: 'chip', on: { click: () => actions.setFilters({ kinds: [], services: [] }) } }, t('filters.clear'));
  const element = h('details', { class: 'block' }, h('summary', {}, h('h2', {}, t('filters.title'))), about, note, kinds, services, clear);
  let built = false;

  const box = (value: string, label: string, read: () => readonly string[], write: (values: string[]) => void): HTMLElement => {
    const input = h('input', { type: 'checkbox', value });
    input.addEventListener('change', () => write(input.checked ? [...read(), value] : read().filter((v) => v !== value)));
    return h('label', {}, input, label);
  };
  let now: Model['state'];

  return {
    element,
    update({ meta, state, summary: { venues, parameters } }: Model) {
      now = state;
      if (!built) {
        built = true;
        fill(kinds, h('legend', {}, t('filters.kinds')), ...meta.kinds.map((k) => box(k.code, language === 'fr' ? k.label_fr : k.label_en, () => now.kinds, (v) => actions.setFilters({ kinds: v }))));
        fill(services, h('legend', {}, t('filters.services')), ...meta.services.map((s) => box(s, s, () => now.services, (v) => actions.setFilters({ services: v }))));
        services.hidden = meta.services.length === 0;
      }
      const ticked = new Set([...state.kinds, ...state.services]);
      for (const input of element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) input.checked = ticked.has(input.value);
      clear.hidden = ticked.size === 0;
      note.textContent = state.kinds.length > 0 ? t('filters.some', { n: state.kinds.length }) : t('filters.all');
      fill(
        about,
        h('p', {}, t('filters.venues', { considered: venues.considered, inside: venues.inside, outside: venues.outside, buffer: format.integer(parameters.buffer_km) })),
        venues.itinerant_not_counted > 0 && h('p', {}, t('filters.itinerant', { n: venues.itinerant_not_counted })),
        venues.placed_at_chef_lieu > 0 && h('p', {}, t('filters.placed', { n: venues.placed_at_chef_lieu })),
      );
    },
  };
}
