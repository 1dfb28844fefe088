import { boundHatch, dots, hatch, venueIcon } from '../map/icons';
import type { PresenceStep, Step } from '../map/scale';
import { FILTERED_OUT, type VenueVariant } from '../map/style';
import { mapTheme } from '../map/theme';
import { stopIcon, type StopVariant } from '../map/truck';
import { CHANGE_COLOURS, CHANGE_LIMITS, changeCounts, type ChangeClass } from '../model/difference';
import { isTourStop } from '../model/venues';
import { colouringView } from './colouring';
import { fill, h, styled } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { overlaysView } from './overlays';

const TITLES = { open: 'legend.title_open', wait: 'legend.title_wait', change: 'legend.title_change' } as const;

/** The legend, made from the classes and pictures that the map itself is drawn with. */
export function legendView(voice: Voice, actions: Actions): View {
  const { t, format, language } = voice;
  const overlays = overlaysView(voice, actions);
  const colouring = colouringView(voice, actions);
  const title = h('h2', {}, t('legend.title'));
  const bands = h('ul', { class: 'legend-bands' });
  const note = h('p', { class: 'legend-note', hidden: true });
  const marks = h('ul', { class: 'legend-marks' });
  const element = h('details', { class: 'legend', hidden: true, attrs: { open: true } }, h('summary', {}, title), colouring.element, bands, note, marks, overlays.element);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let last: Model | null = null;
  dark.addEventListener('change', () => last && update(last));

  const label = ({ index, from_min, to_min }: Step): string => {
    const [from, to] = [format.decimal(from_min), to_min === null ? '' : format.decimal(to_min)];
    if (to_min === null) return t('legend.beyond', { from });
    return index === 0 ? t('legend.first', { to }) : t('legend.between', { from, to });
  };
  const row = (swatch: HTMLElement, text: string, people: number, { total, most }: { total: number; most: number }): HTMLElement => {
    const bar = styled(h('span', { class: 'legend-bar' }), { '--share': most > 0 ? `${(100 * people) / most}%` : '0%' });
    return h('li', { attrs: { 'data-people': people } }, swatch, h('span', { class: 'legend-label' }, text), bar, h('span', { class: 'legend-people' }, format.integer(people)), h('span', { class: 'legend-share' }, format.share(people, total)));
  };
  const swatch = (color: string, pattern?: HTMLCanvasElement): HTMLElement => styled(h('span', { class: 'swatch' }), { 'background-color': color, ...(pattern && { 'background-image': `url(${pattern.toDataURL()})`, 'background-size': '8px' }) });
  const update = (model: Model): void => {
    last = model;
    element.hidden = false;
    const byTime = model.colouring === 'access';
    title.textContent = t(model.colouring !== 'access' ? TITLES[model.colouring] : model.byRoad ? 'legend.title_road' : 'legend.title', { minutes: model.summary.parameters.threshold_min });
    // Figures of presence are the server's: until they come, those of the last threshold stay, faint.
    bands.classList.toggle('is-stale', !byTime && model.stale);
    fill(bands, ...(byTime ? timeRows(model) : model.colouring === 'change' ? changeRows(model) : presenceRows(model)));
    const least = byTime || model.colouring === 'change' ? 0 : (model.summary.tour?.people_hours_unknown ?? 0);
    note.hidden = least === 0;
    fill(note, least > 0 && swatch('transparent', boundHatch(mapTheme(dark.matches))), least > 0 && h('span', {}, t(model.colouring === 'wait' ? 'legend.most' : 'legend.least', { people: least })));
    fill(marks, ...markRows(model));
    colouring.update(model);
    overlays.update(model);
  };
  const isDays = (n: number, by: Model['colouring']): boolean => by === 'wait' && n >= 48;
  const hours = (n: number, by: Model['colouring']): string => (isDays(n, by) ? t('legend.days', { n: n / 24 }) : t('legend.hours', { n }));
  const presenceLabel = ({ kind, from_h, to_h }: PresenceStep, by: Model['colouring']): string => {
    if (kind !== 'range') return t(kind === 'none' ? 'legend.never' : 'legend.hours_unknown');
    if (to_h === null) return t('legend.over', { from: hours(from_h ?? 0, by) });
    return from_h === null ? t('legend.upto', { to: hours(to_h, by) }) : t('legend.range', { from: isDays(from_h, by) === isDays(to_h, by) ? format.integer(isDays(from_h, by) ? from_h / 24 : from_h) : hours(from_h, by), to: hours(to_h, by) });
  };
  /** Classes by their sign and minutes; then who crosses the threshold, which patterns tell. */
  function changeRows({ differences, tally, summary }: Model): HTMLElement[] {
    const counts = changeCounts(differences ?? new Map());
    const range = { total: tally.total.people, most: Math.max(...counts.map(({ people }) => people), 1) };
    const theme = mapTheme(dark.matches);
    const rows = counts.filter(({ kind, communes }) => kind === 'same' || communes > 0).map(({ kind, people }) => row(swatch(CHANGE_COLOURS[kind]), changeLabel(kind), people, range));
    const crossing = (pattern: HTMLCanvasElement, text: string): HTMLElement => h('li', { class: 'legend-crossing' }, swatch('transparent', pattern), h('span', {}, text));
    const { scenario, parameters: { threshold_min: minutes } } = summary;
    if ((scenario?.no_longer_covered ?? 0) > 0) rows.push(crossing(boundHatch(theme), t('legend.crosses_out', { minutes })));
    if ((scenario?.newly_covered ?? 0) > 0) rows.push(crossing(dots(theme), t('legend.crosses_in', { minutes })));
    return rows;
  }
  const changeLabel = (kind: ChangeClass): string => {
    if (kind === 'same') return t('legend.same');
    const [near, far] = CHANGE_LIMITS;
    const sign = kind.startsWith('lose') ? '+' : '\u2212';
    return kind.endsWith('1') ? t('legend.change_upto', { sign, to: near }) : kind.endsWith('2') ? t('legend.change_range', { sign, from: near, to: far }) : t('legend.change_over', { sign, from: far });
  };
  function presenceRows({ presence, colouring: by, tally }: Model): HTMLElement[] {
    const range = { total: tally.total.people, most: Math.max(...presence.map(({ people }) => people)) };
    const theme = mapTheme(dark.matches);
    return presence.filter(({ kind, communes }) => kind !== 'unknown' || communes > 0).map((step) => row(step.color === null ? swatch(theme.unreachable, boundHatch(theme)) : swatch(step.color), presenceLabel(step, by), step.people, range));
  }
  function timeRows({ steps, tally, threshold_min }: Model): HTMLElement[] {
    const range = { total: tally.total.people, most: Math.max(...steps.map((step) => step.people), tally.unreachable.people) };
    const edge = h('li', { class: 'legend-edge' }, t('legend.threshold', { minutes: threshold_min }));
    const rows = steps.flatMap((step) => {
      const item = row(swatch(step.color), label(step), step.people, range);
      return step.to_min === threshold_min ? [item, edge] : [item];
    });
    const theme = mapTheme(dark.matches);
    if (tally.unreachable.communes > 0) rows.push(row(swatch(theme.unreachable, hatch(theme)), t('legend.unreachable'), tally.unreachable.people, range));
    return rows;
  }

  function markRows({ venues, meta, route, state, truck }: Model): HTMLElement[] {
    const theme = mapTheme(dark.matches);
    const mark = (sample: HTMLElement, text: string): HTMLElement => h('li', {}, sample, h('span', {}, text));
    const icon = (kind: string, variant: VenueVariant): HTMLElement => still(venueIcon(kind, variant, theme));
    const stop = (variant: StopVariant): HTMLElement => still(stopIcon(variant, theme));
    const still = (canvas: HTMLCanvasElement): HTMLElement => {
      canvas.className = 'legend-icon';
      canvas.setAttribute('aria-hidden', 'true');
      return canvas;
    };
    // The stops of a tour that counts have a mark of their own; among other stops that have been found since, they are told apart.
    const [own, counted] = [venues.filter((venue) => !isTourStop(venue)), venues.filter(isTourStop)];
    const isElsewhere = counted.some(({ id }) => !truck.lastStops?.stops.some((one) => id === `tour:${one.id}`));
    const present = meta.kinds.filter((kind) => own.some((venue) => venue.kind === kind.code));
    const sample = present[0]?.code ?? 'other';
    return [
      mark(h('span', { class: 'sample-gap' }), t('legend.gap')),
      mark(h('span', { class: 'sample-around' }), t('legend.surroundings')),
      ...(route.kind === 'here' ? [mark(h('span', { class: 'sample-route' }), t('legend.route'))] : []),
      ...(truck.lastStops ? [mark(stop('chosen'), t('legend.stop'))] : []),
      ...(isElsewhere ? [mark(icon('other', 'itinerant'), t('legend.tour_stop'))] : []),
      ...(state.lock.length > 0 ? [mark(stop('locked'), t('legend.stop_locked'))] : []),
      ...(state.forbid.length > 0 ? [mark(stop('banned'), t('legend.stop_banned'))] : []),
      ...(truck.plan.kind === 'here' ? [mark(stop('depot'), t('legend.depot')), mark(h('span', { class: 'sample-itinerary' }), t('legend.itinerary'))] : []),
      ...present.map((kind) => mark(icon(kind.code, 'inside'), language === 'fr' ? kind.label_fr : kind.label_en)),
      ...(venues.some((v) => !v.inside) ? [mark(icon(sample, 'outside'), t('legend.outside'))] : []),
      ...(venues.some((v) => !v.considered && !v.itinerant) ? [mark(styled(icon(sample, 'inside'), { opacity: String(FILTERED_OUT) }), t('legend.filtered'))] : []),
      ...(own.some((v) => v.itinerant) ? [mark(icon(sample, 'itinerant'), t('legend.itinerant'))] : []),
    ];
  }
  return { element, update };
}
