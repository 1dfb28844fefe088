import { epcisOf, NO_SIEVE, type Sieve } from '../model/sieve';
import { fill, h } from './dom';
import type { Model, View, Voice } from './model';

export interface SieveView extends View {
  readonly value: () => Sieve;
}

/** What the table lists: by name, by band of time, by intercommunalité. */
export function sieveView({ t, format, language }: Voice, changed: () => void): SieveView {
  const name = h('input', { type: 'search', id: 'sieve-name', attrs: { autocomplete: 'off' }, on: { input: changed } });
  const band = h('select', { id: 'sieve-band', on: { change: changed } });
  const epci = h('select', { id: 'sieve-epci', on: { change: changed } });
  const clear = h('button', { type: 'button', class: 'chip', on: { click: () => reset() } }, t('sieve.clear'));
  const field = (input: HTMLElement, label: string): HTMLElement => h('label', { htmlFor: input.id }, h('span', {}, label), input);
  const element = h('div', { class: 'sieve', attrs: { role: 'group', 'aria-label': t('sieve.label') } }, field(name, t('sieve.name')), field(band, t('sieve.band')), field(epci, t('sieve.epci')), clear);
  let offered = '';
  const value = (): Sieve => ({ name: name.value, band: band.value, epci: epci.value });
  function reset(): void {
    [name.value, band.value, epci.value] = [NO_SIEVE.name, NO_SIEVE.band, NO_SIEVE.epci];
    name.focus();
    changed();
  }
  /** Offers anew, and keeps what was chosen where it is still offered. */
  function offer(select: HTMLSelectElement, options: ReadonlyArray<readonly [string, string]>): void {
    const chosen = select.value;
    fill(select, h('option', { value: '' }, t('sieve.all')), ...options.map(([code, text]) => h('option', { value: code }, text)));
    select.value = options.some(([code]) => code === chosen) ? chosen : '';
  }
  return {
    element,
    value,
    update({ steps, tally, communes }: Model) {
      const bands = steps.map(({ index, from_min, to_min }): [string, string] => {
        const [from, to] = [format.decimal(from_min), to_min === null ? '' : format.decimal(to_min)];
        return [String(index), to_min === null ? t('legend.beyond', { from }) : index === 0 ? t('legend.first', { to }) : t('legend.between', { from, to })];
      });
      const epcis = epcisOf(communes, language).map(({ code, name: text }): [string, string] => [code, text]);
      const now = JSON.stringify([bands, tally.unreachable.communes > 0, epcis]);
      if (now !== offered) {
        offer(band, [...bands, ...(tally.unreachable.communes > 0 ? [['none', t('legend.unreachable')] as const] : [])]);
        offer(epci, epcis);
      }
      offered = now;
      clear.hidden = JSON.stringify(value()) === JSON.stringify(NO_SIEVE);
    },
  };
}
