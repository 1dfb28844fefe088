import type { Difference } from '../../api/types';
import { moved } from '../../model/difference';
import { fill, h, opens, refocused } from '../dom';
import type { Actions, Model, View, Voice } from '../model';

const ROWS = 12;

/** What the changes do, before and after; who gains and who loses. */
export function effectView({ t, format }: Voice, actions: Actions): View {
  const body = h('tbody');
  const head = (['scenario.figure', 'scenario.before', 'scenario.after'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
  const figures = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('scenario.effect')), h('thead', {}, h('tr', {}, ...head)), body);
  const people = h('ul', { class: 'plain' });
  const [lose, gain] = [group('lose'), group('gain')];
  const csv = h('a', { class: 'button' }, t('scenario.csv'));
  csv.setAttribute('download', '');
  const element = h('section', { class: 'block', hidden: true, attrs: { 'aria-labelledby': 'effect-title' } }, h('h2', { id: 'effect-title' }, t('scenario.effect')), figures, people, lose.element, gain.element, csv);

  function group(status: 'lose' | 'gain'): { readonly element: HTMLElement; readonly update: (all: readonly Difference[], minutes: number) => void } {
    let most = ROWS;
    let last: readonly [readonly Difference[], number] = [[], 0];
    const title = h('h3');
    const rows = h('tbody');
    const heads = (['gains.commune', 'gains.people', 'scenario.before', 'scenario.after'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
    const caption = h('caption', { class: 'visually-hidden' });
    const table = h('table', { class: 'areas' }, caption, h('thead', {}, h('tr', {}, ...heads)), rows);
    const more = h('button', { type: 'button', class: 'link', on: { click: () => { most = Infinity; update(...last); } } });
    const part = h('div', { class: `scenario-${status}` }, title, table, more);
    const time = (seconds: number | null, minutes: number): string => (seconds === null ? t('scenario.nowhere') : format.minutes(seconds, minutes));
    const row = (one: Difference, minutes: number): HTMLElement => {
      const crossing = one.no_longer_covered > 0 ? t('scenario.crosses_out') : one.newly_covered > 0 ? t('scenario.crosses_in') : null;
      return h(
        'tr',
        {},
        h('th', { attrs: { scope: 'row' } }, h('button', { type: 'button', class: 'link', attrs: { ...opens({ kind: 'commune', id: one.code }), 'data-focus': `${status}:${one.code}` }, on: { click: () => actions.select({ kind: 'commune', id: one.code }) } }, one.name), crossing !== null && h('span', { class: 'crossing' }, crossing)),
        h('td', { class: 'number' }, format.integer(one.population)),
        h('td', { class: 'number' }, time(one.duration_before_s, minutes)),
        h('td', { class: 'number' }, time(one.duration_s, minutes)),
      );
    };
    function update(all: readonly Difference[], minutes: number): void {
      last = [all, minutes];
      title.textContent = t(status === 'lose' ? 'scenario.losers' : 'scenario.gainers', { n: all.length });
      caption.textContent = title.textContent;
      table.hidden = all.length === 0;
      refocused(rows, () => fill(rows, ...all.slice(0, most).map((one) => row(one, minutes))), document.getElementById('scenario-title') ?? undefined);
      more.hidden = all.length <= most;
      more.textContent = t('list.more', { n: Math.max(0, all.length - most) });
    }
    return { element: part, update };
  }

  return {
    element,
    update({ summary, differences, differenceUrl, stale }: Model) {
      const { scenario, parameters: { threshold_min: minutes } } = summary;
      const isGone = scenario === null || differences === null;
      // Focus does not go with the section.
      if (isGone && element.contains(document.activeElement)) document.getElementById('scenario-title')?.focus({ preventScroll: true });
      element.hidden = isGone;
      element.classList.toggle('is-stale', stale);
      if (scenario === null || differences === null) return;
      const { before, after, nearer, farther } = scenario;
      const row = (label: string, ...cells: readonly string[]): HTMLElement => h('tr', {}, h('th', { attrs: { scope: 'row' } }, label), ...cells.map((text) => h('td', { class: 'number' }, text)));
      // A mean moves little: whole minutes would hide it.
      const time = (seconds: number | null): string => (seconds === null ? '–' : t('scenario.minutes', { n: format.decimalMinutes(seconds) }));
      fill(
        body,
        row(t('scenario.covered', { minutes }), format.integer(before.covered), format.integer(after.covered)),
        row(t('scenario.mean'), time(before.mean_s), time(after.mean_s)),
        ...(before.unreachable + after.unreachable > 0 ? [row(t('scenario.unreachable'), format.integer(before.unreachable), format.integer(after.unreachable))] : []),
      );
      fill(people, h('li', {}, t('scenario.farther', { people: farther })), h('li', {}, t('scenario.nearer', { people: nearer })));
      lose.update(moved(differences, 'lose'), minutes);
      gain.update(moved(differences, 'gain'), minutes);
      csv.hidden = differenceUrl === null;
      if (differenceUrl !== null) csv.href = differenceUrl;
    },
  };
}
