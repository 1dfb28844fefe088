import { describe, expect, test } from 'vitest';
import { groundShown, groundsOf, serverOf } from '../src/model/ground';

const OWN = { ground: { source: 'openstreetmap', vintage: null, waters: 1, waterways: 0, places: 2 } };
const TILES = { outside_tiles: { template: 'https://a.fr/{z}/{x}/{y}.png', origin: 'https://a.fr', attribution: '© A' } };
const [NO_OWN, NO_TILES] = [{ ground: null }, { outside_tiles: null }];

describe('the background', () => {
  test('is what the service has, the usual one first', () => {
    expect(groundsOf({ ...OWN, ...TILES })).toEqual(['own', 'tiles', 'none']);
    expect(groundsOf({ ...OWN, ...NO_TILES })).toEqual(['own', 'none']);
    expect(groundsOf({ ...NO_OWN, ...NO_TILES })).toEqual(['none']);
  });
  test('asks another server for nothing unless its tiles are offered and chosen', () => {
    expect(groundShown('own', { ...OWN, ...TILES })).toBe('own');
    expect(groundShown('tiles', { ...OWN, ...TILES })).toBe('tiles');
    expect(groundShown('tiles', { ...OWN, ...NO_TILES })).toBe('own');
    expect(groundShown('tiles', { ...NO_OWN, ...NO_TILES })).toBe('none');
    expect(groundShown('own', { ...NO_OWN, ...TILES })).toBe('none');
    expect(groundShown('none', { ...OWN, ...TILES })).toBe('none');
  });
  test('names a server without its scheme', () => expect(serverOf('https://data.geopf.fr:8443')).toBe('data.geopf.fr:8443'));
});
