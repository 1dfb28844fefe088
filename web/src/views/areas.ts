import { fill, h } from './dom';
import type { Model, View, Voice } from './model';

/** Coverage of each intercommunalité, the least covered first. */
export function areasView({ t, format }: Voice): View {
  const body = h('tbody');
  const head = (['areas.name', 'areas.people', 'areas.covered', 'areas.mean'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
  const table = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('areas.title')), h('thead', {}, h('tr', {}, ...head)), body);
  const element = h('details', { class: 'block' }, h('summary', {}, h('h2', {}, t('areas.title'))), table);
  let [last, drawn]: Array<Model['summary'] | null> = [null, null];
  const row = (area: Model['summary']['by_epci'][number]): HTMLElement =>
    h('tr', {}, h('th', { attrs: { scope: 'row' } }, area.name), h('td', { class: 'number' }, format.integer(area.population)), h('td', { class: 'number' }, format.share(area.covered, area.population)), h('td', { class: 'number' }, area.mean_s === null ? '–' : format.minutes(area.mean_s)));
  /** A country has more than a thousand: they are made when they are looked at. */
  function draw(): void {
    if (!last || !element.open || last === drawn) return;
    drawn = last;
    const share = (a: Model['summary']['by_epci'][number]): number => (a.population === 0 ? 1 : a.covered / a.population);
    fill(body, ...[...last.by_epci].sort((a, b) => share(a) - share(b) || b.population - a.population).map(row));
  }
  element.addEventListener('toggle', draw);
  return {
    element,
    update({ summary, stale }: Model) {
      element.classList.toggle('is-stale', stale);
      last = summary;
      draw();
    },
  };
}
