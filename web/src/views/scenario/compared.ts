import type { Summary } from '../../api/types';
import { fill, h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';

/** The figures of the scenario that is shown, beside those of the one that it is compared with. */
export function comparedView({ t, format }: Voice, actions: Actions): View {
  const heads = h('tr');
  const body = h('tbody');
  const waiting = h('p', { class: 'muted', attrs: { role: 'status' } });
  const again = h('button', { type: 'button', class: 'chip', on: { click: actions.compareAgain } }, t('error.retry'));
  const close = h('button', { type: 'button', class: 'chip', on: { click: () => { document.getElementById('kept-title')?.focus({ preventScroll: true }); actions.scenario.compare(null); } } }, t('swipe.close'));
  const table = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('swipe.title')), h('thead', {}, heads), body);
  const element = h('section', { class: 'block', hidden: true, attrs: { 'aria-labelledby': 'compared-title' } }, h('h2', { id: 'compared-title' }, t('swipe.title')), waiting, table, h('div', { class: 'chips' }, again, close));
  return {
    element,
    update({ compared, summary, threshold_min: minutes, stale }: Model) {
      element.hidden = compared === null;
      element.classList.toggle('is-stale', stale);
      if (!compared) return;
      const other = compared.summary;
      const said = compared.failed ? t('swipe.failed') : other === null ? t('swipe.waiting') : '';
      if (waiting.textContent !== said) waiting.textContent = said;
      // Where it failed only: a button that is pressed does not go before the answer.
      again.hidden = !compared.failed && document.activeElement !== again;
      table.hidden = other === null;
      if (other === null) return;
      const head = (text: string, i: number): HTMLElement => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, text);
      fill(heads, ...[t('scenario.figure'), t('swipe.shown'), compared.name].map(head));
      const row = (label: string, figure: (of: Summary) => string): HTMLElement => h('tr', {}, h('th', { attrs: { scope: 'row' } }, label), ...[summary, other].map((of) => h('td', { class: 'number' }, figure(of))));
      const time = (seconds: number | null): string => (seconds === null ? '–' : t('scenario.minutes', { n: format.decimalMinutes(seconds) }));
      fill(
        body,
        row(t('scenario.covered', { minutes }), ({ people }) => format.integer(people.covered)),
        row(t('swipe.communes'), ({ communes }) => format.integer(communes.covered)),
        row(t('scenario.mean'), ({ access }) => time(access.mean_s)),
        row(t('swipe.venues'), ({ venues }) => format.integer(venues.considered)),
      );
    },
  };
}
