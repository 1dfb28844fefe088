import type { LegendContent, LegendMark, Sample } from '../views/legend-content';
import type { Snapshot } from './snapshot';
import { mapTheme } from './theme';

/** What is written around the map. */
export interface PictureText {
  readonly title: string;
  readonly about: string;
  readonly key: string;
  /** What the figures suppose that is not so today. */
  readonly assumed: readonly string[];
  readonly legend: LegendContent;
  /** Method, sources, date and address. */
  readonly foot: readonly string[];
  readonly integer: (n: number) => string;
}

const MARGIN = 28;
const COLUMN = 420;
const INK = '#16202b';
const MUTED = '#4b5966';
const font = (size: number, weight = 400): string => `${weight} ${size}px "Source Sans 3", "Segoe UI", "Liberation Sans", Arial, sans-serif`;
/** Lines of the style sheet for the same marks: colour, width. */
const STROKES: Readonly<Record<Exclude<Sample, 'around'>, (theme: ReturnType<typeof mapTheme>) => readonly [string, number]>> = {
  gap: (theme) => [theme.gap, 3],
  route: (theme) => [theme.route, 4],
  itinerary: (theme) => [theme.itinerary, 3],
  move: (theme) => [theme.venue, 2],
  road: (theme) => [theme.road, 3],
  isochrone: (theme) => [theme.isochroneLine, 1.5],
};

/** One picture that stands for itself: title, map with its scale, legend, method and sources. */
export function composePicture(text: PictureText, map: Snapshot): HTMLCanvasElement {
  const { ratio } = map;
  const [mapWidth, mapHeight] = [map.canvas.width / ratio, map.canvas.height / ratio];
  const width = MARGIN + mapWidth + MARGIN + COLUMN + MARGIN;
  const trial = sheet(1, 1, 1);
  const head = drawHead(trial.pen, text, width);
  const column = drawLegend(trial.pen, text, 0, 0);
  const body = Math.max(mapHeight, column);
  const foot = drawFoot(trial.pen, text, width, 0);
  const { canvas, pen } = sheet(width, head + body + foot, ratio);
  drawHead(pen, text, width);
  pen.drawImage(map.canvas, MARGIN, head, mapWidth, mapHeight);
  pen.strokeStyle = '#7b8794';
  pen.lineWidth = 1;
  pen.strokeRect(MARGIN, head, mapWidth, mapHeight);
  drawLegend(pen, text, MARGIN + mapWidth + MARGIN, head);
  drawFoot(pen, text, width, head + body);
  return canvas;
}

function sheet(width: number, height: number, ratio: number): { readonly canvas: HTMLCanvasElement; readonly pen: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser has no 2D canvas');
  pen.scale(ratio, ratio);
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'alphabetic';
  return { canvas, pen };
}

/** Each part draws itself and says where it ends: the same code measures and draws. */
function drawHead(pen: CanvasRenderingContext2D, { title, about, key, assumed }: PictureText, width: number): number {
  const most = width - 2 * MARGIN;
  let y = MARGIN;
  y = paragraph(pen, title, MARGIN, y, most, font(34, 700), 40, INK);
  y = paragraph(pen, about, MARGIN, y, most, font(17), 24, MUTED);
  y = paragraph(pen, key, MARGIN, y + 4, most, font(22, 600), 30, INK);
  for (const said of assumed) y = paragraph(pen, said, MARGIN, y + 2, most, font(17, 600), 24, INK);
  return y + 14;
}

function drawFoot(pen: CanvasRenderingContext2D, { foot }: PictureText, width: number, top: number): number {
  let y = top + 14;
  for (const line of foot) y = paragraph(pen, line, MARGIN, y, width - 2 * MARGIN, font(14), 20, MUTED);
  return y + MARGIN - 14 - top;
}

function drawLegend(pen: CanvasRenderingContext2D, { legend, integer }: PictureText, left: number, top: number): number {
  let y = paragraph(pen, legend.title, left, top, COLUMN, font(18, 700), 24, INK) + 6;
  for (const { color, pattern, label, people, edge } of legend.rows) {
    box(pen, color, pattern, left, y + 3);
    const next = paragraph(pen, label, left + 40, y, COLUMN - 40 - 90, font(16), 24, INK);
    pen.textAlign = 'right';
    pen.fillText(integer(people), left + COLUMN, y + 18);
    pen.textAlign = 'left';
    y = next + 2;
    if (edge === null) continue;
    pen.strokeStyle = mapTheme(false).gap;
    pen.lineWidth = 2;
    pen.setLineDash([6, 4]);
    line(pen, left, y + 3, left + COLUMN, y + 3);
    pen.setLineDash([]);
    y = paragraph(pen, edge, left, y + 5, COLUMN, font(13), 18, '#9a3412') + 2;
  }
  for (const { pattern, text: said } of [...legend.crossings, ...(legend.note ? [legend.note] : [])]) {
    box(pen, '#ffffff', pattern, left, y + 9);
    y = paragraph(pen, said, left + 40, y + 6, COLUMN - 40, font(14), 20, INK);
  }
  y += 12;
  for (const mark of legend.marks) {
    drawSample(pen, mark, left, y);
    y = paragraph(pen, mark.text, left + 40, y, COLUMN - 40, font(15), 22, INK) + 4;
  }
  return y - top;
}

function drawSample(pen: CanvasRenderingContext2D, { sample, faint }: LegendMark, left: number, y: number): void {
  const theme = mapTheme(false);
  if (sample === 'around') return box(pen, theme.land, null, left, y + 3);
  if (typeof sample === 'string') {
    const [colour, width] = STROKES[sample](theme);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    return line(pen, left, y + 12, left + 28, y + 12);
  }
  pen.globalAlpha = faint ?? 1;
  pen.drawImage(sample, left + 3, y + 1, 22, 22);
  pen.globalAlpha = 1;
}

function box(pen: CanvasRenderingContext2D, color: string, pattern: HTMLCanvasElement | null, left: number, y: number): void {
  pen.fillStyle = color;
  pen.fillRect(left, y, 28, 17);
  const hatch = pattern && pen.createPattern(pattern, 'repeat');
  if (hatch) {
    hatch.setTransform(new DOMMatrix().scale(0.5));
    pen.fillStyle = hatch;
    pen.fillRect(left, y, 28, 17);
  }
  pen.strokeStyle = '#7b8794';
  pen.lineWidth = 1;
  pen.strokeRect(left, y, 28, 17);
}

function line(pen: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

/** Words over as many lines as they need; where the next thing starts. A word wider than all, as an address, is cut. */
function paragraph(pen: CanvasRenderingContext2D, text: string, x: number, top: number, most: number, face: string, height: number, ink: string): number {
  pen.font = face;
  pen.fillStyle = ink;
  const lines = wrapped(text, (part) => pen.measureText(part).width <= most);
  lines.forEach((one, i) => pen.fillText(one, x, top + i * height + height * 0.76));
  return top + lines.length * height;
}

/** The lines of a text, `fits` saying what is short enough for one. Only plain spaces may be broken at. */
export function wrapped(text: string, fits: (part: string) => boolean): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (fits(longer)) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    current = word;
    while (!fits(current) && current.length > 1) {
      let end = current.length - 1;
      while (end > 1 && !fits(current.slice(0, end))) end -= 1;
      lines.push(current.slice(0, end));
      current = current.slice(end);
    }
  }
  return current === '' ? lines : [...lines, current];
}
