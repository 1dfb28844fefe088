import type { Choropleth } from '../map/choropleth';
import { pairOf, type Indicator, type Pair } from '../model/indicators';
import type { Commune } from '../api/types';
import type { Voice } from './model';

/** What an indicator is called, with its unit and its year where they are known. */
export function indicatorName({ t }: Voice, { name, unit, year }: Indicator): string {
  const named = unit === null || unit === '' ? name : t('theme.named', { name, unit });
  return year === null || year === '' ? named : t('theme.dated', { name: named, year });
}

type Crossed = Extract<Choropleth, { readonly kind: 'fragile' }>;

export function farWords({ t, format }: Voice, far: Pair['far'], { threshold_min }: Crossed): string {
  const [half, whole] = [format.decimal(threshold_min / 2), format.decimal(threshold_min)];
  return far === 0 ? t('pair.far0', { to: half }) : far === 1 ? t('pair.far1', { from: half, to: whole }) : t('pair.far2', { from: whole });
}

/** The figures of a third, between brackets. */
export function thirdRange({ t, format }: Voice, fragile: Pair['fragile'], { breaks, side }: Crossed): string {
  if (breaks.length !== 2) return '';
  const at = side === 'high' ? fragile : 2 - fragile;
  const [low = 0, high = 0] = breaks;
  return at === 0 ? t('pair.range_first', { to: format.decimal(low) }) : at === 1 ? t('pair.range_between', { from: format.decimal(low), to: format.decimal(high) }) : t('pair.range_over', { from: format.decimal(high) });
}

const THIRDS = ['pair.fragile0', 'pair.fragile1', 'pair.fragile2'] as const;
export const fragileWords = ({ t }: Voice, fragile: Pair['fragile']): string => t(THIRDS[fragile]);

/** Where a commune stands between far and fragile, in words. */
export function pairWords(voice: Voice, commune: Commune, crossed: Crossed): string {
  const pair = pairOf(commune, { ...crossed, name: crossed.indicator.name });
  return pair === null ? voice.t('legend.no_value') : voice.t('pair.row', { far: farWords(voice, pair.far, crossed), fragile: fragileWords(voice, pair.fragile) });
}
