import { describe, expect, test } from 'vitest';
import { isNearThreshold, longerBy, standing, tally } from '../src/model/coverage';
import { scale } from '../src/map/scale';
import { commune } from './communes';

// Populations 1, 2, 4, 8… so that a sum names who was counted.
const COMMUNES = [600, 1200, 1200.1, 1320, 3000, null].map((duration_s, i) => commune({ code: `4800${i}`, population: 2 ** i, duration_s }));

describe('a tally', () => {
  const counted = tally(COMMUNES, 20, [10, 15, 20, 30, 45]);
  test('gives bands and unreachable people that add up to everyone', () => {
    expect(counted.bands.map((b) => b.people)).toEqual([1, 0, 2, 12, 0, 16]);
    expect(counted.unreachable).toEqual({ people: 32, communes: 1 });
    expect(counted.total.people).toBe(63);
  });
  test('counts who is exactly at the threshold as covered, and the unreachable as far', () => {
    expect(counted.covered).toEqual({ people: 3, communes: 2 });
    expect(counted.far).toEqual({ people: 60, communes: 4 });
  });
  test('counts as uncertain those within two minutes, on both sides', () => {
    expect(counted.near_threshold.people).toBe(2 + 4 + 8);
    expect(isNearThreshold(1080, 20)).toBe(true);
    expect(isNearThreshold(1079.9, 20)).toBe(false);
    expect(isNearThreshold(null, 20)).toBe(false);
  });
  test('a longer threshold never covers fewer', () => {
    const covered = [1, 10, 20, 21, 22, 50, 240].map((minutes) => tally(COMMUNES, minutes, [10, 20]).covered.people);
    expect(covered).toEqual([...covered].sort((a, b) => a - b));
  });
  test('of nobody is empty, not broken', () => {
    expect(tally([], 20, [10]).total).toEqual({ people: 0, communes: 0 });
  });
  test('what is longer is the difference of the minutes that are written', () => {
    // 28 min 20 s and 43 min 40 s are written 28 and 44.
    expect(longerBy(1700, 2620)).toBe(16 * 60);
    expect(longerBy(1700, 1701)).toBe(0);
  });
  test('standing is told from the duration alone', () => {
    expect([1200, 1200.5, null].map((s) => standing(s, 20))).toEqual(['covered', 'far', 'unreachable']);
  });
});

describe('the scale', () => {
  const luminance = (hex: string): number => [1, 3, 5].reduce((sum, i, k) => sum + parseInt(hex.slice(i, i + 2), 16) * ([0.2126, 0.7152, 0.0722][k] ?? 0), 0);
  test.each([1, 7, 10, 20, 25, 45, 90])('darkens from band to band, with its widest step at the threshold of %i', (minutes) => {
    const steps = scale(tally(COMMUNES, minutes, [10, 15, 20, 30, 45]));
    const falls = steps.slice(1).map((step, i) => luminance(steps[i]?.color ?? '') - luminance(step.color));
    expect(Math.min(...falls)).toBeGreaterThan(4);
    expect(steps.find((s) => s.to_min === minutes)?.covered).toBe(true);
    expect(new Set(steps.map((s) => s.color)).size).toBe(steps.length);
  });
});
