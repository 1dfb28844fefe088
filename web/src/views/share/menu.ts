import { learnLate } from '../../i18n';
import { h } from '../dom';
import { lateViews } from '../late';
import type { Actions, Model, View, Voice } from '../model';

/** All ways to take the page away, behind one button. A disclosure: what it holds are links, buttons and fields, none of them a command of a menu bar. */
export function shareView(voice: Voice, actions: Actions, failed: (error: unknown, retry: () => void) => void): View {
  const { t } = voice;
  const parts = lateViews(async () => [(await Promise.all([import('./parts'), learnLate(voice.language)]))[0].shareParts(voice, actions)], () => !panel.hidden, failed);
  const panel = h('div', { class: 'share-panel', id: 'share-panel', hidden: true, attrs: { role: 'group', 'aria-label': t('share.title') } }, parts.element);
  const toggle = h('button', { type: 'button', class: 'share-toggle', attrs: { 'aria-controls': 'share-panel', 'aria-expanded': 'false' }, on: { click: () => open(panel.hidden) } }, t('share.title'));
  const element = h('div', { class: 'share' }, toggle, panel);
  let last: Model | null = null;

  function open(isOpen: boolean): void {
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen && last) parts.update(last);
  }
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    // The card behind it stays.
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  // It lies over the map: who goes on elsewhere must see where.
  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) open(false);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!panel.hidden && target instanceof Node && !element.contains(target)) open(false);
  });
  return {
    element,
    update(model) {
      last = model;
      if (!panel.hidden) parts.update(model);
    },
  };
}
