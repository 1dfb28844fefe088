import { openAtOf } from '../../model/open-at';
import { hasHours, MOST_CHANGES } from '../../model/scenario';
import { fill, h, refocused } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { momentWords } from '../open-at';
import { effectSaid, inWords, markOf } from './words';

/** The changes that are thought of, each with its way back; undo and redo. */
export function changesView(voice: Voice, actions: ScenarioActions): View {
  const { t } = voice;
  const button = (focus: string, text: string, key: string, act: () => void): HTMLButtonElement => h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': focus, 'aria-keyshortcuts': key }, on: { click: act } }, text);
  // Never disabled while it has focus: that would be lost.
  const undo = button('undo', t('scenario.undo'), 'Control+Z', actions.undo);
  const redo = button('redo', t('scenario.redo'), 'Control+Y', actions.redo);
  const clear = h('button', { type: 'button', class: 'chip', on: { click: () => { actions.clear(); title.focus(); } } }, t('scenario.clear'));
  const title = h('h2', { id: 'scenario-title', tabIndex: -1 }, t('scenario.title'));
  const about = h('p', { class: 'muted' }, t('scenario.about'));
  // What the changes do comes before what they are: it is what was asked.
  const live = h('p', { class: 'scenario-said', attrs: { role: 'status' } });
  const full = h('p', { class: 'doubt', attrs: { role: 'status' } });
  const none = h('p', { class: 'muted' }, t('scenario.none'));
  const list = h('ul', { class: 'plain scenario-changes' });
  const truck = h('p', { class: 'doubt', hidden: true }, t('scenario.with_tour'));
  const closed = h('p', { class: 'doubt', hidden: true });
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'scenario-title' } }, title, live, full, about, h('div', { class: 'chips' }, undo, redo, clear), none, list, closed, truck);
  let shown = '';
  return {
    element,
    update(model: Model) {
      const { state: { changes }, scenario, summary, differences, stale } = model;
      const said = effectSaid(voice, model);
      if (live.textContent !== said) live.textContent = said;
      live.classList.toggle('is-stale', stale);
      const left = scenario.left > 0 ? t('scenario.full', { n: scenario.left, most: MOST_CHANGES }) : '';
      if (full.textContent !== left) full.textContent = left;
      full.hidden = left === '';
      about.hidden = changes.length > 0 && differences !== null;
      undo.setAttribute('aria-disabled', String(!scenario.canUndo));
      redo.setAttribute('aria-disabled', String(!scenario.canRedo));
      none.hidden = changes.length > 0;
      clear.hidden = changes.length < 2;
      truck.hidden = !(summary.scenario?.with_tour ?? false);
      const at = openAtOf(summary);
      closed.hidden = at === null || at.unknown || changes.every((change) => change.change !== 'open' || hasHours(changes, change));
      closed.textContent = at === null || closed.hidden ? '' : t('scenario.no_hours', { when: momentWords(voice, at) });
      const rows = changes.map((change) => ({ change, ...inWords(voice, change, changes, model) }));
      const next = JSON.stringify(rows);
      if (next === shown) return;
      shown = next;
      const row = ({ change, title: said, about }: (typeof rows)[number]): HTMLElement =>
        h(
          'li',
          { class: 'scenario-change' },
          h('span', { class: 'change-name' }, said),
          about !== '' && h('span', { class: 'muted' }, about),
          h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `back:${markOf(change)}`, 'aria-label': t('scenario.take_back_of', { change: said }) }, on: { click: () => actions.takeBack(change) } }, t('scenario.take_back')),
        );
      refocused(list, () => fill(list, ...rows.map(row)), rows.length === 0 ? title : undefined);
    },
  };
}
