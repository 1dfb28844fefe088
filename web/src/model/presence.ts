import type { Commune, Presence, PresenceSummary, TourSummary } from '../api/types';
import type { MessageKey } from '../i18n';

export type Unit = 'people' | 'time' | 'wait';

/** The figures of presence, in the order of their table. */
export const FIGURES: ReadonlyArray<{ readonly key: keyof PresenceSummary; readonly label: MessageKey; readonly unit: Unit }> = [
  { key: 'covered', label: 'presence.covered', unit: 'people' },
  { key: 'mean_s', label: 'presence.mean', unit: 'time' },
  { key: 'served', label: 'presence.served', unit: 'people' },
  { key: 'open_s', label: 'presence.open', unit: 'time' },
  { key: 'share_per_1000_s', label: 'presence.share', unit: 'time' },
  { key: 'wait_mean_s', label: 'presence.wait_mean', unit: 'wait' },
  { key: 'wait_median_s', label: 'presence.wait_median', unit: 'wait' },
];

/** Figures that rest on hours: without any known, they are not 0 but not known. */
const OF_HOURS: ReadonlySet<keyof PresenceSummary> = new Set(['open_s', 'share_per_1000_s']);

/** Whether a figure without the tour is not known, since no fixed place has known hours. */
export const isUnknownBefore = (key: keyof PresenceSummary, { venues_with_hours, venues_without_hours }: Pick<TourSummary, 'venues_with_hours' | 'venues_without_hours'>): boolean => OF_HOURS.has(key) && venues_with_hours === 0 && venues_without_hours > 0;

/** What communes may be coloured by: access; presence, where a tour counts; what a scenario changes, where there is one. */
export const COLOURINGS = ['access', 'open', 'wait', 'change'] as const;
export type Colouring = (typeof COLOURINGS)[number];
export type PresenceColouring = Exclude<Colouring, 'access' | 'change'>;

/** Presence by commune. */
export type Presences = ReadonlyMap<string, Presence>;

/** Before hours that are a minimum and waits that are a maximum, since places within reach have no known hours. */
export const [LEAST, MOST] = ['≥\u00a0', '≤\u00a0'] as const;

/** Hours where classes end, each limit inside the class below it. A stop of three hours a fortnight is 6.5 h a month; a France Services opens 24 h a week at least, 104 h a month. */
export const LIMITS: Readonly<Record<PresenceColouring, readonly number[]>> = { open: [4, 12, 40, 100], wait: [24, 72, 168, 336] };

/** `from_h` and `to_h` null: no bound on that side. `none`: nothing is ever open within reach. `unknown`: places are, whose hours nobody knows. */
export interface PresenceClass {
  readonly kind: 'range' | 'none' | 'unknown';
  readonly from_h: number | null;
  readonly to_h: number | null;
  readonly people: number;
  readonly communes: number;
}

/** The class of one commune, as its place among `presenceClasses`. */
export function presenceClass({ open_h, wait_h, venues_without_hours }: Pick<Presence, 'open_h' | 'wait_h' | 'venues_without_hours'>, by: PresenceColouring): number {
  const limits = LIMITS[by];
  const value = by === 'open' ? (open_h > 0 ? open_h : null) : wait_h;
  if (value === null) return limits.length + (venues_without_hours > 0 ? 2 : 1);
  const above = limits.filter((limit) => value > limit).length;
  return by === 'open' ? limits.length - above : above;
}

/** The classes from the best served to who has nothing, then those about whom nothing is known. */
export function presenceClasses(communes: ReadonlyArray<Pick<Commune, 'code' | 'population'>>, presences: Presences, by: PresenceColouring): PresenceClass[] {
  const limits = LIMITS[by];
  const ranges = [...limits, null].map((to_h, i) => ({ kind: 'range' as const, from_h: limits[i - 1] ?? null, to_h }));
  const rest = (['none', 'unknown'] as const).map((kind) => ({ kind, from_h: null, to_h: null }));
  const counts = new Map<number, { people: number; communes: number }>();
  for (const { code, population } of communes) {
    const presence = presences.get(code);
    if (!presence) continue;
    const at = presenceClass(presence, by);
    const { people, communes: n } = counts.get(at) ?? { people: 0, communes: 0 };
    counts.set(at, { people: people + population, communes: n + 1 });
  }
  return [...(by === 'open' ? ranges.reverse() : ranges), ...rest].map((one, i) => ({ ...one, ...(counts.get(i) ?? { people: 0, communes: 0 }) }));
}
