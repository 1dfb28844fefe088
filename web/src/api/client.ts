import type { Around, CommuneCollection, CoverageQuery, DemandCollection, DifferenceCollection, GapCollection, IsochroneCollection, IsochroneLand, LayerColumns, Meta, PresenceCollection, Problem, Route, Summary, SurroundingCollection, TerritoryList, VenueCollection } from './types';

/** A refusal of the server (with its problem details), or no answer at all (`problem` is null). */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem | null,
    options?: ErrorOptions,
  ) {
    super(problem?.detail ?? 'no answer', options);
  }
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** The server has forgotten the plan that is counted. */
export const isUnknownPlan = (error: unknown): boolean => error instanceof ApiError && error.problem?.type === 'urn:maillage:problem:unknown-plan';

/** The server has forgotten indicators that were brought. */
export const isUnknownIndicators = (error: unknown): boolean => error instanceof ApiError && error.problem?.type === 'urn:maillage:problem:unknown-indicators';

/** What the service offers, with indicators that were brought: their names, comma separated. */
export const fetchMeta = (indicators: string, signal?: AbortSignal): Promise<Meta> => get('/api/meta', indicators === '' ? {} : { indicators }, signal);

export const searchTerritories = (q: string, limit: number, signal?: AbortSignal): Promise<TerritoryList> =>
  get('/api/territories', { q, limit }, signal);

export const fetchSummary = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<Summary> =>
  get(`/api/territories/${encodeURIComponent(territory)}/summary`, query, signal);

export const fetchCommunes = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<CommuneCollection> =>
  get('/api/layers/communes.geojson', { territory, ...query }, signal);

/** Layers without their shapes, column by column. */
export const fetchColumns = (layer: 'communes' | 'presence' | 'difference', territory: string, query: CoverageQuery, signal: AbortSignal): Promise<LayerColumns> =>
  get(`/api/layers/${layer}.json`, { territory, ...query }, signal);

/** Where the map finds the boundaries of a territory as tiles; they are the same whatever is asked. */
export const communeTiles = (territory: string): string => `/api/tiles/communes/{z}/{x}/{y}.mvt?territory=${encodeURIComponent(territory)}`;

/** The places where people are counted: chefs-lieux, or the cells of a grid. */
export const fetchDemand = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<DemandCollection> =>
  get('/api/layers/demand.geojson', { territory, ...query }, signal);

export const fetchVenues = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<VenueCollection> =>
  get('/api/layers/venues.geojson', { territory, ...query }, signal);

export const fetchGaps = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<GapCollection> =>
  get('/api/layers/gaps.geojson', { territory, ...query }, signal);

/** What the tour that counts changes, commune by commune. */
export const fetchPresence = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<PresenceCollection> =>
  get('/api/layers/presence.geojson', { territory, ...query }, signal);

/** What a scenario changes, commune by commune. */
export const fetchDifference = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<DifferenceCollection> =>
  get('/api/layers/difference.geojson', { territory, ...query }, signal);

/** The same as a table. */
export const differenceCsvUrl = (territory: string, query: CoverageQuery): string => address('/api/exports/difference.csv', { territory, ...query });

export const fetchSurroundings = (territory: string, query: CoverageQuery, signal?: AbortSignal): Promise<SurroundingCollection> =>
  get('/api/layers/surroundings.geojson', { territory, ...query }, signal);

/** The venues nearest to a commune, and its neighbours. */
export const fetchAround = (territory: string, code: string, query: CoverageQuery, signal?: AbortSignal): Promise<Around> =>
  get('/api/around', { territory, code, ...query }, signal);

/** The way by road from a commune to its nearest venue (rank 1), to the second or the third. */
export const fetchRoute = (territory: string, code: string, rank: number, venues: CoverageQuery, signal?: AbortSignal): Promise<Route> =>
  get('/api/route', { territory, code, ...(rank !== 1 && { rank }), model: 'road', ...venues }, signal);

export const fetchIsochrones = (territory: string, minutes: readonly number[], land: IsochroneLand, venues: CoverageQuery, signal?: AbortSignal): Promise<IsochroneCollection> =>
  get('/api/layers/isochrones.geojson', { territory, minutes: minutes.join(','), ...land, ...venues }, signal);

/** Where the map finds roads, waters and places. */
export const GROUND_TILES = '/api/tiles/ground/{z}/{x}/{y}.mvt';

/** What a tour changes, one row a demand point. */
export const presenceCsvUrl = (territory: string, query: CoverageQuery): string => address('/api/presence.csv', { territory, ...query });

/** The address of a file that a link offers, for a question; the browser itself asks for it. */
export const fileUrl = (path: string, territory: string, query: CoverageQuery): string => address(path, { territory, ...query });

/** The figures with all that was asked, and the sources. */
export const summaryUrl = (territory: string, query: CoverageQuery): string => address(`/api/territories/${encodeURIComponent(territory)}/summary`, query);

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** What may hold a comma: each is a parameter of its own. */
const REPEATED: ReadonlySet<string> = new Set(['service', 'open', 'close', 'move', 'schedule', 'map']);

/** A list is joined by commas, where none of its items may hold one. */
function address(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (REPEATED.has(name) && Array.isArray(value)) for (const item of value) search.append(name, String(item));
    else if (value !== undefined) search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

export const get = <T>(path: string, query: Query, signal?: AbortSignal): Promise<T> => ask<T>(address(path, query), signal ? { signal } : {});

/** `body` as JSON; a text is taken for JSON already, and sent as it is. */
export const post = <T>(path: string, query: Query, body: unknown, signal?: AbortSignal): Promise<T> =>
  ask<T>(address(path, query), { method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body), ...(signal && { signal }) });

/** A file as it is; a type that no form of another page can send. */
export const send = (path: string, query: Query, file: Blob, signal: AbortSignal): Promise<Response> =>
  answered(address(path, query), { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file, signal });

/** Makes sure that a file can be had, before the browser is sent for it: its refusal would be saved in the file's place. */
export const reach = async (url: string): Promise<void> => void (await (await answered(url, {})).arrayBuffer());

/** The one place that trusts the server's word: what it sends is typed by the document that it publishes. */
async function ask<T>(url: string, how: RequestInit): Promise<T> {
  return (await (await answered(url, how)).json()) as T;
}

async function answered(url: string, how: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, how);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(null, { cause: error });
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  const bare: Problem = { type: 'about:blank', title: response.statusText, status: response.status, detail: `${response.status} ${response.statusText}` };
  try {
    return { ...bare, ...((await response.json()) as Partial<Problem>) };
  } catch (error) {
    // A question given up is no refusal, even while its words come.
    if (isAbort(error)) throw error;
    return bare;
  }
}
