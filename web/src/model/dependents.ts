import type { Commune, Venue } from '../api/types';
import { standing } from './coverage';

/** The communes whose nearest venue this is, most people first, and whether each would fall beyond the threshold if it closed. */
export interface Dependent {
  readonly commune: Commune;
  readonly lost: boolean;
}

export function dependentsOf(communes: readonly Commune[], { id }: Pick<Venue, 'id'>, threshold_min: number): Dependent[] {
  return communes
    .filter(({ venue_id }) => venue_id === id)
    .map((commune) => ({ commune, lost: standing(commune.duration_s, threshold_min) === 'covered' && standing(commune.second_duration_s, threshold_min) !== 'covered' }))
    .sort((a, b) => Number(b.lost) - Number(a.lost) || b.commune.population - a.commune.population || (a.commune.code < b.commune.code ? -1 : 1));
}
