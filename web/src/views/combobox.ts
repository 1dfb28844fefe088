import { isAbort } from '../api/client';
import type { Territory } from '../api/types';
import { kindOf } from '../model/territory';
import { fill, h } from './dom';
import type { Voice } from './model';

const WAIT_MS = 150;

export interface ComboboxOptions {
  /** Of the input; the list's and the choices' are made from it. */
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** Whether what was chosen stays written. */
  readonly keep: boolean;
  readonly find: (q: string, signal: AbortSignal) => Promise<readonly Territory[]>;
  readonly choose: (item: Territory) => void;
  readonly failed: (error: unknown) => void;
}

/** An accessible combobox (ARIA 1.2, list autocomplete): arrows, Enter, Escape; the list is announced. */
export function combobox({ t }: Voice, { id, label, placeholder, keep, find, choose, failed }: ComboboxOptions): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = h('input', {
    id,
    type: 'search',
    attrs: { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': `${id}-list`, 'aria-autocomplete': 'list', autocomplete: 'off', placeholder, spellcheck: 'false' },
  });
  const list = h('ul', { id: `${id}-list`, class: 'search-list', hidden: true, attrs: { role: 'listbox', 'aria-label': label } });
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const none = h('p', { class: 'search-none', hidden: true });
  let items: readonly Territory[] = [];
  let active = -1;
  let timer = 0;
  let asking = new AbortController();

  const close = (): void => {
    clearTimeout(timer);
    asking.abort();
    items = [];
    draw();
  };
  const draw = (): void => {
    const open = items.length > 0;
    list.hidden = !open;
    none.hidden = true;
    input.setAttribute('aria-expanded', String(open));
    fill(list, ...items.map(option));
    if (open && active >= 0) input.setAttribute('aria-activedescendant', `${id}-${active}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const option = (item: Territory, i: number): HTMLElement => {
    const kind = kindOf(item, t);
    const about = [kind === null ? '' : `${kind} ${item.code.replace('region:', '')}`, t('card.people', { people: item.population })];
    return h(
      'li',
      { id: `${id}-${i}`, attrs: { role: 'option', 'aria-selected': String(i === active) }, on: { pointerdown: (event) => { event.preventDefault(); take(item); } } },
      h('span', { class: 'search-name' }, item.name),
      h('span', { class: 'search-about' }, about.filter(Boolean).join(' · ')),
    );
  };
  const take = (item: Territory): void => {
    input.value = keep ? item.name : '';
    close();
    choose(item);
  };
  const ask = async (): Promise<void> => {
    const q = input.value.trim();
    if (q === '') return close();
    asking.abort();
    asking = new AbortController();
    try {
      items = await find(q, asking.signal);
    } catch (error) {
      if (!isAbort(error)) failed(error);
      return;
    }
    active = items.length > 0 ? 0 : -1;
    draw();
    none.hidden = items.length > 0;
    none.textContent = t('search.none', { q });
    live.textContent = items.length > 0 ? t('search.count', { n: items.length }) : none.textContent;
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT_MS);
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = items[active];
    if (step && items.length > 0) {
      active = (active + step + items.length) % items.length;
      draw();
    } else if (event.key === 'Enter' && chosen) take(chosen);
    else if (event.key === 'Escape') {
      if (!keep) input.value = '';
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener('blur', close);
  return { element: h('div', { class: 'search' }, h('label', { htmlFor: id }, label), input, list, none, live), input };
}
