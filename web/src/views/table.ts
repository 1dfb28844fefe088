import { h } from './dom';
import { lateViews } from './late';
import type { Actions, Model, View, Voice } from './model';

const SOON_MS = 300;
const body = (): Promise<typeof import('./table-body')> => import('./table-body');

/** The twin of the map: the same communes and facts, sorted, filtered, one tab stop away. What it holds is fetched soon after the page, or when it opens. */
export function tableView(voice: Voice, actions: Actions, initiallyOpen: boolean, failed: (error: unknown, retry?: () => void) => void): View {
  const { t } = voice;
  const held = lateViews(async () => [(await body()).tableBody(voice, actions)], ({ state }) => state.table, failed);
  const scroller = h('div', { class: 'table-scroll', tabIndex: 0, attrs: { role: 'group', 'aria-label': t('table.title') } }, held.element);
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
  // Whether it fails is told when the table is opened.
  window.setTimeout(() => body().catch(() => undefined), SOON_MS);

  return {
    element,
    update(model: Model) {
      const { state: { table }, communes } = model;
      open(table);
      toggle.textContent = table ? t('table.hide') : t('table.show', { n: communes.length });
      held.update(model);
    },
  };
}
