import { bySeverity, ofSeverity, PAGE, SEVERITIES, type Found, type Finding, type Severity } from '../../model/bring';
import { fill, h } from '../dom';
import type { Voice } from '../model';

/** What was found row by row, some at a time; all of it, or what is of one severity. */
export function findingsView({ t, language }: Voice): { readonly element: HTMLElement; readonly update: (report: Found) => void } {
  let report: Found | null = null;
  let from = 0;
  const title = h('h3', { id: 'bring-report-title' }, t('bring.report'));
  const severity = h('select', { id: 'bring-severity', on: { change: () => show(0) } });
  const choice = h('p', { class: 'field' }, h('label', { htmlFor: severity.id }, t('bring.show')), severity);
  const heads = (['bring.line', 'bring.state', 'bring.finding'] as const).map((key) => h('th', { attrs: { scope: 'col' } }, t(key)));
  const body = h('tbody');
  const table = h('table', { class: 'areas bring-findings' }, h('caption', { class: 'visually-hidden' }, t('bring.report')), h('thead', {}, h('tr', {}, ...heads)), body);
  const place = h('p', { class: 'muted', attrs: { role: 'status' } });
  const step = (key: 'bring.before' | 'bring.after', by: number): HTMLButtonElement => h('button', { type: 'button', class: 'chip', on: { click: () => turn(by) } }, t(key));
  const [before, after] = [step('bring.before', -PAGE), step('bring.after', PAGE)];
  const pager = h('div', { class: 'chips' }, before, after);
  const element = h('div', { attrs: { role: 'group', 'aria-labelledby': title.id } }, title, choice, place, table, pager);

  function turn(by: number): void {
    const all = chosen().length;
    const next = from + by;
    if (next < 0 || next >= all) return;
    show(next);
    title.scrollIntoView({ block: 'nearest' });
  }
  const chosen = (): readonly Finding[] => (report ? ofSeverity(report.findings, severity.value as Severity | '') : []);
  const row = ({ line, severity: state, field, value, action, french }: Finding): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { class: 'number', attrs: { scope: 'row' } }, String(line)),
      h('td', {}, h('span', { class: `bring-${state}` }, SEVERITIES.includes(state) ? t(`bring.state_${state}`) : state), field !== undefined && field !== '' && h('code', {}, field)),
      h('td', {}, h('span', {}, language === 'fr' ? french : action), value !== undefined && value !== '' && h('span', { class: 'muted' }, t('bring.value', { value }))),
    );
  function show(at: number): void {
    from = at;
    const all = chosen();
    const some = all.slice(from, from + PAGE);
    fill(body, ...some.map(row));
    table.hidden = all.length === 0;
    pager.hidden = all.length <= PAGE;
    // Never disabled while it has focus: that would be lost.
    before.setAttribute('aria-disabled', String(from === 0));
    after.setAttribute('aria-disabled', String(from + PAGE >= all.length));
    place.textContent = all.length === 0 ? t('bring.clean') : t('bring.page', { from: from + 1, to: from + some.length, n: all.length });
  }
  return {
    element,
    update(next) {
      report = next;
      const counts = bySeverity(next);
      fill(severity, h('option', { value: '' }, t('bring.all', { n: next.findings.length })), ...counts.map(([word, n]) => h('option', { value: word }, t('bring.counted', { severity: t(`bring.state_${word}`), n }))));
      severity.value = '';
      choice.hidden = next.findings.length === 0;
      show(0);
    },
  };
}
