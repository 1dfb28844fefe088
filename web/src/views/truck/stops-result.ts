import type { Stop, StopGain, Stops } from '../../api/types';
import { measureOf, ranked, worth } from '../../model/stops';
import { bringForth, fill, goTo, h, opens, refocused } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { choice } from './choice';
import { curveView } from './curve';
import { failure } from './failure';
import { leftOutView } from './left-out';
import { moreRows } from './rows';

const GAINS_FIRST = 12;

/** The answer: what the stops change, how sure it is, the curve, each stop with who gains, who is left out. */
export function stopsResult(voice: Voice, actions: Actions, tour: HTMLElement): View {
  const { t, format } = voice;
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const title = h('h2', { id: 'found-title', tabIndex: -1 });
  const problem = h('div');
  const facts = h('dl', { class: 'facts' });
  const proof = h('p', { class: 'proof' });
  const list = h('ol', { class: 'stops' });
  const curve = curveView(voice, actions);
  const left = leftOutView(voice, actions);
  const longer = h('button', { type: 'button', class: 'chip' }, t('proof.longer'));
  const onward = h('button', { type: 'button', class: 'link onward', on: { click: () => goTo(tour) } }, t('found.onward'));
  const clear = h('button', { type: 'button', class: 'chip', on: { click: actions.truck.clear } }, t('stops.clear'));
  const body = h('div', {}, facts, proof, longer, onward, curve.element, h('h3', {}, t('found.list')), list, left.element, clear);
  const element = h('section', { class: 'block', hidden: true, attrs: { 'aria-labelledby': 'found-title' } }, title, problem, body, live);
  let shown: readonly unknown[] = [];
  let waiting = false;

  function sure({ status, gap }: Stops): string {
    return status === 'optimal' ? t('proof.optimal') : t('proof.gap', { gap: format.share(gap, 1) });
  }
  function changes(found: Stops): HTMLElement[] {
    const { people, covered_before, covered_after, mean_before_s, mean_after_s, objective, goal, limit_s } = found;
    const fact = (label: string, before: string | null, after: string): HTMLElement =>
      h('div', {}, h('dt', {}, label), h('dd', {}, before !== null && h('span', { class: 'before' }, t('found.before', { before })), before !== null && ' ', after));
    return [
      fact(t('found.covered', { minutes: limit_s / 60 }), format.integer(covered_before), `${format.integer(covered_after)} (${format.share(covered_after, people)})`),
      fact(t('found.mean'), format.minutes(mean_before_s), format.minutes(mean_after_s)),
      ...(measureOf(goal) === 'worst' ? [fact(t('found.worst'), null, objective === null ? t('found.unreached') : format.minutes(objective))] : []),
    ];
  }
  function gains(stop: Stop, threshold_min: number): HTMLElement {
    const row = ({ commune, people, before_s, after_s, newly_covered }: StopGain): HTMLElement =>
      h(
        'tr',
        {},
        h('th', { attrs: { scope: 'row' } }, commune, newly_covered && h('span', { class: 'status status-covered' }, t('gains.covered'))),
        h('td', { class: 'number' }, format.integer(people)),
        h('td', { class: 'number' }, before_s === null ? '–' : format.minutes(before_s, threshold_min)),
        h('td', { class: 'number' }, format.minutes(after_s, threshold_min)),
      );
    const head = (['gains.commune', 'gains.people', 'gains.before', 'gains.after'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
    // Rows are made when they are asked for: six stops may have a hundred communes.
    const details = h('details', {}, h('summary', { attrs: { 'data-focus': `gains:${stop.id}` } }, t('gains.title', { n: stop.communes })));
    details.addEventListener('toggle', () => {
      if (details.open && details.childElementCount === 1) details.append(h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('gains.caption', { name: stop.name })), h('thead', {}, h('tr', {}, ...head)), moreRows(stop.gains.map(row), GAINS_FIRST, (n) => t('list.more', { n }), 4)));
    });
    return details;
  }
  function item(found: Stops, stop: Stop, rank: number, { state, threshold_min }: Model): HTMLElement {
    const own = worth(found.goal, stop);
    const selection = { kind: 'commune', id: stop.id } as const;
    return h(
      'li',
      { class: 'stop' },
      h('div', { class: 'stop-head' }, h('span', { class: 'stop-rank', attrs: { 'aria-hidden': 'true' } }, String(rank)), h('button', { type: 'button', class: 'link', attrs: { ...opens(selection), 'data-focus': `stop:${stop.id}` }, on: { click: () => actions.select(selection) } }, stop.name), stop.locked && h('span', { class: 'status status-locked' }, t('found.locked'))),
      h('p', {}, t(measureOf(found.goal) === 'people' ? 'found.newly' : 'found.nearest', { people: own }), stop.only_by_this > 0 && stop.only_by_this < stop.newly_covered && ` ${t('found.only', { people: stop.only_by_this })}`),
      stop.communes > 0 && gains(stop, threshold_min),
      choice(voice, actions.truck, state, stop.id, stop.name, 'list'),
    );
  }
  function show(found: Stops, model: Model): void {
    title.textContent = t('found.title', { n: found.stops.length });
    fill(facts, ...changes(found));
    proof.textContent = sure(found);
    longer.hidden = found.status === 'optimal' || model.state.stops?.long !== false;
    longer.onclick = () => model.state.stops && actions.truck.find({ ...model.state.stops, long: true });
    // A stop that is no longer in the list cannot have focus: the head of the new list has it.
    refocused(element, () => {
      fill(list, ...ranked(found).map((stop, i) => item(found, stop, i + 1, model)));
      left.update(found, model);
    }, title);
  }
  return {
    element,
    update(model: Model) {
      const { truck: { stops, lastStops }, state, meta } = model;
      curve.update(model);
      onward.hidden = lastStops === null || lastStops.stops.length === 0;
      if (shown[0] === stops && shown[1] === lastStops && shown[2] === state.lock && shown[3] === state.forbid) return;
      const isNew = shown[1] !== lastStops || shown[2] !== state.lock || shown[3] !== state.forbid;
      const wasWaiting = waiting;
      waiting = stops.kind === 'waiting';
      shown = [stops, lastStops, state.lock, state.forbid];
      element.hidden = lastStops === null && stops.kind !== 'failed';
      body.hidden = lastStops === null;
      body.classList.toggle('is-stale', stops.kind !== 'here');
      if (stops.kind === 'failed' && lastStops === null) title.textContent = t('found.none');
      fill(problem, stops.kind === 'failed' && failure(voice, stops.error, meta, actions.truck.retry));
      if (lastStops !== null && isNew) show(lastStops, model);
      if (stops.kind === 'here' && wasWaiting) bringForth(title, element.previousElementSibling);
      live.textContent = stops.kind === 'waiting' ? t('stops.searching') : stops.kind === 'failed' ? t('stops.failed') : lastStops ? t('found.said', { n: lastStops.stops.length, people: lastStops.covered_after - lastStops.covered_before, minutes: lastStops.limit_s / 60 }) : '';
    },
  };
}
