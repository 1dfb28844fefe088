import { hasIsochrones, ISOCHRONE_LAND, roadsOf } from '../model/travel';
import type { Overlay } from '../state';
import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** Layers that the reader may add to the map. Both come from the roads, so that without any there is nothing to choose. */
export function overlaysView({ t }: Voice, actions: Actions): View {
  const box = (overlay: Overlay): HTMLInputElement => {
    const input: HTMLInputElement = h('input', { type: 'checkbox', value: overlay, attrs: { 'aria-describedby': `about-${overlay}` }, on: { change: () => actions.setOverlay(overlay, input.checked) } });
    return input;
  };
  const [roads, isochrones] = [box('roads'), box('isochrones')];
  const about = { roads: h('p', { id: 'about-roads', class: 'muted' }), isochrones: h('p', { id: 'about-isochrones', class: 'muted' }) };
  const element = h(
    'fieldset',
    { class: 'overlays', hidden: true },
    h('legend', {}, t('overlay.title')),
    h('label', {}, roads, h('span', { class: 'sample-road' }), t('overlay.roads')),
    about.roads,
    h('label', {}, isochrones, h('span', { class: 'sample-isochrone' }), t('overlay.isochrones')),
    about.isochrones,
  );
  return {
    element,
    update(model: Model) {
      const { meta, state, byRoad, isochrones: progress } = model;
      const has = hasIsochrones(model);
      element.hidden = roadsOf(meta) === null;
      roads.checked = state.overlays.includes('roads');
      isochrones.disabled = !has;
      isochrones.checked = has && state.overlays.includes('isochrones');
      about.roads.textContent = roads.checked ? t('overlay.roads_about') : '';
      about.isochrones.textContent = !byRoad ? t('overlay.isochrones_by_road') : !has ? t('overlay.isochrones_access') : !isochrones.checked ? '' : t(progress === 'waiting' ? 'overlay.waiting' : progress === 'failed' ? 'overlay.isochrones_failed' : 'overlay.isochrones_about', { corridor: ISOCHRONE_LAND.corridor_m });
    },
  };
}
