import { fillKeepingFocus, h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { routeView } from '../route';
import { scenarioCard } from '../scenario/card';
import { stopCard } from '../truck/card';
import { gainView } from '../truck/gain';
import { communeBody } from './commune';
import { gapBody } from './gap';
import { venueBody } from './venue';

/** What a card holds under its title. */
export function cardViews(voice: Voice, actions: Actions): View[] {
  const body = h('div', { class: 'card-body' });
  const about = {
    element: body,
    update(model: Model) {
      const { state: { selection }, communes, venues, gaps } = model;
      const commune = selection?.kind === 'commune' ? communes.find(({ code }) => code === selection.id) : undefined;
      const venue = selection?.kind === 'venue' ? venues.find(({ id }) => id === selection.id) : undefined;
      const zone = selection?.kind === 'gap' ? gaps.find(({ codes }) => codes.includes(selection.id)) : undefined;
      if (commune) fillKeepingFocus(body, ...communeBody(voice, actions, commune, model));
      else if (venue) fillKeepingFocus(body, ...venueBody(voice, actions, venue, model));
      else if (zone) fillKeepingFocus(body, ...gapBody(voice, actions, zone, model));
    },
  };
  return [about, scenarioCard(voice, actions.scenario), gainView(voice), stopCard(voice, actions), routeView(voice, actions)];
}
