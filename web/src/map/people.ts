import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Commune } from '../api/types';
import { boxOf, type Box } from './features';
import { metresPerPixel } from './snapshot';
import type { Step } from './scale';
import type { MapTheme } from './theme';

/** Share of the territory's box that all circles together would cover. */
const SHARE = 0.035;
/** The width that a territory has on a usual screen, pixels. */
const USUAL_WIDTH = 700;
/** Beyond the zoom at which a territory is seen whole, circles grow less than the ground does: places come apart. */
const GROWTH = 1.35;
const MOST_ZOOM = 18;
/** Width of the edge of a circle, pixels. */
const EDGE = 0.9;

/** How large circles are: pixels of radius for the square root of one inhabitant, at the zoom at which the territory is seen whole. */
export interface PeopleScale {
  readonly zoom: number;
  readonly radius: number;
}

/** The same share of paper for a département and for a région, whoever lives there. */
export function peopleScale(box: Box | null, people: number): PeopleScale {
  if (box === null || people <= 0) return { zoom: 8, radius: 0.2 };
  const [west, south, east, north] = box;
  const lat = (south + north) / 2;
  const width = Math.max(1e-3, east - west);
  const zoom = Math.log2((360 * USUAL_WIDTH) / (512 * width));
  const height = (Math.max(1e-3, north - south) * 111_195) / metresPerPixel(zoom, lat);
  return { zoom, radius: Math.sqrt((SHARE * USUAL_WIDTH * height) / (Math.PI * people)) };
}

const scales = new WeakMap<readonly Commune[], PeopleScale>();

/** That of a territory; sought once. */
export function peopleScaleOf(communes: readonly Commune[]): PeopleScale {
  const scale = scales.get(communes) ?? peopleScale(boxOf(communes.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [[lon, lat]]))), communes.reduce((n, { population }) => n + population, 0));
  scales.set(communes, scale);
  return scale;
}

/** Circles whose area is in proportion to the people there, the small ones over the large ones. */
export function peopleLayer(theme: MapTheme, color: ExpressionSpecification, { zoom, radius }: PeopleScale, visible: boolean): LayerSpecification {
  const root: ExpressionSpecification = ['sqrt', ['get', 'population']];
  const zooms = [0, ...Array.from({ length: MOST_ZOOM }, (_, i) => zoom + i).filter((z) => z > 0 && z < 24)];
  const byZoom = (value: (pixels: ExpressionSpecification) => ExpressionSpecification): ExpressionSpecification =>
    ['interpolate', ['exponential', 2], ['zoom'], ...zooms.flatMap((z) => [z, value(['*', radius * (z < zoom ? 2 ** (z - zoom) : GROWTH ** (z - zoom)), root])])] as unknown as ExpressionSpecification;
  return {
    id: 'people',
    type: 'circle',
    source: 'people',
    layout: { visibility: visible ? 'visible' : 'none', 'circle-sort-key': ['-', 0, ['get', 'population']] },
    paint: {
      'circle-radius': byZoom((pixels) => pixels),
      'circle-color': color,
      // The edge of a small circle must not be most of it.
      'circle-stroke-width': byZoom((pixels) => ['min', EDGE, ['*', 0.3, pixels]]),
      'circle-stroke-color': theme.peopleEdge,
    },
  };
}

/** A picture of two circles for the legend. */
export function peopleIcon(theme: MapTheme, steps: readonly Step[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 44;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2D canvas');
  pen.scale(2, 2);
  for (const [x, y, r, step] of [[9, 12, 8, 0], [18, 6, 3.5, steps.length - 1]] as const) {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = steps[step]?.color ?? theme.unreachable;
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = theme.peopleEdge;
    pen.stroke();
  }
  return canvas;
}
