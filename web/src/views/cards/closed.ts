import type { Closed } from '../../model/closed';
import { h } from '../dom';
import type { Actions, Model, Voice } from '../model';

/** A venue that the scenario closes: it is not in the answers any more, and says so. */
export function closedBody({ t }: Voice, actions: Actions, { id, name, commune, hours }: Closed, { state: { changes } }: Model): HTMLElement[] {
  const own = changes.find((one) => one.change === 'close' && one.id === id);
  return [
    h('p', { class: 'card-about' }, [t('closed.mark'), commune].filter(Boolean).join(' · ')),
    h('p', { class: 'warn' }, t('closed.about')),
    ...(hours !== null && hours !== '' ? [h('p', {}, t('card.hours', { hours }))] : []),
    ...(own ? [h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `reopen:${id}`, 'aria-label': t('closed.reopen_of', { name }) }, on: { click: () => { actions.scenario.takeBack(own); document.getElementById('card-title')?.focus({ preventScroll: true }); } } }, t('closed.reopen'))] : []),
  ];
}
