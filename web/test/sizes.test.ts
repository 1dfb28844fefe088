import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const ASSETS = join(import.meta.dirname, '../dist/assets');
const KB = 1000;
const files = existsSync(ASSETS) ? readdirSync(ASSETS).filter((name) => name.endsWith('.js')) : [];
const gzip = (names: readonly string[]): number => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name)), { level: 9 }).length, 0);
const is = (start: string) => (name: string): boolean => name.startsWith(`${start}-`);

/** JavaScript that one reader's browser loads, compressed as the server sends it to the least able of browsers. */
describe('the JavaScript of the built page', () => {
  test('is there to be weighed: make web builds it', () => expect(files.length).toBeGreaterThan(3));

  // A reader is sent the words of one language: the heavier counts.
  const words = gzip(files.filter(is('fr'))) > gzip(files.filter(is('en'))) ? 'fr' : 'en';
  const loaded = files.filter((name) => !['fr', 'en', 'statement'].filter((one) => one !== words).some((one) => is(one)(name)));
  const own = loaded.filter((name) => !name.startsWith('maplibre'));

  test('weighs less than 500 kB with MapLibre and its worker, and our own part less than 60 kB', () => {
    const [all, ours] = [gzip(loaded), gzip(own)];
    console.info(`JavaScript, gzip: ${(all / KB).toFixed(1)} kB, of which ours ${(ours / KB).toFixed(1)} kB`);
    expect(all).toBeLessThan(500 * KB);
    expect(ours).toBeLessThan(60 * KB);
    expect(own.length).toBeGreaterThanOrEqual(2);
  });
});
