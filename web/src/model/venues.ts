import type { Summary, Venue } from '../api/types';

/** Venues of the data that lie elsewhere, when none at all is known here; null where the figures do mean something. */
export function onlyElsewhere(venues: Summary['venues']): number | null {
  if (venues.considered > 0 || venues.filtered_out > 0 || venues.itinerant_not_counted > 0) return null;
  return venues.beyond;
}

/** Venues that counted, when none of them is in the territory although nothing leaves any out: its list may not be loaded. Null elsewhere. */
export function onlyAround(venues: Summary['venues']): number | null {
  return venues.inside === 0 && venues.considered > 0 && venues.filtered_out === 0 && venues.itinerant_not_counted === 0 ? venues.outside : null;
}

/** Venues of the territory first; among them, those that most people have no other for: what a list says of each is what it is sorted by. */
export const mostDependedOn = (a: Pick<Venue, 'id' | 'inside' | 'people_fragile' | 'people_nearest'>, b: typeof a): number =>
  Number(b.inside) - Number(a.inside) || b.people_fragile - a.people_fragile || b.people_nearest - a.people_nearest || (a.id < b.id ? -1 : 1);

/** A stop of the tour that counts: no other travelling venue does. */
export const isTourStop = ({ itinerant, considered }: Pick<Venue, 'itinerant' | 'considered'>): boolean => itinerant && considered;
