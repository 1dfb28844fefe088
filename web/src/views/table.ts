import { learnLate } from '../i18n';
import { h } from './dom';
import { lateViews } from './late';
import type { Actions, View, Voice } from './model';

/** The twin of the map: the same communes and facts, sorted, filtered, one tab stop away. Its rows are fetched when it is opened. */
export function tableView(voice: Voice, actions: Actions, initiallyOpen: boolean, failed: (error: unknown, retry: () => void) => void): View {
  const { t } = voice;
  const rows = lateViews(async () => [(await Promise.all([import('./table-rows'), learnLate(voice.language)]))[0].tableRows(voice, actions)], ({ state: { table } }) => table, failed);
  const scroller = h('div', { class: 'table-scroll', id: 'table-body', tabIndex: 0, attrs: { role: 'group', 'aria-label': t('table.title') } }, rows.element);
  const toggle = h('button', { type: 'button', class: 'table-toggle', attrs: { 'aria-controls': 'table-body' }, on: { click: () => actions.setTable(scroller.hidden) } }, t('table.title'));
  const element = h('section', { class: 'table', id: 'table', tabIndex: -1, attrs: { 'aria-label': t('table.title') } }, toggle, scroller);

  function open(isOpen: boolean): void {
    scroller.hidden = !isOpen;
    element.classList.toggle('is-open', isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
  }
  // The room is taken before the rows come.
  open(initiallyOpen);

  return {
    element,
    update(model) {
      open(model.state.table);
      toggle.textContent = model.state.table ? t('table.hide') : t('table.show', { n: model.communes.length });
      rows.update(model);
    },
  };
}
