import { fetchCommunes, fetchDifference, fetchGaps, fetchSummary, fetchVenues } from './api/client';
import type { CommuneCollection, CoverageQuery, GapCollection, Summary, VenueCollection } from './api/types';
import type { Differences } from './model/difference';
import type { ScenarioState } from './model/kept';
import { changesQuery } from './model/scenario';

/** What is drawn and said of the scenario that another is compared with. */
export interface Compared {
  readonly communes: CommuneCollection;
  readonly venues: VenueCollection;
  readonly gaps: GapCollection;
  readonly summary: Summary;
  readonly differences: Differences | null;
}

/** The same question about the other scenario. */
export function questionOf(query: CoverageQuery, { changes, plan, counted }: Pick<ScenarioState, 'changes' | 'plan' | 'counted'>): CoverageQuery {
  const { open: _open, close: _close, move: _move, schedule: _schedule, plan: _plan, ...same } = query;
  return { ...same, ...(counted && plan !== null && { plan }), ...changesQuery(changes) };
}

export async function fetchCompared(territory: string, query: CoverageQuery, hasChanges: boolean, signal: AbortSignal): Promise<Compared> {
  const [communes, venues, gaps, summary, difference] = await Promise.all([
    fetchCommunes(territory, query, signal),
    fetchVenues(territory, query, signal),
    fetchGaps(territory, query, signal),
    fetchSummary(territory, query, signal),
    hasChanges ? fetchDifference(territory, query, signal) : null,
  ]);
  return { communes, venues, gaps, summary, differences: difference && new Map(difference.features.map(({ properties }) => [properties.code, properties])) };
}
