import type { Summary } from '../api/types';
import { WEEKDAYS, type Weekday } from './truck';

/** A moment of an ordinary week at which places must be open. */
export interface OpenAt {
  readonly weekday: Weekday;
  /** `14:00` */
  readonly time: string;
  /** Whether places without known hours count all the same. */
  readonly unknown: boolean;
}

/** The moment as the API writes it, `tue-14:00`; null where it is none. */
export function parseOpenAt(moment: string | null, unknown: string | null): OpenAt | null {
  const [, day, time = ''] = /^([a-z]{3})-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(moment ?? '') ?? [];
  const weekday = WEEKDAYS.find((one) => one === day);
  return weekday === undefined ? null : { weekday, time, unknown: unknown === 'count' };
}

/** What the API is asked with, and what stands in an address. */
export const openAtQuery = (at: OpenAt | null): { readonly open_at?: string; readonly hours_unknown?: 'count' } => (at === null ? {} : { open_at: `${at.weekday}-${at.time}`, ...(at.unknown && { hours_unknown: 'count' }) });

/** The moment that figures are about: what they say of themselves, not what was asked for since. */
export const openAtOf = ({ parameters: { open_at, hours_unknown } }: Pick<Summary, 'parameters'>): OpenAt | null => parseOpenAt(open_at, hours_unknown);

/** How many places nobody knows the hours of, where for want of hours nothing at all is counted; else 0. */
export function unknownOnly({ open_at, venues, parameters }: Pick<Summary, 'open_at' | 'venues' | 'parameters'>): number {
  const left = open_at === null || parameters.hours_unknown === 'count' || venues.considered + open_at.stops_open > 0;
  return left ? 0 : open_at.venues_without_hours;
}
