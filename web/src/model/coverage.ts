import type { Commune } from '../api/types';
import { bandIndex, bandsOf, limitsWith, type Band } from './bands';

/** Seconds on each side of the threshold within which an estimate cannot tell. */
const UNCERTAIN_S = 120;

export interface Count {
  readonly people: number;
  readonly communes: number;
}

export interface BandCount extends Band, Count {}

/** What the page says about a threshold, counted from the durations that are already here. */
export interface Tally {
  readonly threshold_min: number;
  readonly limits: readonly number[];
  readonly total: Count;
  readonly bands: readonly BandCount[];
  readonly unreachable: Count;
  readonly covered: Count;
  /** Beyond the threshold or unreachable: nobody without a venue may look covered. */
  readonly far: Count;
  readonly near_threshold: Count;
}

export type Standing = 'covered' | 'far' | 'unreachable';

export function standing(duration_s: number | null, threshold_min: number): Standing {
  if (duration_s === null) return 'unreachable';
  return duration_s <= threshold_min * 60 ? 'covered' : 'far';
}

export function isNearThreshold(duration_s: number | null, threshold_min: number): boolean {
  return duration_s !== null && Math.abs(duration_s - threshold_min * 60) <= UNCERTAIN_S;
}

/** How much longer, in seconds, as a reader finds who takes one whole number of minutes from the other. */
export const longerBy = (duration_s: number, second_s: number): number => 60 * (Math.round(second_s / 60) - Math.round(duration_s / 60));

export function tally(communes: readonly Commune[], threshold_min: number, usual: readonly number[]): Tally {
  const limits = limitsWith(threshold_min, usual);
  const where = (test: (c: Commune) => boolean): Count => count(communes.filter(test));
  return {
    threshold_min,
    limits,
    total: count(communes),
    bands: bandsOf(limits, threshold_min).map((band) => ({ ...band, ...where((c) => bandIndex(c.duration_s, limits) === band.index) })),
    unreachable: where((c) => c.duration_s === null),
    covered: where((c) => standing(c.duration_s, threshold_min) === 'covered'),
    far: where((c) => standing(c.duration_s, threshold_min) !== 'covered'),
    near_threshold: where((c) => isNearThreshold(c.duration_s, threshold_min)),
  };
}

function count(communes: readonly Commune[]): Count {
  return { people: communes.reduce((n, c) => n + c.population, 0), communes: communes.length };
}
