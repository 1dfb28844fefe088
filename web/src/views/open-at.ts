import type { Summary } from '../api/types';
import { openAtOf, type OpenAt } from '../model/open-at';
import type { Voice } from './model';

/** le mardi à 14 h 00 */
export const momentWords = ({ t, format }: Voice, { weekday, time }: OpenAt): string => t('open_at.when', { day: format.weekday(weekday), time: format.clock(time) });

/** That only places count which are open at a moment, and what is done with those whose hours nobody knows; none where no moment is asked about. */
export function openAtSentences(voice: Voice, summary: Pick<Summary, 'open_at' | 'parameters'>): string[] {
  const at = openAtOf(summary);
  const n = summary.open_at?.venues_without_hours ?? 0;
  if (at === null) return [];
  return [voice.t('open_at.only', { when: momentWords(voice, at) }), ...(n > 0 ? [voice.t(at.unknown ? 'open_at.counted' : 'open_at.skipped', { n })] : [])];
}
