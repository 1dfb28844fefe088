import type { Tally, BandCount } from '../model/coverage';
import type { PresenceClass } from '../model/presence';

/** Yellow, green, blue, by falling lightness: readable by colour-blind people and in grey. */
const RAMP = ['#fdfbc8', '#e3f2b2', '#bde0b0', '#84c9b6', '#4fb0c2', '#2f8dbf', '#2a63a8', '#253b8a', '#1b1c52'] as const;

/** The two parts of the ramp leave a step between them, so that the threshold is seen as an edge. */
const COVERED = [0, 0.36] as const;
const FAR = [0.62, 1] as const;

export interface Step extends BandCount {
  readonly color: string;
}

/** The classes with their colours: the map's style and its legend are both made from this. */
export function scale(tally: Tally): Step[] {
  const groups = { covered: tally.bands.filter((b) => b.covered), far: tally.bands.filter((b) => !b.covered) };
  return tally.bands.map((band) => {
    const [group, [start, end]] = band.covered ? [groups.covered, COVERED] : [groups.far, FAR];
    const position = group.length > 1 ? group.indexOf(band) / (group.length - 1) : 0.5;
    return { ...band, color: rampColor(start + (end - start) * position) };
  });
}

/** A class of presence with its colour; null where nothing is known, which is hatched. */
export interface PresenceStep extends PresenceClass {
  readonly color: string | null;
}

/** From the best served to who has nothing, the ramp in even steps; the last one, the darkest, is far from its neighbour. */
export function presenceScale(classes: readonly PresenceClass[]): PresenceStep[] {
  const ranges = classes.filter(({ kind }) => kind === 'range').length;
  return classes.map((one, i) => ({ ...one, color: one.kind === 'unknown' ? null : rampColor(one.kind === 'none' ? 1 : (0.8 * i) / (ranges - 1)) }));
}

/** Colour at `t` in 0..1 of the ramp. */
export function rampColor(t: number): string {
  const at = Math.min(Math.max(t, 0), 1) * (RAMP.length - 1);
  const low = Math.floor(at);
  const [a, b] = [RAMP[low] ?? RAMP[0], RAMP[low + 1] ?? RAMP[RAMP.length - 1] ?? RAMP[0]];
  const mixed = [1, 3, 5].map((i) => {
    const [from, to] = [parseInt(a.slice(i, i + 2), 16), parseInt(b.slice(i, i + 2), 16)];
    return Math.round(from + (to - from) * (at - low)).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}
