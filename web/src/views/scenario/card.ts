import { isTourStop } from '../../model/venues';
import { fill, h, refocused } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { venueChoices } from './choices';

/** On a card: what may be done to the venue; of a commune, what the scenario changes for it. */
export function scenarioCard(voice: Voice, actions: ScenarioActions): View {
  const { t, format } = voice;
  const body = h('div');
  const element = h('div', { class: 'card-scenario', hidden: true }, body);
  let shown = '';
  return {
    element,
    update({ state: { selection }, venues, differences, summary }: Model) {
      const venue = selection?.kind === 'venue' ? venues.find(({ id, itinerant, considered }) => id === selection.id && !isTourStop({ itinerant, considered })) : undefined;
      const commune = selection?.kind === 'commune' ? differences?.get(selection.id) : undefined;
      element.hidden = venue === undefined && commune === undefined;
      const next = JSON.stringify([venue?.id, venue?.name, commune, summary.parameters.threshold_min]);
      if (next === shown) return;
      shown = next;
      if (venue) refocused(body, () => fill(body, h('h3', {}, t('choose.title')), venueChoices(voice, actions, venue, 'card')));
      else if (commune) {
        const time = (seconds: number | null): string => (seconds === null ? t('scenario.nowhere') : format.minutes(seconds, summary.parameters.threshold_min));
        const key = commune.status === 'lose' ? 'scenario.card_lose' : commune.status === 'gain' ? 'scenario.card_gain' : 'scenario.card_same';
        fill(body, h('h3', {}, t('scenario.effect')), h('p', { class: commune.status === 'lose' ? 'warn' : '' }, t(key, { before: time(commune.duration_before_s), after: time(commune.duration_s) })));
      } else fill(body);
    },
  };
}
