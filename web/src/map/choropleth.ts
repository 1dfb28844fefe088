import type { Commune } from '../api/types';
import { breaksOf, classesOf, fragileOf, pairCounts, pairOf, valueOf, valuesOf, type Count, type Fragile, type Indicator, type PairCount, type Theme, themeOf, type ValueClass } from '../model/indicators';

/** Violets by falling lightness, each at least 1.6 times as light as the next: not those of times, so that neither is taken for the other. */
export const VIOLETS = ['#f1eaf7', '#cfb5df', '#a97fc8', '#7c48a2', '#44206b'] as const;
/** Classes of an indicator. */
const CLASSES = VIOLETS.length;

/** By `[fragile][far]`: farther is bluer, more fragile is redder, both are the darkest. */
export const PAIRS = [
  ['#eceae6', '#a9d4e0', '#52aec4'],
  ['#e3b3cc', '#a6a4cb', '#5584b4'],
  ['#c9599a', '#8d559f', '#3a2f82'],
] as const;

interface Common {
  readonly indicator: Indicator;
  /** Who has no figure. */
  readonly none: Count;
}

/** What the communes are coloured by in place of times, with its classes: map and legend are both made from this. */
export type Choropleth =
  | (Common & { readonly kind: 'indicator'; readonly classes: ReadonlyArray<ValueClass & { readonly color: string }> })
  | (Common & { readonly kind: 'fragile'; readonly side: Fragile; readonly breaks: readonly number[]; readonly threshold_min: number; readonly pairs: ReadonlyArray<PairCount & { readonly color: string }> });

/** The classes of what the address asks to colour by; null where it asks for times, or for what the service has not. */
export function choroplethOf(communes: readonly Commune[], colour: Theme | string, indicators: readonly Indicator[], threshold_min: number): Choropleth | null {
  const theme = themeOf(colour, indicators);
  if (!theme) return null;
  const { kind, indicator } = theme;
  if (kind === 'indicator') {
    const { classes, none } = classesOf(communes, indicator.name, limitsOf(communes, indicator.name, CLASSES));
    return { kind, indicator, none, classes: classes.map((one, i) => ({ ...one, color: violet(i, classes.length) })) };
  }
  const [breaks, side] = [limitsOf(communes, indicator.name, 3), fragileOf(indicator)];
  const { pairs, none } = pairCounts(communes, { name: indicator.name, breaks, side, threshold_min });
  return { kind, indicator, none, side, breaks, threshold_min, pairs: pairs.map((pair) => ({ ...pair, color: PAIRS[pair.fragile][pair.far] })) };
}

const limits = new WeakMap<readonly Commune[], Map<string, readonly number[]>>();

/** Limits are those of the figures alone: sought once, while thresholds change. */
function limitsOf(communes: readonly Commune[], name: string, classes: number): readonly number[] {
  const known = limits.get(communes) ?? new Map<string, readonly number[]>();
  limits.set(communes, known);
  const key = `${classes} ${name}`;
  const breaks = known.get(key) ?? breaksOf(valuesOf(communes, name), classes);
  known.set(key, breaks);
  return breaks;
}

/** Fewer classes than colours keep the outer ones. */
const violet = (i: number, of: number): string => VIOLETS[of > 1 ? Math.round((i * (CLASSES - 1)) / (of - 1)) : 2] ?? VIOLETS[2];

/** The colour of a commune, in the classes of the legend; null where it has no figure. */
export function choroplethColor(shown: Choropleth): (commune: Commune) => string | null {
  if (shown.kind === 'indicator') {
    const { classes, indicator: { name } } = shown;
    return (commune) => {
      const value = valueOf(commune, name);
      return value === null ? null : (classes.find(({ to }) => to === null || value <= to)?.color ?? null);
    };
  }
  const question = { ...shown, name: shown.indicator.name };
  return (commune) => {
    const pair = pairOf(commune, question);
    return pair && PAIRS[pair.fragile][pair.far];
  };
}
