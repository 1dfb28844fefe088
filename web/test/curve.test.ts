import { describe, expect, test } from 'vitest';
import { drawn, pathOf, roundTicks } from '../src/model/curve';

const FRAME = { width: 320, height: 170, left: 10, right: 10, top: 20, bottom: 30 };

describe('the axis', () => {
  test.each([
    [64_000, 76_400, [60_000, 65_000, 70_000, 75_000, 80_000]],
    [0, 3, [0, 1, 2, 3]],
    [600, 1490, [500, 1000, 1500]],
    [16.7, 29.2, [15, 20, 25, 30]],
    [9.1, 9.4, [9, 10]],
    [41, 41, []],
    [0, 0, []],
  ])('from %d to %d has round values around both', (low, high, ticks) => {
    const found = roundTicks(low, high);
    expect(found[0]).toBeLessThanOrEqual(low);
    expect(found.at(-1)).toBeGreaterThanOrEqual(high);
    expect(found.length).toBeLessThanOrEqual(6);
    if (low !== high) expect(found).toEqual(ticks);
  });
  test('of nothing is still an axis', () => expect(roundTicks(Infinity, -Infinity)).toEqual([0, 1]));
});

describe('a curve', () => {
  test('lies within its frame, from left to right, larger values higher', () => {
    const { spots, step, ticks } = drawn([65_000, 70_000, 75_000], FRAME);
    expect(step).toBe(100);
    expect(spots.map(({ x }) => x)).toEqual([60, 160, 260]);
    expect(spots.map(({ y }) => y)).toEqual([...spots.map(({ y }) => y)].sort((a, b) => b - a));
    for (const y of [...spots, ...ticks].map((one) => one.y)) {
      expect(y).toBeGreaterThanOrEqual(FRAME.top);
      expect(y).toBeLessThanOrEqual(FRAME.height - FRAME.bottom);
    }
  });
  test('leaves out what is not known, and keeps its place', () => expect(drawn([null, 5, 9], FRAME).spots.map(({ x, index }) => [x, index])).toEqual([[160, 1], [260, 2]]));
  test('is a path from spot to spot', () => expect(pathOf([{ x: 1, y: 2.04, index: 0 }, { x: 3, y: 4, index: 1 }])).toBe('M1.0 2.0L3.0 4.0'));
});
