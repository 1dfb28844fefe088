import { searchTerritories } from '../../api/client';
import type { Territory } from '../../api/types';
import { CYCLES, MOST_SESSIONS, usualTour, WEEKDAYS, type TourQuestion } from '../../model/truck';
import { combobox } from '../combobox';
import { h } from '../dom';
import type { Model, TruckActions, View, Voice } from '../model';
import { jobView } from './job';

/** Territories asked for so that some communes are among them. */
const ASKED = 30;
const SHOWN = 8;

/** From where, between which days, on which days and hours, how long at each stop. */
export function tourForm(voice: Voice, actions: TruckActions, failed: (error: unknown) => void): View {
  const { t, format } = voice;
  let depot: { readonly code: string; readonly name: string } | null = null;
  const communes = async (q: string, signal: AbortSignal): Promise<readonly Territory[]> => (await searchTerritories(q, ASKED, signal)).items.filter(({ kind }) => kind === 'commune').slice(0, SHOWN);
  const place = combobox(voice, { id: 'depot', label: t('tour.depot'), placeholder: t('tour.depot_placeholder'), keep: true, find: communes, choose: ({ code, name }) => setDepot({ code, name }), failed });
  const day = (id: string): HTMLInputElement => h('input', { type: 'date', id, required: true });
  const time = (id: string): HTMLInputElement => h('input', { type: 'time', id, required: true });
  const [from, to, start, end] = [day('tour-from'), day('tour-to'), time('tour-start'), time('tour-end')];
  const weeks = CYCLES.map((n) => h('input', { type: 'radio', name: 'weeks', value: String(n) }));
  const weekdays = WEEKDAYS.map((weekday) => h('input', { type: 'checkbox', value: weekday, on: { change: () => weekdays[0]?.setCustomValidity('') } }));
  const dwell = h('input', { type: 'number', id: 'tour-dwell', min: '1', max: '1440', step: '1', attrs: { 'aria-describedby': 'tour-dwell-about' } });
  const sessions = h('input', { type: 'number', id: 'tour-sessions', min: '1', max: String(MOST_SESSIONS), step: '1', required: true });
  const half = h('input', { type: 'checkbox', id: 'tour-half' });
  const plan = h('button', { type: 'submit', class: 'button' }, t('tour.plan'));
  const job = jobView(voice, t('tour.planning'), () => {
    plan.focus();
    actions.plan(null);
  });
  const field = (input: HTMLInputElement, label: string): HTMLElement => h('p', { class: 'field' }, h('label', { htmlFor: input.id }, label), input);
  const checks = (legend: string, inputs: readonly HTMLInputElement[], label: (i: number) => string): HTMLElement => h('fieldset', { class: 'row-checks' }, h('legend', {}, legend), ...inputs.map((input, i) => h('label', {}, input, label(i))));
  const form = h(
    'form',
    { on: { submit } },
    place.element,
    field(from, t('tour.from')),
    field(to, t('tour.to')),
    checks(t('tour.cycle'), weeks, (i) => t('tour.weeks', { n: CYCLES[i] ?? 1 })),
    checks(t('tour.days'), weekdays, (i) => format.weekday(WEEKDAYS[i] ?? 'mon')),
    field(start, t('tour.start')),
    field(end, t('tour.end')),
    field(sessions, t('tour.sessions')),
    field(dwell, t('tour.dwell')),
    h('p', { id: 'tour-dwell-about', class: 'muted' }, t('tour.dwell_about')),
    h('label', { class: 'check' }, half, t('tour.half_day')),
    h('div', { class: 'go' }, plan, job.element),
  );
  const wanting = h('p', { class: 'muted' }, t('tour.wanting'));
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'tour-title' } }, h('h2', { id: 'tour-title' }, t('tour.title')), wanting, form);
  let written: TourQuestion | null = null;
  let begun: string | null = null;

  function setDepot(next: typeof depot): void {
    depot = next;
    place.input.value = next?.name ?? '';
    place.input.setCustomValidity('');
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (depot === null || place.input.value.trim() !== depot.name) return complain(place.input, t('tour.depot_unknown'));
    if (to.value < from.value) return complain(to, t('tour.to_before'));
    if (end.value <= start.value) return complain(end, t('tour.end_before'));
    const days = WEEKDAYS.filter((_, i) => weekdays[i]?.checked);
    if (days.length === 0) return complain(weekdays[0], t('tour.no_day'));
    const chosen = CYCLES.find((_, i) => weeks[i]?.checked) ?? 1;
    actions.plan({ depot: depot.code, from: from.value, to: to.value, weeks: chosen, days, start: start.value, end: end.value, dwell_min: dwell.value === '' ? null : dwell.valueAsNumber, sessions: sessions.valueAsNumber, half_day: half.checked });
  }
  /** The browser says it where the field is, and takes it back once the field changes. */
  function complain(input: HTMLInputElement | undefined, what: string): void {
    input?.setCustomValidity(what);
    input?.reportValidity();
    input?.addEventListener('input', () => input.setCustomValidity(''), { once: true });
  }
  function write(tour: TourQuestion): void {
    for (const [input, value] of [[from, tour.from], [to, tour.to], [start, tour.start], [end, tour.end]] as const) input.value = value;
    weeks.forEach((radio, i) => (radio.checked = CYCLES[i] === tour.weeks));
    weekdays.forEach((box, i) => (box.checked = tour.days.includes(WEEKDAYS[i] ?? 'mon')));
    dwell.value = tour.dwell_min === null ? '' : String(tour.dwell_min);
    sessions.value = String(tour.sessions);
    half.checked = tour.half_day;
  }
  return {
    element,
    update({ state, truck, communes: known, summary }: Model) {
      const has = truck.lastStops !== null && truck.lastStops.stops.length > 0;
      wanting.hidden = has;
      form.hidden = !has;
      job.update(truck.plan.kind === 'waiting', truck.planProgress);
      const name = (code: string): string => known.find((commune) => commune.code === code)?.name ?? code;
      if (begun !== summary.territory.code) {
        // The usual depot: where most people live.
        begun = summary.territory.code;
        const largest = [...known].sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1))[0];
        setDepot(largest ? { code: largest.code, name: largest.name } : null);
        if (written === null) write(usualTour('', new Date()));
      }
      if (state.tour && JSON.stringify(state.tour) !== JSON.stringify(written)) {
        write(state.tour);
        setDepot({ code: state.tour.depot, name: name(state.tour.depot) });
      }
      written = state.tour;
    },
  };
}
