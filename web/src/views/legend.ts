import { learnLate } from '../i18n';
import { mapTheme } from '../map/theme';
import { colouringView } from './colouring';
import { fill, h, styled } from './dom';
import { circleRows, legendContent, type LegendContent, type LegendMark } from './legend-content';
import type { Actions, Model, View, Voice } from './model';
import { overlaysView } from './overlays';
import { lateViews } from './late';

/** The legend; with actions it also holds what changes the look of the map. */
export function legendView(voice: Voice, actions: Actions | null): View {
  const overlays = actions && overlaysView(voice, actions);
  const colouring = actions && colouringView(voice, actions);
  const title = h('h2', {}, voice.t('legend.title'));
  const bands = h('ul', { class: 'legend-bands' });
  const note = h('p', { class: 'legend-note', hidden: true });
  const square = lateViews(async () => [(await Promise.all([import('./square'), learnLate(voice.language)]))[0].squareView(voice)], ({ choropleth }) => choropleth?.kind === 'fragile', () => undefined);
  const circles = h('ul', { class: 'legend-bands', attrs: { 'aria-label': voice.t('legend.circles') } });
  const circlesTitle = h('p', { class: 'legend-sub' }, voice.t('legend.circles'));
  const marks = h('ul', { class: 'legend-marks' });
  const element = h('details', { class: 'legend', hidden: true, attrs: { open: true } }, h('summary', {}, title), colouring?.element, bands, square.element, note, circlesTitle, circles, marks, overlays?.element);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let last: Model | null = null;
  dark.addEventListener('change', () => last && update(last));

  function update(model: Model): void {
    last = model;
    element.hidden = false;
    const content = legendContent(voice, model, mapTheme(dark.matches));
    title.textContent = content.title;
    // Figures of presence are the server's: until they come, those of the last threshold stay, faint.
    bands.classList.toggle('is-stale', model.colouring !== 'access' && model.stale);
    // The nine classes of two measures are a square; on paper they are a list.
    bands.hidden = model.choropleth?.kind === 'fragile';
    fill(bands, ...(bands.hidden ? [] : bandItems(voice, content)));
    square.update(model);
    const bare = circleRows(voice, model, mapTheme(dark.matches));
    circles.hidden = circlesTitle.hidden = bare.length === 0;
    fill(circles, ...bandItems(voice, { rows: bare, crossings: [], most: Math.max(0, ...bare.map(({ people }) => people)), total: content.total }));
    note.hidden = content.note === null;
    fill(note, ...noteParts(content));
    fill(marks, ...content.marks.map(markItem));
    colouring?.update(model);
    overlays?.update(model);
  }
  return { element, update };
}

/** The classes as items of a list, with their bars and people. */
export function bandItems({ format }: Voice, { rows, crossings, most, total }: Pick<LegendContent, 'rows' | 'crossings' | 'most' | 'total'>): HTMLElement[] {
  const classes = rows.flatMap(({ color, pattern, label, people, edge }) => {
    const bar = styled(h('span', { class: 'legend-bar' }), { '--share': most > 0 ? `${(100 * people) / most}%` : '0%' });
    const item = h('li', { attrs: { 'data-people': people } }, swatch(color, pattern), h('span', { class: 'legend-label' }, label), bar, h('span', { class: 'legend-people' }, format.integer(people)), h('span', { class: 'legend-share' }, format.share(people, total)));
    return edge === null ? [item] : [item, h('li', { class: 'legend-edge' }, edge)];
  });
  return [...classes, ...crossings.map(({ pattern, text }) => h('li', { class: 'legend-crossing' }, swatch('transparent', pattern), h('span', {}, text)))];
}

export const noteParts = ({ note }: LegendContent): HTMLElement[] => (note === null ? [] : [swatch('transparent', note.pattern), h('span', {}, note.text)]);

export function markItem({ sample, text, faint }: LegendMark): HTMLElement {
  return h('li', {}, typeof sample === 'string' ? h('span', { class: `sample-${sample}` }) : still(sample, faint), h('span', {}, text));
}

function still(canvas: HTMLCanvasElement, faint?: number): HTMLElement {
  canvas.className = 'legend-icon';
  canvas.setAttribute('aria-hidden', 'true');
  return faint === undefined ? canvas : styled(canvas, { opacity: String(faint) });
}

function swatch(color: string, pattern: HTMLCanvasElement | null): HTMLElement {
  return styled(h('span', { class: 'swatch' }), { 'background-color': color, ...(pattern && { 'background-image': `url(${pattern.toDataURL()})`, 'background-size': '8px' }) });
}
