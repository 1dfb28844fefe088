import { MOST_STOPS, OBJECTIVES, USUAL_STOPS, type Objective, type StopsQuestion } from '../../model/truck';
import { fill, h, refocused } from '../dom';
import type { Model, TruckActions, View, Voice } from '../model';
import { choice } from './choice';
import { jobView } from './job';

const WORDS: Readonly<Record<Objective, 'objective.coverage' | 'objective.mean' | 'objective.fewest' | 'objective.worst'>> = { coverage: 'objective.coverage', 'mean-time': 'objective.mean', fewest: 'objective.fewest', 'worst-time': 'objective.worst' };

/** What the stops are for and how many; what has been settled about some; the search and its progress. */
export function stopsForm(voice: Voice, actions: TruckActions): View {
  const { t } = voice;
  const radios = OBJECTIVES.map((objective) => h('input', { type: 'radio', name: 'objective', value: objective, on: { change: () => measure(objective) } }));
  const count = h('input', { type: 'number', id: 'stops-count', min: '1', max: String(MOST_STOPS), step: '1', required: true });
  const share = h('input', { type: 'number', id: 'stops-share', min: '1', max: '100', step: '1', required: true });
  const countRow = h('p', { class: 'field' }, h('label', { htmlFor: 'stops-count' }, t('stops.count')), count);
  const shareRow = h('p', { class: 'field' }, h('label', { htmlFor: 'stops-share' }, t('stops.share')), share);
  const search = h('button', { type: 'submit', class: 'button' }, t('stops.search'));
  const job = jobView(voice, t('stops.searching'), () => {
    search.focus();
    actions.find(null);
  });
  const about = h('p', { class: 'muted' });
  const settled = h('ul', { class: 'plain settled' });
  const settledBox = h('div', { hidden: true }, h('h3', {}, t('settled.title')), settled);
  const form = h(
    'form',
    { on: { submit: (event) => { event.preventDefault(); actions.find(read()); } } },
    h('fieldset', { class: 'radios' }, h('legend', {}, t('stops.objective')), ...radios.map((radio, i) => h('label', {}, radio, t(WORDS[OBJECTIVES[i] ?? 'coverage'])))),
    countRow,
    shareRow,
    h('div', { class: 'go' }, search, job.element),
  );
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'stops-title' } }, h('h2', { id: 'stops-title' }, t('stops.title')), about, form, settledBox);
  let written: StopsQuestion | null = null;
  let shown: readonly unknown[] = [];
  write(USUAL_STOPS);

  function measure(objective: Objective): void {
    const isShare = objective === 'fewest';
    countRow.hidden = count.disabled = isShare;
    shareRow.hidden = share.disabled = !isShare;
  }
  function write(question: StopsQuestion): void {
    for (const radio of radios) radio.checked = radio.value === question.objective;
    count.value = String(question.count);
    share.value = String(question.share);
    measure(question.objective);
  }
  function read(): StopsQuestion {
    const objective = OBJECTIVES.find((_, i) => radios[i]?.checked) ?? 'coverage';
    return { objective, count: count.disabled ? USUAL_STOPS.count : count.valueAsNumber, share: share.disabled ? USUAL_STOPS.share : share.valueAsNumber, long: false };
  }
  return {
    element,
    update({ state, threshold_min, truck, communes }: Model) {
      about.textContent = t('stops.about', { minutes: threshold_min });
      job.update(truck.stops.kind === 'waiting', truck.stopsProgress);
      // What is being typed stays: the form follows the address only where that changes.
      if (state.stops && JSON.stringify(state.stops) !== JSON.stringify(written)) write(state.stops);
      written = state.stops;
      if (shown[0] === state.lock && shown[1] === state.forbid && shown[2] === communes.length) return;
      shown = [state.lock, state.forbid, communes.length];
      const name = (id: string): string => communes.find(({ code }) => code === id)?.name ?? id;
      const row = (id: string, about: string): HTMLElement => h('li', {}, h('span', { class: 'settled-name' }, about), choice(voice, actions, state, id, name(id), 'settled'));
      const rows = [...state.lock.map((id) => row(id, t('settled.locked', { name: name(id) }))), ...state.forbid.map(({ id }) => row(id, t('settled.banned', { name: name(id) })))];
      refocused(settled, () => fill(settled, ...rows), settled.childElementCount > 0 && rows.length === 0 ? search : undefined);
      settledBox.hidden = rows.length === 0;
    },
  };
}
