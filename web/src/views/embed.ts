import { whole } from '../model/share';
import { kindOf, titleOf } from '../model/territory';
import { serialise, type State } from '../state';
import { alertsView } from './alerts';
import { assumptions } from './assumptions';
import { fill, h } from './dom';
import { legendView } from './legend';
import type { Actions, Voice } from './model';
import { openAtSentences } from './open-at';
import { ownersOf } from './owners';
import type { Page } from './page';
import { travelSentence } from './roads';

/** Below this width the legend starts closed: the map comes first. */
const ROOM_FOR_LEGEND = 700;
/** Changes told one by one above the map. */
const MOST_TOLD = 2;

/** The map for a frame in a page of another site: title, answer, map, legend, and the way to the whole page. Nothing in it asks for anything else. */
export function buildEmbed(root: HTMLElement, voice: Voice, _actions: Actions, state: () => State): Page {
  const { t, format } = voice;
  const alerts = alertsView(voice);
  const legend = legendView(voice, null);
  if (window.innerWidth < ROOM_FOR_LEGEND) legend.element.removeAttribute('open');
  const title = h('h1', {}, t('app.loading'));
  const key = h('p', { class: 'embed-key' });
  const assumed = h('div', { class: 'embed-assumed', hidden: true });
  const map = h('div', { class: 'map-canvas', id: 'map' });
  const attribution = h('p', { class: 'attribution' });
  // In the frame the whole page would be refused: it opens beside.
  const more = h('a', { class: 'link', attrs: { target: '_blank', rel: 'noopener' } }, t('embed.whole'));
  const point = (): void => void (more.href = `/${serialise(whole(state()))}`);
  for (const event of ['pointerdown', 'focus'] as const) more.addEventListener(event, point);
  const main = h('main', { class: 'embed is-waiting' }, h('div', { class: 'embed-head' }, title, key, assumed), h('div', { class: 'map-stage' }, map, legend.element), h('div', { class: 'embed-foot' }, attribution, more));
  fill(root, main, alerts.element);
  point();

  return {
    map,
    // Nothing is compared in a frame: `embedded` drops it from the address.
    compareMap: h('div'),
    alerts,
    updateTruck: () => undefined,
    busy(busy) {
      main.classList.toggle('is-busy', busy);
      main.setAttribute('aria-busy', String(busy));
    },
    nothing() {
      main.classList.remove('is-waiting');
      title.textContent = t('error.nothing');
    },
    coveredByLegend() {
      if (!legend.element.hasAttribute('open')) return 0;
      const over = legend.element.getBoundingClientRect();
      const under = map.getBoundingClientRect();
      return over.right - under.left;
    },
    coveredByCard: () => 0,
    mapFailed(why) {
      fill(map, h('p', { class: 'map-failed', attrs: { role: 'alert' } }, t(why === 'missing' ? 'map.missing' : 'embed.no_map')));
    },
    update(model) {
      const { territory } = model.summary;
      title.textContent = [titleOf(territory, t), kindOf(territory, t)].filter(Boolean).join(' · ');
      document.title = `${titleOf(territory, t)} – ${t('app.name')}`;
      const { far, total } = model.tally;
      key.textContent = [`${t('key.far', { people: far.people, share: format.share(far.people, total.people), minutes: model.threshold_min })}.`, ...openAtSentences(voice, model.summary)].join(' ');
      const told = assumptions(voice, model, MOST_TOLD);
      fill(assumed, ...told.map((said) => h('p', {}, said)));
      assumed.hidden = told.length === 0;
      fill(attribution, h('strong', {}, travelSentence(voice, model)), ` · ${t('map.sources', { list: ownersOf(voice, model).join(', ') })}`);
      legend.update(model);
      point();
      main.classList.remove('is-waiting');
    },
  };
}
