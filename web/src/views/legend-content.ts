import { closedIcon } from '../map/changes';
import { boundHatch, dots, hatch, venueIcon } from '../map/icons';
import type { PresenceStep, Step } from '../map/scale';
import { FILTERED_OUT, type VenueVariant } from '../map/style';
import type { Choropleth } from '../map/choropleth';
import type { MapTheme } from '../map/theme';
import { peopleIcon } from '../map/people';
import { stopIcon, type StopVariant } from '../map/truck';
import { closedIn, movedIn } from '../model/closed';
import { CHANGE_COLOURS, CHANGE_LIMITS, changeCounts, type ChangeClass } from '../model/difference';
import { openAtOf } from '../model/open-at';
import { shownOverlays } from '../model/travel';
import type { ValueClass } from '../model/indicators';
import { isTourStop } from '../model/venues';
import type { Model, Voice } from './model';
import { momentWords } from './open-at';
import { farWords, fragileWords, indicatorName } from './words';

const TITLES = { open: 'legend.title_open', wait: 'legend.title_wait', change: 'legend.title_change' } as const;

/** One class of the map. */
export interface LegendRow {
  readonly color: string;
  readonly pattern: HTMLCanvasElement | null;
  readonly label: string;
  readonly people: number;
  /** What is said under the class, where the threshold is its upper limit. */
  readonly edge: string | null;
}

/** Marks that are drawn by a rule of the style sheet rather than by a picture. */
export type Sample = 'gap' | 'around' | 'route' | 'itinerary' | 'move' | 'road' | 'isochrone';

/** One sign of the map. `faint`: opacity, where it is drawn with less than all. */
export interface LegendMark {
  readonly sample: Sample | HTMLCanvasElement;
  readonly text: string;
  readonly faint?: number;
}

/** All that the legend says, for the page, the sheet of paper and the picture alike. */
export interface LegendContent {
  readonly title: string;
  readonly rows: readonly LegendRow[];
  /** People of the longest bar, and of all. */
  readonly most: number;
  readonly total: number;
  /** Who crosses the threshold, which patterns tell on any class. */
  readonly crossings: ReadonlyArray<{ readonly pattern: HTMLCanvasElement; readonly text: string }>;
  /** That figures are bounds, with the hatch that says so on the map. */
  readonly note: { readonly pattern: HTMLCanvasElement; readonly text: string } | null;
  readonly marks: readonly LegendMark[];
}

/** The legend, made from the classes and pictures that the map itself is drawn with; its title says when places must be open. */
export function legendContent(voice: Voice, model: Model, theme: MapTheme): LegendContent {
  const [content, at] = [contentOf(voice, model, theme), openAtOf(model.summary)];
  return at === null ? content : { ...content, title: voice.t('legend.open_at', { title: content.title, when: momentWords(voice, at) }) };
}

function contentOf(voice: Voice, model: Model, theme: MapTheme): LegendContent {
  const { t } = voice;
  const { colouring, choropleth, byRoad, summary, tally } = model;
  if (choropleth) return themedContent(voice, model, choropleth, theme);
  const rows = colouring === 'access' ? timeRows(voice, model, theme) : colouring === 'change' ? changeRows(voice, model) : presenceRows(voice, model, theme);
  const bound = colouring === 'access' || colouring === 'change' ? 0 : (summary.tour?.people_hours_unknown ?? 0);
  return {
    title: t(colouring !== 'access' ? TITLES[colouring] : byRoad ? 'legend.title_road' : 'legend.title', { minutes: summary.parameters.threshold_min }),
    rows,
    most: Math.max(0, ...rows.map(({ people }) => people)),
    total: tally.total.people,
    crossings: colouring === 'change' ? crossings(voice, model, theme) : [],
    note: bound === 0 ? null : { pattern: boundHatch(theme), text: t(colouring === 'wait' ? 'legend.most' : 'legend.least', { people: bound }) },
    marks: marks(voice, model, theme),
  };
}

/** The classes of an indicator, or the nine of times crossed with it. */
function themedContent(voice: Voice, model: Model, choropleth: Choropleth, theme: MapTheme): LegendContent {
  const { t } = voice;
  const name = indicatorName(voice, choropleth.indicator);
  const classes = choropleth.kind === 'indicator' ? choropleth.classes.map((one) => ({ ...one, label: valueLabel(voice, one) })) : choropleth.pairs.map((one) => ({ ...one, label: t('pair.row', { far: farWords(voice, one.far, choropleth), fragile: fragileWords(voice, one.fragile) }) }));
  const none = { color: theme.unreachable, pattern: hatch(theme), label: t('legend.no_value'), people: choropleth.none.people, edge: null };
  const rows = [...classes.map(({ color, label, people }) => ({ color, label, people, pattern: null, edge: null })), ...(choropleth.none.communes > 0 ? [none] : [])];
  return { title: choropleth.kind === 'indicator' ? name : t('pair.title', { name }), rows, crossings: [], most: Math.max(0, ...rows.map(({ people }) => people)), total: model.tally.total.people, note: null, marks: marks(voice, model, theme) };
}

function valueLabel({ t, format }: Voice, { from, to }: ValueClass): string {
  if (to === null) return from === null ? t('legend.value_all') : t('legend.value_over', { from: format.decimal(from) });
  return from === null ? t('legend.value_first', { to: format.decimal(to) }) : t('legend.value_between', { from: format.decimal(from), to: format.decimal(to) });
}

/** What the circles are: the largest gives the measure, at any zoom. */
export function peopleWords({ t }: Voice, { meta, communes }: Pick<Model, 'meta' | 'communes'>): string {
  const largest = [...communes].sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1))[0];
  return meta.grid || !largest ? t('legend.people_cells') : t('legend.people', { name: largest.name, people: largest.population });
}

/** Bands that only circles have, while the communes have other colours. */
export function circleRows(voice: Voice, model: Model, theme: MapTheme): LegendRow[] {
  const apart = model.choropleth !== null || model.colouring !== 'access';
  return apart && model.state.overlays.includes('people') ? timeRows(voice, model, theme) : [];
}

/** Overlays have their own names beside their boxes; where there are no boxes they belong to the marks. */
export function overlayMarks(voice: Voice, model: Model): LegendMark[] {
  const { t } = voice;
  const marks = { roads: { sample: 'road', text: t('overlay.roads') }, isochrones: { sample: 'isochrone', text: t('overlay.isochrones') } } as const;
  // What the circles are stands among the other marks already.
  return shownOverlays(model).flatMap((overlay) => (overlay === 'people' ? [] : [marks[overlay]]));
}

function timeRows({ t, format }: Voice, { steps, tally, threshold_min }: Model, theme: MapTheme): LegendRow[] {
  const label = ({ index, from_min, to_min }: Step): string => {
    const [from, to] = [format.decimal(from_min), to_min === null ? '' : format.decimal(to_min)];
    if (to_min === null) return t('legend.beyond', { from });
    return index === 0 ? t('legend.first', { to }) : t('legend.between', { from, to });
  };
  const rows = steps.map((step) => ({ color: step.color, pattern: null, label: label(step), people: step.people, edge: step.to_min === threshold_min ? t('legend.threshold', { minutes: threshold_min }) : null }));
  const unreachable = { color: theme.unreachable, pattern: hatch(theme), label: t('legend.unreachable'), people: tally.unreachable.people, edge: null };
  return tally.unreachable.communes > 0 ? [...rows, unreachable] : rows;
}

function presenceRows({ t, format }: Voice, { presence, colouring: by }: Model, theme: MapTheme): LegendRow[] {
  const isDays = (n: number): boolean => by === 'wait' && n >= 48;
  const hours = (n: number): string => (isDays(n) ? t('legend.days', { n: n / 24 }) : t('legend.hours', { n }));
  const label = ({ kind, from_h, to_h }: PresenceStep): string => {
    if (kind !== 'range') return t(kind === 'none' ? 'legend.never' : 'legend.hours_unknown');
    if (to_h === null) return t('legend.over', { from: hours(from_h ?? 0) });
    return from_h === null ? t('legend.upto', { to: hours(to_h) }) : t('legend.range', { from: isDays(from_h) === isDays(to_h) ? format.integer(isDays(from_h) ? from_h / 24 : from_h) : hours(from_h), to: hours(to_h) });
  };
  return presence
    .filter(({ kind, communes }) => kind !== 'unknown' || communes > 0)
    .map((step) => ({ color: step.color ?? theme.unreachable, pattern: step.color === null ? boundHatch(theme) : null, label: label(step), people: step.people, edge: null }));
}

/** Classes by their sign and minutes. */
function changeRows({ t }: Voice, { differences }: Model): LegendRow[] {
  const label = (kind: ChangeClass): string => {
    if (kind === 'same') return t('legend.same');
    const [near, far] = CHANGE_LIMITS;
    const sign = kind.startsWith('lose') ? '+' : '\u2212';
    return kind.endsWith('1') ? t('legend.change_upto', { sign, to: near }) : kind.endsWith('2') ? t('legend.change_range', { sign, from: near, to: far }) : t('legend.change_over', { sign, from: far });
  };
  return changeCounts(differences ?? new Map())
    .filter(({ kind, communes }) => kind === 'same' || communes > 0)
    .map(({ kind, people }) => ({ color: CHANGE_COLOURS[kind], pattern: null, label: label(kind), people, edge: null }));
}

function crossings({ t }: Voice, { summary: { scenario, parameters: { threshold_min: minutes } } }: Model, theme: MapTheme): LegendContent['crossings'] {
  return [
    ...((scenario?.no_longer_covered ?? 0) > 0 ? [{ pattern: boundHatch(theme), text: t('legend.crosses_out', { minutes }) }] : []),
    ...((scenario?.newly_covered ?? 0) > 0 ? [{ pattern: dots(theme), text: t('legend.crosses_in', { minutes }) }] : []),
  ];
}

function marks(voice: Voice, model: Model, theme: MapTheme): LegendMark[] {
  const { t, language } = voice;
  const { venues, meta, route, state, truck, steps, summary } = model;
  const mark = (sample: LegendMark['sample'], text: string, faint?: number): LegendMark => ({ sample, text, ...(faint !== undefined && { faint }) });
  const icon = (kind: string, variant: VenueVariant): HTMLCanvasElement => venueIcon(kind, variant, theme);
  const stop = (variant: StopVariant): HTMLCanvasElement => stopIcon(variant, theme);
  // The stops of a tour that counts have a mark of their own; among other stops that have been found since, they are told apart.
  const [own, counted] = [venues.filter((venue) => !isTourStop(venue)), venues.filter(isTourStop)];
  const isElsewhere = counted.some(({ id }) => !truck.lastStops?.stops.some((one) => id === `tour:${one.id}`));
  const present = meta.kinds.filter((kind) => own.some((venue) => venue.kind === kind.code));
  const sample = present[0]?.code ?? 'other';
  return [
    mark('gap', t('legend.gap')),
    mark('around', t('legend.surroundings')),
    ...(state.overlays.includes('people') ? [mark(peopleIcon(theme, steps), peopleWords(voice, model))] : []),
    ...(route.kind === 'here' ? [mark('route', t('legend.route'))] : []),
    ...(truck.lastStops ? [mark(stop('chosen'), t('legend.stop'))] : []),
    ...(isElsewhere ? [mark(icon('other', 'itinerant'), t('legend.tour_stop'))] : []),
    ...(state.lock.length > 0 ? [mark(stop('locked'), t('legend.stop_locked'))] : []),
    ...(state.forbid.length > 0 ? [mark(stop('banned'), t('legend.stop_banned'))] : []),
    ...(truck.plan.kind === 'here' ? [mark(stop('depot'), t('legend.depot')), mark('itinerary', t('legend.itinerary'))] : []),
    ...present.map((kind) => mark(icon(kind.code, 'inside'), language === 'fr' ? kind.label_fr : kind.label_en)),
    ...(venues.some((v) => !v.inside) ? [mark(icon(sample, 'outside'), t('legend.outside'))] : []),
    ...(venues.some((v) => !v.considered && !v.itinerant) ? [mark(icon(sample, 'inside'), t('legend.filtered'), FILTERED_OUT)] : []),
    ...(closedIn(summary.scenario).length > 0 ? [mark(closedIcon(theme), t('legend.closed'))] : []),
    ...(movedIn(summary.scenario).length > 0 ? [mark('move', t('legend.moved'))] : []),
    ...(own.some((v) => v.itinerant) ? [mark(icon(sample, 'itinerant'), t('legend.itinerant'))] : []),
  ];
}
