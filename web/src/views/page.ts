import { learnLate } from '../i18n';
import type { State } from '../state';
import { serialise } from '../state';
import { kindOf, titleOf } from '../model/territory';
import { alertsView, type Alerts } from './alerts';
import { areasView } from './areas';
import { cardView } from './card';
import { fill, goTo, h } from './dom';
import { footerView } from './footer';
import { figuresView, keyView } from './figures';
import { filtersView } from './filters';
import { lateViews } from './late';
import { legendView } from './legend';
import { methodView } from './method';
import type { Actions, Model, View, Voice } from './model';
import { ownersOf } from './owners';
import { reachView } from './reach';
import { travelSentence } from './roads';
import { searchView } from './search';
import { shareView } from './share/menu';
import { tableView } from './table';
import { tabsView } from './tabs';
import { thresholdView } from './threshold';
import { travelView } from './travel';
import { waitingView } from './waiting';
import { fragilityView, zonesView } from './zones';

export interface Page {
  readonly map: HTMLElement;
  /** Where the map of a scenario that is compared is drawn. */
  readonly compareMap: HTMLElement;
  readonly alerts: Alerts;
  readonly update: (model: Model) => void;
  /** Only what is said of the truck: progress may come several times a second. */
  readonly updateTruck: (model: Model) => void;
  readonly busy: (busy: boolean) => void;
  /** Nothing was ever received: the title must not go on promising. */
  readonly nothing: () => void;
  /** Why there is no map: the browser cannot draw it, or its code did not come. */
  readonly mapFailed: (why: 'no_webgl' | 'missing') => void;
  /** Width of the map that lies under the legend; none where the legend stands below the map. */
  readonly coveredByLegend: () => number;
  /** Width of the map that lies under the card; none where the card stands at the foot of the screen. */
  readonly coveredByCard: () => number;
}

/** Builds the page: what is read first comes first in the document, for eyes, keyboard and ears alike. */
export function buildPage(root: HTMLElement, voice: Voice, actions: Actions, state: () => State): Page {
  const { t } = voice;
  const alerts = alertsView(voice);
  const waiting = waitingView(voice, actions.giveUp);
  const parts: View[] = [keyView(voice, actions), thresholdView(voice, actions), travelView(voice, actions)];
  const failed = (error: unknown, retry: () => void = () => undefined): void => alerts.show(error, retry);
  const panel: View[] = [figuresView(voice, actions), reachView(voice, actions), zonesView(voice, actions), fragilityView(voice, actions), areasView(voice), filtersView(voice, actions, failed), methodView(voice, actions)];
  const truck = lateViews(async () => (await Promise.all([import('./truck/panel'), learnLate(voice.language)]))[0].truckViews(voice, actions, failed), ({ state: { panel } }) => panel === 'truck', failed);
  const scenario = lateViews(async () => (await Promise.all([import('./scenario/panel'), learnLate(voice.language)]))[0].scenarioViews(voice, actions), ({ state: { panel } }) => panel === 'scenario' || panel === 'bring', failed);
  const bring = lateViews(async () => [(await Promise.all([import('./scenario/panel'), learnLate(voice.language)]))[0].bringView(voice, actions)], ({ state: { panel } }) => panel === 'bring', failed);
  // Only to look at: what is clicked, named and focused is the map beneath.
  const compareMap = h('div', { class: 'map-canvas compare-map', hidden: true, attrs: { 'aria-hidden': 'true', inert: true } });
  const swipe = lateViews(async () => [(await Promise.all([import('./scenario/swipe'), learnLate(voice.language)]))[0].swipeView(voice, actions, compareMap)], ({ compared }) => compared !== null, failed);
  const tabs = tabsView(voice, actions, state().panel, { summary: panel.map((p) => p.element), truck: [truck.element], scenario: [scenario.element], bring: [bring.element] });
  const legend = legendView(voice, actions);
  const share = shareView(voice, actions, failed);
  const card = cardView(voice, actions, failed);
  const table = tableView(voice, actions, state().table, failed);
  const title = h('h1', {}, t('app.loading'));
  const about = h('p', { class: 'territory-about' });
  const map = h('div', { class: 'map-canvas', id: 'map' });
  const home = h('button', { type: 'button', class: 'map-home', on: { click: actions.showAll } }, t('map.home'));
  const credits = h('span');
  const vintages = h('button', { type: 'button', class: 'link', on: { click: () => toSources(actions) } }, t('map.vintages'));
  // The button stands after the credits: it comes with them, so that it does not move.
  const attribution = h('p', { class: 'attribution' }, credits);
  const progress = h('div', { class: 'progress', attrs: { 'aria-hidden': 'true' } });
  const language = h('a', { class: 'language', attrs: { lang: voice.language === 'fr' ? 'en' : 'fr' } }, t('app.other_language'));
  language.addEventListener('click', () => (language.href = otherLanguage(state())));

  const lead = h('section', { class: 'lead skeleton', attrs: { 'aria-labelledby': 'territory-name' } }, h('div', { class: 'territory' }, title, about), share.element, ...parts.map((p) => p.element));
  title.id = 'territory-name';
  const side = h('section', { class: 'panel skeleton', id: 'panel', tabIndex: -1, attrs: { 'aria-label': t('app.panel') } }, tabs.element);
  const mapSection = h('section', { class: 'map' }, skip('#table', t('skip.past_map')), h('div', { class: 'map-stage' }, map, compareMap, home, swipe.element, legend.element, card.element), attribution);
  const main = h('main', {}, progress, lead, mapSection, side, table.element);
  const brand = h('div', { class: 'brand' }, h('p', { class: 'brand-name' }, t('app.name')), h('p', { class: 'brand-tagline' }, t('app.tagline')), language);
  const search = searchView(voice, actions, failed);
  // What is wrong comes before what it concerns, for the keyboard too.
  fill(root, skip('#panel', t('skip.panel')), alerts.element, h('header', {}, brand, search.element), main, footerView(voice), waiting.element);

  takesDrops(root, actions.bring.drop);

  return {
    map,
    compareMap,
    alerts,
    updateTruck(model) {
      truck.update(model);
    },
    busy(busy) {
      waiting.wait(busy);
      main.classList.toggle('is-busy', busy);
      main.setAttribute('aria-busy', String(busy));
    },
    nothing() {
      title.textContent = t('error.nothing');
      for (const part of [lead, side]) {
        part.classList.remove('skeleton');
        part.classList.add('is-empty');
      }
    },
    coveredByLegend() {
      const over = legend.element.getBoundingClientRect();
      const under = map.getBoundingClientRect();
      return over.top < under.bottom ? over.right - under.left : 0;
    },
    coveredByCard() {
      const over = card.element.getBoundingClientRect();
      const under = map.getBoundingClientRect();
      const beside = !card.element.hidden && over.left > under.left + under.width / 3;
      return beside ? under.right - over.left : 0;
    },
    mapFailed(why) {
      fill(map, h('p', { class: 'map-failed', attrs: { role: 'alert' } }, t(why === 'missing' ? 'map.missing' : 'map.failed')));
    },
    update(model) {
      const { territory } = model.summary;
      const name = titleOf(territory, t);
      title.textContent = name;
      document.title = `${name} – ${t('app.name')}`;
      about.textContent = [kindOf(territory, t), t('territory.about', { communes: territory.communes, people: territory.population })].filter(Boolean).join(' · ');
      fill(credits, h('strong', {}, travelSentence(voice, model)), ` · ${t('map.sources', { list: ownersOf(voice, model).join(', ') })}`);
      if (!vintages.isConnected) attribution.append(' ', vintages);
      main.classList.toggle('is-beside-summary', model.state.panel !== 'summary');
      map.classList.toggle('is-placing', model.scenario.placing !== null);
      for (const view of [...parts, tabs, ...panel, truck, scenario, bring, swipe, legend, share, card, table]) view.update(model);
      language.href = otherLanguage(model.state);
      for (const part of [lead, side]) part.classList.remove('skeleton', 'is-empty');
    },
  };
}

/** A file that is dropped anywhere goes where files are checked: the browser would leave the page for it. A field of files takes its own. */
function takesDrops(root: HTMLElement, drop: (file: File) => void): void {
  const hasFile = ({ dataTransfer, target }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true && !(target instanceof HTMLInputElement && target.type === 'file');
  root.ownerDocument.addEventListener('dragover', (event) => hasFile(event) && event.preventDefault());
  root.ownerDocument.addEventListener('drop', (event) => {
    if (!hasFile(event) || event.defaultPrevented) return;
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) drop(file);
  });
}

function skip(target: string, text: string): HTMLElement {
  const link = h('a', { class: 'skip', href: target }, text);
  // The address holds the state: a fragment would only get in its way.
  link.addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector<HTMLElement>(target)?.focus();
  });
  return link;
}

/** The sources stand with the method, beside the map. */
function toSources(actions: Actions): void {
  actions.setPanel('summary');
  const part = document.getElementById('sources');
  if (part) goTo(part);
}

function otherLanguage(state: State): string {
  return serialise({ ...state, language: state.language === 'fr' ? 'en' : 'fr' }) || '?';
}
