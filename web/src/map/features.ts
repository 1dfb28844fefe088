import type { FeatureCollection } from 'geojson';
import type { Commune, CommuneCollection, Difference } from '../api/types';
import { signedMinutes, type Differences } from '../model/difference';

export type Box = readonly [number, number, number, number];

/** The document types coordinates loosely; RFC 7946 is what the server promises and what MapLibre wants. */
export const asGeoJson = ({ features }: { readonly features: readonly unknown[] }): FeatureCollection => ({ type: 'FeatureCollection', features: features as FeatureCollection['features'] });

/** Communes with their boundaries; or, where those come as tiles, without. */
export interface Communes extends Pick<CommuneCollection, 'features'> {
  readonly tiled?: Tiled;
}

export interface Tiled {
  /** Who has no boundary in the tiles either. */
  readonly bare: ReadonlySet<string>;
  /** From which zoom each is named. */
  readonly zooms: ReadonlyMap<string, number>;
}

const known = new WeakMap<Communes, Commune[]>();

/** Seconds to a venue under which its mark lies about where the commune's point does, before or after changes. */
const BESIDE_S = 180;
const hasVenue = (duration_s: number | null, difference: Difference | undefined): boolean => [duration_s, difference?.duration_before_s ?? null].some((time) => time !== null && time < BESIDE_S);

/** The same list each time, so that what is made from it can be kept. */
export function communesOf(collection: Communes): Commune[] {
  const before = known.get(collection);
  if (before) return before;
  const communes = collection.features.map((feature) => feature.properties);
  known.set(collection, communes);
  return communes;
}

/** The communes as the map draws them: their colours are its own affair. */
export const areasOf = ({ features, tiled }: Communes): FeatureCollection =>
  asGeoJson({ features: tiled ? [] : features.map(({ type, geometry, properties: { code } }) => ({ type, geometry, properties: { code } })) });

const drawn = new WeakMap<Communes, { readonly key: string; readonly differences: Differences | null; readonly points: FeatureCollection }>();

/** A point for each commune at its chef-lieu: it carries the label, unless something else does, and stands in for a boundary that is missing. The same points each time, while nothing of them changes. */
export function pointsOf(collection: Communes, labelled: ReadonlySet<string> = new Set(), differences: Differences | null = null, signed = false): FeatureCollection {
  const [before, key] = [drawn.get(collection), JSON.stringify([...labelled, signed])];
  if (before?.key === key && before.differences === differences) return before.points;
  const points = makePoints(collection, labelled, differences, signed);
  drawn.set(collection, { key, differences, points });
  return points;
}

function makePoints(collection: Communes, labelled: ReadonlySet<string>, differences: Differences | null, signed: boolean): FeatureCollection {
  /** Beside the colour, the minutes with their sign. */
  const labelOf = (name: string, code: string): string => {
    const difference = signed ? differences?.get(code) : undefined;
    const minutes = difference ? signedMinutes(difference) : null;
    return minutes === null ? name : `${name} ${minutes}`;
  };
  const { tiled } = collection;
  return {
    type: 'FeatureCollection',
    features: collection.features.flatMap(({ geometry, properties: { code, name, population, lon, lat, duration_s } }) =>
      lon === null || lat === null
        ? []
        : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { code, name, population, label: labelOf(name, code), label_zoom: tiled?.zooms.get(code) ?? 0, has_boundary: tiled ? !tiled.bare.has(code) : geometry !== null, has_label: !labelled.has(code), has_venue: hasVenue(duration_s, differences?.get(code)) } }],
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
export function homeBox({ features }: Communes): Box | null {
  const around = (chosen: typeof features): Box | null => boxOf(chosen.map((f) => f.geometry?.coordinates ?? [f.properties.lon, f.properties.lat]));
  const whole = around(features);
  if (whole === null || whole[2] - whole[0] <= TOO_WIDE) return whole;
  const [west, south, east, north] = EUROPE;
  const near = features.filter(({ properties: { lon, lat } }) => lon !== null && lat !== null && lon >= west && lon <= east && lat >= south && lat <= north);
  return around(near) ?? whole;
}
