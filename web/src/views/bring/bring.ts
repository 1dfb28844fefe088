import { checkReport, checkTable, type CheckAsked } from '../../api/check';
import { ApiError, isAbort } from '../../api/client';
import { mapTexts, missingColumn, MOST_FILE_BYTES, peekColumns, tooMuch, type CheckReport, type Guessed } from '../../model/bring';
import type { IndicatorReport } from '../../model/bring-indicators';
import { brought, FILLED, type Brought } from '../../model/brought';
import { parseCsv } from '../../model/csv';
import { MOST_CHANGES } from '../../model/scenario';
import { explain } from '../../model/problem';
import { fill, h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { saveAs } from '../saving';
import { columnsView } from './columns';
import { indicatorsView } from './indicators';
import { findingsView } from './report';

const ACCEPTS = '.csv,.txt,.tsv,.xlsx,.ods,.json,.geojson,.zip,.fgb,.gpkg';
const MB = 2 ** 20;

/** A file that is brought: what it is of, how it is understood, what is wrong in it; venues are put right as a file or into the scenario, indicators go on the map. */
export function bringView(voice: Voice, actions: Actions): View {
  const { t, language } = voice;
  let file: File | null = null;
  let peeked: readonly string[] = [];
  let guessed: readonly Guessed[] = [];
  let report: { readonly rows: number } | null = null;
  /** Whether the reader said what the file is of. */
  let isSaid = false;
  /** The corrected file, of which the venues are read; null where it could not be had. */
  let csv: string | null = null;
  let work: AbortController | null = null;
  let model: Model | null = null;
  let seen = '';

  const input = h('input', { type: 'file', id: 'bring-file', hidden: true, attrs: { accept: ACCEPTS }, on: { change: () => choose(input.files) } });
  const drop = h('button', { type: 'button', class: 'bring-drop', id: 'bring-drop', attrs: { 'aria-describedby': 'bring-about' }, on: { click: () => input.click() } }, t('bring.choose'));
  const live = h('p', { class: 'bring-said', attrs: { role: 'status' } });
  const alert = h('div', { attrs: { role: 'alert' } });
  const cancel = h('button', { type: 'button', class: 'chip', on: { click: () => stop() } }, t('bring.cancel'));
  const bar = h('progress', { attrs: { 'aria-label': t('bring.title') } });
  const busy = h('div', { class: 'go bring-busy', hidden: true }, bar, cancel);
  const hours = h('p', { class: 'muted' });
  const kinds = (['venues', 'indicators'] as const).map((kind) => h('input', { type: 'radio', name: 'bring-subject', value: kind, on: { change: () => { isSaid = true; begin(); } } }));
  const layer = h('select', { id: 'bring-layer', on: { change: () => begin() } });
  const layers = h('p', { class: 'field', hidden: true }, h('label', { htmlFor: layer.id }, t('bring.layer')), layer);
  const subject = h('fieldset', { class: 'bring-subject', hidden: true }, h('legend', {}, t('bring.subject')), ...kinds.map((input) => h('label', {}, input, t(input.value === 'venues' ? 'bring.of_venues' : 'bring.of_indicators'))), layers);
  const forget = h('button', { type: 'button', class: 'chip', on: { click: () => { actions.bring.forget(); title.focus({ preventScroll: true }); } } }, t('bring.forget'));
  const kept = h('p', { class: 'bring-kept', hidden: true }, h('span'), ' ', forget);
  const columns = columnsView(voice, () => void run());
  const indicators = indicatorsView(voice, () => void run(), (body) => keep(body));
  const findings = findingsView(voice);
  const can = h('p');
  const why = h('ul', { class: 'plain muted' });
  const add = h('button', { type: 'button', class: 'button', on: { click: put } }, t('bring.add'));
  const adding = h('div', { attrs: { role: 'group', 'aria-labelledby': 'bring-add-title' } }, h('h3', { id: 'bring-add-title' }, t('bring.add_title')), can, why, add);
  const saved = h('div', { attrs: { role: 'status' } });
  const save = (key: 'bring.save_findings' | 'bring.save_fixed', what: 'findings' | 'fixed'): HTMLButtonElement => h('button', { type: 'button', class: 'chip', on: { click: () => void download(what) } }, t(key));
  const checked = h('div', { hidden: true }, hours, adding);
  const saveFixed = save('bring.save_fixed', 'fixed');
  const told = h('div', { hidden: true }, findings.element, h('div', { class: 'chips' }, save('bring.save_findings', 'findings'), saveFixed), saved);
  columns.element.hidden = indicators.element.hidden = true;
  const title = h('h2', { id: 'bring-title', tabIndex: -1 }, t('bring.title'));
  const element = h('section', { class: 'block bring', attrs: { 'aria-labelledby': title.id } }, title, h('p', { class: 'muted', id: 'bring-about' }, t('bring.about')), kept, drop, input, live, alert, busy, subject, checked, columns.element, indicators.element, told);

  // What is dropped anywhere comes here by itself; the button shows that it would.
  document.addEventListener('dragover', ({ dataTransfer }) => drop.classList.toggle('is-over', dataTransfer?.types.includes('Files') === true));
  for (const end of ['drop', 'dragleave'] as const) document.addEventListener(end, (event) => (end === 'drop' || event.relatedTarget === null) && drop.classList.remove('is-over'));

  function choose(files: Iterable<File> | null): void {
    const [chosen] = files ?? [];
    if (!chosen) return;
    stop(false);
    [file, isSaid] = [chosen, false];
    fill(layer);
    layers.hidden = subject.hidden = true;
    reset();
    if (chosen.size > MOST_FILE_BYTES) {
      file = null;
      live.textContent = '';
      fail(t('bring.too_large', { file: chosen.name, n: MOST_FILE_BYTES / MB }));
    } else void run();
    // The same file may be chosen again, once it was put right.
    input.value = '';
  }

  function reset(): void {
    [guessed, report, csv] = [[], null, null];
    columns.reset();
    indicators.reset();
    fill(saved);
    for (const part of [checked, columns.element, indicators.element, told]) part.hidden = true;
  }
  /** The same file, as something else. */
  function begin(): void {
    reset();
    void run();
  }
  /** What is asked of the file, as it stands in the fields. */
  function asked(): CheckAsked {
    const of = kinds.find((one) => one.checked)?.value;
    const isOf = of === 'venues' || of === 'indicators' ? of : null;
    const known = isOf !== null && (isSaid || report !== null) ? isOf : 'guess';
    return { subject: known, layer: layer.value, map: known === 'indicators' ? indicators.roles() : known === 'venues' ? mapTexts(columns.corrections()) : [] };
  }

  async function run(): Promise<void> {
    const chosen = file;
    if (!chosen) return;
    work?.abort();
    const { signal } = (work = new AbortController());
    fill(alert);
    fill(saved);
    live.textContent = t('bring.checking', { file: chosen.name });
    busy.hidden = false;
    const how = asked();
    try {
      const names = await peekColumns(chosen);
      signal.throwIfAborted();
      peeked = names;
      const answer = await checkReport(chosen, how, signal);
      for (const one of kinds) one.checked = one.value === answer.subject;
      subject.hidden = false;
      if (answer.subject === 'indicators') {
        report = answer.tally;
        offerLayers(answer);
        showIndicators(chosen, answer);
      } else {
        report = answer;
        // It may have rows that the schema does not accept for what no map needs.
        csv = await (await checkTable(chosen, { ...how, subject: 'venues', map: [...FILLED, ...how.map] }, 'fixed', signal)).text();
        const [of] = answer.files;
        if (of) offerLayers(of);
        guessed = of?.guessed ?? [];
        if (of?.columns) peeked = of.columns;
        show(chosen, answer);
      }
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      live.textContent = '';
      failed(chosen, error);
    }
    finish();
  }
  /** The answer, and focus where what had it is gone. */
  function finish(): void {
    const had = busy.contains(document.activeElement);
    busy.hidden = true;
    work = null;
    if (had) title.focus({ preventScroll: true });
  }
  function stop(says = true): void {
    if (!work) return;
    work.abort();
    finish();
    if (says) live.textContent = t('bring.cancelled');
  }
  function offerLayers({ layer: read = '', layers: names = [] }: { readonly layer?: string; readonly layers?: readonly string[] }): void {
    layers.hidden = names.length < 2;
    fill(layer, ...names.map((name) => h('option', { value: name }, name)));
    layer.value = read;
  }
  function showIndicators(chosen: File, found: IndicatorReport): void {
    const n = Object.keys(found.figures).length;
    live.textContent = t('bring.said_indicators', { file: chosen.name, rows: found.tally.rows, communes: n, n: found.findings.length });
    indicators.update(found, model ? model.communes.filter(({ code }) => code in found.figures).length : n);
    findings.update(found);
    saveFixed.hidden = true;
    for (const part of [indicators.element, told]) part.hidden = false;
  }
  async function keep(body: object): Promise<void> {
    if (work) return;
    const { signal } = (work = new AbortController());
    fill(alert);
    busy.hidden = false;
    try {
      await actions.bring.keep(body, signal);
      live.textContent = t('bring.on_map');
    } catch (error) {
      if (isAbort(error)) return;
      const problem = error instanceof ApiError ? error.problem : null;
      fail(t(problem === null ? 'error.network' : 'bring.not_kept'), problem?.detail ?? null);
    }
    finish();
  }
  function show(asked: File, found: CheckReport): void {
    live.textContent = t('bring.said', { file: asked.name, rows: found.rows, venues: found.venues, n: found.findings.length });
    hours.textContent = t('bring.hours', { ...found.hours });
    columns.settled();
    columns.update(guessed, peeked);
    findings.update(found);
    seen = '';
    for (const part of [checked, columns.element, told]) part.hidden = false;
    saveFixed.hidden = false;
    offer();
  }

  function failed(asked: File, error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null;
    if (problem === null) return fail(t(error instanceof ApiError ? 'error.network' : 'error.title'), error instanceof ApiError ? null : String(error));
    const [missing, most] = [missingColumn(problem.detail), tooMuch(problem.detail)];
    for (const part of [checked, told]) part.hidden = true;
    subject.hidden = false;
    if (missing && kinds.find((one) => one.checked)?.value !== 'indicators') {
      for (const one of kinds) one.checked = one.value === 'venues';
      isSaid = true;
      if (peeked.length === 0) peeked = missing.columns;
      columns.element.hidden = false;
      columns.update(guessed, peeked);
      fail(t('bring.no_column', { field: missing.field }), problem.detail);
    } else if (problem.status === 413) fail(t('bring.too_large', { file: asked.name, n: MOST_FILE_BYTES / MB }));
    // It may be sound: another try would end alike, and so would another format.
    else if (problem.status < 500 && most !== null) fail(t(`bring.most_${most}`, { file: asked.name }));
    else if (problem.status < 500 && problem.status !== 429) fail(t('bring.unreadable', { file: asked.name }), problem.detail);
    else fail(explain(problem, model?.meta ?? null, voice).title, problem.detail);
  }
  function fail(what: string, detail: string | null = null): void {
    const again = file !== null && columns.element.hidden && indicators.element.hidden && h('button', { type: 'button', class: 'chip', on: { click: () => { title.focus({ preventScroll: true }); void run(); } } }, t('bring.again'));
    fill(alert, h('p', { class: 'warn' }, what), detail !== null && h('p', { class: 'muted' }, `${t('error.detail')} `, h('span', { attrs: { lang: 'en' } }, detail)), again);
  }

  function found(): Brought | null {
    return model && csv !== null ? brought(csv, new Set(model.communes.map(({ code }) => code)), model.venues, model.state.changes) : null;
  }
  /** Says what may be added to the scenario as it is now. */
  function offer(): void {
    if (!model || report === null) return;
    const key = JSON.stringify([model.state.territory, model.state.changes, model.venues.length, csv?.length]);
    if (key === seen) return;
    seen = key;
    const all = found();
    adding.hidden = all === null;
    if (!all) return;
    const { take, usable, outside, known, travelling, full } = all;
    can.textContent = t(take.length > 0 ? 'bring.can' : 'bring.cannot', { n: take.length, usable });
    const reasons = [outside > 0 && t('bring.outside', { n: outside }), known > 0 && t('bring.known', { n: known }), travelling > 0 && t('bring.travelling', { n: travelling }), full > 0 && t('bring.full', { n: full, most: MOST_CHANGES })];
    fill(why, ...reasons.map((reason) => reason !== false && h('li', {}, reason)));
    add.hidden = take.length === 0;
  }
  function put(): void {
    const { take = [] } = found() ?? {};
    if (take.length === 0) return;
    live.textContent = t('bring.added', { n: take.length });
    actions.scenario.change(...take);
  }

  async function download(what: 'findings' | 'fixed'): Promise<void> {
    const chosen = file;
    if (!chosen || work) return;
    const { signal } = (work = new AbortController());
    try {
      const table = await checkTable(chosen, asked(), what, signal);
      const end = what === 'fixed' ? (language === 'fr' ? 'corrige' : 'corrected') : language === 'fr' ? 'constats' : 'findings';
      const name = `${chosen.name.replace(/\.[^.]*$/, '')}-${end}.csv`;
      const rows = what === 'fixed' ? parseCsv(await table.text()).length - 1 : null;
      saveAs(table, name);
      const of = report?.rows ?? 0;
      fill(saved, h('p', {}, rows === null ? t('bring.saved', { file: name }) : t('bring.saved_fixed', { file: name, n: rows, rows: of })), rows !== null && rows < of && h('p', { class: 'doubt' }, t('bring.left_out')));
    } catch (error) {
      if (!isAbort(error)) failed(chosen, error);
    } finally {
      // A check that has begun since keeps its own.
      if (work?.signal === signal) work = null;
    }
  }

  return {
    element,
    update(next) {
      model = next;
      const dropped = actions.bring.take();
      if (dropped) choose([dropped]);
      const n = next.state.indicators.length;
      kept.hidden = n === 0;
      if (kept.firstElementChild) kept.firstElementChild.textContent = t('bring.kept', { n });
      offer();
    },
  };
}
