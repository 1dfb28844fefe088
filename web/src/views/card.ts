import { communeBody } from './cards/commune';
import { gapBody } from './cards/gap';
import { venueBody } from './cards/venue';
import { fillKeepingFocus, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { routeView } from './route';
import { stopCard } from './truck/card';
import { scenarioCard } from './scenario/card';
import { gainView } from './truck/gain';

/** The card of what is selected: a commune and its access, a venue and who depends on it, or a gap zone. */
export function cardView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const route = routeView(voice, actions);
  const stop = stopCard(voice, actions);
  const gain = gainView(voice);
  const scenario = scenarioCard(voice, actions.scenario);
  const title = h('h2', { id: 'card-title', tabIndex: -1 });
  const body = h('div', { class: 'card-body' });
  const close = h('button', { type: 'button', class: 'card-close', attrs: { 'aria-label': t('card.close') }, on: { click: () => actions.select(null) } }, '×');
  const element = h('section', { class: 'card', hidden: true, attrs: { 'aria-labelledby': 'card-title' } }, h('div', { class: 'card-head' }, title, close), body, scenario.element, gain.element, stop.element, route.element);
  let shown: string | null = null;
  let back: () => void = () => undefined;

  return {
    element,
    update(model: Model) {
      const { selection } = model.state;
      const commune = selection?.kind === 'commune' ? model.communes.find((c) => c.code === selection.id) : undefined;
      const venue = selection?.kind === 'venue' ? model.venues.find((v) => v.id === selection.id) : undefined;
      const zone = selection?.kind === 'gap' ? model.gaps.find(({ codes }) => codes.includes(selection.id)) : undefined;
      if (commune) {
        title.textContent = commune.name;
        fillKeepingFocus(body, ...communeBody(voice, actions, commune, model));
      } else if (venue) {
        title.textContent = venue.name;
        fillKeepingFocus(body, ...venueBody(voice, actions, venue, model));
      } else if (zone) {
        title.textContent = t('card.gap', { n: zone.zone });
        fillKeepingFocus(body, ...gapBody(voice, actions, zone, model));
      }
      gain.update(model);
      scenario.update(model);
      stop.update(model);
      route.update(model);
      moveFocus(commune || venue || zone ? `${selection?.kind}:${selection?.id}` : null);
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
