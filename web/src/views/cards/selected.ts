import type { Commune, Venue } from '../../api/types';
import { closedIn, type Closed } from '../../model/closed';
import type { GapZone, Model } from '../model';

/** What a card is about, where the map still has it. */
export function selectedIn({ state: { selection }, communes, venues, gaps, summary }: Model): { readonly commune?: Commune; readonly venue?: Venue; readonly closed?: Closed; readonly zone?: GapZone } {
  if (selection === null) return {};
  const { kind, id } = selection;
  const commune = kind === 'commune' ? communes.find(({ code }) => code === id) : undefined;
  const venue = kind === 'venue' ? venues.find((one) => one.id === id) : undefined;
  const closed = kind === 'venue' && !venue ? closedIn(summary.scenario).find((one) => one.id === id) : undefined;
  const zone = kind === 'gap' ? gaps.find(({ codes }) => codes.includes(id)) : undefined;
  return { ...(commune && { commune }), ...(venue && { venue }), ...(closed && { closed }), ...(zone && { zone }) };
}
