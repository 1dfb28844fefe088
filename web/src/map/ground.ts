import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { GROUND_TILES } from '../api/client';
import type { Ground } from '../model/ground';
import type { MapTheme } from './theme';
import { FONTS } from './truck';

/** Source of roads, waters and places; its tiles are asked for once one of its layers is seen. */
export const GROUND = 'ground';
/** Source of the tiles of another server, where the operator offers some. */
export const OUTSIDE = 'outside';
/** The largest zoom that tiles are made for: closer, the same ones are drawn larger. */
const MAX_ZOOM = 14;
/** More communes than these are named all over the map, and a list of their names would be long to go through. */
const MOST_NAMED = 2000;
/** Over tiles of another server, colours let them be seen. */
export const OVER_TILES = 0.7;

export const groundSources = (outside: string | null): Record<string, SourceSpecification> => ({
  [GROUND]: { type: 'vector', tiles: [GROUND_TILES], minzoom: 0, maxzoom: MAX_ZOOM },
  ...(outside !== null && { [OUTSIDE]: { type: 'raster', tiles: [outside], tileSize: 256, maxzoom: 18 } }),
});

const KMH: ExpressionSpecification = ['get', 'kmh'];
const PEOPLE: ExpressionSpecification = ['coalesce', ['get', 'people'], 0];
const kind = (code: string): ExpressionSpecification => ['==', ['get', 'kind'], code];
const round = { 'line-join': 'round', 'line-cap': 'round' } as const;

/** What the ground depends on. */
export interface GroundLook {
  readonly ground: Ground;
  /** Address of the tiles of another server. */
  readonly outside: string | null;
  /** Names that the map has already: a place is named once. */
  readonly named: readonly string[];
}

/** Thin, grey and pale: it helps to find one's way and says nothing of the data. `drawn`: the roads of the computation are drawn over these. */
export function groundLayers(theme: MapTheme, { ground, outside, named }: GroundLook, drawn: boolean): LayerSpecification[] {
  const seen = (is: boolean) => ({ visibility: is ? 'visible' : 'none' }) as const;
  const own = ground === 'own';
  const common = { source: GROUND } as const;
  const width = (slow: number, fast: number): ExpressionSpecification => ['interpolate', ['linear'], KMH, 20, slow, 50, (slow + fast) / 2, 90, fast];
  return [
    ...(outside === null ? [] : [{ id: 'outside-tiles', type: 'raster', source: OUTSIDE, layout: seen(ground === 'tiles'), paint: { 'raster-saturation': -0.7, 'raster-fade-duration': 0 } } as const]),
    { ...common, id: 'ground-water', type: 'fill', 'source-layer': 'water', layout: seen(own), paint: { 'fill-color': theme.groundWater, 'fill-outline-color': theme.groundShore } },
    {
      ...common,
      id: 'ground-waterways',
      type: 'line',
      'source-layer': 'waterways',
      layout: { ...round, ...seen(own) },
      paint: { 'line-color': theme.groundShore, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.6, 10, 1.2, 14, ['case', kind('river'), 3, 1.6]], 'line-opacity': 0.75 },
    },
    {
      ...common,
      id: 'ground-roads',
      type: 'line',
      'source-layer': 'roads',
      layout: { ...round, ...seen(own && !drawn) },
      paint: { 'line-color': theme.groundRoad, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, width(0.1, 0.6), 9, width(0.2, 1), 11, width(0.5, 1.5), 13, width(1, 2.4), 16, width(2, 5)], 'line-opacity': 0.65 },
    },
    {
      ...common,
      id: 'ground-places',
      type: 'symbol',
      'source-layer': 'places',
      filter: ['!', ['in', ['get', 'name'], ['literal', named.length > MOST_NAMED ? [] : [...named]]]],
      layout: {
        ...seen(own && named.length <= MOST_NAMED),
        'text-field': ['get', 'name'],
        'text-font': FONTS,
        'text-size': ['match', ['get', 'kind'], 'city', 15, 'town', 13, 11],
        'text-padding': 8,
        'text-max-width': 8,
        'symbol-sort-key': ['-', ['match', ['get', 'kind'], 'city', -3e6, 'town', -2e6, 'village', -1e6, 0], PEOPLE],
      },
      paint: { 'text-color': theme.groundLabel, 'text-halo-color': theme.labelHalo, 'text-halo-width': 1.6, 'text-opacity': 0.9 },
    },
  ];
}
