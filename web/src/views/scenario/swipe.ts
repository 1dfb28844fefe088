import { h, styled } from '../dom';
import type { Actions, Model, View, Voice } from '../model';

/** Two scenarios on one map, parted by a line that a slider moves: `host` has the map of the other one, over the first. What is shown to its left, what it is compared with to its right. The table beside the map says the same in figures. */
export function swipeView({ t }: Voice, actions: Actions, host: HTMLElement): View {
  const slider = h('input', { type: 'range', id: 'swipe', min: '0', max: '100', step: '1', value: '50', on: { input: part } });
  const [left, right] = [h('p', { class: 'swipe-left' }), h('p', { class: 'swipe-right' })];
  const close = h('button', { type: 'button', class: 'chip', on: { click: () => actions.scenario.compare(null) } }, t('swipe.close'));
  const names = h('div', { class: 'swipe-names' }, left, right);
  const label = h('label', { htmlFor: slider.id }, t('swipe.label'));
  // Whatever tab is open, what failed is said, and can be left.
  const failure = h('p', { attrs: { role: 'alert' } });
  const again = h('button', { type: 'button', class: 'chip', on: { click: actions.compareAgain } }, t('error.retry'));
  const element = h('div', { class: 'swipe', hidden: true }, names, h('div', { class: 'swipe-bar' }, label, slider, failure, again, close));
  function part(): void {
    styled(host, { '--split': `${slider.value}%` });
    styled(element, { '--split': `${slider.value}%` });
    told();
  }
  part();
  return {
    element,
    update({ compared }: Model) {
      const had = element.contains(document.activeElement);
      const wasAgain = document.activeElement === again;
      const isOpen = compared !== null && compared.summary !== null;
      // While it is tried again the bar stays, and focus with it.
      const isAlone = compared !== null && !isOpen && (compared.failed || element.classList.contains('is-alone'));
      host.hidden = !isOpen;
      element.hidden = !isOpen && !isAlone;
      element.classList.toggle('is-alone', isAlone);
      for (const part of [names, label, slider]) part.hidden = !isOpen;
      failure.hidden = again.hidden = !isAlone;
      const said = isAlone ? t(compared.failed ? 'swipe.failed' : 'swipe.waiting') : '';
      if (failure.textContent !== said) failure.textContent = said;
      if (isOpen && wasAgain) close.focus({ preventScroll: true });
      if (element.hidden && had) leave();
      left.textContent = t('swipe.left', { name: t('swipe.shown') });
      right.textContent = t('swipe.right', { name: compared?.name ?? '' });
      told();
    },
  };
  /** To where scenarios are kept, or, where another tab is open, to that. */
  function leave(): void {
    const title = document.getElementById('kept-title');
    title?.focus({ preventScroll: true });
    if (title === null || document.activeElement !== title) document.getElementById('panel')?.focus({ preventScroll: true });
  }
  function told(): void {
    slider.setAttribute('aria-valuetext', t('swipe.value', { n: Number(slider.value) }));
  }
}
