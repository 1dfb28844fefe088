import { assumptions } from '../assumptions';
import { legendContent, overlayMarks } from '../legend-content';
import { bandItems, markItem, noteParts } from '../legend';
import { mapTheme } from '../../map/theme';
import type { Snapshot } from '../../map/snapshot';
import type { Paper } from '../../model/share';
import { kindOf, titleOf } from '../../model/territory';
import { roadsOf } from '../../model/travel';
import { fill, h } from '../dom';
import { ownersOf } from '../owners';
import type { Model, Voice } from '../model';
import { openAtSentences } from '../open-at';
import { roadsCredit, roadsFile, travelSentence } from '../roads';

/** Changes told one by one: more have no room on one sheet. */
const MOST_TOLD = 6;

export interface Sheet {
  readonly element: HTMLElement;
  /** What the next sheet of paper says. Without a map it says that there is none. */
  readonly put: (model: Model, map: Snapshot | null, paper: Paper, address: string, today: string) => void;
}

/** One sheet of paper. On the screen it is not there; printed, it is all that there is. */
export function sheetView(voice: Voice): Sheet {
  const { t, format } = voice;
  const element = h('section', { class: 'sheet' });

  function facts(model: Model): HTMLElement {
    const { summary: { access, people: { covered_only_from_outside: outside } }, tally: { covered, total, near_threshold }, threshold_min: minutes, gaps } = model;
    const fact = (label: string, value: string): HTMLElement => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    const times = ([['access.mean', access.mean_s], ['access.median', access.median_s], ['access.p90', access.p90_s]] as const).flatMap(([key, seconds]) => (seconds === null ? [] : [fact(t(key), format.minutes(seconds))]));
    const worst = access.worst === null ? [] : [fact(t('access.worst'), `${access.worst.name}, ${format.minutes(access.worst.duration_s)}`)];
    const uncovered = gaps.reduce((n, zone) => n + zone.population, 0);
    return h(
      'div',
      { class: 'sheet-facts' },
      h('h2', {}, t('sheet.figures')),
      h('p', {}, t('key.covered', { people: covered.people, share: format.share(covered.people, total.people), minutes, communes: covered.communes, total: total.communes })),
      outside > 0 && h('p', {}, t('key.outside', { people: outside })),
      near_threshold.people > 0 && h('p', {}, t('key.near', { people: near_threshold.people })),
      // Zones of an earlier threshold are no answer to this one.
      !model.stale && h('p', {}, gaps.length === 0 ? t('sheet.no_gaps') : t('sheet.gaps', { zones: gaps.length, people: uncovered })),
      h('dl', { class: 'facts' }, ...times, ...worst),
    );
  }
  function question(model: Model): string {
    const { state, meta, summary: { venues, parameters } } = model;
    const named = meta.kinds.filter(({ code }) => state.kinds.includes(code)).map((kind) => (voice.language === 'fr' ? kind.label_fr : kind.label_en));
    const wanted = [...named, ...state.services];
    const which = wanted.length === 0 ? t('sheet.all_venues') : t('sheet.some_venues', { list: wanted.join(', ') });
    const counted = t('filters.venues', { considered: venues.considered, inside: venues.inside, outside: venues.outside, buffer: format.integer(parameters.buffer_km) });
    return [t('sheet.question', { minutes: model.threshold_min }), which, ...openAtSentences(voice, model.summary), counted].join(' ');
  }
  function method(model: Model, address: string, today: string): HTMLElement {
    const { meta, summary: { sources }, byRoad } = model;
    const roads = roadsOf(meta);
    const listed = sources.map((s) => t('method.source', { name: s.name, producer: s.producer, vintage: s.vintage, licence: s.licence }));
    return h(
      'div',
      { class: 'sheet-method' },
      h('h2', {}, t('method.title')),
      h('p', {}, `${travelSentence(voice, model)}. ${byRoad && roads ? roadsFile(voice, roads) : t('method.caveat')} ${t('method.point')}`),
      h('h3', {}, t('method.sources')),
      h('ul', {}, ...[...listed, ...(roads && byRoad ? [roadsCredit(voice, roads)] : [])].map((source) => h('li', {}, source))),
      h('p', { class: 'sheet-end' }, `${t('map.sources', { list: ownersOf(voice, model).join(', ') })}. ${t('sheet.made', { day: format.day(today), version: meta.version })}`, h('br'), h('span', {}, address)),
    );
  }
  return {
    element,
    put(model, map, paper, address, today) {
      const { summary: { territory }, tally, threshold_min: minutes } = model;
      const content = legendContent(voice, model, mapTheme(false));
      element.dataset['paper'] = paper;
      const far = t('key.far', { people: tally.far.people, share: format.share(tally.far.people, tally.total.people), minutes });
      const about = [kindOf(territory, t), t('territory.about', { communes: territory.communes, people: territory.population })].filter(Boolean).join(' · ');
      fill(
        element,
        h('div', { class: 'sheet-head' }, h('p', { class: 'sheet-brand' }, `${t('app.name')} · ${t('app.tagline')}`), h('h1', {}, titleOf(territory, t)), h('p', { class: 'sheet-about' }, about), h('p', { class: 'sheet-key' }, `${far}.`), ...assumptions(voice, model, MOST_TOLD).map((said) => h('p', { class: 'sheet-assumed' }, said)), h('p', {}, question(model))),
        h('div', { class: 'sheet-map' }, map?.canvas ?? h('p', {}, t('sheet.no_map'))),
        h('div', { class: 'sheet-legend' }, h('h2', {}, content.title), h('ul', { class: 'legend-bands' }, ...bandItems(voice, content)), content.note !== null && h('p', { class: 'legend-note' }, ...noteParts(content)), h('ul', { class: 'legend-marks' }, ...[...content.marks, ...overlayMarks(voice, model)].map(markItem))),
        facts(model),
        method(model, address, today),
      );
      map?.canvas.setAttribute('role', 'img');
      map?.canvas.setAttribute('aria-label', content.title);
    },
  };
}
