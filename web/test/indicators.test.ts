import { describe, expect, test } from 'vitest';
import type { Commune } from '../src/api/types';
import { choroplethColor, choroplethOf, PAIRS, VIOLETS } from '../src/map/choropleth';
import { contrast, inkOn } from '../src/map/ink';
import { breaksOf, classesOf, classOf, farOf, fragileClass, pairCounts, pairOf, parseTheme, roundest, valueOf } from '../src/model/indicators';
import { commune } from './communes';

const NAME = 'Part des 75 ans ou plus';
const INDICATOR = { name: NAME, unit: '%', year: '2022', fragile: null };
/** A commune with a figure; null: the member is there and has none. */
const having = (code: string, value: number | null, given: Partial<Commune> = {}): Commune => Object.assign(commune({ code, ...given }), { [NAME]: value });
/** Ten communes of 100 people with figures 1 to 10, the first half within reach. */
const TEN = Array.from({ length: 10 }, (_, i) => having(`480${10 + i}`, i + 1, { population: 100, duration_s: i < 5 ? 600 : 2400 }));

describe('an indicator', () => {
  test('is read from a commune, and is not where it is no number', () => {
    expect(valueOf(having('48001', 0), NAME)).toBe(0);
    for (const value of [null, undefined, '12', Number.NaN]) expect(valueOf({ [NAME]: value }, NAME)).toBeNull();
    expect(valueOf({}, NAME)).toBeNull();
  });
  test('is cut into classes of as many communes each, limits inside the class below', () => {
    const breaks = breaksOf(TEN.map((c) => valueOf(c, NAME) ?? 0), 5);
    expect(breaks).toEqual([2, 4, 6, 8]);
    expect(classesOf(TEN, NAME, breaks).classes.map(({ communes }) => communes)).toEqual([2, 2, 2, 2, 2]);
    expect([classOf(2, breaks), classOf(2.1, breaks)]).toEqual([0, 1]);
  });
  test('has fewer classes where figures repeat, and one where all are the same', () => {
    expect(breaksOf([0, 0, 0, 0, 0, 0, 0, 0, 3, 9], 5)).toEqual([0]);
    expect(breaksOf([0, 0, 0, 0, 0, 0, 1, 2, 3, 9], 5)).toEqual([0, 2]);
    expect(breaksOf([4, 4, 4], 5)).toEqual([]);
    expect(breaksOf([], 5)).toEqual([]);
  });
  test('counts everyone once, who has no figure apart', () => {
    const communes = [...TEN, having('48099', null, { population: 7 })];
    const { classes, none } = classesOf(communes, NAME, [3, 6]);
    expect(none).toEqual({ people: 7, communes: 1 });
    expect(classes.reduce((n, { people }) => n + people, none.people)).toBe(1007);
    expect(classes.map(({ from, to }) => [from, to])).toEqual([[null, 3], [3, 6], [6, null]]);
  });
});

describe('the roundest number', () => {
  test.each([[12.34, 13.9, 13], [0.1234, 0.1299, 0.125], [21437, 21988, 21500], [-7, -3, -5], [-0.4, 0.3, 0], [5, 5.0001, 5], [99.5, 120, 100], [0, 1e-9, 0]])('from %d, and below %d, is %d', (low, high, expected) => expect(roundest(low, high)).toBe(expected));
  test('is never out of its range', () => {
    for (let i = 1; i < 400; i += 1) {
      const [low, high] = [Math.sin(i) * 10 ** (i % 7), Math.sin(i) * 10 ** (i % 7) + Math.abs(Math.cos(i)) + 1e-6];
      const n = roundest(low, high);
      expect(n >= low && n < high, `${low} ${n} ${high}`).toBe(true);
    }
  });
});

describe('far crossed with fragile', () => {
  const question = { name: NAME, breaks: [3, 6], side: 'high', threshold_min: 20 } as const;
  test('cuts times at half of the threshold and at the threshold, both inside', () => expect([600, 601, 1200, 1201, null].map((s) => farOf(s, 20))).toEqual([0, 1, 1, 2, 2]));
  test('takes the side that tells of fragility for the worst', () => {
    expect([3, 3.1, 6.1].map((v) => fragileClass(v, [3, 6], 'high'))).toEqual([0, 1, 2]);
    expect([3, 3.1, 6.1].map((v) => fragileClass(v, [3, 6], 'low'))).toEqual([2, 1, 0]);
  });
  test('keeps the outer classes where figures make two only, the middle where one', () => {
    expect([1, 2].map((v) => fragileClass(v, [1], 'high'))).toEqual([0, 2]);
    expect(fragileClass(5, [], 'low')).toBe(1);
  });
  test('counts everyone once in nine classes, and moves with the threshold', () => {
    const { pairs, none } = pairCounts([...TEN, having('48099', null, { population: 7 })], question);
    expect(pairs).toHaveLength(9);
    expect(pairs.reduce((n, { people }) => n + people, none.people)).toBe(1007);
    const worst = (threshold_min: number): number => pairCounts(TEN, { ...question, threshold_min }).pairs.find(({ far, fragile }) => far === 2 && fragile === 2)?.people ?? -1;
    expect([worst(20), worst(40)]).toEqual([400, 0]);
  });
  test('places nobody without a figure', () => expect(pairOf(having('48001', null), question)).toBeNull());
});

describe('the address of a theme', () => {
  test('keeps a name whatever is in it', () => expect(parseTheme('fragile:Taux : part, en %')).toBe('fragile:Taux : part, en %'));
  test.each([null, '', 'access', 'indicator:', 'heat:x'])('%j is none', (text) => expect(parseTheme(text)).toBeNull());
  test('of an indicator that is not there shows times', () => expect(choroplethOf(TEN, 'indicator:autre', [INDICATOR], 20)).toBeNull());
});

describe('the colours', () => {
  test('of classes fall by steps that can be told apart, and never back', () => VIOLETS.slice(1).forEach((color, i) => expect(contrast(VIOLETS[i] ?? '', color)).toBeGreaterThanOrEqual(1.5)));
  test('of pairs leave every number readable', () => PAIRS.flat().forEach((color) => expect(contrast(color, inkOn(color))).toBeGreaterThanOrEqual(4.5)));
  test('of pairs are nine, the worst the darkest', () => {
    expect(new Set(PAIRS.flat()).size).toBe(9);
    const darkness = PAIRS.flat().map((color) => contrast(color, '#ffffff'));
    expect(Math.max(...darkness)).toBe(darkness.at(-1));
    expect(Math.min(...darkness)).toBe(darkness[0]);
  });
  test.each(['high', 'low'])('on the map are those of the legend, far and fragile (%s)', (fragile) => {
    for (const threshold of [15, 20, 45]) {
      const shown = choroplethOf(TEN, `fragile:${NAME}`, [Object.assign({}, INDICATOR, { fragile })], threshold);
      if (shown?.kind !== 'fragile') throw new Error('no theme');
      const drawn = TEN.map((c) => choroplethColor(shown)(c));
      for (const { color, communes } of shown.pairs) expect(drawn.filter((one) => one === color)).toHaveLength(communes);
    }
  });
  test('on the map are those of the legend, for an indicator, with none for no figure', () => {
    const shown = choroplethOf([...TEN, having('48099', null)], `indicator:${NAME}`, [INDICATOR], 20);
    if (shown?.kind !== 'indicator') throw new Error('no theme');
    const drawn = TEN.map((c) => choroplethColor(shown)(c));
    for (const { color, communes } of shown.classes) expect(drawn.filter((one) => one === color)).toHaveLength(communes);
    expect(choroplethColor(shown)(having('48099', null))).toBeNull();
  });
});
