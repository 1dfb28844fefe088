import { openAtOf } from '../model/open-at';
import { WEEKDAYS } from '../model/truck';
import type { State } from '../state';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { openAtSentences } from './open-at';

/** Nothing ticked means all of them; no day means whether open or not. */
export function filtersInside(voice: Voice, actions: Actions): View {
  const { t, format, language } = voice;
  const about = h('div', { class: 'sentences' });
  const kinds = h('fieldset', { class: 'checks' });
  const services = h('fieldset', { class: 'checks' });
  const note = h('p');
  const clear = h('button', { type: 'button', class: 'chip', on: { click: onClear } }, t('filters.clear'));
  const day = h('select', { id: 'open-at-day', on: { change: onMoment } }, h('option', { value: '' }, t('open_at.any')), ...WEEKDAYS.map((one) => h('option', { value: one }, format.weekday(one))));
  const time = h('input', { type: 'time', id: 'open-at-time', value: '14:00', required: true, on: { change: onMoment } });
  const unknown = h('input', { type: 'checkbox', on: { change: onMoment } });
  const moment = h(
    'fieldset',
    { class: 'checks open-at', attrs: { 'aria-describedby': 'open-at-about' } },
    h('legend', {}, t('open_at.title')),
    h('p', { class: 'open-at-fields' }, h('label', { htmlFor: day.id }, t('open_at.day')), day, h('label', { htmlFor: time.id }, t('open_at.time')), time),
    h('label', {}, unknown, t('open_at.unknown')),
    h('p', { id: 'open-at-about', class: 'muted' }, t('open_at.about')),
  );
  const element = h('div', {}, about, moment, note, kinds, services, clear);
  let built = false;
  let now: State;
  let told = 'null';

  function onMoment(): void {
    const weekday = WEEKDAYS.find((one) => one === day.value);
    if (weekday === undefined) actions.setFilters({ open_at: null });
    // A time that is being written is none yet.
    else if (time.value === '') time.reportValidity();
    else actions.setFilters({ open_at: { weekday, time: time.value.slice(0, 5), unknown: unknown.checked } });
  }
  function onClear(): void {
    actions.setFilters({ kinds: [], services: [], open_at: null });
    // The button goes: who pressed it stays among the filters.
    day.focus();
  }
  const box = (value: string, label: string, read: () => readonly string[], write: (values: string[]) => void): HTMLElement => {
    const input = h('input', { type: 'checkbox', value });
    input.addEventListener('change', () => write(input.checked ? [...read(), value] : read().filter((v) => v !== value)));
    return h('label', {}, input, label);
  };
  /** What the moment leaves out, beside the places without known hours. */
  function leftOut(summary: Model['summary']): string[] {
    const { open_at: open } = summary;
    if (open === null || openAtOf(summary) === null) return [];
    return [
      open.venues_closed > 0 && t('open_at.closed', { n: open.venues_closed }),
      open.venues_open_some_weeks > 0 && t('open_at.some_weeks', { n: open.venues_open_some_weeks }),
      open.stops_open + open.stops_closed > 0 && t('open_at.stops', { open: open.stops_open, closed: open.stops_closed }),
    ].filter((text) => text !== false);
  }

  return {
    element,
    update({ meta, state, summary }: Model) {
      const { venues, parameters } = summary;
      now = state;
      if (!built) {
        built = true;
        fill(kinds, h('legend', {}, t('filters.kinds')), ...meta.kinds.map((k) => box(k.code, language === 'fr' ? k.label_fr : k.label_en, () => now.kinds, (v) => actions.setFilters({ kinds: v }))));
        fill(services, h('legend', {}, t('filters.services')), ...meta.services.map((s) => box(s, s, () => now.services, (v) => actions.setFilters({ services: v }))));
        services.hidden = meta.services.length === 0;
      }
      const ticked = new Set([...state.kinds, ...state.services]);
      for (const part of [kinds, services]) for (const input of part.querySelectorAll('input')) input.checked = ticked.has(input.value);
      clear.hidden = ticked.size === 0 && state.open_at === null;
      day.value = state.open_at?.weekday ?? '';
      const changed = JSON.stringify(openAtOf(summary)) !== told;
      told = JSON.stringify(openAtOf(summary));
      // What is said above of another moment moves what is below: the field in use stays in sight.
      if (changed && moment.contains(document.activeElement)) requestAnimationFrame(() => document.activeElement?.scrollIntoView({ block: 'nearest' }));
      // Not under a hand that is writing.
      if (state.open_at !== null && document.activeElement !== time) time.value = state.open_at.time;
      if (state.open_at !== null) unknown.checked = state.open_at.unknown;
      unknown.disabled = state.open_at === null;
      note.textContent = state.kinds.length > 0 ? t('filters.some', { n: state.kinds.length }) : t('filters.all');
      fill(
        about,
        h('p', {}, t('filters.venues', { considered: venues.considered, inside: venues.inside, outside: venues.outside, buffer: format.integer(parameters.buffer_km) })),
        ...[...openAtSentences(voice, summary), ...leftOut(summary)].map((text) => h('p', {}, text)),
        venues.itinerant_not_counted > 0 && h('p', {}, t('filters.itinerant', { n: venues.itinerant_not_counted })),
        venues.placed_at_chef_lieu > 0 && h('p', {}, t('filters.placed', { n: venues.placed_at_chef_lieu })),
      );
    },
  };
}
