import { fetchDifference, fetchGaps, fetchPresence, fetchSummary, fetchVenues } from './api/client';
import type { CommuneCollection, CoverageQuery, GapCollection, Summary, VenueCollection } from './api/types';
import { boxOf, communesOf } from './map/features';
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
  readonly communes: CommuneCollection;
  readonly zones: readonly GapZone[];
  /** What the tour that counts changes; null where none does. */
  readonly presences: Presences | null;
}

export async function fetchJudged(territory: string, query: CoverageQuery, hasChanges: boolean, signal: AbortSignal): Promise<Judged> {
  const [venues, gaps, summary, difference] = await Promise.all([
    fetchVenues(territory, query, signal),
    fetchGaps(territory, query, signal),
    fetchSummary(territory, query, signal),
    hasChanges ? fetchDifference(territory, query, signal) : null,
  ]);
  return { venues, gaps, summary, differences: difference && new Map(difference.features.map(({ properties }) => [properties.code, properties])) };
}

export async function fetchPresences(territory: string, query: CoverageQuery, signal: AbortSignal): Promise<Presences | null> {
  if (query.plan === undefined) return null;
  const { features } = await fetchPresence(territory, query, signal);
  return new Map(features.map(({ properties }) => [properties.code, properties]));
}

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

export function zonesOf(gaps: GapCollection, communes: CommuneCollection): GapZone[] {
  const byCode = new Map(communesOf(communes).map((commune) => [commune.code, commune]));
  return gaps.features.map(({ properties, geometry }) => ({ ...properties, ...zoneFacts(properties, byCode), box: boxOf(geometry?.coordinates) }));
}
