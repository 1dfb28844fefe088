import type { Plan } from '../../api/types';
import { timetable, type TimetableDay, type TimetableWeek } from '../../model/timetable';
import { h, opens, styled } from '../dom';
import type { Actions, Voice } from '../model';

/** The weeks of the cycle, a table each: a row a day, a column a session. */
export function weeks(voice: Voice, actions: Actions, plan: Plan): HTMLElement[] {
  const { t, format } = voice;
  const all = timetable(plan);
  const columns = Math.max(...all.map((week) => week.columns));

  function day({ weekday, sessions, depart, back, driving_s, distance_m }: TimetableDay): HTMLElement {
    const head = h('th', { attrs: { scope: 'row' } }, h('span', { class: 'weekday' }, format.weekday(weekday)));
    if (sessions.length === 0) return h('tr', { class: 'no-tour' }, head, h('td', { attrs: { colspan: columns + 1 } }, t('week.none')));
    const cells = Array.from({ length: columns }, (_, i) => {
      const session = sessions[i];
      if (!session) return h('td', {}, '–');
      const selection = { kind: 'commune', id: session.stop } as const;
      const hours = session.open === '' ? t('week.no_date') : t('week.hours', { from: format.clock(session.open), to: format.clock(session.close) });
      return h('td', {}, h('button', { type: 'button', class: 'link', attrs: opens(selection), on: { click: () => actions.select(selection) } }, session.name), h('span', { class: 'session-hours' }, hours));
    });
    const road = depart === null || back === null ? '–' : t('week.road', { distance: format.km(distance_m), time: format.minutes(driving_s) });
    const around = depart === null || back === null ? '' : t('week.around', { from: format.clock(depart), to: format.clock(back) });
    return h('tr', {}, head, ...cells, h('td', { class: 'session-road' }, h('span', {}, road), h('span', { class: 'session-hours' }, around)));
  }
  function week({ week: n, days, mondays }: TimetableWeek): HTMLElement {
    const head = h('tr', {}, h('th', { attrs: { scope: 'col' } }, t('week.day')), ...Array.from({ length: columns }, (_, i) => h('th', { attrs: { scope: 'col' } }, t('week.session', { n: i + 1 }))), h('th', { attrs: { scope: 'col' } }, t('week.driving')));
    const name = all.length === 1 ? t('week.every') : t('week.title', { n, of: all.length });
    const dates = h('details', {}, h('summary', {}, t('week.dates', { n: mondays.length })), h('p', {}, mondays.map((monday) => format.day(monday)).join(', ')));
    const scroller = h('div', { class: 'week-scroll', tabIndex: 0, attrs: { role: 'group', 'aria-label': name } }, styled(h('table', { class: 'timetable' }, h('caption', {}, name), h('thead', {}, head), h('tbody', {}, ...days.map(day))), { '--sessions': String(columns) }));
    if (days.every(({ sessions }) => sessions.length === 0)) return h('div', { class: 'week' }, h('p', { class: 'week-name' }, name), h('p', { class: 'muted' }, t('week.empty')), dates);
    return h('div', { class: 'week' }, scroller, dates);
  }
  return all.map(week);
}
