import { describe, expect, test } from 'vitest';
import type { Difference } from '../src/api/types';
import { CHANGE_ORDER, DEFAULT_ORDER, nextOrder, sorted } from '../src/model/sort';
import { commune, presence } from './communes';

const COMMUNES = [
  commune({ code: '48003', name: 'Zède', duration_s: 600, population: 5 }),
  commune({ code: '48002', name: 'Écart', duration_s: null, population: 5 }),
  commune({ code: '48001', name: 'Fau', duration_s: 1500, population: 9 }),
];
const codes = (column: 'commune' | 'people' | 'minutes' | 'status', descending: boolean): string[] => sorted(COMMUNES, { column, descending }, 20, 'fr').map((c) => c.code);

describe('the table', () => {
  test('opens on the farthest, those without any venue first', () => expect(sorted(COMMUNES, DEFAULT_ORDER, 20, 'fr').map((c) => c.code)).toEqual(['48002', '48001', '48003']));
  test('sorts names as French does', () => expect(codes('commune', false)).toEqual(['48002', '48001', '48003']));
  test('breaks ties by code, both ways', () => {
    expect(codes('people', true)).toEqual(['48001', '48002', '48003']);
    expect(codes('people', false)).toEqual(['48002', '48003', '48001']);
  });
  test('sorts by what the tour brings: who never sees a place open waits longest', () => {
    const presences = new Map([['48003', presence({ open_h: 6, wait_h: 160 })], ['48002', presence({ open_h: 90, wait_h: 20 })], ['48001', presence({})]]);
    const by = (column: 'open' | 'wait'): string[] => sorted(COMMUNES, nextOrder(DEFAULT_ORDER, column), 20, 'fr', presences).map((c) => c.code);
    expect(by('open')).toEqual(['48002', '48003', '48001']);
    expect(by('wait')).toEqual(['48001', '48003', '48002']);
  });
  test('sorts by how much the scenario changes, whichever way, and by what was before', () => {
    const one = (more: Partial<Difference>): Difference => ({ status: 'same', change_s: 0, duration_before_s: 60, ...more }) as Difference;
    const differences = new Map([['48003', one({ status: 'gain', change_s: -900, duration_before_s: 1500 })], ['48002', one({ status: 'lose', change_s: null })], ['48001', one({ duration_before_s: null })]]);
    const by = (order: typeof CHANGE_ORDER): string[] => sorted(COMMUNES, order, 20, 'fr', null, null, differences).map((c) => c.code);
    expect(by(CHANGE_ORDER)).toEqual(['48002', '48003', '48001']);
    expect(by(nextOrder(DEFAULT_ORDER, 'before'))).toEqual(['48001', '48003', '48002']);
    expect(nextOrder(CHANGE_ORDER, 'change').descending).toBe(false);
  });
  test('starts numbers from the largest and words from A, and turns on a second click', () => {
    expect(nextOrder(DEFAULT_ORDER, 'people')).toEqual({ column: 'people', descending: true });
    expect(nextOrder(DEFAULT_ORDER, 'venue')).toEqual({ column: 'venue', descending: false });
    expect(nextOrder(DEFAULT_ORDER, 'minutes')).toEqual({ column: 'minutes', descending: false });
  });
});
