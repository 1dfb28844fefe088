import { hasIsochrones, ISOCHRONE_LAND, roadsOf } from '../model/travel';
import { mapTheme } from '../map/theme';
import { peopleIcon } from '../map/people';
import { groundShown, groundsOf, serverOf, type Ground } from '../model/ground';
import type { Overlay } from '../state';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { roadsOwner } from './roads';

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
  const grounds = h('fieldset', { class: 'grounds', hidden: true });
  /** Once: what a service offers does not change. */
  const offer = (meta: Model['meta']): void => {
    const offered = groundsOf(meta);
    if (!grounds.hidden || offered.length < 2) return;
    grounds.hidden = false;
    const bare = meta.ground?.waters === 0 && meta.ground.places === 0;
    const server = meta.outside_tiles ? serverOf(meta.outside_tiles.origin) : '';
    const radio = (ground: Ground): HTMLElement =>
      h('label', {}, h('input', { type: 'radio', name: 'ground', value: ground, on: { change: () => actions.setGround(ground) }, ...(ground === 'tiles' && { attrs: { 'aria-describedby': 'about-ground' } }) }), t(ground === 'own' && bare ? 'ground.roads' : `ground.${ground}`, { server }));
    fill(grounds, h('legend', {}, t('ground.title')), ...offered.map(radio), h('p', { id: 'about-ground', class: 'muted' }, server && t('ground.about_tiles', { server })));
  };
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
      offer(meta);
      for (const input of grounds.querySelectorAll('input')) input.checked = input.value === groundShown(state.ground, meta);
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
