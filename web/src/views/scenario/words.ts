import type { ScenarioSummary } from '../../api/types';
import { changeText, newId, type Changes, type VenueChange } from '../../model/scenario';
import type { Model, Voice } from '../model';

type Told = ScenarioSummary['changes'][number];

/** What the server says of a change, once it has answered with it. */
export function told(change: VenueChange, changes: Changes, { summary }: Pick<Model, 'summary'>): Told | null {
  const id = change.change === 'open' ? newId(changes, change) : change.id;
  return summary.scenario?.changes.find((one) => one.change === change.change && one.venue_id === id) ?? null;
}

/** A change in words: what is done to which venue, and where. */
export function inWords({ t, format }: Voice, change: VenueChange, changes: Changes, model: Pick<Model, 'summary' | 'venues'>): { readonly title: string; readonly about: string } {
  const said = told(change, changes, model);
  const id = change.change === 'open' ? '' : change.id;
  const name = change.change === 'open' ? change.name : (said?.venue ?? model.venues.find((venue) => venue.id === id)?.name ?? id);
  switch (change.change) {
    case 'open':
      return { title: t('change.open', { name }), about: said?.commune ?? '' };
    case 'close':
      return { title: t('change.close', { name }), about: said?.commune_before ?? '' };
    case 'move':
      return { title: t('change.move', { name }), about: said ? t('change.from_to', { from: said.commune_before ?? '?', to: said.commune ?? '?' }) : '' };
    case 'schedule': {
      const week = said?.week_h;
      const hours = t('change.hours', { hours: change.hours });
      return { title: t('change.schedule', { name }), about: week === null || week === undefined ? hours : `${hours} ${t('change.week', { hours: format.tenth(week) })}` };
    }
  }
}

/** Who falls beyond the threshold and who comes within it; nothing without a scenario. */
export function effectSaid({ t }: Voice, { summary: { scenario, parameters }, differences }: Pick<Model, 'summary' | 'differences'>): string {
  if (scenario === null || differences === null) return '';
  return t('scenario.said', { lose: scenario.no_longer_covered, gain: scenario.newly_covered, minutes: parameters.threshold_min });
}

/** The same for two changes that ask for the same. */
export const markOf = (change: VenueChange): string => `${change.change}:${changeText(change)}`;
