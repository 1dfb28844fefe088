import { fetchColumns } from './api/client';
import type { Commune, CoverageQuery } from './api/types';
import type { Communes } from './map/features';
import { rowsOf } from './model/columns';
import { labelZooms } from './model/labels';

/** The communes of a territory that has many, without their boundaries. */
export async function fetchMany(territory: string, query: CoverageQuery, signal: AbortSignal): Promise<Communes> {
  const columns = await fetchColumns('communes', territory, query, signal);
  const communes = rowsOf<Commune>(columns);
  return {
    features: communes.map((properties) => ({ type: 'Feature', geometry: null, properties })),
    tiled: { bare: new Set(columns.without_shape.map((row) => communes[row]?.code ?? '')), zooms: labelZooms(communes) },
  };
}

/** The rows of a layer that would come with boundaries. */
export const fetchManyRows = async <T>(layer: 'presence' | 'difference', territory: string, query: CoverageQuery, signal: AbortSignal): Promise<T[]> => rowsOf<T>(await fetchColumns(layer, territory, query, signal));
