import type { Commune, Difference, Presence } from '../api/types';
import { standing } from '../model/coverage';
import { signedMinutes } from '../model/difference';
import { LEAST, MOST } from '../model/presence';
import { valueOf } from '../model/indicators';
import { sieved } from '../model/sieve';
import { CHANGE_ORDER, COLUMNS, DEFAULT_ORDER, indicatorColumn, indicatorIn, nextOrder, OF_SCENARIO, OF_TOUR, sorted, type Column, type FixedColumn, type Order } from '../model/sort';
import { isTourStop } from '../model/venues';
import { fill, h, opens } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { sieveView } from './sieve';
import { indicatorName, pairWords } from './words';

/** Rows drawn at once: a département is whole, a région stays fluid. */
const PAGE = 600;
const NUMERIC: ReadonlySet<Column> = new Set(['people', 'minutes', 'distance', ...OF_TOUR, ...OF_SCENARIO]);

/** The rows of the table, with what sorts and filters them. */
export function tableRows(voice: Voice, actions: Actions): View {
  const { t, format, language } = voice;
  let order: Order = DEFAULT_ORDER;
  /** Whether the reader has not chosen that order. */
  let isUsual = true;
  let rows = PAGE;
  let last: Model | null = null;
  const caption = h('caption', { class: 'visually-hidden', attrs: { 'aria-live': 'polite' } });
  let columns: readonly Column[] = COLUMNS;
  let offered = '';
  const headOf = (column: Column): HTMLElement =>
    h('th', { class: NUMERIC.has(column) || indicatorIn(column) !== null ? 'number' : '', attrs: { scope: 'col' } }, h('button', { type: 'button', on: { click: () => sortBy(column) } }, titleOf(column), h('span', { class: 'arrow', attrs: { 'aria-hidden': 'true' } })));
  let heads = columns.map(headOf);
  const headRow = h('tr', {}, ...heads);
  const body = h('tbody');
  const sieve = sieveView(voice, () => last && update(last));
  const none = h('p', { class: 'sieve-none muted', hidden: true }, t('sieve.none'));
  const more = h('button', { type: 'button', class: 'chip', hidden: true, on: { click: () => { rows += PAGE; if (last) update(last); } } });
  const element = h('div', { class: 'late' }, sieve.element, h('table', {}, caption, h('thead', {}, headRow), body), none, more);

  function titleOf(column: Column): string {
    const name = indicatorIn(column);
    const indicator = name === null ? undefined : last?.meta.indicators.find((one) => one.name === name);
    return indicator ? indicatorName(voice, indicator) : t(`table.${column as FixedColumn | 'pair'}`);
  }
  /** The columns of indicators come after the others, that of two measures last of all. */
  function offer({ meta, choropleth }: Model): void {
    const now: Column[] = [...COLUMNS, ...meta.indicators.map(({ name }) => indicatorColumn(name)), ...(choropleth?.kind === 'fragile' ? (['pair'] as const) : [])];
    if (now.join('\n') === offered) return;
    offered = now.join('\n');
    columns = now;
    heads = columns.map(headOf);
    fill(headRow, ...heads);
    if (!columns.includes(order.column)) order = DEFAULT_ORDER;
  }

  function sortBy(column: Column): void {
    order = nextOrder(order, column);
    isUsual = false;
    if (last) update(last);
  }
  /** With the tour, and without it where that differs. Hours that are not known make a bound of a figure, or no fact of none. */
  function gained(before: number | null, after: number | null, bound: string, { venues_without_hours }: Presence, text: (n: number) => string): HTMLElement {
    const isNone = (n: number | null): boolean => n === null || (n === 0 && bound === LEAST);
    const said = (n: number | null): string => (isNone(n) && venues_without_hours > 0 ? t('gain.unknown') : n === null ? t('gain.never') : `${venues_without_hours > 0 ? bound : ''}${text(n)}`);
    const [without, counted] = [said(before), said(after)];
    return h('td', { class: 'number' }, counted, without !== counted && h('span', { class: 'table-before' }, t('table.without', { value: without })));
  }
  function tourCells(p: Presence): HTMLElement[] {
    return [gained(p.open_before_h, p.open_h, LEAST, p, format.tenth), gained(p.share_per_1000_before_h, p.share_per_1000_h, LEAST, p, format.tenth), gained(p.wait_before_h, p.wait_h, MOST, p, (n) => format.wait(n * 3600))];
  }
  /** Before the changes, what they make of it, and who crosses the threshold by them. */
  function changeCells(one: Difference): HTMLElement[] {
    const cell = (...said: ReadonlyArray<string | HTMLElement | false>): HTMLElement => h('td', { class: 'number' }, ...said);
    const crossing = one.no_longer_covered > 0 ? t('scenario.crosses_out') : one.newly_covered > 0 ? t('scenario.crosses_in') : null;
    const moves = one.status === 'gain' || one.status === 'lose';
    return [
      cell(one.duration_before_s === null ? '–' : format.decimalMinutes(one.duration_before_s)),
      cell(moves ? (signedMinutes(one) ?? t(one.status === 'lose' ? 'table.lost' : 'table.won')) : '=', crossing !== null && h('span', { class: 'crossing' }, crossing)),
    ];
  }
  function row(c: Commune, model: Model, stops: ReadonlySet<string>): HTMLElement {
    const { threshold_min, state, presences, differences, meta, choropleth } = model;
    const difference = differences?.get(c.code);
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
      ...(difference ? changeCells(difference) : []),
      ...(presence ? tourCells(presence) : []),
      cell(c.venue_id !== null && stops.has(c.venue_id) ? t('card.tour_stop', { name: c.venue ?? '' }) : (c.venue ?? '')),
      cell(c.distance_m === null ? '–' : format.bareKm(c.distance_m), true),
      h('td', {}, h('span', { class: `status status-${where}` }, t(`table.status_${where}`))),
      ...meta.indicators.map(({ name }) => {
        const value = valueOf(c, name);
        return cell(value === null ? '–' : format.decimal(value), true);
      }),
      choropleth?.kind === 'fragile' && h('td', { class: 'words' }, pairWords(voice, c, choropleth)),
    );
  }
  let asked: readonly unknown[] = [];
  let found: readonly Commune[] = [];
  /** What the table lists, in its order: sought again only where another question is asked. */
  function listed({ communes, tally, threshold_min, presences, differences, choropleth }: Model): readonly Commune[] {
    const crossed = choropleth?.kind === 'fragile' ? { ...choropleth, name: choropleth.indicator.name } : null;
    const question = [communes, presences, differences, threshold_min, order, JSON.stringify([sieve.value(), crossed && [crossed.name, crossed.side]])];
    if (question.some((part, i) => part !== asked[i])) found = sorted(sieved(communes, sieve.value(), tally.limits), order, threshold_min, language, presences, crossed, differences);
    asked = question;
    return found;
  }
  function update(model: Model): void {
    last = model;
    const { state: { table }, presences, differences, colouring, choropleth } = model;
    const isGone = (column: Column): boolean => (presences === null && OF_TOUR.has(column)) || (differences === null && OF_SCENARIO.has(column));
    if (isGone(order.column)) isUsual = true;
    if (isUsual) order = colouring === 'change' && choropleth === null ? CHANGE_ORDER : DEFAULT_ORDER;
    // A closed table costs nothing while the slider moves.
    if (!table) return fill(body);
    // Of thousands of communes, the rows of before stay, faint, until the hand on the slider rests.
    const waits = model.stale && model.communes.length > PAGE && body.childElementCount > 0;
    element.classList.toggle('is-stale', waits);
    if (waits) return;
    offer(model);
    sieve.update(model);
    heads.forEach((head, i) => {
      const column = columns[i] ?? 'commune';
      head.hidden = isGone(column);
      if (column === order.column) head.setAttribute('aria-sort', order.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const focused = document.activeElement?.getAttribute('data-opens') ?? null;
    const all = listed(model);
    const column = titleOf(order.column);
    const isWhole = all.length === model.communes.length;
    caption.textContent = isWhole ? t('table.caption', { n: all.length, column }) : t('sieve.caption', { n: all.length, total: model.communes.length, people: all.reduce((n, { population }) => n + population, 0), column });
    none.hidden = all.length > 0;
    const stops = new Set(model.venues.filter(isTourStop).map(({ id }) => id));
    fill(body, ...all.slice(0, rows).map((c) => row(c, model, stops)));
    const left = Math.min(PAGE, all.length - rows);
    more.hidden = left <= 0;
    more.textContent = t('table.more', { n: Math.max(0, left) });
    if (focused !== null) body.querySelector<HTMLElement>(`[data-opens="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  return { element, update };
}
