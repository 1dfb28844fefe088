import { after } from '../../model/names';
import { h, opens } from '../dom';
import type { Actions, GapZone, Model, Voice } from '../model';
import { bestPlace } from '../zones';
import { shortList } from './parts';

/** A gap zone: who lives there, where a venue would help most, and its communes. */
export function gapBody(voice: Voice, actions: Actions, zone: GapZone, { threshold_min: minutes, communes, stale }: Model): HTMLElement[] {
  const { t, format, language } = voice;
  const { best_name: name, best_lon: lon, best_lat: lat } = zone;
  const best = bestPlace(voice, zone);
  const add = name !== null && lon !== null && lat !== null ? h('button', { type: 'button', class: 'chip card-add', attrs: { 'aria-label': t('card.gap_add_of', { name }) }, on: { click: () => actions.addVenue({ name, lon, lat }) } }, t('card.gap_add')) : null;
  const link = (code: string, text: string): HTMLElement => h('button', { type: 'button', class: 'link', attrs: opens({ kind: 'commune', id: code }), on: { click: () => actions.select({ kind: 'commune', id: code }) } }, text);
  const inside = zone.codes.map((code, i) => ({ code, name: zone.names[i] ?? code, commune: communes.find((one) => one.code === code) })).sort((a, b) => (b.commune?.population ?? 0) - (a.commune?.population ?? 0) || (a.code < b.code ? -1 : 1));
  const worst = zone.worst_duration_s === null ? t('card.gap_worst_never', { name: zone.worst_name }) : t('card.gap_worst', { name: zone.worst_name, time: format.minutes(zone.worst_duration_s, minutes) });
  return [
    h('p', { class: 'card-about' }, t('card.gap_name', { place: after('de', zone.name, language) })),
    ...(stale ? [h('p', { class: 'updating' }, t('card.gap_stale'))] : []),
    h('p', {}, t('card.gap_people', { people: zone.population, communes: zone.communes, minutes })),
    h('p', { class: 'muted' }, worst),
    h('h3', {}, t('card.gap_best')),
    h('p', {}, best ?? t('card.gap_no_best')),
    ...(add ? [add] : []),
    h('h3', {}, t('card.gap_communes')),
    shortList(inside.map(({ code, name: text, commune }) => h('li', {}, link(code, text), commune ? h('span', { class: 'card-figures' }, [format.integer(commune.population), commune.duration_s === null ? t('table.status_unreachable') : format.minutes(commune.duration_s, minutes)].join(' · ')) : '')), (n) => t('card.show_more', { n }), 8),
  ];
}
