import type { Actions, View, Voice } from '../model';
import { changesView } from './changes';
import { planView } from './plan';
import { stopsForm } from './stops-form';
import { stopsResult } from './stops-result';
import { tourForm } from './tour-form';

/** All about the truck, in the order of the work: which stops, what they bring, the tour, the plan and what it changes. */
export function truckViews(voice: Voice, actions: Actions, failed: (error: unknown) => void): View[] {
  const tour = tourForm(voice, actions.truck, failed);
  return [stopsForm(voice, actions.truck), stopsResult(voice, actions, tour.element), tour, planView(voice, actions, changesView(voice, actions.truck))];
}
