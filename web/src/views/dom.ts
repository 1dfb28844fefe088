import type { Selection } from '../state';

type Child = Node | string | null | undefined | false;
type Props<K extends keyof HTMLElementTagNameMap> = {
  readonly class?: string;
  readonly on?: { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
  readonly attrs?: Readonly<Record<string, string | boolean | number>>;
} & { readonly [P in 'id' | 'title' | 'type' | 'value' | 'href' | 'name' | 'tabIndex' | 'hidden' | 'htmlFor' | 'checked' | 'disabled' | 'required' | 'min' | 'max' | 'step' | 'maxLength']?: P extends keyof HTMLElementTagNameMap[K] ? HTMLElementTagNameMap[K][P] : never };

/** Makes an element. Text only ever goes in as text, so that no venue's name can become markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props<K> = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { class: className, on, attrs, ...own } = props;
  if (className) element.className = className;
  Object.assign(element, own);
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener as EventListener);
  fill(element, ...children);
  return element;
}

/** Makes an element of a drawing. */
export function svg(tag: string, attrs: Readonly<Record<string, string | number>> = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, String(value));
  fill(element, ...children);
  return element;
}

/** Replaces what an element holds; what stands in the place of what had focus has it again, told by its `data-focus`, else `otherwise` or the first button. */
export function refocused(element: Element, draw: () => void, otherwise?: HTMLElement): void {
  const had = element.contains(document.activeElement) ? document.activeElement : null;
  const mark = had?.getAttribute('data-focus') ?? null;
  draw();
  if (had === null || had.isConnected) return;
  const same = mark === null ? null : element.querySelector<HTMLElement>(`[data-focus="${CSS.escape(mark)}"]`);
  (same ?? otherwise ?? element.querySelector<HTMLElement>('button'))?.focus({ preventScroll: true });
}

/** Replaces what an element holds; the like of what had focus has it again, told by what it opens. */
export function fillKeepingFocus(element: Element, ...children: readonly Child[]): void {
  const mark = element.contains(document.activeElement) ? document.activeElement?.getAttribute('data-opens') : null;
  fill(element, ...children);
  if (mark) element.querySelector<HTMLElement>(`[data-opens="${CSS.escape(mark)}"]`)?.focus({ preventScroll: true });
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
}

/** Brings an answer into sight, where focus is still on the form that asked for it: without moving focus, nor for who looks elsewhere. */
export function bringForth(answer: HTMLElement, form: Element | null): void {
  if (form?.contains(document.activeElement)) answer.scrollIntoView({ block: 'start' });
}

/** Takes who asks for it to a part further on, focus too. */
export function goTo(part: HTMLElement): void {
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: 'start' });
}

/** Marks what opens a card, so that focus can come back to it even after its list was drawn again. */
export const opens = (selection: Selection): Readonly<Record<string, string>> => ({ 'data-opens': `${selection.kind}:${selection.id}` });

/** A bar or a sample whose look depends on data: set through the CSSOM, which a strict policy allows. */
export function styled<E extends HTMLElement>(element: E, properties: Readonly<Record<string, string>>): E {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  return element;
}

/** Moves focus to a part of the page by its id, and the part into sight. */
export function focusOn(id: string): void {
  const part = document.getElementById(id);
  part?.focus({ preventScroll: true });
  part?.scrollIntoView({ block: 'start' });
}
