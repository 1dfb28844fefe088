import type { ScenarioSummary } from '../api/types';
import { CHANGE_WORDS } from '../model/scenario';
import { onlyAround, onlyElsewhere } from '../model/venues';
import type { Model, Voice } from './model';

const WORDS = { open: 'simulation.open', close: 'simulation.close', schedule: 'simulation.schedule' } as const;

type Told = ScenarioSummary['changes'][number];

/** What the figures suppose that is not so today, with what they are today: said wherever they are shown, on paper and in pictures too. At most so many changes are told one by one. */
export function assumptions(voice: Voice, model: Pick<Model, 'state' | 'summary' | 'truck'>, most: number): string[] {
  const { t, format } = voice;
  const { summary: { scenario, people: { total }, parameters: { threshold_min: minutes } } } = model;
  const tour = tourNote(voice, model);
  const data = dataNote(voice, model.summary) ?? noVenueNote(voice, model.summary);
  const all = scenario?.changes ?? [];
  if (!scenario || all.length === 0) return [data, tour].filter((one) => one !== null);
  const more = all.length > most ? [t('simulation.more', { n: all.length - most })] : [];
  const far = total - scenario.before.covered;
  return [
    t('simulation.of', { list: [...all.slice(0, most).map((one) => simulated(voice, one)), ...more].join(voice.language === 'fr' ? '\u202f; ' : '; ') }),
    t('simulation.before', { people: far, share: format.share(far, total), minutes }),
    ...[data, tour].filter((one) => one !== null),
  ];
}

/** Whether what is shown is thought of, not so. */
export const isSimulated = ({ summary: { scenario } }: Pick<Model, 'summary'>): boolean => (scenario?.changes.length ?? 0) > 0;

/** What is to be known of the tour that the address counts; null where it counts none. */
export function tourNote({ t }: Voice, { state, summary, truck }: Pick<Model, 'state' | 'summary' | 'truck'>): string | null {
  if (summary.tour !== null) return t('key.tour');
  if (!state.counted || (state.plan === null && state.tour === null)) return null;
  const failed = truck.stops.kind === 'failed' || truck.plan.kind === 'failed';
  // In a frame, and without the question that it was planned by, it is not planned anew.
  const isAwaited = !failed && (truck.stops.kind !== 'none' || truck.plan.kind !== 'none');
  return t(isAwaited ? 'key.tour_awaited' : 'key.tour_lost');
}

/** That figures may be about the data rather than the territory: all venues that count are around it. */
export function dataNote({ t }: Voice, { venues }: Pick<Model['summary'], 'venues'>): string | null {
  const n = onlyAround(venues);
  return n === null ? null : t('none.inside', { n });
}

/** The same where no venue is known at all, here nor around. */
export function noVenueNote({ t, format }: Voice, { venues, parameters: { buffer_km } }: Pick<Model['summary'], 'venues' | 'parameters'>): string | null {
  const n = onlyElsewhere(venues);
  return n === null ? null : t(n === 0 ? 'none.known' : n === 1 ? 'none.one_elsewhere' : 'none.elsewhere', { n, buffer: format.decimal(buffer_km) });
}

function simulated({ t }: Voice, { change, venue: name, commune, commune_before: before }: Told): string {
  const word = CHANGE_WORDS.find((one) => one === change);
  // A kind of change that this page does not know yet is told by its own word.
  if (!word) return `${change}: ${name}`;
  if (word === 'move') return t('simulation.move', { name, from: before ?? '?', to: commune ?? '?' });
  const place = word === 'close' ? before : commune;
  return `${t(WORDS[word], { name })}${place === null || place === undefined ? '' : ` (${place})`}`;
}
