import type { Commune } from '../api/types';
import { bandsOf, limitsWith, type Band } from './bands';

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

/** In one pass: it is counted at each step of the slider, of 35,000 communes too. */
export function tally(communes: readonly Commune[], threshold_min: number, usual: readonly number[]): Tally {
  const limits = limitsWith(threshold_min, usual);
  const seconds = limits.map((limit) => limit * 60);
  const bands = bandsOf(limits, threshold_min).map((band) => ({ ...band, people: 0, communes: 0 }));
  const none = (): { people: number; communes: number } => ({ people: 0, communes: 0 });
  const [total, unreachable, covered, far, near_threshold] = [none(), none(), none(), none(), none()];
  for (const { duration_s, population } of communes) {
    const add = (count: { people: number; communes: number } | undefined): void => {
      if (!count) return;
      count.people += population;
      count.communes += 1;
    };
    add(total);
    if (duration_s === null) add(unreachable);
    else {
      const beyond = seconds.findIndex((limit) => duration_s <= limit);
      add(bands.at(beyond));
    }
    add(standing(duration_s, threshold_min) === 'covered' ? covered : far);
    if (isNearThreshold(duration_s, threshold_min)) add(near_threshold);
  }
  return { threshold_min, limits, total, bands, unreachable, covered, far, near_threshold };
}
