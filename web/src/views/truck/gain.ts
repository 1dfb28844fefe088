import type { Presence } from '../../api/types';
import { LEAST, MOST } from '../../model/presence';
import { fill, h } from '../dom';
import type { Model, View, Voice } from '../model';

/** On the card of a commune: what the tour that counts brings it, without and with. */
export function gainView({ t, format }: Voice): View {
  const body = h('tbody');
  const head = (['presence.figure', 'presence.before', 'presence.after'] as const).map((key, i) => h('th', { class: i > 0 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
  const table = h('table', { class: 'areas' }, h('caption', { class: 'visually-hidden' }, t('gain.title')), h('thead', {}, h('tr', {}, ...head)), body);
  const notes = h('div');
  const element = h('div', { class: 'card-gain', hidden: true }, h('h3', {}, t('gain.title')), table, notes);

  const row = (label: string, before: string, after: string): HTMLElement => h('tr', {}, h('th', { attrs: { scope: 'row' } }, label), h('td', { class: 'number' }, before), h('td', { class: before === after ? 'number' : 'number gained' }, after));
  function show({ duration_before_s, duration_s, open_before_h, open_h, share_per_1000_before_h, share_per_1000_h, wait_before_h, wait_h, stops, venues_without_hours: unknown }: Presence, minutes: number): void {
    const time = (seconds: number | null): string => (seconds === null ? '–' : format.minutes(seconds));
    // Where hours are not known, none is no fact.
    const hours = (n: number): string => (unknown === 0 ? time(n * 3600) : n === 0 ? t('gain.unknown') : `${LEAST}${time(n * 3600)}`);
    const wait = (n: number | null): string => (n !== null ? `${unknown > 0 ? MOST : ''}${format.wait(n * 3600)}` : t(unknown > 0 ? 'gain.unknown' : 'gain.never'));
    fill(
      body,
      row(t('gain.access'), time(duration_before_s), time(duration_s)),
      row(t('presence.open'), hours(open_before_h), hours(open_h)),
      row(t('gain.share'), hours(share_per_1000_before_h), hours(share_per_1000_h)),
      row(t('gain.wait'), wait(wait_before_h), wait(wait_h)),
    );
    fill(notes, h('p', { class: 'muted' }, t(stops === 0 ? 'gain.no_stop' : 'gain.stops', { n: stops, minutes })), unknown > 0 && h('p', { class: 'doubt' }, t('gain.least', { n: unknown })));
  }
  return {
    element,
    update({ state: { selection }, presences, summary, stale }: Model) {
      const presence = selection?.kind === 'commune' ? presences?.get(selection.id) : undefined;
      element.hidden = presence === undefined;
      element.classList.toggle('is-stale', stale);
      if (presence) show(presence, summary.parameters.threshold_min);
    },
  };
}
