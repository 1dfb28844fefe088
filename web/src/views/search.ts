import { isAbort, searchTerritories } from '../api/client';
import type { Territory } from '../api/types';
import { kindOf } from '../model/territory';
import { fill, h } from './dom';
import type { Actions, View, Voice } from './model';

const WAIT_MS = 150;
const AT_MOST = 8;

/** An accessible combobox (ARIA 1.2, list autocomplete): arrows, Enter, Escape; the list is announced. */
export function searchView({ t }: Voice, actions: Actions, failed: (error: unknown) => void): View {
  const input = h('input', {
    id: 'search',
    type: 'search',
    attrs: { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'search-list', 'aria-autocomplete': 'list', autocomplete: 'off', placeholder: t('search.placeholder'), spellcheck: 'false' },
  });
  const list = h('ul', { id: 'search-list', class: 'search-list', hidden: true, attrs: { role: 'listbox', 'aria-label': t('search.label') } });
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
    if (open && active >= 0) input.setAttribute('aria-activedescendant', `search-${active}`);
    else input.removeAttribute('aria-activedescendant');
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const option = (item: Territory, i: number): HTMLElement => {
    const kind = kindOf(item, t);
    const about = [kind === null ? '' : `${kind} ${item.code.replace('region:', '')}`, t('card.people', { people: item.population })];
    return h(
      'li',
      { id: `search-${i}`, attrs: { role: 'option', 'aria-selected': String(i === active) }, on: { pointerdown: (event) => { event.preventDefault(); choose(item); } } },
      h('span', { class: 'search-name' }, item.name),
      h('span', { class: 'search-about' }, about.filter(Boolean).join(' · ')),
    );
  };
  const choose = (item: Territory): void => {
    input.value = '';
    close();
    if (item.kind === 'commune' && item.parent) actions.openTerritory(item.parent, item.code);
    else actions.openTerritory(item.code, null);
  };
  const ask = async (): Promise<void> => {
    const q = input.value.trim();
    if (q === '') return close();
    asking.abort();
    asking = new AbortController();
    try {
      ({ items } = await searchTerritories(q, AT_MOST, asking.signal));
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
    } else if (event.key === 'Enter' && chosen) choose(chosen);
    else if (event.key === 'Escape') {
      input.value = '';
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener('blur', close);
  const element = h('div', { class: 'search', attrs: { role: 'search' } }, h('label', { htmlFor: 'search' }, t('search.label')), input, list, none, live);
  return { element, update: () => undefined };
}
