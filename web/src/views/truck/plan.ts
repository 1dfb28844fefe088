import { EXPORTS, exportUrl, type ExportName } from '../../api/truck';
import type { Plan, StopLeftOut } from '../../api/types';
import { messageFor } from '../../i18n/codes';
import { after } from '../../model/names';
import { plannedOtherwise } from '../../model/travel';
import { bringForth, fill, h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { failure } from './failure';
import { weeks } from './week';

const namesOf = ({ stops }: Plan): ReadonlyMap<string, string> => new Map(stops.map((stop) => [stop.id, stop.name]));

/** The plan: what it takes, what it changes, its weeks, what could not be kept, and how to take it away. */
export function planView(voice: Voice, actions: Actions, changes: View): View {
  const { t, format, language } = voice;
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const title = h('h2', { id: 'plan-title', tabIndex: -1 }, t('plan.title'));
  const problem = h('div');
  const other = h('p', { class: 'doubt', hidden: true }, t('plan.other_stops'));
  const otherTravel = h('p', { class: 'doubt', hidden: true });
  const checked = h('p', { class: 'proof', hidden: true });
  const head = h('div');
  const body = h('div');
  const element = h('section', { class: 'block', hidden: true, attrs: { 'aria-labelledby': 'plan-title' } }, title, problem, other, otherTravel, checked, head, changes.element, body, live);
  let shown: Model['truck']['plan'] | null = null;

  function totals({ totals, rules }: Plan): HTMLElement {
    const fact = (label: string, value: string): HTMLElement => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    return h(
      'dl',
      { class: 'facts' },
      fact(t('plan.between'), t('plan.dates', { from: format.day(rules.from), to: format.day(rules.to) })),
      fact(t('plan.days'), format.integer(totals.days)),
      fact(t('plan.sessions'), t('plan.session_hours', { n: totals.sessions, time: format.minutes(totals.session_s) })),
      fact(t('plan.driving'), t('plan.road', { time: format.minutes(totals.driving_s), km: format.integer(totals.distance_m / 1000) })),
    );
  }
  /** Why a stop is not in the tour; a reason that this page has no words for is given as it is. */
  function why(left: StopLeftOut['why'], names: ReadonlyMap<string, string>): string {
    const { reason } = left;
    const [by_s, instead] = ['by_s' in left ? left.by_s : null, 'instead' in left ? left.instead : ''];
    const key = (by_s === 0 ? messageFor('left_out', `${reason}_otherwise`) : null) ?? messageFor('left_out', reason);
    return key === null ? reason : t(key, { time: format.minutes(by_s ?? 0), instead: after('de', names.get(instead) ?? instead, language) });
  }
  function irregular(heading: string, intro: string, items: readonly HTMLElement[]): HTMLElement {
    return h('details', { attrs: { open: items.length <= 6 } }, h('summary', {}, h('h3', {}, heading)), h('p', { class: 'muted' }, intro), h('ul', { class: 'plain' }, ...items));
  }
  function exports(id: string, plan: Plan): HTMLElement {
    const link = (name: ExportName): HTMLElement => {
      const href = exportUrl(id, name);
      let isSure = false;
      const follow = (event: MouseEvent): void => {
        // A link opened elsewhere, or kept, is the browser's own affair.
        if (isSure || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        void actions.truck.follow(id, href, () => {
          isSure = true;
          anchor.click();
          isSure = false;
        });
      };
      const anchor = h('a', { class: 'link', href, attrs: { download: name === 'plan.json' ? `tour-${plan.rules.from}-${plan.rules.to}-plan.json` : '' }, on: { click: follow } }, t(`export.${name}`));
      return h('li', {}, anchor);
    };
    // The national schema asks for an address, which a chef-lieu has not.
    const left = new Set(plan.left_out.map(({ stop }) => stop));
    const addressed = plan.stops.every(({ id: stop, address }) => left.has(stop) || address != null);
    const offered = EXPORTS.filter((name) => name !== 'venues.csv' || addressed);
    return h('div', {}, h('h3', {}, t('export.title')), h('ul', { class: 'plain exports' }, ...offered.map(link)), !addressed && h('p', { class: 'muted' }, t('export.no_address')));
  }
  /** What it takes, and what it leaves aside. */
  function sums(plan: Plan): HTMLElement[] {
    const names = namesOf(plan);
    const left = plan.left_out.map(({ stop, why: reason }) => h('li', {}, t('plan.left_why', { name: names.get(stop) ?? stop, why: why(reason, names) })));
    return [totals(plan), ...(left.length > 0 ? [irregular(t('plan.left', { n: left.length }), t('plan.left_about', { people: plan.totals.people_left_out }), left)] : [])];
  }
  function parts(id: string, plan: Plan): HTMLElement[] {
    const names = namesOf(plan);
    const name = (stop: string): string => names.get(stop) ?? stop;
    const missed = plan.missed.map(({ date, stop, why: because, moved_to }) =>
      h('li', {}, t(moved_to == null ? 'plan.dropped' : 'plan.moved', { name: name(stop), day: format.fullDay(date), to: moved_to === null ? '' : format.fullDay(moved_to) }), ' (', h('span', { attrs: { lang: 'fr' } }, because), ')'),
    );
    const breaks = plan.breaks.map(({ stop, from, to, days, allowed: [least = 0, most = 0] }) => h('li', {}, t('plan.break', { name: name(stop), from: format.day(from), to: format.day(to), days, least, most })));
    return [
      ...weeks(voice, actions, plan),
      ...(missed.length > 0 ? [irregular(t('plan.missed', { n: missed.length }), t('plan.missed_about'), missed)] : []),
      ...(breaks.length > 0 ? [irregular(t('plan.breaks', { n: breaks.length }), t('plan.breaks_about'), breaks)] : []),
      exports(id, plan),
    ];
  }
  return {
    element,
    update(model: Model) {
      const { truck: { plan, lastStops, errors }, meta, summary } = model;
      changes.update(model);
      checked.hidden = plan.kind !== 'here' || errors === null;
      checked.className = errors ? 'warn' : 'proof';
      checked.textContent = errors ? t('plan.errors', { n: errors }) : t('plan.checked');
      const ids = (stops: ReadonlyArray<{ readonly id: string }>): string => stops.map(({ id }) => id).sort().join();
      other.hidden = plan.kind !== 'here' || lastStops === null || ids(plan.value.plan.stops) === ids(lastStops.stops);
      const otherwise = plan.kind === 'here' ? plannedOtherwise(plan.value.plan.travel, summary.parameters) : null;
      otherTravel.hidden = otherwise === null;
      otherTravel.textContent = otherwise === null ? '' : t(otherwise);
      if (shown === plan) return;
      const wasWaiting = shown?.kind === 'waiting';
      shown = plan;
      element.hidden = plan.kind === 'none' || (plan.kind === 'waiting' && body.childElementCount === 0);
      for (const part of [head, body]) part.classList.toggle('is-stale', plan.kind === 'waiting');
      fill(problem, plan.kind === 'failed' && failure(voice, plan.error, meta, actions.truck.retry));
      if (plan.kind === 'here') {
        fill(head, ...sums(plan.value.plan));
        fill(body, ...parts(plan.value.id, plan.value.plan));
      } else if (plan.kind !== 'waiting') for (const part of [head, body]) fill(part);
      if (plan.kind === 'here' && wasWaiting) bringForth(title, element.previousElementSibling);
      live.textContent = plan.kind === 'waiting' ? t('tour.planning') : plan.kind === 'failed' ? t('tour.failed') : plan.kind === 'here' ? t('plan.said', { days: plan.value.plan.totals.days, sessions: plan.value.plan.totals.sessions }) : '';
    },
  };
}
