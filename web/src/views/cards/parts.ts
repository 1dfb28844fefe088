import { h } from '../dom';

const FIRST = 6;

/** A list of which the first few are seen at once; the others are one press away. */
export function shortList(items: readonly HTMLElement[], more: (n: number) => string, first = FIRST): HTMLElement {
  const list = h('ul', { class: 'card-list' });
  if (items.length <= first + 1) {
    list.append(...items);
    return list;
  }
  const rest = items.slice(first);
  const last = h(
    'li',
    {},
    h('button', {
      type: 'button',
      class: 'link',
      on: {
        click: () => {
          last.replaceWith(...rest);
          rest[0]?.querySelector('button')?.focus();
        },
      },
    }, more(rest.length)),
  );
  list.append(...items.slice(0, first), last);
  return list;
}

/** A standing beside a threshold, as a mark. */
export function status(where: string, text: string): HTMLElement {
  return h('span', { class: `status status-${where}` }, text);
}
