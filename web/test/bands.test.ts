import { describe, expect, test } from 'vitest';
import { bandIndex, bandsOf, limitsWith } from '../src/model/bands';

const USUAL = [10, 15, 20, 30, 45];

describe('bands', () => {
  test('a point exactly at a limit is inside it', () => {
    expect(bandIndex(600, USUAL)).toBe(0);
    expect(bandIndex(600.1, USUAL)).toBe(1);
    expect(bandIndex(0, USUAL)).toBe(0);
    expect(bandIndex(2700, USUAL)).toBe(4);
  });
  test('beyond the last limit is a band of its own, and unreachable is none', () => {
    expect(bandIndex(2700.1, USUAL)).toBe(5);
    expect(bandIndex(null, USUAL)).toBeNull();
  });
  test('the threshold becomes a limit, once and in its place', () => {
    expect(limitsWith(25, USUAL)).toEqual([10, 15, 20, 25, 30, 45]);
    expect(limitsWith(20, USUAL)).toEqual(USUAL);
    expect(limitsWith(90, USUAL)).toEqual([...USUAL, 90]);
  });
  test('every band is wholly on one side of the threshold', () => {
    expect(bandsOf(limitsWith(25, USUAL), 25).map((b) => b.covered)).toEqual([true, true, true, true, false, false, false]);
  });
});
