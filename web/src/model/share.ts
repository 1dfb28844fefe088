import type { State } from '../state';
import { folded } from './folded';

/** The sheets that the page is printed on. */
export const PAPERS = ['a4-portrait', 'a4-landscape', 'a3-portrait', 'a3-landscape'] as const;
export type Paper = (typeof PAPERS)[number];

/** The layers that the service makes files of; `presence` only where a tour counts, `difference` only where a venue is changed. */
export const LAYERS = ['coverage', 'communes', 'gaps', 'venues', 'demand', 'presence', 'difference'] as const;
export type LayerName = (typeof LAYERS)[number];

/** The formats of those files: for spreadsheets first, then for maps, then for programs. */
export const FORMATS = ['xlsx', 'fr.csv', 'csv', 'gpkg', 'geojson', 'fgb', 'shp.zip', 'json'] as const;
export type FormatName = (typeof FORMATS)[number];

/** What a map shown by another site is asked with: nothing of what is only done on the whole page, nor any long work. */
export function embedded(state: State): State {
  return { ...state, embed: true, selection: null, route: 1, table: false, panel: 'summary', stops: null, lock: [], forbid: [], tour: null, compare: null };
}

/** What the whole page is asked with from there. */
export const whole = (state: State): State => ({ ...state, embed: false });

/** The service of the territory and question of a file, for a GIS: `/ogc?territory=48&threshold=15` is `/ogc/48?threshold=15`. */
export function ogcAddress(file: string): string {
  const [path = '', search = ''] = file.split('?');
  const query = new URLSearchParams(search);
  const territory = query.get('territory');
  query.delete('territory');
  return `${path}${territory === null ? '' : `/${encodeURIComponent(territory)}`}${query.size > 0 ? `?${query}` : ''}`;
}

/** The code of a frame for another site; names may hold anything. */
export function frameCode(address: string, title: string): string {
  return `<iframe src="${attribute(address)}" title="${attribute(title)}" width="100%" height="600" loading="lazy"></iframe>`;
}

const attribute = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** maillage-48-lozere-20min-carte.png: whose map, and the question that it answers. */
export function pictureName(code: string, name: string, threshold_min: number, kinds: readonly string[], word: string): string {
  const parts = ['maillage', code, name, `${threshold_min}min`, ...kinds, word];
  return `${parts.map(plain).filter((part) => part !== '').join('-').slice(0, 120)}.png`;
}

/** Letters and digits alone, without accents. */
const plain = (text: string): string =>
  folded(text)
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
