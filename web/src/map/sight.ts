/** Pixels between what is brought into sight and the edge of what is seen. */
const EDGE = 36;

interface Room {
  readonly width: number;
  readonly height: number;
  /** Taken by the legend on one side and by the card on the other. */
  readonly left: number;
  readonly right: number;
}

/** How far from the middle of the map a point is to be put, in pixels, so that it stands in the middle of what is not covered; null where it is seen already. */
export function pushIntoSight({ x, y }: { readonly x: number; readonly y: number }, { width, height, left, right }: Room): readonly [number, number] | null {
  const isSeen = x >= left + EDGE && x <= width - right - EDGE && y >= EDGE && y <= height - EDGE;
  return isSeen ? null : [(left - right) / 2, 0];
}
