import { ApiError } from '../api/client';
import type { Meta } from '../api/types';
import { explain } from '../model/problem';
import { fill, h } from './dom';
import type { Voice } from './model';

export interface Alerts {
  readonly element: HTMLElement;
  readonly show: (error: unknown, retry: () => void, meta?: Meta | null) => void;
  /** A failure of which nothing more is known than what it keeps the reader from. */
  readonly say: (title: string, retry: () => void, word?: string) => void;
  readonly clear: () => void;
}

/** Failures come before the reader's eyes, in the reader's language, the server's own words after it; what was shown stays. */
export function alertsView(voice: Voice): Alerts {
  const { t } = voice;
  const element = h('div', { class: 'alerts', attrs: { role: 'alert' } });
  const clear = (): void => fill(element);
  function put(title: string, more: ReadonlyArray<HTMLElement | false>, retry: () => void, word = t('error.retry')): void {
    const again = h('button', { type: 'button', class: 'chip', on: { click: () => { clear(); retry(); } } }, word);
    const dismiss = h('button', { type: 'button', class: 'chip', on: { click: clear } }, t('error.dismiss'));
    fill(element, h('div', { class: 'alert' }, h('p', {}, h('strong', {}, title)), ...more, h('div', { class: 'chips' }, again, dismiss)));
  }
  return {
    element,
    clear,
    say: (title, retry, word) => put(title, [], retry, word),
    show(error, retry, meta = null) {
      const problem = error instanceof ApiError ? error.problem : null;
      const { title, accepted } = problem ? explain(problem, meta, voice) : { title: t('error.title'), accepted: error instanceof ApiError ? t('error.network') : null };
      const detail = problem?.detail ?? (error instanceof ApiError ? null : String(error));
      const served = h('p', { class: 'alert-detail' }, problem ? `${t('error.detail')} ` : null, h('span', { attrs: { lang: 'en' } }, detail));
      put(title, [accepted !== null && h('p', {}, accepted), detail !== null && served], retry);
    },
  };
}
