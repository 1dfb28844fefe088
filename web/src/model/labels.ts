import type { Commune } from '../api/types';

/** Room of a label, pixels, and the zoom from which all are tried. */
const [LABEL_WIDTH, LABEL_HEIGHT, ALL_LABELS] = [110, 44, 12] as const;

/**
 * From which zoom a commune is named: where nobody larger has a name in the same room of the screen. Thousands of names that
 * cannot all stand there would be tried one by one in each frame.
 */
export function labelZooms(communes: readonly Commune[]): ReadonlyMap<string, number> {
  const zooms = new Map<string, number>();
  const taken = Array.from({ length: ALL_LABELS }, () => new Set<number>());
  for (const { code, lon, lat } of [...communes].sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1))) {
    if (lon === null || lat === null) continue;
    const [x, y] = [(lon + 180) / 360, 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)];
    const room = (zoom: number): number => Math.floor((x * 512 * 2 ** zoom) / LABEL_WIDTH) * 2 ** 24 + Math.floor((y * 512 * 2 ** zoom) / LABEL_HEIGHT);
    const from = taken.findIndex((rooms, zoom) => !rooms.has(room(zoom)));
    for (let zoom = from < 0 ? ALL_LABELS : from; zoom < ALL_LABELS; zoom += 1) taken[zoom]?.add(room(zoom));
    zooms.set(code, from < 0 ? ALL_LABELS : from);
  }
  return zooms;
}
