import type { Commune, Meta } from '../api/types';

export type Indicator = Meta['indicators'][number];
/** Which side of an indicator tells of fragile people; an older service does not say. */
export type Fragile = 'high' | 'low';

const said = ({ fragile }: Indicator & { readonly fragile?: string | null }): Fragile | null => (fragile === 'low' || fragile === 'high' ? fragile : null);

/** High where nobody said. */
export const fragileOf = (indicator: Indicator): Fragile => said(indicator) ?? 'high';
export const isSideSaid = (indicator: Indicator): boolean => said(indicator) !== null;

/** What communes are coloured by besides times: an indicator, or times crossed with it. As the address has it. */
export type Theme = `indicator:${string}` | `fragile:${string}`;
export const THEMES = ['indicator', 'fragile'] as const;
export type ThemeKind = (typeof THEMES)[number];

/** `indicator:Taux de pauvreté`; null for anything else. */
export function parseTheme(text: string | null): Theme | null {
  const kind = THEMES.find((one) => text?.startsWith(`${one}:`));
  const name = kind === undefined ? '' : (text ?? '').slice(kind.length + 1);
  return kind === undefined || name === '' ? null : `${kind}:${name}`;
}

/** The theme asked for, where the service has its indicator. */
export function themeOf(colour: string, indicators: readonly Indicator[]): { readonly kind: ThemeKind; readonly indicator: Indicator } | null {
  const kind = THEMES.find((one) => colour.startsWith(`${one}:`));
  const indicator = kind && indicators.find(({ name }) => name === colour.slice(kind.length + 1));
  return kind && indicator ? { kind, indicator } : null;
}

/** The figure of a commune; null where there is none. Indicators are members beside the documented ones. */
export function valueOf(commune: object, name: string): number | null {
  const value = (commune as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export interface Count {
  readonly people: number;
  readonly communes: number;
}

/** One class of figures; a limit is inside the class below it, as with times. Null: no bound on that side. */
export interface ValueClass extends Count {
  readonly from: number | null;
  readonly to: number | null;
}

/** Limits that cut figures into classes of as many communes each; the roundest numbers that do. Fewer where figures repeat. */
export function breaksOf(values: readonly number[], classes: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const breaks: number[] = [];
  for (let i = 1; i < classes; i += 1) {
    const below = sorted[Math.round((i * sorted.length) / classes) - 1];
    const above = below === undefined ? undefined : sorted.find((value) => value > below);
    if (below === undefined || above === undefined) continue;
    const limit = roundest(below, above);
    if (!breaks.includes(limit)) breaks.push(limit);
  }
  return breaks;
}

/** The number with the fewest digits from `low`, included, to `high`, not included. */
export function roundest(low: number, high: number): number {
  for (let power = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)))); power > -15; power -= 1) {
    for (const unit of [10, 5, 2, 1]) {
      const step = unit * 10 ** (power - 1);
      const candidate = Number((Math.ceil(low / step) * step).toPrecision(12));
      if (candidate >= low && candidate < high) return candidate + 0;
    }
  }
  return low;
}

/** Place of a figure among classes. */
export const classOf = (value: number, breaks: readonly number[]): number => breaks.filter((limit) => value > limit).length;

/** The figures that there are of an indicator. */
export const valuesOf = (communes: readonly Commune[], name: string): number[] => communes.map((commune) => valueOf(commune, name)).filter((value) => value !== null);

/** Classes of an indicator with their people, lowest first, and who has no figure. */
export function classesOf(communes: readonly Commune[], name: string, breaks: readonly number[]): { readonly classes: ValueClass[]; readonly none: Count } {
  const classes = [...breaks, null].map((to, i) => ({ from: breaks[i - 1] ?? null, to, people: 0, communes: 0 }));
  const none = { people: 0, communes: 0 };
  for (const commune of communes) {
    const value = valueOf(commune, name);
    add(value === null ? none : classes[classOf(value, breaks)], commune);
  }
  return { classes, none };
}

/** How far, and how fragile: 0 to 2 each, 2 the worst. */
export interface Pair {
  readonly far: 0 | 1 | 2;
  readonly fragile: 0 | 1 | 2;
}

export interface PairCount extends Pair, Count {}

/** Within half of the threshold, within it, beyond it: who reaches nothing is beyond. */
export const farOf = (duration_s: number | null, threshold_min: number): Pair['far'] => (duration_s === null || duration_s > threshold_min * 60 ? 2 : duration_s > threshold_min * 30 ? 1 : 0);

/** The worst third is 2 on the side that tells of fragility. Where figures make two classes only, they are the outer ones. */
export function fragileClass(value: number, breaks: readonly number[], side: Fragile): Pair['fragile'] {
  const at = breaks.length === 0 ? 1 : Math.round((2 * classOf(value, breaks)) / breaks.length);
  return (side === 'high' ? at : 2 - at) as Pair['fragile'];
}

/** Where a commune stands between far and fragile; null without a figure. */
export function pairOf(commune: Commune, { name, breaks, side, threshold_min }: PairQuestion): Pair | null {
  const value = valueOf(commune, name);
  return value === null ? null : { far: farOf(commune.duration_s, threshold_min), fragile: fragileClass(value, breaks, side) };
}

export interface PairQuestion {
  readonly name: string;
  /** Limits of the thirds. */
  readonly breaks: readonly number[];
  readonly side: Fragile;
  readonly threshold_min: number;
}

const LEVELS = [0, 1, 2] as const;

/** The nine classes with their people, and who has no figure. */
export function pairCounts(communes: readonly Commune[], question: PairQuestion): { readonly pairs: PairCount[]; readonly none: Count } {
  const pairs = LEVELS.flatMap((fragile) => LEVELS.map((far) => ({ far, fragile, people: 0, communes: 0 })));
  const none = { people: 0, communes: 0 };
  for (const commune of communes) {
    const pair = pairOf(commune, question);
    add(pair === null ? none : pairs[3 * pair.fragile + pair.far], commune);
  }
  return { pairs, none };
}

function add(count: { people: number; communes: number } | undefined, { population }: Commune): void {
  if (!count) return;
  count.people += population;
  count.communes += 1;
}
