import type { Commune } from '../api/types';
import { standing } from './coverage';

export const COLUMNS = ['commune', 'epci', 'people', 'minutes', 'venue', 'distance', 'status'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Farthest first: the question that the table is opened for. */
export const DEFAULT_ORDER: Order = { column: 'minutes', descending: true };

/** Numbers read best from the largest, words from A. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column === 'people' || column === 'minutes' || column === 'distance' };
}

/** A sorted copy. No access is farther than any access; ties go by code, so that the order is always the same. */
export function sorted(communes: readonly Commune[], order: Order, threshold_min: number, language: string): Commune[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const sign = order.descending ? -1 : 1;
  const compare = (a: Commune, b: Commune): number => {
    const [x, y] = [key(a, order.column, threshold_min), key(b, order.column, threshold_min)];
    if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : x - y;
    return collator.compare(String(x), String(y));
  };
  return [...communes].sort((a, b) => sign * compare(a, b) || (a.code < b.code ? -1 : 1));
}

function key(c: Commune, column: Column, threshold_min: number): string | number {
  switch (column) {
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
  }
}
