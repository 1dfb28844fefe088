import { describe, expect, test } from 'vitest';
import { presenceScale } from '../src/map/scale';
import { isUnknownBefore, LIMITS, presenceClass, presenceClasses } from '../src/model/presence';
import { commune, presence } from './communes';

const none = { open_h: 0, wait_h: null, venues_without_hours: 0 };

describe('the class of a commune', () => {
  test('is the best one where places are open most, and a limit is inside the class below it', () => {
    expect([200, 100.001, 100, 40, 12, 4, 0.001].map((open_h) => presenceClass({ ...none, open_h, wait_h: 1 }, 'open'))).toEqual([0, 0, 1, 2, 3, 4, 4]);
  });
  test('is the best one where one waits least', () => {
    expect([0, 24, 24.001, 72, 168, 336, 336.001].map((wait_h) => presenceClass({ ...none, open_h: 1, wait_h }, 'wait'))).toEqual([0, 0, 1, 1, 2, 3, 4]);
  });
  test.each(['open', 'wait'] as const)('tells nothing open from nothing known: %s', (by) => {
    expect(presenceClass(none, by)).toBe(LIMITS[by].length + 1);
    expect(presenceClass({ ...none, venues_without_hours: 1 }, by)).toBe(LIMITS[by].length + 2);
    // What is known of the others still tells something: a bound.
    expect(presenceClass({ open_h: 200, wait_h: 2, venues_without_hours: 1 }, by)).toBe(0);
  });
});

describe('the classes', () => {
  const communes = [commune({ code: 'a', population: 10 }), commune({ code: 'b', population: 20 }), commune({ code: 'c', population: 30 }), commune({ code: 'd', population: 40 })];
  const presences = new Map([['a', presence({ open_h: 150, wait_h: 14 })], ['b', presence({ open_h: 6, wait_h: 170 })], ['c', presence({})], ['d', presence({ venues_without_hours: 3 })]]);
  test.each(['open', 'wait'] as const)('count everybody once, the best served first: %s', (by) => {
    const classes = presenceClasses(communes, presences, by);
    expect(classes.map(({ people }) => people)).toEqual(by === 'open' ? [10, 0, 0, 20, 0, 30, 40] : [10, 0, 0, 20, 0, 30, 40]);
    expect(classes.map(({ kind }) => kind)).toEqual(['range', 'range', 'range', 'range', 'range', 'none', 'unknown']);
    expect(classes.reduce((n, one) => n + one.people, 0)).toBe(100);
  });
  test('meet without a gap', () => {
    const bounds = (by: 'open' | 'wait') => presenceClasses([], new Map(), by).filter(({ kind }) => kind === 'range').map(({ from_h, to_h }) => [from_h, to_h]);
    expect(bounds('open')).toEqual([[100, null], [40, 100], [12, 40], [4, 12], [null, 4]]);
    expect(bounds('wait')).toEqual([[null, 24], [24, 72], [72, 168], [168, 336], [336, null]]);
  });
  test('darken from the best served on, each a colour of its own; what is not known has none', () => {
    const light = (color: string): number => [1, 3, 5].reduce((sum, i, k) => sum + parseInt(color.slice(i, i + 2), 16) * ([0.2126, 0.7152, 0.0722][k] ?? 0), 0);
    const colours = presenceScale(presenceClasses(communes, presences, 'wait')).map(({ color }) => color);
    expect(colours.at(-1)).toBeNull();
    const lights = colours.flatMap((color) => (color === null ? [] : [light(color)]));
    lights.forEach((one, i) => i > 0 && expect((lights[i - 1] ?? 0) - one).toBeGreaterThan(15));
  });
});

describe('a figure without the tour', () => {
  test('is not known where it rests on hours that nobody gives', () => {
    const none_known = { venues_with_hours: 0, venues_without_hours: 11 };
    expect((['covered', 'open_s', 'share_per_1000_s', 'wait_mean_s'] as const).map((key) => isUnknownBefore(key, none_known))).toEqual([false, true, true, false]);
    expect(isUnknownBefore('open_s', { venues_with_hours: 1, venues_without_hours: 10 })).toBe(false);
    expect(isUnknownBefore('open_s', { venues_with_hours: 0, venues_without_hours: 0 })).toBe(false);
  });
});
