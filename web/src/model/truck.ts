/** What may be asked of stops and of a tour, with the words and bounds of the API. */

export const OBJECTIVES = ['coverage', 'mean-time', 'fewest', 'worst-time'] as const;
export type Objective = (typeof OBJECTIVES)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const CYCLES = [1, 2, 4] as const;
export type CycleWeeks = (typeof CYCLES)[number];

/** How long a search may go on, seconds; longer only for who asks. */
export const SEARCH_S = 30;
export const LONG_SEARCH_S = 120;

export const MOST_STOPS = 50;
export const MOST_SESSIONS = 6;

/** Which stops are wanted. `count` is for every objective but `fewest`, `share` (percent) for that one. */
export interface StopsQuestion {
  readonly objective: Objective;
  readonly count: number;
  readonly share: number;
  /** Whether to search longer than usual. */
  readonly long: boolean;
}

/** A commune where there is to be no stop. */
export interface Ban {
  readonly id: string;
  readonly reason: string;
}

export interface TourQuestion {
  /** Code of a commune. */
  readonly depot: string;
  /** First and last day, `2027-01-04`. */
  readonly from: string;
  readonly to: string;
  readonly weeks: CycleWeeks;
  readonly days: readonly Weekday[];
  /** The truck leaves the depot from then, and is back by then: `08:00`. */
  readonly start: string;
  readonly end: string;
  /** Length of every session, minutes; null: from the people it serves. */
  readonly dwell_min: number | null;
  /** Most sessions a day. */
  readonly sessions: number;
  /** Whether a session takes a half-day for itself. */
  readonly half_day: boolean;
}

/** What the form of stops starts from. */
export const USUAL_STOPS: StopsQuestion = { objective: 'coverage', count: 6, share: 95, long: false };

/** What the form of a tour starts from: six months of fortnights from the next Monday on. */
export function usualTour(depot: string, today: Date): TourQuestion {
  const monday = new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()));
  monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7 || 7));
  const friday = new Date(monday);
  friday.setUTCDate(friday.getUTCDate() + 26 * 7 - 3);
  return { depot, from: isoDay(monday), to: isoDay(friday), weeks: 2, days: WEEKDAYS.slice(0, 5), start: '08:00', end: '18:00', dwell_min: null, sessions: 2, half_day: false };
}

/** Locks a commune, and no longer bans it; there are at least as many stops as are locked. */
export function locked<T extends Settled>({ stops, lock, forbid }: T, id: string, on: boolean): Settled {
  const next = on ? [...lock.filter((one) => one !== id), id] : lock.filter((one) => one !== id);
  return { stops: stops && { ...stops, count: Math.max(stops.count, next.length) }, lock: next, forbid: on ? forbid.filter((ban) => ban.id !== id) : forbid };
}

/** Bans a commune, and no longer locks it. `reason` null: it may be a stop again. */
export function banned<T extends Settled>({ stops, lock, forbid }: T, id: string, reason: string | null): Settled {
  const others = forbid.filter((ban) => ban.id !== id);
  return reason === null ? { stops, lock, forbid: others } : { stops, lock: lock.filter((one) => one !== id), forbid: [...others, { id, reason: reason.trim().slice(0, REASON_MOST) }] };
}

/** Longest reason that an address carries, characters. */
export const REASON_MOST = 80;

interface Settled {
  readonly stops: StopsQuestion | null;
  readonly lock: readonly string[];
  readonly forbid: readonly Ban[];
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
