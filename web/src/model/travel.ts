import type { CoverageQuery, IsochroneLand, Meta, Roads, Summary } from '../api/types';
import type { MessageKey } from '../i18n';
import type { Overlay, State } from '../state';
import type { Colouring } from './presence';

export const MODELS = ['road', 'crow-fly'] as const;
export type ModelCode = (typeof MODELS)[number];

/** The roads that the service holds; null where it has none. */
export const roadsOf = (meta: Pick<Meta, 'travel_models'>): Roads | null => meta.travel_models.find(({ code }) => code === 'road')?.roads ?? null;

/** The model that the address asks for, else the service's own. */
export const modelOf = (asked: ModelCode | null, meta: Pick<Meta, 'defaults'>): ModelCode => asked ?? (meta.defaults.model === 'road' ? 'road' : 'crow-fly');

/** Whether the figures shown are by road: what they say of themselves, not what was asked for since. */
export const isByRoad = ({ parameters }: { readonly parameters: Pick<Summary['parameters'], 'travel_model'> }): boolean => parameters.travel_model === 'road';

/** What to say of a plan whose driving times are not those of the page; null where they are, or come from elsewhere. The plan tells in words what they were taken from. */
export function plannedOtherwise(travel: string, { travel_model, detour, speed_kmh, roads }: Pick<Summary['parameters'], 'travel_model' | 'detour' | 'speed_kmh' | 'roads'>): MessageKey | null {
  const [byRoad, estimated] = [travel.startsWith('road,'), travel.startsWith('crow-fly')];
  if (travel_model === 'road') return estimated ? 'plan.as_crow_flies' : byRoad && roads !== null && !travel.endsWith(roads.extract_sha256) ? 'plan.other_roads' : null;
  return byRoad ? 'plan.by_road' : estimated && travel !== `crow-fly estimate, detour ${detour}, ${speed_kmh} km/h` ? 'plan.other_estimate' : null;
}

/** What is asked about a layer or a way that knows no threshold: the territory apart, only which venues count. */
export function venuesOnly({ kind, service, open_at, hours_unknown, plan, open, close, move, schedule }: CoverageQuery): CoverageQuery {
  // Hours matter only where a moment is asked about.
  const hours = open_at !== undefined && { open_at, ...(hours_unknown !== undefined && { hours_unknown }), ...(schedule !== undefined && { schedule }) };
  const changes = { ...(open !== undefined && { open }), ...(close !== undefined && { close }), ...(move !== undefined && { move }) };
  return { ...changes, ...hours, ...(kind !== undefined && { kind }), ...(service !== undefined && { service }), ...(plan !== undefined && { plan }) };
}

/** What times depend on: neither threshold nor bands. */
export function timesOnly(query: CoverageQuery): CoverageQuery {
  const { threshold: _threshold, bands: _bands, ...times } = query;
  return times;
}

/** The commune whose way is to be drawn; null where there is none: by the estimate, or for who reaches nothing. */
export function wayFrom(state: Pick<State, 'selection'>, byRoad: boolean, communes: ReadonlyArray<{ readonly code: string; readonly duration_s: number | null }>): string | null {
  const { selection } = state;
  if (!byRoad || selection?.kind !== 'commune') return null;
  const commune = communes.find(({ code }) => code === selection.id);
  return commune && commune.duration_s !== null ? commune.code : null;
}

/** How the estimate differs from the road, for a sentence; null where nothing is compared. */
export function comparisonOf(summary: Pick<Summary, 'crow_fly'>): { readonly communes: number; readonly people: number; readonly median_s: number; readonly p90_s: number } | null {
  const { crow_fly } = summary;
  if (crow_fly === null || crow_fly.points === 0 || crow_fly.median_difference_s === null || crow_fly.p90_difference_s === null) return null;
  return { communes: crow_fly.other_venue_points, people: crow_fly.other_venue_people, median_s: crow_fly.median_difference_s, p90_s: crow_fly.p90_difference_s };
}

/** Isochrones are areas by road in the colours of access times: among other colours they would be misread. */
export const hasIsochrones = ({ byRoad, colouring, choropleth }: { readonly byRoad: boolean; readonly colouring: Colouring; readonly choropleth: unknown }): boolean => byRoad && colouring === 'access' && choropleth === null;

/** The overlays that can be shown: without roads those of an old address stay off. */
export function shownOverlays(model: Parameters<typeof hasIsochrones>[0] & { readonly meta: Pick<Meta, 'travel_models'>; readonly state: Pick<State, 'overlays'> }): Overlay[] {
  const can = { people: true, roads: roadsOf(model.meta) !== null, isochrones: roadsOf(model.meta) !== null && hasIsochrones(model) };
  return model.state.overlays.filter((overlay) => can[overlay]);
}

/** Land for a map of a whole territory: a road of the country is a strip as wide as a line can be told from, and the fields between roads go with them. */
export const ISOCHRONE_LAND: IsochroneLand = { corridor_m: 500, filling_m: 1000 };

/** The limits asked of isochrones, in minutes: the bands in force, so that both share their colours. */
export const isochroneMinutes = (steps: ReadonlyArray<{ readonly to_min: number | null }>): number[] => steps.flatMap(({ to_min }) => (to_min === null ? [] : [to_min]));
