import { ApiError } from '../api/client';
import { fill, h } from './dom';
import type { Voice } from './model';

export interface Alerts {
  readonly element: HTMLElement;
  readonly show: (error: unknown, retry: () => void) => void;
  readonly clear: () => void;
}

/** Failures come before the reader's eyes, in the server's own words when it has any; what was shown stays. */
export function alertsView({ t }: Voice): Alerts {
  const element = h('div', { class: 'alerts', attrs: { role: 'alert' } });
  const clear = (): void => fill(element);
  return {
    element,
    clear,
    show(error, retry) {
      const problem = error instanceof ApiError ? error.problem : null;
      const detail = error instanceof ApiError ? (problem?.detail ?? t('error.network')) : String(error);
      fill(
        element,
        h(
          'div',
          { class: 'alert' },
          h('p', {}, h('strong', {}, problem?.title || t('error.title'))),
          h('p', {}, detail),
          problem?.accepted ? h('p', {}, problem.accepted) : null,
          h(
            'div',
            { class: 'chips' },
            h('button', { type: 'button', class: 'chip', on: { click: () => { clear(); retry(); } } }, t('error.retry')),
            h('button', { type: 'button', class: 'chip', on: { click: clear } }, t('error.dismiss')),
          ),
        ),
      );
    },
  };
}
