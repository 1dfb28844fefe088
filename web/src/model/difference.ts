import type { Difference } from '../api/types';

/** What the scenario changes, by commune. */
export type Differences = ReadonlyMap<string, Difference>;

/** Minutes where classes end on either side of no change, each limit inside the class nearer to none. */
export const CHANGE_LIMITS = [5, 15] as const;

/** From who loses most to who gains most; `sign` is what is written before minutes. */
export const CHANGE_CLASSES = ['lose-3', 'lose-2', 'lose-1', 'same', 'gain-1', 'gain-2', 'gain-3'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/** Orange for who loses, violet for who gains: told apart by colour-blind people, and lightness grows with the change on either side. */
export const CHANGE_COLOURS: Readonly<Record<ChangeClass, string>> = {
  'lose-3': '#a63603',
  'lose-2': '#e6762b',
  'lose-1': '#fdc087',
  same: '#f3f2ee',
  'gain-1': '#cfc6e6',
  'gain-2': '#9180c4',
  'gain-3': '#54278f',
};

/** The class of a commune. Who can reach nothing any more loses most, and the other way round. */
export function changeClass({ status, change_s }: Pick<Difference, 'status' | 'change_s'>): ChangeClass {
  if (status !== 'gain' && status !== 'lose') return 'same';
  const minutes = change_s === null ? Infinity : Math.abs(change_s) / 60;
  const [near, far] = CHANGE_LIMITS;
  const size = minutes <= near ? 1 : minutes <= far ? 2 : 3;
  return status === 'gain' ? `gain-${size}` : `lose-${size}`;
}

/** How much changes, seconds, whichever way; without any time on one side it is more than any. */
export const sizeOf = ({ status, change_s }: Pick<Difference, 'status' | 'change_s'>): number => (status !== 'gain' && status !== 'lose' ? 0 : change_s === null ? Infinity : Math.abs(change_s));

export interface ChangeCount {
  readonly kind: ChangeClass;
  readonly people: number;
  readonly communes: number;
}

/** People and communes of every class. */
export function changeCounts(differences: Differences): ChangeCount[] {
  const all = [...differences.values()];
  return CHANGE_CLASSES.map((kind) => {
    const own = all.filter((one) => changeClass(one) === kind);
    return { kind, people: own.reduce((n, one) => n + one.population, 0), communes: own.length };
  });
}

/** Who gains or loses, those of most people first. */
export const moved = (differences: Differences, status: 'gain' | 'lose'): Difference[] =>
  [...differences.values()].filter((one) => one.status === status).sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1));

/** Whole minutes with their sign, for a label on the map: `+12`, `−8`; none where nothing changes, or there is no time on one side. */
export function signedMinutes({ status, change_s }: Pick<Difference, 'status' | 'change_s'>): string | null {
  if (change_s === null || (status !== 'gain' && status !== 'lose')) return null;
  const minutes = Math.round(Math.abs(change_s) / 60);
  const size = minutes === 0 ? '<\u00a01' : String(minutes);
  return `${change_s > 0 ? '+' : '\u2212'}${size}`;
}
