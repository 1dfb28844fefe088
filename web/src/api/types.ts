import type { components } from './schema';

type Schemas = components['schemas'];

export type Meta = Schemas['Meta'];
export type Territory = Schemas['Territory'];
export type TerritoryList = Schemas['TerritoryList'];
export type Summary = Schemas['Summary'];
export type Source = Schemas['Source'];
export type Problem = Schemas['Problem'];
export type Commune = Schemas['CommuneProperties'];
export type Venue = Schemas['VenueProperties'];
export type Gap = Schemas['GapProperties'];
export type CommuneCollection = Schemas['CommuneCollection'];
export type VenueCollection = Schemas['VenueCollection'];
export type GapCollection = Schemas['GapCollection'];
export type SurroundingCollection = Schemas['SurroundingCollection'];
