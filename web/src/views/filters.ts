import { learnLate } from '../i18n';
import { h } from './dom';
import { lateViews } from './late';
import type { Actions, Model, View, Voice } from './model';

/** Which venues count. What is inside is fetched when it is opened, or when the address asks for some of it. */
export function filtersView(voice: Voice, actions: Actions, failed: (error: unknown, retry: () => void) => void): View {
  const inside = lateViews(async () => [(await Promise.all([import('./filters-inside'), learnLate(voice.language)]))[0].filtersInside(voice, actions)], ({ state }) => element.open || state.open_at !== null, failed);
  const element = h('details', { class: 'block filters' }, h('summary', {}, h('h2', {}, voice.t('filters.title'))), inside.element);
  let last: Model | null = null;
  element.addEventListener('toggle', () => last && inside.update(last));
  return {
    element,
    update(model) {
      last = model;
      inside.update(model);
    },
  };
}
