import { h, styled } from '../dom';
import type { Actions, Model, View, Voice } from '../model';

export interface Swipe extends View {
  /** Where the map of the other scenario is drawn, over the first. */
  readonly host: HTMLElement;
}

/** Two scenarios on one map, parted by a line that a slider moves: what is shown to its left, what it is compared with to its right. The table beside the map says the same in figures. */
export function swipeView({ t }: Voice, actions: Actions): Swipe {
  // Only to look at: what is clicked, named and focused is the map beneath.
  const host = h('div', { class: 'map-canvas compare-map', attrs: { 'aria-hidden': 'true', inert: true } });
  const slider = h('input', { type: 'range', id: 'swipe', min: '0', max: '100', step: '1', value: '50', on: { input: part } });
  const [left, right] = [h('p', { class: 'swipe-left' }), h('p', { class: 'swipe-right' })];
  const close = h('button', { type: 'button', class: 'chip', on: { click: () => actions.scenario.compare(null) } }, t('swipe.close'));
  const element = h('div', { class: 'swipe', hidden: true }, h('div', { class: 'swipe-names' }, left, right), h('div', { class: 'swipe-bar' }, h('label', { htmlFor: slider.id }, t('swipe.label')), slider, close));
  function part(): void {
    styled(host, { '--split': `${slider.value}%` });
    styled(element, { '--split': `${slider.value}%` });
    said();
  }
  part();
  host.hidden = true;
  return {
    host,
    element,
    update({ compared }: Model) {
      const had = element.contains(document.activeElement);
      const isOpen = compared !== null && compared.summary !== null;
      element.hidden = host.hidden = !isOpen;
      if (!isOpen && had) document.getElementById('kept-title')?.focus({ preventScroll: true });
      left.textContent = t('swipe.left', { name: t('swipe.shown') });
      right.textContent = t('swipe.right', { name: compared?.name ?? '' });
      said();
    },
  };
  function said(): void {
    slider.setAttribute('aria-valuetext', t('swipe.value', { n: Number(slider.value) }));
  }
}
