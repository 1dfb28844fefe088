import { ApiError } from '../api/client';
import { explain } from '../model/problem';
import { wayFrom } from '../model/travel';
import { ROUTE_RANKS } from '../state';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** The way by road of the commune on the card: which one is drawn, and its figures. Its buttons live on, so that focus stays on them. */
export function routeView(voice: Voice, actions: Actions): View {
  const { t, format } = voice;
  const words = { 1: 'route.nearest', 2: 'route.second', 3: 'route.third' } as const;
  const chips = ROUTE_RANKS.map((rank) => h('button', { type: 'button', class: 'chip', on: { click: () => actions.drawRoute(rank) } }, t(words[rank])));
  const about = h('p', { attrs: { role: 'status' } });
  const element = h('div', { class: 'card-route', hidden: true }, h('h3', { id: 'card-route' }, t('route.title')), h('div', { class: 'chips', attrs: { role: 'group', 'aria-labelledby': 'card-route' } }, ...chips), about);

  function say({ route, meta }: Model): void {
    if (route.kind === 'here') {
      const { venue, duration_s, distance_m, walk_from_m, walk_to_m } = route.value.properties;
      const walk = walk_from_m + walk_to_m;
      const key = walk >= 100 ? 'route.with_walk' : 'route.figures';
      about.className = '';
      about.textContent = t(key, { venue: venue ?? '', time: format.minutes(duration_s), distance: format.km(distance_m), walk: format.metres(walk) });
    } else if (route.kind === 'failed') {
      const problem = route.error instanceof ApiError ? route.error.problem : null;
      about.className = 'warn';
      fill(about, t('route.failed'), ' ', problem ? explain(problem, meta, voice).title : t('error.network'));
    } else {
      about.className = 'muted';
      about.textContent = t('route.waiting');
    }
  }
  return {
    element,
    update(model: Model) {
      const from = wayFrom(model.state, model.byRoad, model.communes);
      element.hidden = from === null;
      if (from === null) return void fill(about);
      const known = model.around.kind === 'here' && model.around.value.code === from ? model.around.value.venues.length : model.communes.find((c) => c.code === from)?.second_venue_id === null ? 1 : 2;
      chips.forEach((chip, i) => {
        chip.setAttribute('aria-pressed', String(ROUTE_RANKS[i] === model.state.route));
        chip.hidden = i >= known;
      });
      say(model);
    },
  };
}
