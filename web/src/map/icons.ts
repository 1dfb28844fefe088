import type { Map as MapLibre } from 'maplibre-gl';
import { CLOSED_IMAGE, closedIcon } from './changes';
import { BOUND_HATCH, DOTS, HATCH, VENUE_VARIANTS, venueImage, type VenueVariant } from './style';
import type { MapTheme } from './theme';
import { STOP_VARIANTS, stopIcon, stopImage } from './truck';

type Shape = 'circle' | 'square' | 'diamond' | 'hexagon' | 'triangle' | 'pentagon';

/** A shape and a letter for each kind: nothing is told by colour alone. */
const MARKS: Readonly<Record<string, readonly [Shape, string]>> = {
  france_services: ['square', 'F'],
  msap: ['square', 'M'],
  library: ['hexagon', 'B'],
  epn: ['circle', 'N'],
  third_place: ['diamond', 'T'],
  association: ['pentagon', 'A'],
  public_body: ['square', 'P'],
  pass_numerique: ['circle', '€'],
  other: ['circle', '•'],
};

const SIZE = 22;
const RATIO = 2;
const SIDES: Readonly<Record<Shape, number>> = { circle: 0, square: 4, diamond: 4, hexagon: 6, triangle: 3, pentagon: 5 };

/** The picture of a venue, the same for the map and for its legend. */
export function venueIcon(kind: string, variant: VenueVariant, theme: MapTheme): HTMLCanvasElement {
  const [shape, letter] = MARKS[kind] ?? ['circle', '•'];
  const { canvas, pen } = blank(SIZE * RATIO);
  pen.scale(RATIO, RATIO);
  const filled = variant === 'inside';
  outline(pen, shape);
  pen.lineWidth = 3.5;
  pen.strokeStyle = theme.venueInk;
  pen.stroke();
  pen.fillStyle = filled ? theme.venue : theme.venueInk;
  pen.fill();
  pen.lineWidth = 1.6;
  pen.strokeStyle = theme.venue;
  if (variant === 'itinerant') pen.setLineDash([2.4, 1.8]);
  pen.stroke();
  pen.fillStyle = filled ? theme.venueInk : theme.venue;
  pen.font = 'bold 11px "Liberation Sans", Arial, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(letter, SIZE / 2, SIZE / 2 + (shape === 'triangle' ? 2 : 0.5));
  return canvas;
}

export const hatch = (theme: MapTheme): HTMLCanvasElement => hatched([[theme.hatch, 1.3]]);

/** Dark in light, so that it is seen on the lightest class as on the darkest. */
export const boundHatch = (theme: MapTheme): HTMLCanvasElement => hatched([[theme.boundEdge, 2.6], [theme.bound, 1.1]]);

/** Dots, for who comes within the threshold: told from hatches without any colour. */
export function dots(theme: MapTheme): HTMLCanvasElement {
  const { canvas, pen } = blank(8 * RATIO);
  pen.scale(RATIO, RATIO);
  for (const [radius, colour] of [[2, theme.boundEdge], [1.2, theme.bound]] as const) {
    pen.beginPath();
    pen.arc(4, 4, radius, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
  }
  return canvas;
}

function hatched(strokes: ReadonlyArray<readonly [string, number]>): HTMLCanvasElement {
  const { canvas, pen } = blank(8 * RATIO);
  pen.scale(RATIO, RATIO);
  for (const [colour, width] of strokes) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    for (const shift of [-8, 0, 8]) {
      pen.beginPath();
      pen.moveTo(shift - 1, 9);
      pen.lineTo(shift + 9, -1);
      pen.stroke();
    }
  }
  return canvas;
}

export function addImages(map: MapLibre, kinds: readonly string[], theme: MapTheme): void {
  const put = (id: string, canvas: HTMLCanvasElement): void => {
    const pen = canvas.getContext('2d');
    if (!pen) return;
    if (map.hasImage(id)) map.removeImage(id);
    map.addImage(id, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: RATIO });
  };
  put(HATCH, hatch(theme));
  put(BOUND_HATCH, boundHatch(theme));
  put(DOTS, dots(theme));
  put(CLOSED_IMAGE, closedIcon(theme));
  for (const kind of kinds) for (const variant of VENUE_VARIANTS) put(venueImage(kind, variant), venueIcon(kind, variant, theme));
  for (const variant of STOP_VARIANTS) put(stopImage(variant), stopIcon(variant, theme));
}

function blank(size: number): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2D canvas');
  return { canvas, pen };
}

function outline(pen: CanvasRenderingContext2D, shape: Shape): void {
  const [middle, sides] = [SIZE / 2, SIDES[shape]];
  pen.beginPath();
  if (sides === 0) {
    pen.arc(middle, middle, 8, 0, 2 * Math.PI);
    return;
  }
  const turn = shape === 'square' ? Math.PI / 4 : Math.PI / 2;
  for (let i = 0; i < sides; i += 1) {
    const angle = turn + (2 * Math.PI * i) / sides + (shape === 'pentagon' ? Math.PI : 0);
    pen.lineTo(middle + 9.2 * Math.cos(angle), middle + 9.2 * Math.sin(angle));
  }
  pen.closePath();
}
