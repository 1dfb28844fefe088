import { isFigures, keptBody, LONGEST, ROLES, roleTexts, toldOf, whyOf, wrongNames, type IndicatorColumn, type IndicatorReport, type Role, type Told } from '../../model/bring-indicators';
import { fill, h, refocused } from '../dom';
import type { Voice } from '../model';

export interface IndicatorsView {
  readonly element: HTMLElement;
  /** What each column is said to be, as the API takes it. */
  readonly roles: () => string[];
  readonly reset: () => void;
  /** The report, and how many communes of the territory have figures. */
  readonly update: (report: IndicatorReport, here: number) => void;
}

/** Which columns are codes, names and figures, what the figures are, and the way on the map. */
export function indicatorsView({ t }: Voice, again: () => void, keep: (body: object) => Promise<void>): IndicatorsView {
  let report: IndicatorReport | null = null;
  let roles: ReadonlyMap<string, Role | null> = new Map();
  const told = new Map<string, Told>();
  const list = h('ul', { class: 'plain bring-columns' });
  const pending = h('p', { class: 'muted', attrs: { role: 'status' } });
  const check = h('button', { type: 'button', class: 'button', on: { click: again } }, t('bring.again'));
  const here = h('p');
  const wrong = h('p', { class: 'warn', attrs: { role: 'alert' } });
  const put = h('button', { type: 'button', class: 'button', on: { click: accept } }, t('bring.put'));
  const accepting = h('div', { attrs: { role: 'group', 'aria-labelledby': 'bring-put-title' } }, h('h3', { id: 'bring-put-title' }, t('bring.put_title')), here, wrong, h('div', { class: 'go' }, put));
  const title = h('h3', { id: 'bring-indicators-title', tabIndex: -1 }, t('bring.columns'));
  const element = h('div', { attrs: { role: 'group', 'aria-labelledby': title.id } }, title, h('p', { class: 'muted' }, t('bring.indicators_about')), list, pending, h('div', { class: 'go' }, check), accepting);

  const roleOf = ({ column, role }: IndicatorColumn): Role | null => (roles.has(column) ? (roles.get(column) ?? null) : role);
  const of = (column: string): Told => {
    const known = report?.columns.find((one) => one.column.trim() === column.trim());
    return told.get(column.trim()) ?? (known ? toldOf(known) : { name: column, unit: '', year: '', fragile: '' });
  };
  function why(one: IndicatorColumn): string {
    const { key, share } = whyOf(one.reason);
    if (roles.has(one.column)) return t('bring.given');
    return [key === null ? one.reason : t(`bring.why_${key}`), share !== null && t('bring.share_of', { n: share })].filter(Boolean).join(', ');
  }
  function setRole(column: string, role: Role | null): void {
    const others = [...roles].filter(([other, is]) => other !== column && (role !== 'code' || is !== 'code'));
    roles = new Map([...others, [column, role]]);
    pending.textContent = t('bring.pending');
    accepting.hidden = true;
    draw();
  }
  function row(one: IndicatorColumn, i: number): HTMLElement {
    const role = roleOf(one);
    const select = h('select', { id: `bring-role-${i}`, attrs: { 'data-focus': `role:${one.column}`, 'aria-describedby': `bring-role-why-${i}` } }, ...ROLES.map((word) => h('option', { value: word }, t(`bring.role_${word}`))), h('option', { value: '' }, t('bring.unused')));
    select.value = role ?? '';
    select.addEventListener('change', () => setRole(one.column, ROLES.find((word) => word === select.value) ?? null));
    return h('li', {}, h('label', { htmlFor: select.id }, one.column), select, h('span', { class: 'muted', id: `bring-role-why-${i}` }, why(one)), isFigures(role) && fields(one.column, i));
  }
  /** What the figures of a column are. */
  function fields(column: string, i: number): HTMLElement {
    const is = of(column);
    const set = (change: Partial<Told>): void => void told.set(column.trim(), { ...of(column), ...change });
    const text = (key: 'name' | 'unit' | 'year'): HTMLElement => {
      const input = h('input', { type: 'text', id: `bring-${key}-${i}`, value: is[key], maxLength: LONGEST[key], attrs: { autocomplete: 'off' } });
      input.addEventListener('input', () => set({ [key]: input.value }));
      return h('p', { class: 'field' }, h('label', { htmlFor: input.id }, t(`bring.figure_${key}`)), input);
    };
    const side = h('select', { id: `bring-fragile-${i}` }, ...(['', 'high', 'low'] as const).map((word) => h('option', { value: word }, t(word === '' ? 'bring.fragile_none' : word === 'high' ? 'bring.fragile_high' : 'bring.fragile_low'))));
    side.value = is.fragile;
    side.addEventListener('change', () => set({ fragile: side.value === 'high' || side.value === 'low' ? side.value : '' }));
    const more = h('details', { class: 'bring-figure' }, h('summary', {}, t('bring.figure', { column })), text('name'), text('unit'), text('year'), h('p', { class: 'field' }, h('label', { htmlFor: side.id }, t('bring.fragile')), side));
    return more;
  }
  function draw(): void {
    refocused(list, () => fill(list, ...(report?.columns ?? []).map(row)), title);
  }
  function accept(): void {
    if (!report) return;
    const bad = wrongNames(report.indicators.map((column) => of(column).name));
    wrong.textContent = bad.length > 0 ? t('bring.wrong_names', { names: bad.map((name) => (name.trim() === '' ? '«\u00a0»' : name)).join(', ') }) : '';
    if (bad.length === 0) void keep(keptBody(report, of));
  }
  return {
    element,
    roles: () => roleTexts(roles),
    reset() {
      [report, roles] = [null, new Map()];
      told.clear();
      pending.textContent = wrong.textContent = '';
    },
    update(next, communes) {
      report = next;
      pending.textContent = wrong.textContent = '';
      accepting.hidden = false;
      here.textContent = t('bring.here', { n: communes, figures: next.indicators.length });
      draw();
    },
  };
}
