import type { Roads } from '../api/types';
import { messageFor } from '../i18n/codes';
import { comparisonOf } from '../model/travel';
import type { Model, Voice } from './model';

/** The sentence that says what the times are; the map and the panel both carry it. */
export function travelSentence({ t, format }: Voice, { summary: { parameters }, byRoad }: Pick<Model, 'summary' | 'byRoad'>): string {
  const { detour, speed_kmh, roads } = parameters;
  if (!byRoad) return t('method.estimate', { detour: format.decimal(detour ?? 0), speed: format.decimal(speed_kmh ?? 0) });
  const times = t(messageFor('method', `road_${roads?.profile ?? 'car'}`) ?? 'method.road');
  return roads?.winter === true ? t('method.winter', { times }) : times;
}

/** Whose roads they are, as their licence asks it to be said. */
export function roadsOwner({ t }: Voice, { source }: Roads): string {
  return t(messageFor('roads', source) ?? 'roads.unstated');
}

/** Whose roads they are, of which day, and under which licence: a line of the sources. */
export function roadsCredit(voice: Voice, roads: Roads): string {
  const { t, format } = voice;
  const licence = messageFor('roads', `licence_${roads.source}`);
  const parts = [t('roads.name'), roadsOwner(voice, roads), roads.vintage === null ? t('roads.undated') : format.day(roads.vintage), ...(licence === null ? [] : [t(licence)])];
  return parts.join(', ');
}

/** What the times are computed on, and how one gets to the road. */
export function roadsFile({ t, format }: Voice, roads: Roads): string {
  return t('roads.file', { file: roads.file, print: roads.extract_sha256.slice(0, 8), walk: format.decimal(roads.walking_kmh), most: format.metres(roads.max_snap_m) });
}

/** How the estimate differs from the road; null where the figures are the estimate themselves. */
export function comparisonSentence({ t, format }: Voice, { summary }: Pick<Model, 'summary'>): string | null {
  const found = comparisonOf(summary);
  if (found === null) return null;
  const { communes, people, median_s, p90_s } = found;
  const differ = { median: format.minutes(median_s), p90: format.minutes(p90_s) };
  return communes === 0 ? t('compare.same', differ) : t('compare.other', { ...differ, communes, people });
}
