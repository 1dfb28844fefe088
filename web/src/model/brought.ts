import type { Venue } from '../api/types';
import { folded } from './folded';
import { parseCsv } from './csv';
import { changeText, LONGEST_TEXT, MOST_CHANGES, placeOf, type Changes, type VenueChange } from './scenario';

/** What the rows that are read for a scenario may lack of the national schema: it is not shown, and never saved. */
export const FILLED = ['date_maj==2000-01-01', 'adresse==-', 'code_postal==00000'] as const;
/** Longest question to the service, bytes, and what is left of it to all but the changes. */
export const LONGEST_QUERY = 8192;
const OTHERS = 1200;
/** As far apart as two lists may put one venue, degrees: some 300 m. */
const SAME = 0.003;

const KINDS: Readonly<Record<string, string>> = { RFS: 'france_services', MSAP: 'msap', BIB: 'library', EPN: 'epn', TIERS_LIEUX: 'third_place', ASSO: 'association' };

/** The venues of a file, and why those that are not taken are not. */
export interface Brought {
  readonly take: readonly VenueChange[];
  /** Rows with a name and coordinates. */
  readonly usable: number;
  /** Those already there, elsewhere, travelling, or for which there is no room. */
  readonly known: number;
  readonly outside: number;
  readonly travelling: number;
  readonly full: number;
}

/** The corrected file (CSV of the national schema) as venues that open, in its order, as many as a scenario and an address take. */
export function brought(csv: string, codes: ReadonlySet<string>, venues: ReadonlyArray<Pick<Venue, 'id' | 'name' | 'lon' | 'lat'>>, changes: Changes): Brought {
  const [header = [], ...rows] = parseCsv(csv);
  const cells = (row: readonly string[]) => (name: string): string => row[header.indexOf(name)]?.trim() ?? '';
  let [usable, known, outside, travelling, full] = [0, 0, 0, 0, 0];
  let room = LONGEST_QUERY - OTHERS - changes.reduce((sum, change) => sum + written(change), 0);
  const take: VenueChange[] = [];
  for (const row of rows) {
    const cell = cells(row);
    const place = placeOf(cell('longitude'), cell('latitude'));
    // What separates name and kind in an address cannot stand in a name; a cell that could be a formula was marked as text.
    const name = cell('nom').replace(/^'(?=[=+\-@])/, '').replaceAll('|', '/').slice(0, LONGEST_TEXT).trim();
    // What has no name is called by its identifier: nobody would know it by that.
    if (place === null || name === '' || name === cell('id')) continue;
    usable += 1;
    const kind = cell('typologie').split('|').map((code) => KINDS[code]).find((code) => code !== undefined) ?? 'other';
    const change: VenueChange = { change: 'open', place, name, kind };
    const isSame = (one: Pick<Venue, 'id' | 'name' | 'lon' | 'lat'>): boolean => one.id === cell('id') || (folded(one.name) === folded(name) && Math.abs(one.lon - place.lon) < SAME && Math.abs(one.lat - place.lat) < SAME);
    if (folded(cell('itinerance')) === 'itinerant') travelling += 1;
    else if (!codes.has(cell('code_insee'))) outside += 1;
    else if (venues.some(isSame)) known += 1;
    else if (full > 0 || changes.length + take.length >= MOST_CHANGES || written(change) > room) full += 1;
    else {
      room -= written(change);
      take.push(change);
    }
  }
  return { take, usable, known, outside, travelling, full };
}

/** What a change takes of an address, bytes. */
const written = (change: VenueChange): number => new URLSearchParams([[change.change, changeText(change)]]).toString().length + 1;
