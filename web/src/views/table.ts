import type { Commune, Presence } from '../api/types';
import { standing } from '../model/coverage';
import { LEAST, MOST } from '../model/presence';
import { COLUMNS, DEFAULT_ORDER, nextOrder, OF_TOUR, sorted, type Column, type Order } from '../model/sort';
import { isTourStop } from '../model/venues';
import { fill, h, opens } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** Rows drawn at once: a département is whole, a région stays fluid. */
const PAGE = 600;
const NUMERIC: ReadonlySet<Column> = new Set(['people', 'minutes', 'distance', ...OF_TOUR]);

/** The twin of the map: the same communes and facts, sortable, one tab stop away. */
export function tableView({ t, format, language }: Voice, actions: Actions, initiallyOpen: boolean): View {
  let order: Order = DEFAULT_ORDER;
  let rows = PAGE;
  let last: Model | null = null;
  const caption = h('caption', { class: 'visually-hidden', attrs: { 'aria-live': 'polite' } });
  const heads = COLUMNS.map((column) =>
    h('th', { class: NUMERIC.has(column) ? 'number' : '', attrs: { scope: 'col' } }, h('button', { type: 'button', on: { click: () => sortBy(column) } }, t(`table.${column}`), h('span', { class: 'arrow', attrs: { 'aria-hidden': 'true' } }))),
  );
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'chip', hidden: true, on: { click: () => { rows += PAGE; if (last) update(last); } } });
  const scroller = h('div', { class: 'table-scroll', tabIndex: 0, attrs: { role: 'group', 'aria-label': t('table.title') } }, h('table', {}, caption, h('thead', {}, h('tr', {}, ...heads)), body), more);
  const toggle = h('button', { type: 'button', class: 'table-toggle', attrs: { 'aria-controls': 'table-body' }, on: { click: () => actions.setTable(scroller.hidden) } });
  scroller.id = 'table-body';
  const element = h('section', { class: 'table', id: 'table', tabIndex: -1, attrs: { 'aria-label': t('table.title') } }, toggle, scroller);

  function open(isOpen: boolean): void {
    scroller.hidden = !isOpen;
    element.classList.toggle('is-open', isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
  }
  // The room is taken before the rows come.
  open(initiallyOpen);
  toggle.textContent = t('table.title');

  function sortBy(column: Column): void {
    order = nextOrder(order, column);
    if (last) update(last);
  }
  /** With the tour, and without it where that differs. Hours that are not known make a bound of a figure, or no fact of none. */
  function gained(before: number | null, after: number | null, bound: string, { venues_without_hours }: Presence, text: (n: number) => string): HTMLElement {
    const isNone = (n: number | null): boolean => n === null || (n === 0 && bound === LEAST);
    const said = (n: number | null): string => (isNone(n) && venues_without_hours > 0 ? t('gain.unknown') : n === null ? t('gain.never') : `${venues_without_hours > 0 ? bound : ''}${text(n)}`);
    const [without, counted] = [said(before), said(after)];
    return h('td', { class: 'number' }, counted, without !== counted && h('span', { class: 'table-before' }, t('table.before', { value: without })));
  }
  function tourCells(p: Presence): HTMLElement[] {
    return [gained(p.open_before_h, p.open_h, LEAST, p, format.tenth), gained(p.share_per_1000_before_h, p.share_per_1000_h, LEAST, p, format.tenth), gained(p.wait_before_h, p.wait_h, MOST, p, (n) => format.wait(n * 3600))];
  }
  function row(c: Commune, { threshold_min, state, presences }: Model, stops: ReadonlySet<string>): HTMLElement {
    const where = standing(c.duration_s, threshold_min);
    const cell = (text: string, numeric = false): HTMLElement => h('td', { class: numeric ? 'number' : '' }, text);
    const presence = presences?.get(c.code);
    const chosen = state.selection?.kind === 'commune' && state.selection.id === c.code;
    return h(
      'tr',
      { class: chosen ? 'chosen' : '' },
      h('th', { attrs: { scope: 'row' } }, h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'commune', id: c.code }), on: { click: () => actions.select({ kind: 'commune', id: c.code }) } }, c.name)),
      cell(c.epci_name ?? ''),
      cell(format.integer(c.population), true),
      cell(c.duration_s === null ? '–' : format.decimalMinutes(c.duration_s), true),
      ...(presence ? tourCells(presence) : []),
      cell(c.venue_id !== null && stops.has(c.venue_id) ? t('card.tour_stop', { name: c.venue ?? '' }) : (c.venue ?? '')),
      cell(c.distance_m === null ? '–' : format.bareKm(c.distance_m), true),
      h('td', {}, h('span', { class: `status status-${where}` }, t(`table.status_${where}`))),
    );
  }
  function update(model: Model): void {
    last = model;
    const { state: { table }, presences } = model;
    if (presences === null && OF_TOUR.has(order.column)) order = DEFAULT_ORDER;
    open(table);
    toggle.textContent = table ? t('table.hide') : t('table.show', { n: model.communes.length });
    // A closed table costs nothing while the slider moves.
    if (!table) return fill(body);
    heads.forEach((head, i) => {
      head.hidden = presences === null && OF_TOUR.has(COLUMNS[i] ?? 'commune');
      if (COLUMNS[i] === order.column) head.setAttribute('aria-sort', order.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const focused = document.activeElement?.getAttribute('data-opens') ?? null;
    const all = sorted(model.communes, order, model.threshold_min, language, presences);
    caption.textContent = t('table.caption', { n: all.length, column: t(`table.${order.column}`) });
    const stops = new Set(model.venues.filter(isTourStop).map(({ id }) => id));
    fill(body, ...all.slice(0, rows).map((c) => row(c, model, stops)));
    const left = Math.min(PAGE, all.length - rows);
    more.hidden = left <= 0;
    more.textContent = t('table.more', { n: Math.max(0, left) });
    if (focused !== null) body.querySelector<HTMLElement>(`[data-opens="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  return { element, update };
}
