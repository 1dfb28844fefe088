import { ApiError, get, post, type Query } from './client';
import { run, type Progress } from './jobs';
import type { CoverageQuery, Finding, ItineraryCollection, Plan, Stops, StopsBody, TourBody } from './types';

/** A plan under its identifier, with its text as the server wrote it. */
export interface KnownPlan {
  readonly id: string;
  readonly plan: Plan;
}

const asked = (territory: string, query: CoverageQuery): Query => ({ territory, ...query });

/** Where stops should be. The territory and what counts are in the query, as everywhere. */
export async function chooseStops(territory: string, query: CoverageQuery, body: StopsBody, signal: AbortSignal, told: (progress: Progress) => void): Promise<Stops> {
  const { id, result } = await run('/api/stops', asked(territory, query), body, signal, told);
  return get<Stops>(result ?? `/api/jobs/${id}/result`, {}, signal);
}

/** Plans a tour; the identifier of the plan. */
export async function planTour(territory: string, query: CoverageQuery, body: TourBody, signal: AbortSignal, told: (progress: Progress) => void): Promise<string> {
  const { plan } = await run('/api/tours', asked(territory, query), body, signal, told);
  if (plan === null) throw new ApiError(null);
  return plan;
}

const planAt = (id: string, what = ''): string => `/api/plans/${encodeURIComponent(id)}${what}`;

export const fetchPlan = (id: string, signal?: AbortSignal): Promise<Plan> => get<Plan>(planAt(id), {}, signal);

/** Brings a plan to a server that has forgotten it; it keeps its identifier. */
export const bringPlan = (plan: Plan, signal?: AbortSignal): Promise<{ readonly plan: string }> => post('/api/plans', {}, plan, signal);

export const fetchItinerary = (id: string, signal?: AbortSignal): Promise<ItineraryCollection> => get<ItineraryCollection>(planAt(id, '/itinerary.geojson'), {}, signal);

/** What the independent checker finds in a plan. */
export const fetchFindings = (id: string, signal?: AbortSignal): Promise<readonly Finding[]> => get<readonly Finding[]>(planAt(id, '/check'), {}, signal);

/** Files of a plan that a link offers, in the order of the links. */
export const EXPORTS = ['timetable.xlsx', 'timetable.csv', 'calendar.ics', 'sheets.html', 'itinerary.gpx', 'venues.csv', 'stops.geojson', 'plan.json'] as const;
export type ExportName = (typeof EXPORTS)[number];

export const exportUrl = (id: string, name: ExportName): string => planAt(id, name === 'plan.json' ? '' : `/${name}`);
