/** Where a curve is drawn, in units of its own picture. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Place of the point among those given. */
  readonly index: number;
}

export interface Drawn {
  readonly spots: readonly Spot[];
  /** Distance between two points, the width that a hand may hit. */
  readonly step: number;
  /** Round values of the axis, with their heights. */
  readonly ticks: ReadonlyArray<{ readonly value: number; readonly y: number }>;
}

/** Places values, null left out, from left to right. The axis goes over round values that hold them all; it need not begin at 0, since what is read is one step beside the next. */
export function drawn(values: ReadonlyArray<number | null>, { width, height, left, right, top, bottom }: Frame): Drawn {
  const known = values.filter((value) => value !== null);
  const ticks = roundTicks(Math.min(...known), Math.max(...known));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const step = (width - left - right) / Math.max(1, values.length);
  const y = (value: number): number => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const spots = values.flatMap((value, index) => (value === null ? [] : [{ x: left + step * (index + 0.5), y: y(value), index }]));
  return { spots, step, ticks: ticks.map((value) => ({ value, y: y(value) })) };
}

/** Two to six whole multiples of 1, 2 or 5 times a power of ten, around a range. */
export function roundTicks(low: number, high: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const span = high > low ? high - low : Math.max(1, Math.abs(high));
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const unit = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((one) => span / one <= 4) ?? 10 * power);
  const first = Math.floor(low / unit);
  const last = Math.max(first + 1, Math.ceil(high / unit));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * unit);
}

/** The path over the spots, straight from one to the next. */
export const pathOf = (spots: readonly Spot[]): string => spots.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
