import type { LayerColumns } from '../api/types';

/** The rows of a layer that came column by column. `T` is what the server's document says of one. */
export function rowsOf<T>({ rows, columns }: LayerColumns): T[] {
  const all = Array.from({ length: rows }, (): Record<string, unknown> => ({}));
  for (const [name, column] of Object.entries(columns)) {
    // Texts that come again are told once, with their place for each row.
    const at = Array.isArray(column) ? (i: number): unknown => column[i] : coded(column as Coded);
    all.forEach((row, i) => (row[name] = at(i)));
  }
  return all as T[];
}

interface Coded {
  readonly values: readonly unknown[];
  readonly of: ReadonlyArray<number | null>;
}

const coded = ({ values, of }: Coded) => (i: number): unknown => {
  const at = of[i] ?? null;
  return at === null ? null : values[at];
};
