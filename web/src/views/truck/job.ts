import type { Progress } from '../../api/jobs';
import { h } from '../dom';
import type { Voice } from '../model';

export interface JobView {
  readonly element: HTMLElement;
  readonly update: (waiting: boolean, progress: Progress | null) => void;
}

/** How far a long search is, and a way out of it. Its room is taken all the time, so that nothing moves when it begins. */
export function jobView({ t, format }: Voice, label: string, cancel: () => void): JobView {
  const bar = h('progress', { max: 1, attrs: { 'aria-label': label } });
  const time = h('span', { class: 'job-time' });
  const button = h('button', { type: 'button', class: 'chip', on: { click: cancel } }, t('job.cancel'));
  const element = h('div', { class: 'job is-idle' }, bar, time, button);
  return {
    element,
    update(waiting, progress) {
      element.classList.toggle('is-idle', !waiting);
      if (progress?.share == null) bar.removeAttribute('value');
      else bar.value = progress.share;
      time.textContent = progress ? t('job.elapsed', { s: format.integer(Math.floor(progress.elapsed_s)) }) : '';
    },
  };
}
