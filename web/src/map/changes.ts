import type { FeatureCollection } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { Summary } from '../api/types';
import { closedIn, movedIn } from '../model/closed';
import type { MapTheme } from './theme';

const SIZE = 22;
const RATIO = 2;
export const CLOSED_IMAGE = 'venue-closed';

/** Where the scenario closes a venue, and the way from the old place of one that moves to the new one. */
export const changeMarks = (scenario: Summary['scenario']): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [
    ...closedIn(scenario).map(({ id, lon, lat }) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [lon, lat] }, properties: { id } })),
    ...movedIn(scenario).map(({ id, from, to }) => ({ type: 'Feature' as const, geometry: { type: 'LineString' as const, coordinates: [from, to] }, properties: { id } })),
  ],
});

/** Hollow and crossed out: told from any open venue, whatever its kind, without colours. */
export function closedIcon(theme: MapTheme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2D canvas');
  pen.scale(RATIO, RATIO);
  pen.lineCap = 'round';
  pen.beginPath();
  pen.rect(5, 5, 12, 12);
  pen.fillStyle = theme.venueInk;
  pen.fill();
  for (const [colour, frame, cross] of [[theme.venueInk, 4, 5], [theme.venue, 1.6, 2.4]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = frame;
    pen.beginPath();
    pen.rect(5, 5, 12, 12);
    pen.stroke();
    pen.lineWidth = cross;
    pen.beginPath();
    pen.moveTo(3, 3);
    pen.lineTo(19, 19);
    pen.moveTo(19, 3);
    pen.lineTo(3, 19);
    pen.stroke();
  }
  return canvas;
}

export function changeLayers(theme: MapTheme): LayerSpecification[] {
  const filter = (type: 'Point' | 'LineString') => ['==', ['geometry-type'], type] as ['==', ['geometry-type'], string];
  const line = { source: 'changes', filter: filter('LineString'), layout: { 'line-cap': 'butt' } } as const;
  return [
    { ...line, id: 'moves-casing', type: 'line', paint: { 'line-color': theme.venueInk, 'line-width': 4, 'line-opacity': 0.8 } },
    { ...line, id: 'moves-line', type: 'line', paint: { 'line-color': theme.venue, 'line-width': 1.8, 'line-dasharray': [3, 2] } },
    {
      id: 'closed',
      type: 'symbol',
      source: 'changes',
      filter: filter('Point'),
      layout: { 'icon-image': CLOSED_IMAGE, 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.45, 8, 0.85, 11, 1.1] },
    },
  ];
}
