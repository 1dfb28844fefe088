import type { Venue } from '../../api/types';
import { h } from '../dom';
import type { ScenarioActions, Voice } from '../model';

/** What may be done to a venue, in a simulation: close it, move it, give it other hours. */
export function venueChoices({ t }: Voice, actions: ScenarioActions, { id, name }: Pick<Venue, 'id' | 'name'>, where: string): HTMLElement {
  const chip = (what: string, text: string, label: string, act: () => void): HTMLElement => h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `${where}:${what}:${id}`, 'aria-label': label }, on: { click: act } }, text);
  return h(
    'div',
    { class: 'chips' },
    chip('close', t('choose.close'), t('choose.close_of', { name }), () => actions.change({ change: 'close', id })),
    chip('move', t('choose.move'), t('choose.move_of', { name }), () => actions.edit({ id, what: 'move' })),
    chip('hours', t('choose.hours'), t('choose.hours_of', { name }), () => actions.edit({ id, what: 'hours' })),
  );
}
