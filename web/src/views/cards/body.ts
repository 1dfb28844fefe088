import { fillKeepingFocus, h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { routeView } from '../route';
import { scenarioCard } from '../scenario/card';
import { stopCard } from '../truck/card';
import { gainView } from '../truck/gain';
import { closedBody } from './closed';
import { communeBody } from './commune';
import { gapBody } from './gap';
import { selectedIn } from './selected';
import { venueBody } from './venue';

/** What a card holds below its title. */
export function cardParts(voice: Voice, actions: Actions): View[] {
  const body = h('div', { class: 'card-body' });
  const about: View = {
    element: body,
    update(model: Model) {
      const { commune, venue, closed, zone } = selectedIn(model);
      if (commune) fillKeepingFocus(body, ...communeBody(voice, actions, commune, model));
      else if (venue) fillKeepingFocus(body, ...venueBody(voice, actions, venue, model));
      else if (closed) fillKeepingFocus(body, ...closedBody(voice, actions, closed, model));
      else if (zone) fillKeepingFocus(body, ...gapBody(voice, actions, zone, model));
    },
  };
  return [about, scenarioCard(voice, actions.scenario), gainView(voice), stopCard(voice, actions), routeView(voice, actions)];
}
