import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { Commune } from '../api/types';
import { ranked } from '../model/stops';
import type { State } from '../state';
import type { TruckModel } from '../truck';
import type { MapTheme } from './theme';

/** Fonts of the reader's own machine: no glyph server is asked. */
export const FONTS = ['Liberation Sans', 'Arial', 'Helvetica', 'sans-serif'];

export const STOP_VARIANTS = ['chosen', 'locked', 'banned', 'depot'] as const;
export type StopVariant = (typeof STOP_VARIANTS)[number];
export const stopImage = (variant: StopVariant): string => `stop-${variant}`;

const SIZE = 30;
const RATIO = 2;

/** The stops with their ranks, the communes locked in that are none yet, those excluded, and the depot. */
export function stopFeatures({ lock, forbid, tour }: Pick<State, 'lock' | 'forbid' | 'tour'>, { lastStops, plan }: Pick<TruckModel, 'lastStops' | 'plan'>, communes: readonly Commune[]): FeatureCollection {
  const byCode = new Map(communes.map((commune) => [commune.code, commune]));
  const point = (id: string, name: string, variant: StopVariant, rank: string, at: readonly [number | null, number | null]): Feature[] => {
    const [lon, lat] = at;
    return lon === null || lat === null ? [] : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { id, name, variant, rank } }];
  };
  const ofCommune = (id: string, variant: StopVariant): Feature[] => {
    const commune = byCode.get(id);
    return commune ? point(id, commune.name, variant, '', [commune.lon, commune.lat]) : [];
  };
  const chosen = lastStops ? ranked(lastStops) : [];
  const known = new Set([...chosen.map(({ id }) => id), ...forbid.map(({ id }) => id)]);
  const depot = plan.kind === 'here' ? plan.value.plan.depot : null;
  return {
    type: 'FeatureCollection',
    features: [
      ...(depot ? point(tour?.depot ?? '', depot.name, 'depot', '', [depot.place.x, depot.place.y]) : []),
      ...forbid.flatMap(({ id }) => ofCommune(id, 'banned')),
      ...lock.filter((id) => !known.has(id)).flatMap((id) => ofCommune(id, 'locked')),
      // The list goes on counting a stop that has just been excluded, until the new ones come.
      ...chosen.flatMap(({ id, name, lon, lat }, i) => (forbid.some((ban) => ban.id === id) ? [] : point(id, name, lock.includes(id) ? 'locked' : 'chosen', String(i + 1), [lon, lat]))),
    ],
  };
}

/** The picture of a stop, the same for the map and for its legend: round and numbered, ringed twice when locked in, crossed when excluded; the depot is a house. */
export function stopIcon(variant: StopVariant, theme: MapTheme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2D canvas');
  pen.scale(RATIO, RATIO);
  pen.lineJoin = 'round';
  const middle = SIZE / 2;
  const disc = (radius: number, colour: string): void => {
    pen.beginPath();
    pen.arc(middle, middle, radius, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
  };
  const line = (colour: string, width: number): void => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  };
  if (variant === 'depot') {
    pen.beginPath();
    for (const [x, y] of [[15, 4], [25, 13], [22, 13], [22, 25], [8, 25], [8, 13], [5, 13]] as const) pen.lineTo(x, y);
    pen.closePath();
    line(theme.stopInk, 4);
    pen.fillStyle = theme.stop;
    pen.fill();
    return canvas;
  }
  if (variant === 'banned') {
    disc(9.5, theme.stop);
    disc(7.5, theme.stopInk);
    pen.beginPath();
    for (const [x, y] of [[11, 11], [19, 19]] as const) pen.lineTo(x, y);
    pen.moveTo(19, 11);
    pen.lineTo(11, 19);
    line(theme.stop, 2.4);
    return canvas;
  }
  disc(variant === 'locked' ? 15 : 12.5, theme.stopInk);
  if (variant === 'locked') {
    disc(14, theme.stop);
    disc(12, theme.stopInk);
  }
  disc(11, theme.stop);
  return canvas;
}

/** What is drawn of the truck: its ways under the labels, its stops over all. */
export function truckLayers(theme: MapTheme): LayerSpecification[] {
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    { id: 'itinerary-casing', type: 'line', source: 'itinerary', layout: round, paint: { 'line-color': theme.routeCasing, 'line-width': 6, 'line-opacity': 0.9 } },
    { id: 'itinerary-line', type: 'line', source: 'itinerary', layout: round, paint: { 'line-color': theme.itinerary, 'line-width': 3 } },
    {
      id: 'stops-labels',
      type: 'symbol',
      source: 'stops',
      layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 14, 'text-variable-anchor': ['left', 'right', 'top', 'bottom', 'top-left', 'top-right', 'bottom-left', 'bottom-right'], 'text-radial-offset': 1.3, 'text-padding': 2, 'text-max-width': 8 },
      paint: { 'text-color': theme.label, 'text-halo-color': theme.labelHalo, 'text-halo-width': 2.5 },
    },
    {
      id: 'stops',
      type: 'symbol',
      source: 'stops',
      layout: { 'icon-image': ['concat', 'stop-', ['get', 'variant']], 'icon-allow-overlap': true, 'text-field': ['get', 'rank'], 'text-font': FONTS, 'text-size': 13, 'text-allow-overlap': true },
      paint: { 'text-color': theme.stopInk },
    },
  ];
}
