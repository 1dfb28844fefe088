/** The map at one moment, in the light colours of paper, with its scale burnt in. */
export interface Snapshot {
  readonly canvas: HTMLCanvasElement;
  /** Pixels of the canvas for one of the style sheet's. */
  readonly ratio: number;
}

/** Around the earth on the equator, metres: that of the Mercator that maps are drawn in. */
const EQUATOR_M = 2 * Math.PI * 6_378_137;
const LONGEST_PX = 130;

/** Metres on the ground for one pixel of the style sheet, at a latitude. Tiles are 512 pixels wide at zoom 0. */
export const metresPerPixel = (zoom: number, lat: number): number => (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);

/** The longest of 1, 2, 5, 10, … metres that is at most `most` long. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((n) => n * power <= most) ?? 1);
}

/** Copies what is drawn, less what is covered on both sides, and burns a scale into its lower right corner. */
export function snapshot(drawn: HTMLCanvasElement, ratio: number, metres: number, write: (metres: number) => string, covered = { left: 0, right: 0 }): Snapshot {
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width - Math.round((covered.left + covered.right) * ratio);
  canvas.height = drawn.height;
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.drawImage(drawn, -Math.round(covered.left * ratio), 0);
    pen.scale(ratio, ratio);
    drawScale(pen, canvas.width / ratio, canvas.height / ratio, metres, write);
  }
  return { canvas, ratio };
}

function drawScale(pen: CanvasRenderingContext2D, width: number, height: number, metres: number, write: (metres: number) => string): void {
  const length = roundLength(LONGEST_PX * metres);
  const [bar, text] = [length / metres, write(length)];
  const [left, top] = [width - bar - 22, height - 36];
  pen.fillStyle = 'rgb(255 255 255 / 88%)';
  pen.fillRect(left - 8, top - 4, bar + 16, 32);
  pen.strokeStyle = '#16202b';
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.moveTo(left, top + 15);
  pen.lineTo(left, top + 22);
  pen.lineTo(left + bar, top + 22);
  pen.lineTo(left + bar, top + 15);
  pen.stroke();
  pen.fillStyle = '#16202b';
  pen.font = '12px "Liberation Sans", Arial, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillText(text, left + bar / 2, top + 13);
}
