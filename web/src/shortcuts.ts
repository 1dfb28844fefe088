/** Undo and redo by the keys that every program has; null in a field, which has its own, and for any other key. */
export function historyStep(event: KeyboardEvent): 'undo' | 'redo' | null {
  const isField = event.target instanceof HTMLElement && event.target.matches('input:not([type=radio], [type=checkbox], [type=range]), textarea, select');
  if (isField || !(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === 'y' || (key === 'z' && event.shiftKey)) return 'redo';
  return key === 'z' ? 'undo' : null;
}
