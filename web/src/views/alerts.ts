import { ApiError } from '../api/client';
import type { Meta } from '../api/types';
import { explain } from '../model/problem';
import { fill, h } from './dom';
import { MissingPart } from './late';
import type { Voice } from './model';

/** What mends a refusal: a button, and what is said once it has. */
export interface WayOut {
  readonly label: string;
  readonly done: string;
  readonly go: () => void;
}

export interface Alerts {
  readonly element: HTMLElement;
  readonly show: (error: unknown, retry: () => void, meta?: Meta | null, way?: WayOut | null) => void;
  /** A failure of which nothing more is known than what it keeps the reader from. */
  readonly say: (title: string, retry: () => void, word?: string) => void;
  readonly clear: () => void;
}

/** Failures come before the reader's eyes, in the reader's language, the server's own words after it; what was shown stays. */
export function alertsView(voice: Voice): Alerts {
  const { t } = voice;
  const region = h('div', { attrs: { role: 'alert' } });
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const element = h('div', { class: 'alerts' }, region, live);
  const clear = (): void => fill(region);
  /** What had focus before the alert came. */
  let origin: Element | null = null;
  /** Focus does not go with the button that had it. */
  function close(): void {
    clear();
    if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
    if (document.activeElement === null || document.activeElement === document.body) document.getElementById('panel')?.focus({ preventScroll: true });
  }
  function put(title: string, more: ReadonlyArray<HTMLElement | false>, retry: () => void, way: WayOut | null = null, word = t('error.retry')): void {
    // Where there is a way out, the same question would be refused again.
    const again = way ? h('button', { type: 'button', class: 'chip', on: { click: () => take(way) } }, way.label) : h('button', { type: 'button', class: 'chip', on: { click: () => { close(); retry(); } } }, word);
    const dismiss = h('button', { type: 'button', class: 'chip', on: { click: close } }, t('error.dismiss'));
    live.textContent = '';
    if (document.activeElement && !region.contains(document.activeElement)) origin = document.activeElement;
    fill(region, h('div', { class: 'alert' }, h('p', {}, h('strong', {}, title)), ...more, h('div', { class: 'chips' }, again, dismiss)));
  }
  /** The button goes with the alert: focus goes to what is answered next. */
  function take({ done, go }: WayOut): void {
    clear();
    document.getElementById('panel')?.focus({ preventScroll: true });
    live.textContent = done;
    go();
  }
  return {
    element,
    clear,
    say: (title, retry, word) => put(title, [], retry, null, word),
    show(error, retry, meta = null, way = null) {
      // The address holds all that is shown.
      if (error instanceof MissingPart) return put(t('error.part'), [h('p', { class: 'alert-detail', attrs: { lang: 'en' } }, error.message)], retry, { label: t('error.reload'), done: '', go: () => window.location.reload() });
      const problem = error instanceof ApiError ? error.problem : null;
      const { title, accepted } = problem ? explain(problem, meta, voice) : { title: t('error.title'), accepted: error instanceof ApiError ? t('error.network') : null };
      const detail = problem?.detail ?? (error instanceof ApiError ? null : String(error));
      const served = h('p', { class: 'alert-detail' }, problem ? `${t('error.detail')} ` : null, h('span', { attrs: { lang: 'en' } }, detail));
      put(title, [accepted !== null && h('p', {}, accepted), detail !== null && served], retry, way);
    },
  };
}
