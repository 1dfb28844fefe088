import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const ASSETS = join(import.meta.dirname, '../dist/assets');
const KB = 1000;
const files = existsSync(ASSETS) ? readdirSync(ASSETS).filter((name) => name.endsWith('.js')) : [];
const gzip = (names: readonly string[]): number => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name)), { level: 9 }).length, 0);
const is = (start: string) => (name: string): boolean => name.startsWith(`${start}-`);

/** The files that a file brings with it at once, itself among them. What it fetches later, when a tab is opened, is none of them. */
function withImports(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen;
  seen.add(start);
  const text = readFileSync(join(ASSETS, start), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) if (name) withImports(name, seen);
  return seen;
}

/** JavaScript that one reader's browser loads, compressed as the server sends it to the least able of browsers. */
describe('the JavaScript of the built page', () => {
  test('is there to be weighed: make web builds it', () => expect(files.length).toBeGreaterThan(3));

  // A reader is sent the words of one language: the heavier counts.
  const words = gzip(files.filter(is('fr'))) > gzip(files.filter(is('en'))) ? 'fr' : 'en';
  const begun = ['index', words, 'view', 'maplibre'].flatMap((start) => files.filter(is(start)));
  const opened = [...begun.reduce((seen, name) => withImports(name, seen), new Set<string>())];
  const others = ['fr', 'en', 'statement', 'bring-fr', 'bring-en'].filter((one) => one !== words && one !== `bring-${words}`);
  const all = files.filter((name) => !others.some((one) => is(one)(name)));
  const ours = (names: readonly string[]): number => gzip(names.filter((name) => !name.startsWith('maplibre')));
  const said = (bytes: number): string => `${(bytes / KB).toFixed(1)} kB`;

  test('on opening weighs less than 500 kB with MapLibre and its worker, and our own part less than 60 kB', () => {
    console.info(`JavaScript on opening, gzip: ${said(gzip(opened))}, of which ours ${said(ours(opened))}; with every tab: ${said(gzip(all))}, of which ours ${said(ours(all))}`);
    expect(opened.some(is('maplibre-gl-worker'))).toBe(true);
    expect(gzip(opened)).toBeLessThan(500 * KB);
    expect(ours(opened)).toBeLessThan(60 * KB);
  });

  test('with what tabs fetch later weighs less than 550 kB', () => expect(gzip(all)).toBeLessThan(550 * KB));
});
