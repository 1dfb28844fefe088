/** One class of access time. `to_min` null: everything beyond the last limit. */
export interface Band {
  readonly index: number;
  readonly from_min: number;
  readonly to_min: number | null;
  /** Whether people of this band are within the threshold; the limits always contain the threshold, so it is all or none. */
  readonly covered: boolean;
}

/** The usual limits with the threshold among them: no band then straddles it, and colours tell near from far. */
export function limitsWith(threshold_min: number, usual: readonly number[]): number[] {
  return [...new Set([...usual, threshold_min])].sort((a, b) => a - b);
}

export function bandsOf(limits: readonly number[], threshold_min: number): Band[] {
  return [...limits, null].map((to_min, index) => ({
    index,
    from_min: limits[index - 1] ?? 0,
    to_min,
    covered: to_min !== null && to_min <= threshold_min,
  }));
}

/** Index of the band of a duration; a point at exactly the limit is inside it. Null when nothing is reached. */
export function bandIndex(duration_s: number | null, limits: readonly number[]): number | null {
  if (duration_s === null) return null;
  return limits.filter((limit) => duration_s > limit * 60).length;
}
