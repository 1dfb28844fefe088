import { fetchCommunesOf, fetchJudged, type Judged } from './answers';
import type { CoverageQuery } from './api/types';
import type { Communes } from './map/features';
import type { ScenarioState } from './model/kept';
import { changesQuery } from './model/scenario';

/** What is drawn and said of the scenario that another is compared with. */
export interface Compared extends Judged {
  readonly communes: Communes;
}

/** The same question about the other scenario. */
export function questionOf(query: CoverageQuery, { changes, plan, counted }: Pick<ScenarioState, 'changes' | 'plan' | 'counted'>): CoverageQuery {
  const { open: _open, close: _close, move: _move, schedule: _schedule, plan: _plan, ...same } = query;
  return { ...same, ...(counted && plan !== null && { plan }), ...changesQuery(changes) };
}

export async function fetchCompared(territory: string, query: CoverageQuery, hasChanges: boolean, signal: AbortSignal): Promise<Compared> {
  const [communes, judged] = await Promise.all([fetchCommunesOf(territory, query, signal), fetchJudged(territory, query, hasChanges, signal)]);
  return { communes, ...judged };
}
