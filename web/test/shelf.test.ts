import { describe, expect, test } from 'vitest';
import { Shelf } from '../src/model/shelf';
import { PLAN } from './plan';

function storage(text: string | null = null): { getItem: () => string | null; setItem: (key: string, value: string) => void; text: () => string } {
  let kept = text;
  return { getItem: () => kept, setItem: (_, value) => void (kept = value), text: () => kept ?? '' };
}

describe('the shelf of plans', () => {
  test('gives a plan back, and none that it has not', () => {
    const store = storage();
    new Shelf(() => store).put('a', PLAN);
    expect(new Shelf(() => store).get('a')).toEqual(PLAN);
    expect(new Shelf(() => store).get('b')).toBeNull();
  });
  test('keeps the last eight, each once', () => {
    const store = storage();
    const shelf = new Shelf(() => store);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'b', 'i']) shelf.put(id, PLAN);
    expect(['a', 'b', 'c', 'i'].map((id) => shelf.get(id) !== null)).toEqual([false, true, true, true]);
  });
  test('keeps no more than a browser has room for', () => {
    const store = storage();
    const shelf = new Shelf(() => store);
    const large = { ...PLAN, missed: Array.from({ length: 9000 }, () => ({ date: '2027-01-05', stop: '48039', why: 'x'.repeat(60), moved_to: null })) };
    for (const id of ['a', 'b', 'c']) shelf.put(id, large);
    expect(store.text().length).toBeLessThan(3_000_000);
    expect([shelf.get('c') !== null, shelf.get('a')]).toEqual([true, null]);
  });
  test.each(['{', '{"a":1}', '[{"id":1,"plan":"{}"}]', '[null]', '[{"id":"a","plan":"{"}]'])('takes nothing from what is not its own: %s', (text) => {
    const shelf = new Shelf(() => storage(text));
    expect(shelf.get('a')).toBeNull();
    expect(() => shelf.put('b', PLAN)).not.toThrow();
  });
  test('lives without a browser that keeps anything', () => {
    const shelf = new Shelf(() => { throw new Error('refused'); });
    expect(() => shelf.put('a', PLAN)).not.toThrow();
    expect(shelf.get('a')).toBeNull();
  });
});
