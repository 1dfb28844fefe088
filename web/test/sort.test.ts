import { describe, expect, test } from 'vitest';
import { DEFAULT_ORDER, nextOrder, sorted } from '../src/model/sort';
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
  test('starts numbers from the largest and words from A, and turns on a second click', () => {
    expect(nextOrder(DEFAULT_ORDER, 'people')).toEqual({ column: 'people', descending: true });
    expect(nextOrder(DEFAULT_ORDER, 'venue')).toEqual({ column: 'venue', descending: false });
    expect(nextOrder(DEFAULT_ORDER, 'minutes')).toEqual({ column: 'minutes', descending: false });
  });
});
