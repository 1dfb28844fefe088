import type { Commune } from '../api/types';

/** So many people have a venue within so many seconds, and within one second less they would be fewer. */
export interface Reach {
  readonly duration_s: number;
  readonly people: number;
}

/** The curve of people by time, one step a duration, shortest first. */
export function reachOf(communes: ReadonlyArray<Pick<Commune, 'duration_s' | 'population'>>): Reach[] {
  const timed = communes.flatMap(({ duration_s, population }) => (duration_s === null ? [] : [{ duration_s, population }])).sort((a, b) => a.duration_s - b.duration_s);
  const steps: Reach[] = [];
  let people = 0;
  for (const { duration_s, population } of timed) {
    people += population;
    if (steps.at(-1)?.duration_s === duration_s) steps.pop();
    steps.push({ duration_s, people });
  }
  return steps;
}

/** People with a venue within so many minutes, inclusive. */
export const reachedWithin = (steps: readonly Reach[], minutes: number): number => steps.findLast(({ duration_s }) => duration_s <= minutes * 60)?.people ?? 0;

/** Where the axis of minutes ends: a round number past the last time, two hours at most, and never short of the threshold. */
export function lastMinute(steps: readonly Reach[], threshold_min: number): number {
  const longest = Math.min(120, Math.ceil((steps.at(-1)?.duration_s ?? 0) / 60));
  return Math.ceil(Math.max(30, longest, threshold_min + 1) / 10) * 10;
}

/** Rows of the table: every five minutes, every ten past the hour, and the threshold. */
export function reachMinutes(last: number, threshold_min: number): number[] {
  const rows = Array.from({ length: Math.floor(last / 5) }, (_, i) => 5 * (i + 1)).filter((minutes) => minutes <= 60 || minutes % 10 === 0);
  return [...new Set([...rows, threshold_min])].filter((minutes) => minutes <= last).sort((a, b) => a - b);
}

/** Size of the picture, in units of its own. */
export interface ReachFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Places of minutes and of people in the picture. */
export function reachAxes({ width, height, left, right, top, bottom }: ReachFrame, last: number, total: number): { readonly x: (minutes: number) => number; readonly y: (people: number) => number; readonly minutes: (x: number) => number } {
  const wide = width - left - right;
  return {
    x: (minutes) => left + (wide * minutes) / last,
    y: (people) => height - bottom - ((height - top - bottom) * people) / Math.max(1, total),
    minutes: (x) => Math.round(Math.min(1, Math.max(0, (x - left) / wide)) * last),
  };
}

/** The exact stairs: level until a time is reached, then straight up. Steps that fall on the same tenth of a unit are one. */
export function reachPath(steps: readonly Reach[], last: number, { x, y }: Pick<ReturnType<typeof reachAxes>, 'x' | 'y'>): string {
  const parts = [`M${x(0).toFixed(1)} ${y(0).toFixed(1)}`];
  let at = '';
  for (const { duration_s, people } of steps) {
    if (duration_s > last * 60) break;
    const place = x(duration_s / 60).toFixed(1);
    if (place === at) parts.pop();
    at = place;
    parts.push(`H${place}V${y(people).toFixed(1)}`);
  }
  return [...parts, `H${x(last).toFixed(1)}`].join('');
}
