import { communeTiles, fetchCommunes, fetchDifference, fetchGaps, fetchPresence, fetchSummary, fetchVenues, searchTerritories } from './api/client';
import type { CoverageQuery, Difference, GapCollection, Presence, Summary, VenueCollection } from './api/types';
import { boxOf, communesOf, type Communes } from './map/features';
import { closedIn } from './model/closed';
import type { Differences } from './model/difference';
import type { Presences } from './model/presence';
import { zoneFacts } from './model/zones';
import type { Selection } from './state';
import type { GapZone } from './views/model';

/** What depends on the threshold and cannot be computed from the durations of the communes. */
export interface Judged {
  readonly venues: VenueCollection;
  readonly gaps: GapCollection;
  readonly summary: Summary;
  /** What the changes to the venues do; null where there are none. */
  readonly differences: Differences | null;
}

/** All that the server answers to one question. */
export interface Answers extends Judged {
  readonly territory: string;
  readonly communes: Communes;
  readonly zones: readonly GapZone[];
  /** What the tour that counts changes; null where none does. */
  readonly presences: Presences | null;
}

/** Above so many communes their boundaries come as tiles: as a whole they are megabytes to be read before anything is seen (docs/adr/0036). */
const MANY = 2000;
/** A région and a département may have the same number. */
const NAMESAKES = 10;
const sizes = new Map<string, Promise<boolean>>();

/** Whether a territory has that many; asked once, whoever gives his question up meanwhile. */
export function isLarge(territory: string): Promise<boolean> {
  const listed = territory.split(',').length;
  if (listed > 1) return Promise.resolve(listed > MANY);
  const known = sizes.get(territory) ?? searchTerritories(territory.replace(/^\w+:/, ''), NAMESAKES).then(({ items }) => items.some(({ code, communes }) => code === territory && communes > MANY));
  sizes.set(territory, known);
  known.catch(() => sizes.delete(territory));
  return known;
}

/** Communes with their boundaries, or without where the map has those as tiles. */
export async function fetchCommunesOf(territory: string, query: CoverageQuery, signal: AbortSignal): Promise<Communes> {
  if (!(await isLarge(territory))) return fetchCommunes(territory, query, signal);
  return (await import('./large')).fetchMany(territory, query, signal);
}

/** The address of the tiles that boundaries come as; null where they come as a whole. */
export const tilesOf = (communes: Communes, territory: string): string | null => (communes.tiled ? communeTiles(territory) : null);

export async function fetchJudged(territory: string, query: CoverageQuery, hasChanges: boolean, signal: AbortSignal): Promise<Judged> {
  const [venues, gaps, summary, differences] = await Promise.all([
    fetchVenues(territory, query, signal),
    fetchGaps(territory, query, signal),
    fetchSummary(territory, query, signal),
    hasChanges ? fetchRows<Difference>('difference', fetchDifference, territory, query, signal) : null,
  ]);
  return { venues, gaps, summary, differences };
}

export const fetchPresences = async (territory: string, query: CoverageQuery, signal: AbortSignal): Promise<Presences | null> =>
  query.plan === undefined ? null : fetchRows<Presence>('presence', fetchPresence, territory, query, signal);

/** Rows by the code of their commune; only what is small comes with shapes that nobody looks at. */
async function fetchRows<T extends { readonly code: string }>(layer: 'presence' | 'difference', whole: (...asked: Asked) => Promise<{ readonly features: ReadonlyArray<{ readonly properties: T }> }>, ...asked: Asked): Promise<ReadonlyMap<string, T>> {
  const [territory, query, signal] = asked;
  const rows = (await isLarge(territory)) ? await (await import('./large')).fetchManyRows<T>(layer, territory, query, signal) : (await whole(...asked)).features.map(({ properties }) => properties);
  return new Map(rows.map((row) => [row.code, row]));
}

type Asked = [territory: string, query: CoverageQuery, signal: AbortSignal];

/** Where what is selected stands, in degrees; a gap zone is moved to when it is shown. */
export function placeIn({ communes, venues, summary }: Pick<Answers, 'communes' | 'venues' | 'summary'>, selection: Selection | null): readonly [number, number] | null {
  if (selection?.kind === 'commune') {
    const { lon = null, lat = null } = communes.features.find(({ properties }) => properties.code === selection.id)?.properties ?? {};
    return lon === null || lat === null ? null : [lon, lat];
  }
  if (selection?.kind !== 'venue') return null;
  const closed = closedIn(summary.scenario).find(({ id }) => id === selection.id);
  const box = closed ? null : boxOf(venues.features.find(({ properties }) => properties.id === selection.id)?.geometry?.coordinates);
  return closed ? [closed.lon, closed.lat] : box && [box[0], box[1]];
}

export function zonesOf(gaps: GapCollection, communes: Communes): GapZone[] {
  const byCode = new Map(communesOf(communes).map((commune) => [commune.code, commune]));
  return gaps.features.map(({ properties, geometry }) => ({ ...properties, ...zoneFacts(properties, byCode), box: boxOf(geometry?.coordinates) }));
}
