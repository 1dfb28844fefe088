import { fill, h } from './dom';
import type { Model, View } from './model';

/** Code that was to come later did not: the browser keeps that in mind, so that only the page as a whole can be asked for again. */
export class MissingPart extends Error {
  constructor(cause: unknown) {
    super(String(cause), { cause });
  }
}

/**
 * Views whose code is fetched when they are first shown: who only reads the map does not wait for what tabs hold. Until then they
 * keep the last model, and are shown it when they come. `failed` is told of a `MissingPart`, with what tries again.
 */
export function lateViews(load: () => Promise<View[]>, isShown: (model: Model) => boolean, failed: (error: unknown, retry: () => void) => void): View {
  const element = h('div', { class: 'late' });
  let views: readonly View[] | null = null;
  let isAsked = false;
  let last: Model | null = null;
  const ask = (): void => {
    isAsked = true;
    element.setAttribute('aria-busy', 'true');
    load().then(
      (come) => {
        views = come;
        fill(element, ...come.map((view) => view.element));
        if (last) update(last);
      },
      (error: unknown) => {
        isAsked = false;
        failed(new MissingPart(error), ask);
      },
    ).finally(() => element.removeAttribute('aria-busy'));
  };
  function update(model: Model): void {
    last = model;
    for (const view of views ?? []) view.update(model);
    if (!isAsked && isShown(model)) ask();
  }
  return { element, update };
}
