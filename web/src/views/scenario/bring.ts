import { checkReport, checkTable } from '../../api/check';
import { ApiError, isAbort } from '../../api/client';
import { mapTexts, missingColumn, MOST_FILE_BYTES, peekColumns, tooMuch, type CheckReport, type Guessed } from '../../model/bring';
import { brought, FILLED, type Brought } from '../../model/brought';
import { parseCsv } from '../../model/csv';
import { MOST_CHANGES } from '../../model/scenario';
import { explain } from '../../model/problem';
import { fill, h } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { columnsView } from './bring-columns';
import { findingsView } from './bring-report';

const ACCEPTS = '.csv,.txt,.tsv,.xlsx,.ods,.json,.geojson,.zip,.fgb,.gpkg';
const MB = 2 ** 20;

/** A list of venues from a file: how it is understood, what is wrong in it, put right as a file or into the scenario. */
export function bringView(voice: Voice, actions: ScenarioActions): View {
  const { t, language } = voice;
  let file: File | null = null;
  let peeked: readonly string[] = [];
  let guessed: readonly Guessed[] = [];
  let report: CheckReport | null = null;
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
  const columns = columnsView(voice, () => void run());
  const findings = findingsView(voice);
  const can = h('p');
  const why = h('ul', { class: 'plain muted' });
  const add = h('button', { type: 'button', class: 'button', on: { click: put } }, t('bring.add'));
  const adding = h('div', { attrs: { role: 'group', 'aria-labelledby': 'bring-add-title' } }, h('h3', { id: 'bring-add-title' }, t('bring.add_title')), can, why, add);
  const saved = h('div', { attrs: { role: 'status' } });
  const save = (key: 'bring.save_findings' | 'bring.save_fixed', what: 'findings' | 'fixed'): HTMLElement => h('button', { type: 'button', class: 'chip', on: { click: () => void download(what) } }, t(key));
  const checked = h('div', { hidden: true }, hours, adding);
  const told = h('div', { hidden: true }, findings.element, h('div', { class: 'chips' }, save('bring.save_findings', 'findings'), save('bring.save_fixed', 'fixed')), saved);
  columns.element.hidden = true;
  const title = h('h2', { id: 'bring-title', tabIndex: -1 }, t('bring.title'));
  const element = h('section', { class: 'block bring', attrs: { 'aria-labelledby': title.id } }, title, h('p', { class: 'muted', id: 'bring-about' }, t('bring.about')), drop, input, live, alert, busy, checked, columns.element, told);

  // Anywhere on the page: dropped beside the button, a file would take the place of the page and of all that was not kept.
  document.addEventListener('dragover', over);
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && drop.classList.remove('is-over'));
  document.addEventListener('drop', dropped);

  /** A field of files takes its own. */
  const isOurs = ({ dataTransfer, target }: DragEvent): boolean => (dataTransfer?.types.includes('Files') ?? false) && !(target instanceof HTMLInputElement && target.type === 'file');
  const isOpen = (): boolean => model?.state.panel === 'scenario';
  function over(event: DragEvent): void {
    if (!isOurs(event)) return;
    event.preventDefault();
    drop.classList.toggle('is-over', isOpen());
    if (event.dataTransfer && !isOpen()) event.dataTransfer.dropEffect = 'none';
  }
  function dropped(event: DragEvent): void {
    if (!isOurs(event)) return;
    event.preventDefault();
    drop.classList.remove('is-over');
    if (!isOpen()) return;
    if (!element.contains(event.target as Node | null)) element.scrollIntoView({ block: 'start' });
    choose(event.dataTransfer?.files ?? null);
  }
  function choose(files: FileList | null): void {
    const [chosen] = files ?? [];
    if (!chosen) return;
    stop(false);
    [file, guessed, report, csv] = [chosen, [], null, null];
    columns.reset();
    fill(saved);
    for (const part of [checked, columns.element, told]) part.hidden = true;
    if (chosen.size > MOST_FILE_BYTES) {
      file = null;
      live.textContent = '';
      fail(t('bring.too_large', { file: chosen.name, n: MOST_FILE_BYTES / MB }));
    } else void run();
    // The same file may be chosen again, once it was put right.
    input.value = '';
  }

  async function run(): Promise<void> {
    const asked = file;
    if (!asked) return;
    work?.abort();
    const { signal } = (work = new AbortController());
    fill(alert);
    fill(saved);
    live.textContent = t('bring.checking', { file: asked.name });
    busy.hidden = false;
    const maps = mapTexts(columns.corrections());
    try {
      const names = await peekColumns(asked);
      signal.throwIfAborted();
      peeked = names;
      report = await checkReport(asked, maps, signal);
      // It may have rows that the schema does not accept for what no map needs.
      csv = await (await checkTable(asked, [...FILLED, ...maps], 'fixed', signal)).text();
      // What is given is no guess any more, and the service does not repeat the rest of it.
      const [{ guessed: told = [] } = {}] = report.files;
      if (maps.length === 0) guessed = told;
      show(asked, report);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      live.textContent = '';
      failed(asked, error);
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
  function show(asked: File, found: CheckReport): void {
    live.textContent = t('bring.said', { file: asked.name, rows: found.rows, venues: found.venues, n: found.findings.length });
    hours.textContent = t('bring.hours', { ...found.hours });
    columns.settled();
    columns.update(guessed, peeked);
    findings.update(found);
    seen = '';
    for (const part of [checked, columns.element, told]) part.hidden = false;
    offer();
  }

  function failed(asked: File, error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null;
    if (problem === null) return fail(t(error instanceof ApiError ? 'error.network' : 'error.title'), error instanceof ApiError ? null : String(error));
    const [missing, most] = [missingColumn(problem.detail), tooMuch(problem.detail)];
    for (const part of [checked, told]) part.hidden = true;
    if (missing) {
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
    const again = file !== null && columns.element.hidden && h('button', { type: 'button', class: 'chip', on: { click: () => { title.focus({ preventScroll: true }); void run(); } } }, t('bring.again'));
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
    actions.change(...take);
  }

  async function download(what: 'findings' | 'fixed'): Promise<void> {
    const asked = file;
    if (!asked || work) return;
    const { signal } = (work = new AbortController());
    try {
      const table = await checkTable(asked, mapTexts(columns.corrections()), what, signal);
      const end = what === 'fixed' ? (language === 'fr' ? 'corrige' : 'corrected') : language === 'fr' ? 'constats' : 'findings';
      const name = `${asked.name.replace(/\.[^.]*$/, '')}-${end}.csv`;
      const rows = what === 'fixed' ? parseCsv(await table.text()).length - 1 : null;
      const link = h('a', { href: URL.createObjectURL(table) });
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      const of = report?.rows ?? 0;
      fill(saved, h('p', {}, rows === null ? t('bring.saved', { file: name }) : t('bring.saved_fixed', { file: name, n: rows, rows: of })), rows !== null && rows < of && h('p', { class: 'doubt' }, t('bring.left_out')));
    } catch (error) {
      if (!isAbort(error)) failed(asked, error);
    } finally {
      work = null;
    }
  }

  return {
    element,
    update(next) {
      model = next;
      offer();
    },
  };
}
