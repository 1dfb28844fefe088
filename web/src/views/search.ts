import { searchTerritories } from '../api/client';
import { combobox } from './combobox';
import type { Actions, View, Voice } from './model';

const AT_MOST = 8;

/** Any territory of France, by its name or code. */
export function searchView(voice: Voice, actions: Actions, failed: (error: unknown) => void): View {
  const { element } = combobox(voice, {
    id: 'search',
    label: voice.t('search.label'),
    placeholder: voice.t('search.placeholder'),
    keep: false,
    find: async (q, signal) => (await searchTerritories(q, AT_MOST, signal)).items,
    choose: ({ code, kind, parent }) => (kind === 'commune' && parent ? actions.openTerritory(parent, code) : actions.openTerritory(code, null)),
    failed,
  });
  element.setAttribute('role', 'search');
  return { element, update: () => undefined };
}
