import type { LayerSpecification } from 'maplibre-gl';

/** Every layer of the map, from the ground up. The order here is the order on the screen, and nowhere else. */
export const LAYERS = [
  'background',
  'outside-tiles',
  'surroundings-fill',
  'surroundings-line',
  'communes-fill',
  'communes-hatch',
  'communes-bound',
  'communes-dots',
  'isochrones-fill',
  'isochrones-line',
  'ground-water',
  'ground-waterways',
  'ground-roads',
  'communes-line',
  'communes-without-boundary',
  'gaps-casing',
  'gaps-line',
  'commune-hover',
  'roads-casing',
  'roads-line',
  'roads-ferry',
  'people',
  'commune-selected',
  'itinerary-casing',
  'itinerary-line',
  'route-casing',
  'route-line',
  'moves-casing',
  'moves-line',
  'ground-places',
  'labels',
  'closed',
  'venues',
  'stops-labels',
  'stops',
] as const;

/** Only where the operator offers tiles of another server. */
const PERHAPS: ReadonlySet<string> = new Set(['outside-tiles']);

/** Puts layers in the order of the table; throws when one is missing from them or from the table, or twice in them. */
export function inOrder(layers: readonly LayerSpecification[]): LayerSpecification[] {
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  if (byId.size !== layers.length) throw new Error('a map layer is given twice');
  const known = new Set<string>(LAYERS);
  const stranger = layers.find((layer) => !known.has(layer.id));
  if (stranger) throw new Error(`map layer "${stranger.id}" is not in the table of layers`);
  return LAYERS.flatMap((id) => {
    const layer = byId.get(id);
    if (!layer && !PERHAPS.has(id)) throw new Error(`map layer "${id}" is missing`);
    return layer ?? [];
  });
}
