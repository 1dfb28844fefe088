import type { Venue } from '../../api/types';
import { dayOf } from '../../model/format';
import { dependentsOf } from '../../model/dependents';
import { openAtOf } from '../../model/open-at';
import { isTourStop } from '../../model/venues';
import { h, opens } from '../dom';
import type { Actions, Model, Voice } from '../model';
import { momentWords } from '../open-at';
import { shortList } from './parts';

/** What is known of a venue, and who depends on it. */
export function venueBody(voice: Voice, actions: Actions, v: Venue, { meta, communes, threshold_min, summary, state }: Model): HTMLElement[] {
  const { t, format, language } = voice;
  const at = openAtOf(summary);
  // Where other filters are set, it may be one of those that leaves it out.
  const isClosed = at !== null && !v.considered && !v.itinerant && state.kinds.length + state.services.length === 0;
  const labels = isTourStop(v) ? [t('card.venue_tour')] : v.kinds.map((code) => meta.kinds.find((k) => k.code === code)).map((k) => (language === 'fr' ? k?.label_fr : k?.label_en));
  const lines: ReadonlyArray<string | false> = [
    v.itinerant && !v.considered ? t('card.venue_itinerant') : isClosed ? t('card.venue_closed', { when: momentWords(voice, at) }) : t('card.venue_nearest', { people: v.people_nearest }),
    !v.itinerant && v.people_fragile > 0 && t('card.venue_fragile', { people: v.people_fragile }),
    v.hours !== null && v.hours !== '' ? t('card.hours', { hours: v.hours }) : !isTourStop(v) && t('card.no_hours'),
    v.services.length > 0 && t('card.services', { services: v.services.join(', ') }),
    v.updated !== null && v.updated !== '' && t('card.updated', { date: dayOf(v.updated, format) }),
    !v.inside && t('card.venue_outside'),
    v.position === 'chef_lieu' && t('card.venue_chef_lieu'),
    v.position === 'swapped' && t('card.venue_swapped'),
  ];
  const dependents = dependentsOf(communes, v, threshold_min);
  const item = ({ commune: { code, name, population }, lost }: (typeof dependents)[number]): HTMLElement => {
    const [text, people] = [t(lost ? 'card.dependent_lost' : 'card.dependent', { name: '\u0000', people: population }), name];
    const [before = '', after = ''] = text.split('\u0000');
    return h('li', { class: lost ? 'is-lost' : '' }, before, h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'commune', id: code }), on: { click: () => actions.select({ kind: 'commune', id: code }) } }, people), after);
  };
  return [
    h('p', { class: 'card-about' }, [...labels, v.commune].filter(Boolean).join(' · ')),
    ...lines.filter((line) => line !== false && line !== '').map((line) => h('p', {}, line)),
    ...(dependents.length > 0 ? [h('h3', {}, t('card.dependents', { n: dependents.length })), shortList(dependents.map(item), (n) => t('card.show_more', { n }))] : []),
  ];
}
