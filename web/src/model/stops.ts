import type { Stop, Stops, StopsBody, TourBody } from '../api/types';
import { LONG_SEARCH_S, SEARCH_S, type Ban, type StopsQuestion, type TourQuestion } from './truck';

/** Stops of the curve at least, and how many more than asked for: enough to see where one more stops paying. */
const CURVE_LEAST = 10;
const CURVE_MORE = 2;
const CURVE_MOST = 20;

export const curveLength = ({ objective, count }: StopsQuestion): number => (objective === 'fewest' ? 0 : Math.min(CURVE_MOST, Math.max(CURVE_LEAST, count + CURVE_MORE)));

/** What is asked of the server. */
export function stopsBody(question: StopsQuestion, lock: readonly string[], forbid: readonly Ban[]): StopsBody {
  const { objective, count, share, long } = question;
  return { objective, ...(objective === 'fewest' ? { share } : { count, curve: curveLength(question) }), lock: [...lock], forbid: forbid.map(({ id, reason }) => ({ id, reason })), seconds: long ? LONG_SEARCH_S : SEARCH_S };
}

/** What a stop is worth to the objective: people newly covered, or those to whom it is the nearest. */
export const worth = (goal: string, { newly_covered, people }: Pick<Stop, 'newly_covered' | 'people'>): number => (goal === 'coverage' || goal === 'fewest' ? newly_covered : people);

/** The stops, those worth most first; the rank of a stop is its place here, on the map as in the list. */
export function ranked({ goal, stops }: Pick<Stops, 'goal' | 'stops'>): Stop[] {
  return [...stops].sort((a, b) => worth(goal, b) - worth(goal, a) || b.people - a.people || (a.id < b.id ? -1 : 1));
}

/** What the tour is asked to visit: the stops with what each is worth, those locked in first of all. */
export function tourBody(chosen: Pick<Stops, 'goal' | 'stops'>, tour: TourQuestion): TourBody {
  const stops = chosen.stops.flatMap((stop) => {
    const { id, name, lon, lat, locked: mandatory } = stop;
    if (lon === null || lat === null) return [];
    return [{ id, name, lon, lat, people: worth(chosen.goal, stop), mandatory, ...(tour.dwell_min !== null && { dwell_min: tour.dwell_min }), ...(tour.half_day && { session: 'half-day' as const }) }];
  });
  const rules = { cycle_weeks: tour.weeks, days: [...tour.days], day_start: tour.start, day_end: tour.end, most_sessions: tour.sessions };
  return { depot: { code: tour.depot }, from: tour.from, to: tour.to, stops, rules };
}

/** What a curve tells: people within the limit, the mean time or the worst one, in seconds. */
export type Measure = 'people' | 'mean' | 'worst';

export const measureOf = (goal: string): Measure => (goal === 'mean-time' ? 'mean' : goal === 'worst-time' ? 'worst' : 'people');

export interface CurvePoint {
  readonly count: number;
  /** People, or seconds; null where somebody reaches nothing. */
  readonly value: number | null;
  /** How much better than one stop fewer; null at the first, or where there is nothing to compare. */
  readonly better: number | null;
  readonly proven: boolean;
  /** How far from the best possible at most, as a share. */
  readonly gap: number;
}

export function curvePoints({ goal, people, curve }: Pick<Stops, 'goal' | 'people' | 'curve'>): CurvePoint[] {
  const measure = measureOf(goal);
  const value = ({ covered, objective }: Stops['curve'][number]): number | null => (measure === 'people' ? covered : objective === null ? null : measure === 'mean' ? (people > 0 ? objective / people : 0) : objective);
  return curve.map((point, i) => {
    const [now, before] = [value(point), i > 0 ? value(curve[i - 1] as typeof point) : null];
    const better = now === null || before === null ? null : measure === 'people' ? now - before : before - now;
    return { count: point.count, value: now, better, proven: point.status === 'optimal', gap: point.gap };
  });
}
