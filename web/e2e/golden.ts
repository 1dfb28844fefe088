import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const FOLDER = join(import.meta.dirname, 'golden');
const SHOTS = process.env['SHOTS'];
/** Difference of colour below which two pixels are taken for the same: edges of letters differ from one build of Chromium to the next. */
const COLOUR = 0.2;

/**
 * Compares a picture of the screen with the one that is kept; says what is wrong, or null.
 * `share`: of all pixels, how many may differ. `UPDATE_GOLDEN=1` keeps the new one instead; the difference is left in `$SHOTS`.
 */
export function unlike(name: string, shot: Buffer, share: number): string | null {
  const path = join(FOLDER, `${name}.png`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, shot);
    return null;
  }
  if (!existsSync(path)) return `${path} is missing: UPDATE_GOLDEN=1 makes it`;
  const [kept, seen] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(shot)];
  const keep = (what: string, png: Buffer): void => {
    if (SHOTS) writeFileSync(join(SHOTS, `golden-${name}-${what}.png`), png);
  };
  if (kept.width !== seen.width || kept.height !== seen.height) {
    keep('seen', shot);
    return `${name}: ${seen.width}×${seen.height} instead of ${kept.width}×${kept.height} (are the fonts of tools/chromium there? UPDATE_GOLDEN=1 keeps the new one)`;
  }
  const difference = new PNG({ width: kept.width, height: kept.height });
  const pixels = pixelmatch(kept.data, seen.data, difference.data, kept.width, kept.height, { threshold: COLOUR });
  const found = pixels / (kept.width * kept.height);
  if (found <= share) return null;
  keep('seen', shot);
  keep('difference', PNG.sync.write(difference));
  return `${name}: ${(100 * found).toFixed(2)} % of the pixels differ, ${(100 * share).toFixed(2)} % may (UPDATE_GOLDEN=1 keeps the new one)`;
}
