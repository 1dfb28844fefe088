import { ApiError } from '../../api/client';
import { JobCancelled } from '../../api/jobs';
import type { Meta } from '../../api/types';
import { explain } from '../../model/problem';
import { h } from '../dom';
import type { Voice } from '../model';

/** What was not answered, why in the reader's words, then the server's own, and a way to ask again. */
export function failure(voice: Voice, error: unknown, meta: Meta, retry: () => void): HTMLElement {
  const { t } = voice;
  const problem = error instanceof ApiError ? error.problem : null;
  const tooLarge = problem?.status === 400 && problem.parameter === 'territory';
  const told = tooLarge ? { title: t('problem.territory_stops'), accepted: t('accepted.territory_stops') } : problem ? explain(problem, meta, voice) : { title: t(error instanceof JobCancelled ? 'job.cancelled' : 'error.network'), accepted: null };
  return h(
    'div',
    { class: 'failure' },
    h('p', { class: 'warn' }, told.title),
    told.accepted !== null && h('p', {}, told.accepted),
    problem?.detail ? h('p', { class: 'alert-detail' }, `${t('error.detail')} `, h('span', { attrs: { lang: 'en' } }, problem.detail)) : null,
    h('button', { type: 'button', class: 'chip', on: { click: retry } }, t('error.retry')),
  );
}
