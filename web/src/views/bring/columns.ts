import { columnRows, FIELDS, mapTexts, reasonOf, withColumn, withValue, type ColumnRow, type Corrections, type Guessed } from '../../model/bring';
import { fill, h, refocused } from '../dom';
import type { Voice } from '../model';

export interface ColumnsView {
  readonly element: HTMLElement;
  /** What is corrected, as it stands in the fields. */
  readonly corrections: () => Corrections;
  /** A new file: nothing is corrected yet. */
  readonly reset: () => void;
  readonly update: (guessed: readonly Guessed[], columns: readonly string[]) => void;
  /** What is corrected was checked. */
  readonly settled: () => void;
}

/** The choice of a column of yes and no; no field is called so. */
const FLAG = '*';

/** Which column is taken for what, how sure that is and why; each can be corrected. */
export function columnsView({ t }: Voice, again: () => void): ColumnsView {
  let corrections: Corrections = [];
  let last: readonly [readonly Guessed[], readonly string[]] = [[], []];
  const about = h('p', { class: 'muted' });
  const list = h('ul', { class: 'plain bring-columns' });
  const options = (): HTMLElement[] => FIELDS.map((field) => h('option', { value: field, attrs: { lang: 'fr' } }, field));
  const field = h('select', { id: 'bring-field' }, ...options());
  const how = h('select', { id: 'bring-how' }, h('option', { value: 'value' }, t('bring.how_value')), h('option', { value: 'column' }, t('bring.how_column')));
  const names = h('datalist', { id: 'bring-names' });
  const what = h('input', { type: 'text', id: 'bring-what', required: true, maxLength: 300, attrs: { autocomplete: 'off', list: names.id } });
  field.value = 'date_maj';
  const set = (): void => {
    const text = what.value.trim();
    if (text === '') return;
    change(how.value === 'column' ? withColumn(corrections, text, field.value) : withValue(corrections, field.value, text));
    what.value = '';
  };
  const more = h(
    'form',
    { class: 'bring-more', on: { submit: (event) => { event.preventDefault(); set(); } } },
    h('fieldset', { class: 'place-fields' }, h('legend', {}, t('bring.more')), line(t('bring.field'), field), line(t('bring.how'), how), line(t('bring.what'), what), names, h('div', { class: 'go' }, h('button', { type: 'submit', class: 'chip' }, t('bring.set')))),
  );
  const given = h('ul', { class: 'plain bring-given' });
  const pending = h('p', { class: 'muted', attrs: { role: 'status' } });
  const check = h('button', { type: 'button', class: 'button', on: { click: again } }, t('bring.again'));
  const title = h('h3', { id: 'bring-columns-title', tabIndex: -1 }, t('bring.columns'));
  const element = h('div', { attrs: { role: 'group', 'aria-labelledby': title.id } }, title, about, list, more, given, pending, h('div', { class: 'go' }, check));

  function line(label: string, control: HTMLElement): HTMLElement {
    return h('p', { class: 'field' }, h('label', { htmlFor: control.id }, label), control);
  }
  function change(next: Corrections): void {
    corrections = next;
    pending.textContent = t('bring.pending');
    draw();
  }
  /** How sure a guess is and why, in the reader's language. */
  function why({ guess, isGiven, also }: ColumnRow): string {
    const reason = reasonOf(guess.reason);
    const said = [
      reason.perhaps !== null && t('bring.perhaps', { field: reason.perhaps }),
      reason.key === null ? guess.reason : t(`bring.reason_${reason.key}`),
      reason.share !== null && t('bring.share', { n: reason.share }),
      guess.confidence > 0 && t('bring.sure', { n: guess.confidence }),
    ];
    return isGiven ? [t('bring.given'), also !== null && t('bring.also', { field: also })].filter(Boolean).join(' ; ') : said.filter(Boolean).join(', ');
  }
  function row(one: ColumnRow, i: number): HTMLElement {
    const own = one.guess.field;
    // What a yes stands for is no field that another column could be given.
    const isFlag = own !== null && !FIELDS.some((name) => name === own);
    const select = h('select', { id: `bring-column-${i}`, attrs: { 'data-focus': `column:${one.column}`, 'aria-describedby': `bring-why-${i}` } }, isFlag && h('option', { value: FLAG }, own), h('option', { value: '' }, t('bring.unused')), ...options());
    select.value = isFlag && !one.isGiven ? FLAG : (one.field ?? '');
    // What was guessed is no correction, as long as nothing else has the field.
    const isGuess = (): boolean => (select.value === FLAG ? isFlag : select.value === (own ?? '')) && columnRows(...last, withColumn(corrections, one.column, undefined)).some((row) => row.column === one.column && (row.field ?? '') === (own ?? ''));
    select.addEventListener('change', () => change(withColumn(corrections, one.column, isGuess() ? undefined : select.value === '' ? null : select.value)));
    return h('li', {}, h('label', { htmlFor: select.id }, one.column), select, h('span', { class: one.also === null ? 'muted' : 'warn', id: `bring-why-${i}` }, why(one)));
  }
  function draw(): void {
    const rows = columnRows(...last, corrections);
    about.textContent = t(rows.length > 0 ? 'bring.columns_about' : 'bring.columns_unknown');
    refocused(list, () => fill(list, ...rows.map(row)), title);
    fill(names, ...rows.map(({ column }) => h('option', { value: column })));
    const shown = new Set(rows.map(({ column }) => column));
    const others = corrections.filter((one) => !('column' in one) || !shown.has(one.column));
    const said = (one: (typeof others)[number]): string => ('column' in one ? `${one.field} ← ${one.column}` : `${one.field} = ${one.value}`);
    const chip = (one: (typeof others)[number]): HTMLElement =>
      h('li', {}, h('span', {}, said(one)), h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `drop:${mapTexts([one])[0]}`, 'aria-label': t('bring.drop_of', { text: said(one) }) }, on: { click: () => change(corrections.filter((other) => other !== one)) } }, t('bring.drop')));
    refocused(given, () => fill(given, ...others.map(chip)), check);
  }
  return {
    element,
    corrections: () => corrections,
    reset() {
      corrections = [];
      what.value = '';
      pending.textContent = '';
    },
    update(guessed, columns) {
      last = [guessed, columns];
      draw();
    },
    settled: () => void (pending.textContent = ''),
  };
}
