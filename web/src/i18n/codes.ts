import { isMessage } from './index';
import type { MessageKey } from './fr';

/** The message for a code that the server sends, or null for one that this page does not know yet. */
export function messageFor(family: 'note' | 'reason' | 'problem' | 'accepted' | 'method' | 'roads' | 'left_out' | 'refused' | 'mend', code: string): MessageKey | null {
  const key = `${family}.${code}`;
  return isMessage(key) ? key : null;
}
