import type { Commune } from '../api/types';
import { changeClass, CHANGE_COLOURS, type Differences } from '../model/difference';
import { presenceClass, type Colouring, type Presences } from '../model/presence';
import { choroplethColor, type Choropleth } from './choropleth';
import type { PresenceStep, Step } from './scale';
import type { MapTheme } from './theme';

/** What is drawn over the colour of a commune, so that nothing is told by colour alone: that it has no figure, that its figure is a bound or its people leave, that people come. */
export const PATTERNS = ['hatch', 'bound', 'dots'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** How one commune is filled, as the state of its feature has it. */
export interface Fill {
  readonly color: string;
  readonly pattern: Pattern | 'none';
}

/** What communes are filled by. */
export interface Filling {
  readonly steps: readonly Step[];
  /** What communes are coloured by; `presence` holds the classes of all but access. */
  readonly colouring: Colouring;
  readonly presence: readonly PresenceStep[];
  readonly presences: Presences | null;
  readonly differences: Differences | null;
  /** An indicator, in place of all these; null: none. */
  readonly choropleth: Choropleth | null;
}

/** Nobody comes by: what a place that the tour has no word of is taken for. */
const NEVER = { open_h: 0, wait_h: null, venues_without_hours: 0 };

/** Fills communes from the very classes of the legend. One object a class: 35,000 communes cost a few milliseconds. */
export function filler(theme: MapTheme, { steps, colouring, presence, presences, differences, choropleth }: Filling): (commune: Commune) => Fill {
  const none: Fill = { color: theme.unreachable, pattern: 'hatch' };
  if (choropleth) {
    const color = choroplethColor(choropleth);
    return (commune) => {
      const found = color(commune);
      return found === null ? none : { color: found, pattern: 'none' };
    };
  }
  if (colouring === 'access') {
    const bands = steps.map(({ to_min, color }) => ({ to_s: to_min === null ? Infinity : to_min * 60, fill: { color, pattern: 'none' } as Fill }));
    return ({ duration_s: s }) => (s === null ? none : (bands.find(({ to_s }) => s <= to_s)?.fill ?? none));
  }
  if (colouring === 'change') {
    return ({ code }) => {
      const one = differences?.get(code);
      if (!one) return { color: CHANGE_COLOURS.same, pattern: 'none' };
      return { color: CHANGE_COLOURS[changeClass(one)], pattern: one.no_longer_covered > 0 ? 'bound' : one.newly_covered > 0 ? 'dots' : 'none' };
    };
  }
  const colors = presence.map(({ color }) => color ?? theme.unreachable);
  return ({ code }) => {
    const one = presences?.get(code) ?? NEVER;
    return { color: colors[presenceClass(one, colouring)] ?? theme.unreachable, pattern: one.venues_without_hours > 0 ? 'bound' : 'none' };
  };
}
