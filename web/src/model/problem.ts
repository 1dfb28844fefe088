import type { Meta, Problem } from '../api/types';
import type { Translate } from '../i18n';
import { messageFor } from '../i18n/codes';
import type { Format } from './format';

/** A refusal in the reader's language: what is wrong, and what would have been accepted. */
export interface Explanation {
  readonly title: string;
  readonly accepted: string | null;
}

type Bounded = keyof Meta['limits'];

/** Parameters of which the server publishes the bounds, and the name of these in what it publishes. */
const BOUNDED: Readonly<Record<string, Bounded>> = { threshold: 'threshold_min', detour: 'detour', speed: 'speed_kmh', buffer_km: 'buffer_km' };

/** `meta` may not have come yet; the bounds are then left out. */
export function explain({ status, type, parameter, reason }: Problem, meta: Meta | null, { t, format }: { readonly t: Translate; readonly format: Format }): Explanation {
  // A part of a body is named by its way there: depot.code, stops[3].people.
  const part = parameter?.replace(/[.[].*$/, '');
  const word = type.replace('urn:maillage:problem:', '');
  if (part === 'depot') return { title: t('problem.depot'), accepted: null };
  if (word === 'unknown-territory' || parameter === 'territory') {
    return { title: t(word === 'unknown-territory' ? 'problem.unknown_territory' : 'problem.territory'), accepted: t('accepted.territory') };
  }
  if (status === 400 && parameter) {
    // A change may be wrong in several ways, which the server tells apart.
    const key = (reason && messageFor('refused', reason)) || messageFor('problem', part ?? '');
    return { title: key === null ? t('problem.parameter', { name: parameter }) : t(key), accepted: accepted(parameter) };
  }
  const key = messageFor('problem', word);
  if (key !== null) return { title: t(key), accepted: null };
  return { title: t(status === 404 ? 'problem.unknown-address' : status === 503 || status === 429 ? 'problem.busy' : status >= 500 ? 'problem.internal' : 'error.title'), accepted: null };

  function accepted(name: string): string | null {
    const bounded = BOUNDED[name];
    const [from, to] = (bounded && meta?.limits[bounded]) ?? [];
    if (from !== undefined && to !== undefined) return t('accepted.range', { from: format.decimal(from), to: format.decimal(to) });
    if (name === 'kind' && meta) return t('accepted.among', { list: meta.kinds.map((kind) => kind.code).join(', ') });
    const key = messageFor('accepted', name);
    return key === null ? null : t(key);
  }
}
