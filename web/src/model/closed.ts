import type { Summary } from '../api/types';

type Told = NonNullable<Summary['scenario']>['changes'][number];

/** A venue that the scenario closes: what is still known of it. */
export interface Closed {
  readonly id: string;
  readonly name: string;
  readonly commune: string | null;
  readonly hours: string | null;
  readonly lon: number;
  readonly lat: number;
}

const of = (scenario: Summary['scenario'], change: Told['change']): readonly Told[] => (scenario?.changes ?? []).filter((one) => one.change === change);

/** The venues that are gone from the answers of the server because the scenario closes them. */
export const closedIn = (scenario: Summary['scenario']): Closed[] =>
  of(scenario, 'close').flatMap(({ venue_id, venue, commune, commune_before, hours_before, lon, lat, lon_before, lat_before }) => [
    { id: venue_id, name: venue, commune: commune_before ?? commune, hours: hours_before, lon: lon_before ?? lon, lat: lat_before ?? lat },
  ]);

/** From where to where venues move, in degrees. */
export const movedIn = (scenario: Summary['scenario']): ReadonlyArray<{ readonly id: string; readonly from: [number, number]; readonly to: [number, number] }> =>
  of(scenario, 'move').flatMap(({ venue_id, lon, lat, lon_before, lat_before }) => (lon_before === null || lat_before === null ? [] : [{ id: venue_id, from: [lon_before, lat_before], to: [lon, lat] }]));
