import { REASON_MOST } from '../../model/truck';
import type { State } from '../../state';
import { h } from '../dom';
import type { TruckActions, Voice } from '../model';

/** What may be settled about one commune: to be a stop, to be none and why, or neither. Made anew whenever either changes. */
export function choice({ t }: Voice, actions: TruckActions, { lock, forbid }: Pick<State, 'lock' | 'forbid'>, id: string, name: string, where: string): HTMLElement {
  const [isLocked, ban] = [lock.includes(id), forbid.find((one) => one.id === id)];
  const chip = (what: string, text: string, label: string, act: () => void, isOn: boolean): HTMLButtonElement =>
    h('button', { type: 'button', class: isOn ? 'chip is-on' : 'chip', attrs: { 'data-focus': `${where}:${what}:${id}`, 'aria-label': label }, on: { click: act } }, text);
  const lockChip = chip('lock', t(isLocked ? 'choice.unlock' : 'choice.lock'), t(isLocked ? 'choice.unlock_of' : 'choice.lock_of', { name }), () => actions.lock(id, !isLocked), isLocked);
  const banChip = chip('ban', t(ban ? 'choice.unban' : 'choice.ban'), t(ban ? 'choice.unban_of' : 'choice.ban_of', { name }), () => (ban ? actions.ban(id, null) : open(form.hidden)), ban !== undefined);
  const reason = h('input', { type: 'text', maxLength: REASON_MOST, attrs: { autocomplete: 'off' } });
  const form = h(
    'form',
    {
      class: 'ban-form',
      hidden: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          actions.ban(id, reason.value);
        },
        keydown: (event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          open(false);
          banChip.focus();
        },
      },
    },
    h('label', {}, t('choice.reason'), reason),
    h('button', { type: 'submit', class: 'chip', attrs: { 'data-focus': `${where}:exclude:${id}` } }, t('choice.exclude')),
  );
  function open(isOpen: boolean): void {
    form.hidden = !isOpen;
    banChip.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) reason.focus();
  }
  if (!ban) banChip.setAttribute('aria-expanded', 'false');
  return h('div', { class: 'choice' }, h('div', { class: 'chips' }, !ban && lockChip, !isLocked && banChip), ban && ban.reason !== '' && h('p', { class: 'muted' }, t('choice.because', { reason: ban.reason })), form);
}
