import type { DataDrivenPropertyValueSpecification, ExpressionSpecification } from 'maplibre-gl';
import type { Commune } from '../api/types';
import { breaksOf, classesOf, fragileOf, pairCounts, valuesOf, type Count, type Fragile, type Indicator, type PairCount, type Theme, themeOf, type ValueClass } from '../model/indicators';
import type { MapTheme } from './theme';

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
  const values = valuesOf(communes, indicator.name);
  if (kind === 'indicator') {
    const { classes, none } = classesOf(communes, indicator.name, breaksOf(values, CLASSES));
    return { kind, indicator, none, classes: classes.map((one, i) => ({ ...one, color: violet(i, classes.length) })) };
  }
  const [breaks, side] = [breaksOf(values, 3), fragileOf(indicator)];
  const { pairs, none } = pairCounts(communes, { name: indicator.name, breaks, side, threshold_min });
  return { kind, indicator, none, side, breaks, threshold_min, pairs: pairs.map((pair) => ({ ...pair, color: PAIRS[pair.fragile][pair.far] })) };
}

/** Fewer classes than colours keep the outer ones. */
const violet = (i: number, of: number): string => VIOLETS[of > 1 ? Math.round((i * (CLASSES - 1)) / (of - 1)) : 2] ?? VIOLETS[2];

const get = (name: string): ExpressionSpecification => ['get', name];
export const hasNoValue = ({ indicator }: Choropleth): ExpressionSpecification => ['==', get(indicator.name), null];

/** Colour of a commune, in the classes of the legend. */
export function choroplethColor(theme: MapTheme, shown: Choropleth): DataDrivenPropertyValueSpecification<string> {
  const value = get(shown.indicator.name);
  if (shown.kind === 'indicator') {
    const cases = shown.classes.flatMap(({ to, color }) => (to === null ? [] : [['<=', value, to], color]));
    return ['case', hasNoValue(shown), theme.unreachable, ...cases, shown.classes.at(-1)?.color ?? theme.unreachable] as unknown as ExpressionSpecification;
  }
  const { breaks, side, pairs, threshold_min } = shown;
  const duration = get('duration_s');
  const far: ExpressionSpecification = ['case', ['==', duration, null], 2, ['>', duration, threshold_min * 60], 2, ['>', duration, threshold_min * 30], 1, 0];
  const least = side === 'high' ? 0 : 2;
  const thirds = breaks.flatMap((limit, i) => [['<=', value, limit], Math.abs(least - Math.round((2 * i) / breaks.length))]);
  const fragile = breaks.length === 0 ? 1 : ['case', ...thirds, 2 - least];
  const colours = pairs.flatMap((pair) => [3 * pair.fragile + pair.far, pair.color]);
  return ['case', hasNoValue(shown), theme.unreachable, ['match', ['+', ['*', 3, fragile], far], ...colours, theme.unreachable]] as unknown as ExpressionSpecification;
}
