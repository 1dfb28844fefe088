import type { Stops } from '../../api/types';
import { drawn, pathOf, type Frame, type Spot } from '../../model/curve';
import { curvePoints, measureOf, type CurvePoint } from '../../model/stops';
import { fill, h, refocused, svg } from '../dom';
import type { Actions, Model, View, Voice } from '../model';

const STEP = 30;
/** On the screen, pixels. */
const LEAST_STEP = 25;
const FRAME: Omit<Frame, 'width'> = { height: 170, left: 4, right: 4, top: 22, bottom: 24 };
/** How far the words of the axis stand over their line. */
const OVER = 4;

/** What each number of stops is worth, drawn and as a table; a point chooses its number. One stop of Tab, arrows inside. */
export function curveView({ t, format }: Voice, actions: Actions): View {
  const picture = h('div', { class: 'curve' });
  const told = h('p', { class: 'curve-told', attrs: { 'aria-hidden': 'true' } });
  const table = h('table', { class: 'areas' });
  const twin = h('details', {}, h('summary', {}, t('curve.table')), table);
  const title = h('h3', {});
  const element = h('div', { class: 'curve-block', hidden: true }, title, picture, told, twin);
  let shown: readonly unknown[] = [];
  let model: Model;

  const choose = (count: number): void => {
    const { stops } = model.state;
    if (stops && stops.count !== count) actions.truck.find({ ...stops, count });
  };
  function show(found: Stops, chosen: number): void {
    const points = curvePoints(found);
    const measure = measureOf(found.goal);
    const value = ({ value }: CurvePoint): string => (value === null ? t('found.unreached') : measure === 'people' ? t('card.people', { people: value }) : format.minutes(value));
    const better = ({ better }: CurvePoint): string => (better === null ? '–' : measure === 'people' ? `+ ${format.integer(better)}` : `− ${format.minutes(better)}`);
    const proof = ({ proven, gap }: CurvePoint): string => (proven ? t('curve.proven') : t('curve.near', { gap: format.share(gap, 1) }));
    const sentence = (point: CurvePoint): string => [t('curve.point', { n: point.count, value: value(point) }), point.better === null ? null : measure === 'people' ? t('curve.more', { people: point.better }) : t('curve.less', { time: format.minutes(point.better) }), proof(point)].filter(Boolean).join(', ');
    title.textContent = t(measure === 'people' ? 'curve.title' : measure === 'mean' ? 'curve.title_mean' : 'curve.title_worst');
    const width = Math.max(300, points.length * STEP + FRAME.left + FRAME.right);
    // Minutes are what is rounded on an axis of times.
    const { spots, step, ticks } = drawn(points.map((point) => (point.value === null || measure === 'people' ? point.value : point.value / 60)), { ...FRAME, width });
    const tell = (point: CurvePoint | undefined): void => void (told.textContent = point ? `${sentence(point)}.` : '');
    const current = points.find(({ count }) => count === chosen);
    tell(current);

    const marks = spots.flatMap((spot) => {
      const point = points[spot.index];
      return point ? [mark(spot, point)] : [];
    });
    function mark({ x, y }: Spot, point: CurvePoint): SVGElement {
      const isChosen = point.count === chosen;
      const g = svg(
        'g',
        { class: `curve-point${isChosen ? ' is-chosen' : ''}${point.proven ? '' : ' is-open'}`, role: 'button', tabindex: isChosen || (!current && point === points[0]) ? 0 : -1, 'aria-label': sentence(point), 'aria-pressed': String(isChosen), 'data-focus': `curve:${point.count}` },
        svg('rect', { class: 'curve-hit', x: x - step / 2, y: 0, width: step, height: FRAME.height, rx: 3 }),
        svg('circle', { cx: x, cy: y, r: isChosen ? 6.5 : 4.5 }),
        svg('text', { x, y: FRAME.height - 8 }, format.integer(point.count)),
      );
      g.addEventListener('click', () => choose(point.count));
      g.addEventListener('pointerenter', () => tell(point));
      g.addEventListener('focus', () => tell(point));
      g.addEventListener('pointerleave', () => tell(current));
      g.addEventListener('keydown', (event) => key(event as KeyboardEvent, marks, point));
      return g;
    }
    const lines = ticks.map(({ value: at, y }) =>
      svg('g', { class: 'curve-tick', 'aria-hidden': 'true' }, svg('line', { x1: 0, x2: width, y1: y, y2: y }), svg('text', { x: 0, y: y - OVER }, measure === 'people' ? format.integer(at) : format.minutes(at * 60))),
    );
    const drawing = svg('svg', { viewBox: `0 0 ${width} ${FRAME.height}`, role: 'group', 'aria-label': t('curve.label') }, ...lines, svg('path', { class: 'curve-line', d: pathOf(spots), 'aria-hidden': 'true' }), ...marks);
    // A finger needs its room: many points are scrolled to.
    drawing.style.setProperty('min-width', `${points.length * LEAST_STEP}px`);
    fill(picture, drawing);
    const row = (point: CurvePoint): HTMLElement =>
      h(
        'tr',
        { class: point.count === chosen ? 'chosen' : '' },
        h('th', { attrs: { scope: 'row' } }, h('button', { type: 'button', class: 'link', attrs: { 'aria-label': t('curve.choose', { n: point.count }), 'aria-pressed': String(point.count === chosen), 'data-focus': `curve-row:${point.count}` }, on: { click: () => choose(point.count) } }, format.integer(point.count))),
        h('td', { class: 'number' }, measure === 'people' && point.value !== null ? format.integer(point.value) : value(point)),
        h('td', { class: 'number' }, better(point)),
        h('td', {}, proof(point)),
      );
    const head = (['curve.stops', measure === 'people' ? 'curve.people' : 'curve.time', 'curve.gain', 'curve.proof'] as const).map((k, i) => h('th', { class: i === 1 || i === 2 ? 'number' : '', attrs: { scope: 'col' } }, t(k)));
    fill(table, h('caption', { class: 'visually-hidden' }, title.textContent), h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...points.map(row)));
  }
  function key(event: KeyboardEvent, marks: readonly SVGElement[], point: CurvePoint): void {
    const at = marks.indexOf(event.currentTarget as SVGElement);
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') choose(point.count);
    else if (to === undefined) return;
    event.preventDefault();
    const next = to === undefined ? undefined : marks[to];
    if (!next) return;
    for (const mark of marks) mark.setAttribute('tabindex', mark === next ? '0' : '-1');
    next.focus();
  }
  return {
    element,
    update(now: Model) {
      model = now;
      const { truck: { lastStops }, state } = now;
      const chosen = state.stops?.count ?? 0;
      if (shown[0] === lastStops && shown[1] === chosen) return;
      shown = [lastStops, chosen];
      element.hidden = lastStops === null || lastStops.curve.length < 2;
      if (lastStops && !element.hidden) refocused(element, () => show(lastStops, chosen));
    },
  };
}
