import { h } from '../dom';

/** The body of a table: the first rows at once, the others behind a button in a row of its own. */
export function moreRows(rows: readonly HTMLElement[], first: number, label: (n: number) => string, columns: number): HTMLElement {
  if (rows.length <= first + 1) return h('tbody', {}, ...rows);
  const rest = rows.slice(first);
  const open = (): void => {
    more.replaceWith(...rest);
    // Whoever opened them by keyboard goes on from the first of them.
    const next = rest[0]?.querySelector<HTMLElement>('button') ?? rest[0];
    if (next && next.tabIndex < 0) next.tabIndex = -1;
    next?.focus({ preventScroll: true });
  };
  const more = h('tr', {}, h('td', { attrs: { colspan: columns } }, h('button', { type: 'button', class: 'link', on: { click: open } }, label(rest.length))));
  return h('tbody', {}, ...rows.slice(0, first), more);
}
