import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Overlay } from '../state';
import { GROUND } from './ground';
import type { Step } from './scale';
import type { MapTheme } from './theme';

/** Name of the layer inside a tile. */
const TILE_LAYER = 'roads';

const KMH: ExpressionSpecification = ['get', 'kmh'];
const round = { 'line-join': 'round', 'line-cap': 'round' } as const;

/** Width of a road: the faster the thicker, and all of them as one comes near. */
const width = (more: number): ExpressionSpecification => {
  const at = (slow: number, fast: number): ExpressionSpecification => ['interpolate', ['linear'], KMH, 20, slow + more, 50, (slow + fast) / 2 + more, 90, fast + more];
  return ['interpolate', ['linear'], ['zoom'], 6, at(0.2, 1.2), 9, at(0.5, 2), 11, at(1.3, 3), 13, at(2, 4.4), 16, at(3, 9)];
};

export function roadLayers(theme: MapTheme, shown: ReadonlySet<Overlay>): LayerSpecification[] {
  const layout = { ...round, visibility: shown.has('roads') ? 'visible' : 'none' } as const;
  const common = { type: 'line', source: GROUND, 'source-layer': TILE_LAYER, layout } as const;
  const ferry: ExpressionSpecification = ['to-boolean', ['get', 'ferry']];
  return [
    { ...common, id: 'roads-casing', filter: ['!', ferry], paint: { 'line-color': theme.roadCasing, 'line-width': width(1.4), 'line-opacity': 0.8 } },
    { ...common, id: 'roads-line', filter: ['!', ferry], paint: { 'line-color': theme.road, 'line-width': width(0) } },
    { ...common, id: 'roads-ferry', filter: ferry, paint: { 'line-color': theme.road, 'line-width': 1.4, 'line-dasharray': [2, 2] } },
  ];
}

/** Areas reached within each limit, the largest first, in the colours of the bands. */
export function isochroneLayers(theme: MapTheme, steps: readonly Step[], shown: ReadonlySet<Overlay>): LayerSpecification[] {
  const visibility = shown.has('isochrones') ? 'visible' : 'none';
  // While they are not shown, nothing of them changes.
  const cases = (shown.has('isochrones') ? steps : []).flatMap((step) => (step.to_min === null ? [] : [['<=', ['get', 'minutes'], step.to_min], step.color]));
  const color = ['case', ...cases, steps.at(-1)?.color ?? theme.unreachable] as unknown as ExpressionSpecification;
  return [
    { id: 'isochrones-fill', type: 'fill', source: 'isochrones', layout: { visibility, 'fill-sort-key': ['-', 0, ['get', 'minutes']] }, paint: { 'fill-color': cases.length > 0 ? color : theme.unreachable, 'fill-opacity': 1 } },
    { id: 'isochrones-line', type: 'line', source: 'isochrones', layout: { ...round, visibility }, paint: { 'line-color': theme.isochroneLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 13, 1.2], 'line-opacity': 0.5 } },
  ];
}

export function routeLayers(theme: MapTheme): LayerSpecification[] {
  return [
    { id: 'route-casing', type: 'line', source: 'route', layout: round, paint: { 'line-color': theme.routeCasing, 'line-width': 8 } },
    { id: 'route-line', type: 'line', source: 'route', layout: round, paint: { 'line-color': theme.route, 'line-width': 4.5 } },
  ];
}
