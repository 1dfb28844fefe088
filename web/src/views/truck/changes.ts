import type { PresenceSummary } from '../../api/types';
import { FIGURES, isUnknownBefore, type Unit } from '../../model/presence';
import { fill, h } from '../dom';
import type { Model, TruckActions, View, Voice } from '../model';

/** Whether the tour counts on the map and in the figures, and what it changes: by distance, and by how long it is there. */
export function changesView({ t, format }: Voice, actions: TruckActions): View {
  const box = h('input', { type: 'checkbox', id: 'count-tour', attrs: { 'aria-describedby': 'count-tour-about' } });
  box.addEventListener('change', () => actions.count(box.checked));
  const body = h('tbody');
  const head = (['presence.figure', 'presence.before', 'presence.after'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
  const table = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('presence.title')), h('thead', {}, h('tr', {}, ...head)), body);
  const notes = h('div', { class: 'sentences', attrs: { role: 'status' } });
  const csv = h('a', { class: 'link', attrs: { download: '' } }, t('presence.csv'));
  const found = h('div', { hidden: true }, notes, table, csv);
  const element = h('section', { class: 'changes', hidden: true, attrs: { 'aria-labelledby': 'changes-title' } }, h('h3', { id: 'changes-title' }, t('presence.title')), h('label', { class: 'check' }, box, t('presence.count')), h('p', { id: 'count-tour-about', class: 'muted' }, t('presence.count_about')), found);

  const words: Readonly<Record<Unit, (value: number) => string>> = { people: format.integer, time: (seconds) => format.minutes(seconds), wait: format.wait };
  const cell = (value: PresenceSummary[keyof PresenceSummary], unit: Unit): HTMLElement => h('td', { class: 'number' }, value === null ? '–' : words[unit](value));
  return {
    element,
    update({ state, summary, presenceUrl, stale }: Model) {
      const { tour } = summary;
      element.hidden = state.plan === null;
      box.checked = state.counted;
      found.hidden = tour === null;
      found.classList.toggle('is-stale', stale);
      if (!tour) return fill(notes);
      const { before, after, newly_covered: people, from, to, stops_beyond, venues_without_hours, people_hours_unknown } = tour;
      fill(
        notes,
        h('p', { class: 'muted' }, t('presence.colour')),
        h('p', {}, t('presence.newly', { people, from: format.day(from), to: format.day(to) })),
        tour.newly_served_wait_s !== null && h('p', {}, t('presence.waits_new', { people: tour.newly_served, wait: format.wait(tour.newly_served_wait_s) })),
        tour.already_served_wait_s !== null && before.wait_mean_s !== null && h('p', {}, t('presence.waits_old', { people: before.served, wait: format.wait(tour.already_served_wait_s), before: format.wait(before.wait_mean_s) })),
        stops_beyond > 0 && h('p', {}, t('presence.beyond', { n: stops_beyond })),
        venues_without_hours > 0 && h('p', { class: 'doubt' }, t('presence.unknown', { n: venues_without_hours, people: people_hours_unknown })),
      );
      const { threshold_min: minutes } = summary.parameters;
      fill(body, ...FIGURES.map(({ key, label, unit }) => h('tr', {}, h('th', { attrs: { scope: 'row' } }, t(label, { minutes })), isUnknownBefore(key, tour) ? h('td', { class: 'number' }, t('presence.not_known')) : cell(before[key], unit), cell(after[key], unit))));
      csv.hidden = presenceUrl === null;
      if (presenceUrl !== null) csv.href = presenceUrl;
    },
  };
}
