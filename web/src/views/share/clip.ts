import { h } from '../dom';
import type { Voice } from '../model';

/** A text to take away: it is seen, can be selected by hand, and is copied by a button. */
export interface Clip {
  readonly element: HTMLElement;
  readonly set: (text: string) => void;
}

/** `long`: over several lines. What happened is told to `say`. */
export function clip({ t }: Voice, id: string, label: string, copy: string, long: boolean, say: (text: string) => void): Clip {
  const field = long ? h('textarea', { id, attrs: { readonly: true, rows: 3, spellcheck: 'false' } }) : h('input', { id, type: 'text', attrs: { readonly: true } });
  const button = h('button', { type: 'button', class: 'chip', on: { click: () => void take() } }, copy);
  async function take(): Promise<void> {
    try {
      // Only where the connection is safe: https, or this machine.
      await navigator.clipboard.writeText(field.value);
      say(t('share.copied'));
    } catch {
      field.focus();
      field.select();
      say(t('share.copy_by_hand'));
    }
  }
  return {
    element: h('div', { class: 'clip' }, h('label', { htmlFor: id }, label), field, button),
    set(text) {
      if (field.value !== text) field.value = text;
    },
  };
}
