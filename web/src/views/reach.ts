import { lastMinute, reachAxes, reachedWithin, reachMinutes, reachOf, reachPath, type Reach, type ReachFrame } from '../model/reach';
import type { Commune } from '../api/types';
import { fill, h, svg } from './dom';
import type { Actions, Model, View, Voice } from './model';

const FRAME: ReachFrame = { width: 360, height: 170, left: 6, right: 6, top: 14, bottom: 22 };

/** Who has a venue within so many minutes: a curve, read minute by minute with the arrows or the pointer, and its table. */
export function reachView({ t, format }: Voice, actions: Actions): View {
  const about = h('p', {});
  const told = h('p', { class: 'curve-told', attrs: { 'aria-hidden': 'true' } });
  const rest = h('p', { class: 'doubt' });
  const reader = svg('g', { class: 'reach-reader' });
  const fixed = svg('g', {});
  const hit = svg('rect', { class: 'reach-hit', x: 0, y: 0, width: FRAME.width, height: FRAME.height, rx: 3 });
  // What is read is a number of minutes, and what it means: a slider, for who listens.
  const drawing = svg('svg', { viewBox: `0 0 ${FRAME.width} ${FRAME.height}`, class: 'reach-curve', role: 'slider', tabindex: 0, 'aria-label': t('reach.label'), 'aria-valuemin': 0, 'aria-orientation': 'horizontal' }, hit, fixed, reader);
  const body = h('tbody');
  const head = (['reach.minutes', 'reach.people', 'reach.share', 'reach.more'] as const).map((key) => h('th', { class: 'number', attrs: { scope: 'col' } }, t(key)));
  const table = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('reach.title')), h('thead', {}, h('tr', {}, ...head)), body);
  const element = h('section', { class: 'block reach' }, h('h2', {}, t('reach.title')), about, h('div', { class: 'curve' }, drawing), told, rest, h('details', {}, h('summary', {}, t('reach.table')), table));

  let communes: readonly Commune[] | null = null;
  let steps: readonly Reach[] = [];
  let [total, last, threshold] = [0, 60, 20];
  /** The minute that is read, where it is not the threshold. */
  let read: number | null = null;
  const sentence = (minutes: number): string => {
    const people = reachedWithin(steps, minutes);
    return t('reach.point', { minutes, people, share: format.share(people, total) });
  };

  function tell(minutes: number | null): void {
    read = minutes;
    const at = minutes ?? threshold;
    const { x, y } = reachAxes(FRAME, last, total);
    const people = reachedWithin(steps, at);
    fill(reader, svg('line', { x1: x(at), x2: x(at), y1: y(0), y2: y(people) }), svg('circle', { cx: x(at), cy: y(people), r: 5 }));
    drawing.setAttribute('aria-valuenow', String(at));
    drawing.setAttribute('aria-valuetext', sentence(at));
    told.textContent = `${sentence(at)}.`;
  }
  function draw(): void {
    const axes = reachAxes(FRAME, last, total);
    const { x, y } = axes;
    const ticks = Array.from({ length: Math.floor(last / (last > 60 ? 20 : 10)) + 1 }, (_, i) => i * (last > 60 ? 20 : 10));
    const marked = x(threshold);
    const endward = marked > FRAME.width - 60;
    fill(
      fixed,
      ...[0, 0.25, 0.5, 0.75, 1].map((part) => svg('g', { class: 'curve-tick' }, svg('line', { x1: 0, x2: FRAME.width, y1: y(total * part), y2: y(total * part) }), part > 0 && svg('text', { x: 0, y: y(total * part) - 3 }, format.share(part, 1)))),
      ...ticks.map((minutes, i) => svg('text', { class: 'reach-minute', x: x(minutes), y: FRAME.height - 6, 'text-anchor': i === 0 ? 'start' : minutes === last ? 'end' : 'middle' }, format.integer(minutes))),
      svg('path', { class: 'reach-area', d: `${reachPath(steps, last, axes)}V${y(0).toFixed(1)}Z` }),
      svg('path', { class: 'curve-line', d: reachPath(steps, last, axes) }),
      svg('g', { class: 'reach-threshold' }, svg('line', { x1: marked, x2: marked, y1: 4, y2: y(0) }), svg('text', { x: marked + (endward ? -4 : 4), y: 12, 'text-anchor': endward ? 'end' : 'start' }, t('reach.threshold'))),
    );
    drawing.setAttribute('aria-valuemax', String(last));
  }
  function rows(): void {
    let before = 0;
    fill(
      body,
      ...reachMinutes(last, threshold).map((minutes) => {
        const people = reachedWithin(steps, minutes);
        const more = people - before;
        before = people;
        const isThreshold = minutes === threshold;
        return h('tr', { class: isThreshold ? 'chosen' : '' }, h('th', { class: 'number', attrs: { scope: 'row' } }, isThreshold ? t('reach.is_threshold', { minutes: format.decimal(minutes) }) : format.integer(minutes)), h('td', { class: 'number' }, format.integer(people)), h('td', { class: 'number' }, format.share(people, total)), h('td', { class: 'number' }, format.integer(more)));
      }),
    );
  }
  const pointed = (event: Event): number => {
    const { left, width } = drawing.getBoundingClientRect();
    return reachAxes(FRAME, last, total).minutes((((event as PointerEvent).clientX - left) * FRAME.width) / Math.max(1, width));
  };
  const choose = (minutes: number): void => {
    if (minutes >= 1) actions.setThreshold(minutes, true);
  };
  drawing.addEventListener('pointermove', (event) => tell(pointed(event)));
  drawing.addEventListener('pointerleave', () => tell(null));
  drawing.addEventListener('click', (event) => choose(pointed(event)));
  drawing.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    const at = Math.round(read ?? threshold);
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, PageUp: at + 10, PageDown: at - 10, Home: 0, End: last }[key];
    if (key === 'Enter' || key === ' ') choose(at);
    else if (to === undefined) return;
    event.preventDefault();
    if (to !== undefined) tell(Math.min(last, Math.max(0, to)));
  });
  drawing.addEventListener('blur', () => tell(null));

  return {
    element,
    update(model: Model) {
      // The curve itself only changes with the times.
      const isOther = communes !== model.communes;
      if (isOther) {
        communes = model.communes;
        steps = reachOf(model.communes);
        total = model.tally.total.people;
      }
      if (!isOther && threshold === model.threshold_min) return;
      threshold = model.threshold_min;
      last = lastMinute(steps, threshold);
      const [covered, timed, drawn] = [reachedWithin(steps, threshold), steps.at(-1)?.people ?? 0, reachedWithin(steps, last)];
      about.textContent = t('reach.about', { share: format.share(covered, total), minutes: threshold });
      rest.textContent = [timed > drawn && t('reach.beyond', { people: timed - drawn, minutes: last }), total > timed && t('reach.never', { people: total - timed })].filter(Boolean).join(' ');
      rest.hidden = rest.textContent === '';
      draw();
      rows();
      tell(null);
    },
  };
}
