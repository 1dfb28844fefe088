import type { Commune, Gap } from '../api/types';
import { mainName } from './names';

/** What the page adds to a gap zone from the communes that it already has. */
export interface ZoneFacts {
  /** What the zone is called after. */
  readonly name: string;
  /** Whether anyone in it has an access time today, hence something to gain in minutes. */
  readonly timed: boolean;
}

export function zoneFacts(zone: Pick<Gap, 'codes' | 'names' | 'worst_name'>, communes: ReadonlyMap<string, Pick<Commune, 'population' | 'duration_s'>>): ZoneFacts {
  const population = new Map(zone.codes.flatMap((code): Array<[string, number]> => { const c = communes.get(code); return c ? [[code, c.population]] : []; }));
  return { name: mainName(zone, population) ?? zone.worst_name, timed: zone.codes.some((code) => (communes.get(code)?.duration_s ?? null) !== null) };
}
