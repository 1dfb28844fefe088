import type { FeatureCollection } from 'geojson';
import type { Commune, CommuneCollection, Difference } from '../api/types';
import { changeClass, signedMinutes, type Differences } from '../model/difference';
import type { Presences } from '../model/presence';

export type Box = readonly [number, number, number, number];

/** The document types coordinates loosely; RFC 7946 is what the server promises and what MapLibre wants. */
export const asGeoJson = ({ features }: { readonly features: readonly unknown[] }): FeatureCollection => ({ type: 'FeatureCollection', features: features as FeatureCollection['features'] });

export const communesOf = (collection: CommuneCollection): Commune[] => collection.features.map((feature) => feature.properties);

/** What presence, or a scenario, colours a commune by. */
const coloured = (code: string, presences: Presences | null, differences: Differences | null): object => {
  const [presence, difference] = [presences?.get(code), differences?.get(code)];
  return {
    ...(presence && { open_h: presence.open_h, wait_h: presence.wait_h, venues_without_hours: presence.venues_without_hours }),
    ...(difference && { change: changeClass(difference), out: difference.no_longer_covered > 0, in: difference.no_longer_covered === 0 && difference.newly_covered > 0 }),
  };
};

/** The communes as the map draws them. */
export const areasOf = (collection: CommuneCollection, presences: Presences | null, differences: Differences | null = null): FeatureCollection =>
  asGeoJson({ features: collection.features.map((feature) => ({ ...feature, properties: { ...feature.properties, ...coloured(feature.properties.code, presences, differences) } })) });

/** Seconds to a venue under which its mark lies about where the commune's point does, before or after changes. */
const BESIDE_S = 180;
const hasVenue = (duration_s: number | null, difference: Difference | undefined): boolean => [duration_s, difference?.duration_before_s ?? null].some((time) => time !== null && time < BESIDE_S);

/** A point for each commune at its chef-lieu: it carries the label, unless something else does, and stands in for a boundary that is missing. */
export function pointsOf(collection: CommuneCollection, labelled: ReadonlySet<string> = new Set(), presences: Presences | null = null, differences: Differences | null = null, signed = false): FeatureCollection {
  /** Beside the colour, the minutes with their sign. */
  const labelOf = (name: string, code: string): string => {
    const difference = signed ? differences?.get(code) : undefined;
    const minutes = difference ? signedMinutes(difference) : null;
    return minutes === null ? name : `${name} ${minutes}`;
  };
  return {
    type: 'FeatureCollection',
    features: collection.features.flatMap(({ geometry, properties, properties: { code, name, population, lon, lat, duration_s } }) =>
      lon === null || lat === null
        ? []
        : // Where it stands in for a boundary it may be coloured by any member.
          [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { ...(geometry === null && properties), code, name, population, duration_s, ...coloured(code, presences, differences), label: labelOf(name, code), has_boundary: geometry !== null, has_label: !labelled.has(code), has_venue: hasVenue(duration_s, differences?.get(code)) } }],
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

/** Beyond this, in degrees of longitude, a territory spans oceans: seen whole, nothing of it can be read. */
const TOO_WIDE = 40;
/** What holds the hexagone and Corsica. */
const EUROPE: Box = [-10, 41, 15, 52];

/** Where the map first looks: the whole territory, or its part in Europe when it spans oceans. */
export function homeBox({ features }: Pick<CommuneCollection, 'features'>): Box | null {
  const around = (chosen: typeof features): Box | null => boxOf(chosen.map((f) => f.geometry?.coordinates ?? [f.properties.lon, f.properties.lat]));
  const whole = around(features);
  if (whole === null || whole[2] - whole[0] <= TOO_WIDE) return whole;
  const [west, south, east, north] = EUROPE;
  const near = features.filter(({ properties: { lon, lat } }) => lon !== null && lat !== null && lon >= west && lon <= east && lat >= south && lat <= north);
  return around(near) ?? whole;
}
