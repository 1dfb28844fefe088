import type { FeatureCollection } from 'geojson';
import type { Commune, CommuneCollection } from '../api/types';
import { signedMinutes, type Differences } from '../model/difference';

export type Box = readonly [number, number, number, number];

/** The document types coordinates loosely; RFC 7946 is what the server promises and what MapLibre wants. */
export const asGeoJson = ({ features }: { readonly features: readonly unknown[] }): FeatureCollection => ({ type: 'FeatureCollection', features: features as FeatureCollection['features'] });

/** Communes with their boundaries; where the map has those as tiles, without, and `tiled` then tells which have none there either. */
export interface Communes extends Pick<CommuneCollection, 'features'> {
  readonly tiled?: ReadonlySet<string>;
}

const known = new WeakMap<Communes, Commune[]>();

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
  if (before?.key === key && (before.differences === differences || !signed)) return before.points;
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
  const zooms = tiled ? labelZooms(communesOf(collection)) : null;
  return {
    type: 'FeatureCollection',
    features: collection.features.flatMap(({ geometry, properties: { code, name, population, lon, lat } }) =>
      lon === null || lat === null
        ? []
        : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { code, name, population, label: labelOf(name, code), label_zoom: zooms?.get(code) ?? 0, has_boundary: tiled ? !tiled.has(code) : geometry !== null, has_label: !labelled.has(code) } }],
    ),
  };
}

/** Room of a label, pixels, and the zoom from which all are tried. */
const [LABEL_WIDTH, LABEL_HEIGHT, ALL_LABELS] = [110, 44, 12] as const;

/**
 * From which zoom a commune is named: where nobody larger has a name in the same room of the screen. Thousands of names that
 * cannot all stand there would be tried one by one in each frame.
 */
export function labelZooms(communes: readonly Commune[]): ReadonlyMap<string, number> {
  const zooms = new Map<string, number>();
  const taken = Array.from({ length: ALL_LABELS }, () => new Set<number>());
  for (const { code, lon, lat } of [...communes].sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1))) {
    if (lon === null || lat === null) continue;
    const [x, y] = [(lon + 180) / 360, 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)];
    const room = (zoom: number): number => Math.floor((x * 512 * 2 ** zoom) / LABEL_WIDTH) * 2 ** 24 + Math.floor((y * 512 * 2 ** zoom) / LABEL_HEIGHT);
    const from = taken.findIndex((rooms, zoom) => !rooms.has(room(zoom)));
    for (let zoom = from < 0 ? ALL_LABELS : from; zoom < ALL_LABELS; zoom += 1) taken[zoom]?.add(room(zoom));
    zooms.set(code, from < 0 ? ALL_LABELS : from);
  }
  return zooms;
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
