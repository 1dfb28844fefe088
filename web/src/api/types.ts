import type { components, paths } from './schema';

type Schemas = components['schemas'];

/** The document leaves out of `required` what may be null, but the server always sends it: null, never missing. */
type Present<T> = T extends ReadonlyArray<infer Item> ? Array<Present<Item>> : T extends object ? { [Key in keyof T]-?: Present<Exclude<T[Key], undefined>> } : T;

type Answer<Path extends keyof paths, Type extends string> = paths[Path] extends { get: { responses: { 200: { content: Record<Type, infer Body> } } } } ? Present<Body> : never;

export type Meta = Answer<'/api/meta', 'application/json'>;
export type TerritoryList = Answer<'/api/territories', 'application/json'>;
export type Territory = TerritoryList['items'][number];
export type Summary = Answer<'/api/territories/{code}/summary', 'application/json'>;
export type CommuneCollection = Answer<'/api/layers/communes.geojson', 'application/geo+json'>;
/** Rows of a layer without shapes, column by column. */
export type LayerColumns = Omit<Schemas['LayerColumns'], 'columns'> & { readonly columns: Readonly<Record<string, unknown>> };
export type VenueCollection = Answer<'/api/layers/venues.geojson', 'application/geo+json'>;
export type GapCollection = Answer<'/api/layers/gaps.geojson', 'application/geo+json'>;
export type DemandCollection = Answer<'/api/layers/demand.geojson', 'application/geo+json'>;
export type SurroundingCollection = Answer<'/api/layers/surroundings.geojson', 'application/geo+json'>;
export type Around = Answer<'/api/around', 'application/json'>;
export type Route = Answer<'/api/route', 'application/geo+json'>;
export type Roads = Present<Schemas['Roads']>;
/** How far from reached roads land goes. */
export type IsochroneLand = Required<Pick<NonNullable<paths['/api/layers/isochrones.geojson']['get']['parameters']['query']>, 'corridor_m' | 'filling_m'>>;
export type IsochroneCollection = Answer<'/api/layers/isochrones.geojson', 'application/geo+json'>;
export type Commune = Present<Schemas['CommuneProperties']>;
export type Venue = Present<Schemas['VenueProperties']>;
export type Gap = Present<Schemas['GapProperties']>;
/** Here what does not apply is really left out. */
export type Problem = Schemas['Problem'];

type DocumentedQuery = NonNullable<paths['/api/territories/{code}/summary']['get']['parameters']['query']>;

/** What every coverage question carries besides its territory: the document's names; the server judges the values. */
export type CoverageQuery = { readonly [Name in keyof DocumentedQuery]?: string | number | readonly string[] };

export type DifferenceCollection = Answer<'/api/layers/difference.geojson', 'application/geo+json'>;
/** What a scenario changes for one commune. */
export type Difference = Present<Schemas['DifferenceProperties']>;
export type ScenarioSummary = Present<Schemas['ScenarioSummary']>;

export type PresenceCollection = Answer<'/api/layers/presence.geojson', 'application/geo+json'>;
/** What a tour changes for one commune. */
export type Presence = Present<Schemas['PresenceProperties']>;
/** Access and presence, without a tour or with it. */
export type PresenceSummary = Present<Schemas['PresenceSummary']>;
export type TourSummary = Present<Schemas['TourSummary']>;

export type Stops = Present<Schemas['Stops']>;
export type Stop = Stops['stops'][number];
export type StopGain = Present<Schemas['StopGain']>;
export type LeftOutCommune = Present<Schemas['LeftOutCommune']>;

/** What a body leaves out has its usual value. */
export type StopsBody = Schemas['StopsBody'];
export type TourBody = Schemas['TourBody'];
export type Job = Omit<Present<Schemas['Job']>, 'problem'> & { readonly problem: Problem | null };
export type Plan = Schemas['Plan'];
export type PlanDay = Schemas['PlanDay'];
export type PlanVisit = Schemas['Visit'];
export type StopLeftOut = Schemas['StopLeftOut'];
/** What the checker of plans has to say; an error means that the plan breaks a rule without saying so. */
export type Finding = Schemas['PlanFinding'];
export type ItineraryCollection = Schemas['ItineraryCollection'];
