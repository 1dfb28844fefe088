import { parseTheme, type Theme } from './model/indicators';
import { COLOURINGS, type Colouring } from './model/presence';
import { changeText, parseChanges, type Changes } from './model/scenario';
import { embedded } from './model/share';
import { MODELS, type ModelCode } from './model/travel';
import { CYCLES, LONG_SEARCH_S, MOST_SESSIONS, MOST_STOPS, OBJECTIVES, REASON_MOST, USUAL_STOPS, WEEKDAYS, type Ban, type StopsQuestion, type TourQuestion } from './model/truck';

/** Where the map looks. */
export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface Selection {
  readonly kind: 'commune' | 'venue' | 'gap';
  /** Of a gap zone: the code of a commune in it, since its number changes with the threshold. */
  readonly id: string;
}

/** Layers that a reader may put on the map, from the ground up. */
export const OVERLAYS = ['isochrones', 'roads', 'people'] as const;
export type Overlay = (typeof OVERLAYS)[number];

/** The venues nearest to a commune that its card tells of, from the nearest. */
export const ROUTE_RANKS = [1, 2, 3] as const;
export type RouteRank = (typeof ROUTE_RANKS)[number];

/** What stands beside the map: the summary of the territory, the stops and the tour of a truck, or the changes that are thought of. */
export const PANELS = ['summary', 'truck', 'scenario'] as const;
export type PanelId = (typeof PANELS)[number];

/** All that a shared address must bring back. Null: the server's default. */
export interface State {
  readonly territory: string | null;
  readonly threshold_min: number | null;
  readonly model: ModelCode | null;
  readonly detour: number | null;
  readonly speed_kmh: number | null;
  readonly kinds: readonly string[];
  readonly services: readonly string[];
  readonly view: View | null;
  readonly selection: Selection | null;
  /** Which way of the selected commune is drawn: to its nearest venue, the second or the third. */
  readonly route: RouteRank;
  readonly overlays: readonly Overlay[];
  readonly table: boolean;
  readonly panel: PanelId;
  /** The stops asked for; null: none yet. */
  readonly stops: StopsQuestion | null;
  /** Communes that are stops whatever it costs, and those that are none. */
  readonly lock: readonly string[];
  readonly forbid: readonly Ban[];
  /** The tour asked for over those stops. */
  readonly tour: TourQuestion | null;
  /** Identifier of the plan that is shown; it stands for itself, whatever is asked beside it. */
  readonly plan: string | null;
  /** Whether the stops of that plan count as places, by distance alone. */
  readonly counted: boolean;
  /** Changes to the venues. */
  readonly changes: Changes;
  /** The kept scenario that this one is compared with, as the address it was kept with. */
  readonly compare: string | null;
  /** What the communes are coloured by, while a tour or a change counts. */
  readonly colour: Colouring | Theme;
  readonly language: 'fr' | 'en';
  /** Whether only the map is shown, for a frame in a page of another site. */
  readonly embed: boolean;
}

export const INITIAL: State = {
  territory: null,
  threshold_min: null,
  model: null,
  detour: null,
  speed_kmh: null,
  kinds: [],
  services: [],
  view: null,
  selection: null,
  route: 1,
  overlays: [],
  table: false,
  panel: 'summary',
  stops: null,
  lock: [],
  forbid: [],
  tour: null,
  plan: null,
  counted: false,
  changes: [],
  compare: null,
  colour: 'access',
  language: 'fr',
  embed: false,
};

/** Reads an address. What cannot be understood is left to its default: an old or mistyped link still opens. */
export function parse(search: string): State {
  const query = new URLSearchParams(search);
  // The server lets frames show what has this anywhere in its address: all of that must be this view.
  const state = parseWhole(query);
  return query.getAll('embed').includes('1') ? embedded(state) : state;
}

function parseWhole(query: URLSearchParams): State {
  return {
    territory: query.get('territory') || null,
    threshold_min: positive(query.get('threshold')),
    model: MODELS.find((code) => code === query.get('model')) ?? null,
    detour: positive(query.get('detour')),
    speed_kmh: positive(query.get('speed')),
    kinds: list(query.get('kind')),
    services: query.getAll('service').filter((item) => item !== ''),
    view: parseView(query.get('map')),
    selection: parseSelection(query),
    route: ROUTE_RANKS.find((rank) => String(rank) === query.get('route')) ?? 1,
    overlays: OVERLAYS.filter((overlay) => list(query.get('layers')).includes(overlay)),
    table: query.get('table') === '1',
    panel: PANELS.find((panel) => panel === query.get('panel')) ?? 'summary',
    stops: parseStops(query),
    lock: [...new Set(list(query.get('lock')))],
    forbid: parseBans(query.getAll('forbid')),
    tour: parseTour(query),
    counted: query.get('counted') === '1',
    changes: parseChanges(query),
    compare: query.get('with'),
    colour: COLOURINGS.find((one) => one === query.get('colour')) ?? parseTheme(query.get('colour')) ?? 'access',
    plan: /^[0-9a-f]{32}$/.exec(query.get('plan') ?? '')?.[0] ?? null,
    language: query.get('lang') === 'en' ? 'en' : 'fr',
    embed: false,
  };
}

/** Writes the address of a state; the names are those of the API, so that one can be guessed from the other. */
export function serialise(state: State): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | number | null): void => {
    if (value !== null && value !== '') query.set(name, String(value));
  };
  put('territory', state.territory);
  put('threshold', state.threshold_min);
  put('model', state.model);
  put('detour', state.detour);
  put('speed', state.speed_kmh);
  put('kind', state.kinds.join(','));
  // A service's name may hold a comma.
  for (const service of state.services) query.append('service', service);
  put(state.selection?.kind ?? 'commune', state.selection?.id ?? null);
  put('route', state.route === 1 ? null : state.route);
  put('layers', state.overlays.join(','));
  put('table', state.table ? '1' : null);
  put('panel', state.panel === 'summary' ? null : state.panel);
  putTruck(state, query, put);
  // One parameter each: a name may hold a comma.
  for (const change of state.changes) query.append(change.change, changeText(change));
  if (state.compare !== null) query.set('with', state.compare);
  put('map', state.view && `${state.view.zoom.toFixed(2)}/${state.view.lat.toFixed(4)}/${state.view.lon.toFixed(4)}`);
  put('lang', state.language === 'fr' ? null : state.language);
  put('embed', state.embed ? '1' : null);
  // Slashes and commas are legal in a query and read better as they are.
  const text = query.toString().replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':');
  return text === '' ? '' : `?${text}`;
}

function putTruck({ stops, lock, forbid, tour, plan, counted, colour }: State, query: URLSearchParams, put: (name: string, value: string | number | null) => void): void {
  put('objective', stops && stops.objective);
  put('count', stops && stops.objective !== 'fewest' ? stops.count : null);
  put('share', stops?.objective === 'fewest' ? stops.share : null);
  put('seconds', stops?.long === true ? LONG_SEARCH_S : null);
  put('lock', lock.join(','));
  // A reason may hold a comma.
  for (const { id, reason } of forbid) query.append('forbid', reason === '' ? id : `${id}:${reason}`);
  if (tour) {
    put('depot', tour.depot);
    put('from', tour.from);
    put('to', tour.to);
    put('weeks', tour.weeks);
    put('days', tour.days.join(','));
    put('hours', `${tour.start}-${tour.end}`);
    put('dwell', tour.dwell_min);
    put('sessions', tour.sessions);
    put('half_day', tour.half_day ? '1' : null);
  }
  put('plan', plan);
  put('counted', counted ? '1' : null);
  put('colour', colour === 'access' ? null : colour);
}

/** The one state of the page. `replace` corrects the current step of the history, `push` makes a new one. */
export class Store {
  private current: State;
  private readonly listeners: Array<(state: State, before: State) => void> = [];

  constructor(private readonly page: Window) {
    this.current = parse(page.location.search);
    page.addEventListener('popstate', () => this.become(parse(page.location.search)));
  }

  get state(): State {
    return this.current;
  }

  subscribe(listener: (state: State, before: State) => void): void {
    this.listeners.push(listener);
  }

  push(change: Partial<State>): void {
    this.go(change, 'pushState');
  }

  replace(change: Partial<State>): void {
    this.go(change, 'replaceState');
  }

  private go(change: Partial<State>, how: 'pushState' | 'replaceState'): void {
    const next = { ...this.current, ...change };
    const address = serialise(next);
    if (address !== this.page.location.search) this.page.history[how](null, '', `${this.page.location.pathname}${address}${this.page.location.hash}`);
    this.become(next);
  }

  private become(next: State): void {
    const before = this.current;
    this.current = next;
    for (const listener of this.listeners) listener(next, before);
  }
}

function positive(text: string | null): number | null {
  const value = Number(text);
  return text !== null && text !== '' && Number.isFinite(value) && value > 0 ? value : null;
}

function list(text: string | null): string[] {
  return (text ?? '').split(',').filter((item) => item !== '');
}

function parseView(text: string | null): View | null {
  const [zoom, lat, lon, ...rest] = (text ?? '').split('/').map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined || rest.length > 0) return null;
  const sound = [zoom, lat, lon].every(Number.isFinite) && zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

function parseSelection(query: URLSearchParams): Selection | null {
  for (const kind of ['commune', 'venue', 'gap'] as const) {
    const id = query.get(kind);
    if (id) return { kind, id };
  }
  return null;
}

function parseStops(query: URLSearchParams): StopsQuestion | null {
  const objective = OBJECTIVES.find((one) => one === query.get('objective'));
  if (!objective) return null;
  const fewest = objective === 'fewest';
  return {
    objective,
    count: fewest ? USUAL_STOPS.count : (whole(query.get('count'), 1, MOST_STOPS) ?? USUAL_STOPS.count),
    share: fewest ? (whole(query.get('share'), 1, 100) ?? USUAL_STOPS.share) : USUAL_STOPS.share,
    long: query.get('seconds') === String(LONG_SEARCH_S),
  };
}

/** `48061` or `48061:no room for a truck`, once a commune. */
function parseBans(texts: readonly string[]): Ban[] {
  const bans = new Map<string, Ban>();
  for (const text of texts) {
    const [id = '', ...reason] = text.split(':');
    if (id !== '') bans.set(id, { id, reason: reason.join(':').slice(0, REASON_MOST) });
  }
  return [...bans.values()];
}

/** Without a depot and two days in order there is no tour to ask for; the rest has a usual value. */
function parseTour(query: URLSearchParams): TourQuestion | null {
  const [depot, from, to] = [query.get('depot') ?? '', day(query.get('from')), day(query.get('to'))];
  if (depot === '' || from === null || to === null || to < from) return null;
  const days = WEEKDAYS.filter((weekday) => list(query.get('days')).includes(weekday));
  const [, start = '08:00', end = '18:00'] = /^([01]\d:[0-5]\d|2[0-3]:[0-5]\d)-([01]\d:[0-5]\d|2[0-3]:[0-5]\d)$/.exec(query.get('hours') ?? '') ?? [];
  return {
    depot,
    from,
    to,
    weeks: CYCLES.find((weeks) => String(weeks) === query.get('weeks')) ?? 2,
    days: days.length > 0 ? days : WEEKDAYS.slice(0, 5),
    ...(start < end ? { start, end } : { start: '08:00', end: '18:00' }),
    dwell_min: whole(query.get('dwell'), 1, 1440),
    sessions: whole(query.get('sessions'), 1, MOST_SESSIONS) ?? 2,
    half_day: query.get('half_day') === '1',
  };
}

function whole(text: string | null, least: number, most: number): number | null {
  const value = Number(text);
  return text !== null && text !== '' && Number.isInteger(value) && value >= least && value <= most ? value : null;
}

function day(text: string | null): string | null {
  const time = /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // The 31st of June is read as the 1st of July by some.
  return text !== null && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null;
}
