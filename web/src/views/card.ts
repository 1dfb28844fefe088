import { learnLate } from '../i18n';
import { selectedIn } from './cards/selected';
import { h } from './dom';
import { lateViews } from './late';
import type { Actions, Model, View, Voice } from './model';

/** The card of what is selected: a commune and its access, a venue and who depends on it, or a gap zone. */
export function cardView(voice: Voice, actions: Actions, failed: (error: unknown, retry: () => void) => void): View {
  const { t } = voice;
  const parts = lateViews(async () => (await Promise.all([import('./cards/body'), learnLate(voice.language)]))[0].cardParts(voice, actions), ({ state }) => state.selection !== null, failed);
  const title = h('h2', { id: 'card-title', tabIndex: -1 });
  const close = h('button', { type: 'button', class: 'card-close', attrs: { 'aria-label': t('card.close') }, on: { click: () => actions.select(null) } }, '×');
  const element = h('section', { class: 'card', hidden: true, attrs: { 'aria-labelledby': 'card-title' } }, h('div', { class: 'card-head' }, title, close), parts.element);
  let shown: string | null = null;
  let back: () => void = () => undefined;

  return {
    element,
    update(model: Model) {
      const { commune, venue, closed, zone } = selectedIn(model);
      const name = commune?.name ?? venue?.name ?? closed?.name ?? (zone && t('card.gap', { n: zone.zone }));
      if (name !== undefined) title.textContent = name;
      parts.update(model);
      const { selection } = model.state;
      moveFocus(name !== undefined ? `${selection?.kind}:${selection?.id}` : null);
    },
  };

  /** Focus goes into a card that opens and comes back to where it was when it closes. */
  function moveFocus(next: string | null): void {
    if (next === shown) return;
    if (shown === null) back = wayBack();
    shown = next;
    element.hidden = next === null;
    if (next !== null) title.focus({ preventScroll: true });
    else back();
  }
}

/** How to return to what has focus now, or to its like in the same section if it has been drawn again since. */
function wayBack(): () => void {
  const origin = document.activeElement;
  const section = origin?.closest('section');
  const mark = origin?.getAttribute('data-opens') ?? null;
  return () => {
    const like = mark === null ? null : section?.querySelector(`[data-opens="${CSS.escape(mark)}"]`);
    const target = origin?.isConnected ? origin : like;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
