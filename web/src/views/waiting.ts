import { h } from './dom';
import type { Voice } from './model';

/** Before so long, nothing is said of waiting, ms. */
const PATIENCE = 1500;

/** What is said while an answer is long in coming, with the way to give it up. It stands over the page, and moves nothing. */
export function waitingView({ t }: Voice, cancel: () => void): { readonly element: HTMLElement; readonly wait: (busy: boolean) => void } {
  const stop = h('button', { type: 'button', class: 'chip', on: { click: cancel } }, t('waiting.cancel'));
  const said = h('p', { attrs: { role: 'status' } });
  const box = h('div', { class: 'alert waiting', hidden: true }, said, stop);
  let timer = 0;
  return {
    element: h('div', { class: 'alerts' }, box),
    wait(busy) {
      clearTimeout(timer);
      if (busy) timer = window.setTimeout(() => ((box.hidden = false), (said.textContent = t('waiting.long'))), PATIENCE);
      else {
        box.hidden = true;
        said.textContent = '';
      }
    },
  };
}
