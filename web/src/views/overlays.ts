import { hasIsochrones, ISOCHRONE_LAND, roadsOf } from '../model/travel';
import { mapTheme } from '../map/theme';
import { peopleIcon } from '../map/people';
import { GROUNDS, groundShown, groundsOf, serverOf, type Ground } from '../model/ground';
import type { Overlay } from '../state';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { roadsOwner } from './roads';

interface Choice {
  readonly ground: Ground;
  readonly input: HTMLInputElement;
  readonly words: HTMLElement;
  readonly label: HTMLElement;
}

/** Layers that the reader may add to the map. But for people they come from the roads: without any, that is said in their place. */
export function overlaysView(voice: Voice, actions: Actions): View {
  const { t, format } = voice;
  const box = (overlay: Overlay): HTMLInputElement => {
    const input: HTMLInputElement = h('input', { type: 'checkbox', value: overlay, attrs: { 'aria-describedby': `about-${overlay}` }, on: { change: () => actions.setOverlay(overlay, input.checked) } });
    return input;
  };
  const [people, roads, isochrones] = [box('people'), box('roads'), box('isochrones')];
  const circles = h('span', { attrs: { 'aria-hidden': 'true' } });
  const about = { people: h('p', { id: 'about-people', class: 'muted' }), loaded: h('p', { class: 'muted' }), roads: h('p', { id: 'about-roads', class: 'muted' }), isochrones: h('p', { id: 'about-isochrones', class: 'muted' }) };
  const ofRoads = h(
    'div',
    {},
    h('label', {}, roads, h('span', { class: 'sample-road' }), t('overlay.roads')),
    about.roads,
    h('label', {}, isochrones, h('span', { class: 'sample-isochrone' }), t('overlay.isochrones')),
    about.isochrones,
  );
  const choice = (ground: Ground): Choice => {
    const input = h('input', { type: 'radio', name: 'ground', value: ground, attrs: { 'aria-describedby': 'about-ground' }, on: { change: () => actions.setGround(ground) } });
    const words = h('span');
    return { ground, input, words, label: h('label', {}, input, words) };
  };
  const choices = GROUNDS.map(choice);
  const aboutGround = h('p', { id: 'about-ground', class: 'muted' });
  const grounds = h('fieldset', { class: 'grounds' }, h('legend', {}, t('ground.title')), ...choices.map(({ label }) => label), aboutGround);
  const element = h(
    'fieldset',
    { class: 'overlays' },
    h('legend', {}, t('overlay.title')),
    h('label', {}, people, circles, t('overlay.people')),
    about.people,
    ofRoads,
    about.loaded,
    grounds,
  );
  return {
    element,
    update(model: Model) {
      const { meta, state, steps, byRoad, isochrones: progress } = model;
      const has = hasIsochrones(model);
      const network = roadsOf(meta);
      ofRoads.hidden = network === null;
      about.loaded.textContent = network ? t('overlay.has_roads', { source: roadsOwner(voice, network), vintage: network.vintage === null ? t('roads.undated') : format.day(network.vintage) }) : t('overlay.no_roads');
      const offered = groundsOf(meta);
      const shown = groundShown(state.ground, meta);
      const server = serverOf(meta.outside_tiles?.origin ?? '');
      grounds.hidden = offered.length < 2;
      for (const { ground, input, words, label } of choices) {
        label.hidden = !offered.includes(ground);
        input.checked = ground === shown;
        words.textContent = ground === 'own' && meta.ground?.waters === 0 && meta.ground.places === 0 ? t('ground.roads') : t(`ground.${ground}`, { server });
      }
      aboutGround.textContent = meta.outside_tiles ? t('ground.about_tiles', { server }) : '';
      people.checked = state.overlays.includes('people');
      about.people.textContent = model.people.kind === 'waiting' ? t('overlay.waiting') : model.people.kind === 'failed' ? t('overlay.people_failed') : '';
      const icon = peopleIcon(mapTheme(matchMedia('(prefers-color-scheme: dark)').matches), steps);
      icon.className = 'legend-icon';
      fill(circles, icon);
      roads.checked = state.overlays.includes('roads');
      isochrones.disabled = !has;
      isochrones.checked = has && state.overlays.includes('isochrones');
      about.roads.textContent = roads.checked ? t('overlay.roads_about') : '';
      about.isochrones.textContent = !byRoad ? t('overlay.isochrones_by_road') : !has ? t('overlay.isochrones_access') : !isochrones.checked ? '' : t(progress === 'waiting' ? 'overlay.waiting' : progress === 'failed' ? 'overlay.isochrones_failed' : 'overlay.isochrones_about', { corridor: ISOCHRONE_LAND.corridor_m });
    },
  };
}
