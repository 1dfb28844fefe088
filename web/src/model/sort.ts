import type { Commune, Difference, Presence } from '../api/types';
import { standing } from './coverage';
import { sizeOf, type Differences } from './difference';
import { pairOf, valueOf, type PairQuestion } from './indicators';
import type { Presences } from './presence';

export const COLUMNS = ['commune', 'epci', 'people', 'minutes', 'before', 'change', 'open', 'share', 'wait', 'venue', 'distance', 'status'] as const;
export type FixedColumn = (typeof COLUMNS)[number];
/** One for each indicator, and one for times crossed with one. */
export type Column = FixedColumn | `indicator:${string}` | 'pair';

const INDICATOR = 'indicator:';
export const indicatorColumn = (name: string): Column => `${INDICATOR}${name}`;
/** The indicator of a column; null for any other. */
export const indicatorIn = (column: Column): string | null => (column.startsWith(INDICATOR) ? column.slice(INDICATOR.length) : null);

/** Columns there only while a tour counts. */
export const OF_TOUR: ReadonlySet<Column> = new Set(['open', 'share', 'wait']);

/** Columns there only while venues are changed. */
export const OF_SCENARIO: ReadonlySet<Column> = new Set(['before', 'change']);

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Farthest first: the question that the table is opened for. */
export const DEFAULT_ORDER: Order = { column: 'minutes', descending: true };
/** The largest change first: the question that a map of changes is looked at for. */
export const CHANGE_ORDER: Order = { column: 'change', descending: true };

/** Numbers read best from the largest, words from A. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column === 'people' || column === 'minutes' || column === 'distance' || column === 'pair' || indicatorIn(column) !== null || OF_TOUR.has(column) || OF_SCENARIO.has(column) };
}

/** A sorted copy. No access is farther than any access; who has no figure comes last, both ways; ties go by code, so that the order is always the same. */
export function sorted(communes: readonly Commune[], order: Order, threshold_min: number, language: string, presences: Presences | null = null, crossed: PairQuestion | null = null, differences: Differences | null = null): Commune[] {
  const { compare: words } = new Intl.Collator(language, { numeric: true });
  const sign = order.descending ? -1 : 1;
  const compare = (x: Key, y: Key): number => {
    if (x === null || y === null) return sign * (Number(x === null) - Number(y === null));
    if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : x - y;
    return words(String(x), String(y));
  };
  // What each is sorted by is sought once, not at every comparison.
  const keyed = communes.map((commune) => ({ commune, key: key(commune, order.column, threshold_min, presences?.get(commune.code), crossed, differences?.get(commune.code)) }));
  return keyed.sort((a, b) => sign * compare(a.key, b.key) || (a.commune.code < b.commune.code ? -1 : 1)).map(({ commune }) => commune);
}

type Key = string | number | null;

function key(c: Commune, column: Column, threshold_min: number, presence: Presence | undefined, crossed: PairQuestion | null, difference: Difference | undefined): Key {
  const name = indicatorIn(column);
  if (name !== null) return valueOf(c, name);
  const pair = column === 'pair' && crossed ? pairOf(c, crossed) : null;
  // Who is both far and fragile comes first; then who is far.
  if (column === 'pair') return pair && 10 * (pair.far + pair.fragile) + pair.far;
  switch (column as FixedColumn) {
    case 'commune':
      return c.name;
    case 'epci':
      return c.epci_name ?? '';
    case 'people':
      return c.population;
    case 'minutes':
      return c.duration_s ?? Infinity;
    case 'venue':
      return c.venue ?? '';
    case 'distance':
      return c.distance_m ?? Infinity;
    case 'status':
      return ['covered', 'far', 'unreachable'].indexOf(standing(c.duration_s, threshold_min));
    case 'before':
      return difference?.duration_before_s ?? (difference ? Infinity : null);
    case 'change':
      return difference ? sizeOf(difference) : null;
    case 'open':
      return presence?.open_h ?? 0;
    case 'share':
      return presence?.share_per_1000_h ?? 0;
    case 'wait':
      return presence?.wait_h ?? Infinity;
  }
}
