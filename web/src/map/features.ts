import type { FeatureCollection } from 'geojson';
import type { Commune, CommuneCollection } from '../api/types';

export type Box = readonly [number, number, number, number];

/** The document types coordinates loosely; RFC 7946 is what the server promises and what MapLibre wants. */
export const asGeoJson = (collection: { readonly features: readonly unknown[] }): FeatureCollection => collection as unknown as FeatureCollection;

export const communesOf = (collection: CommuneCollection): Commune[] => collection.features.map((feature) => feature.properties);

/** A point for each commune at its chef-lieu: it carries the label, and stands in for a boundary that is missing. */
export function pointsOf(collection: CommuneCollection): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: collection.features.flatMap(({ geometry, properties: { code, name, population, lon, lat, duration_s } }) =>
      lon === null || lat === null
        ? []
        : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { code, name, population, duration_s, has_boundary: geometry !== null } }],
    ),
  };
}

/** Smallest box around coordinates nested at any depth; null when there is none. */
export function boxOf(coordinates: unknown): Box | null {
  let box: [number, number, number, number] | null = null;
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [lon, lat] = value as unknown[];
    if (typeof lon === 'number' && typeof lat === 'number') {
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
    } else {
      value.forEach(visit);
    }
  };
  visit(coordinates);
  return box;
}
