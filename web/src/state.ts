import { MODELS, type ModelCode } from './model/travel';

/** Where the map looks. */
export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface Selection {
  readonly kind: 'commune' | 'venue';
  readonly id: string;
}

/** Layers that a reader may put on the map, from the ground up. */
export const OVERLAYS = ['isochrones', 'roads'] as const;
export type Overlay = (typeof OVERLAYS)[number];

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
  /** Which way of the selected commune is drawn: to its nearest venue or to the second. */
  readonly route: 1 | 2;
  readonly overlays: readonly Overlay[];
  readonly table: boolean;
  readonly language: 'fr' | 'en';
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
  language: 'fr',
};

/** Reads an address. What cannot be understood is left to its default: an old or mistyped link still opens. */
export function parse(search: string): State {
  const query = new URLSearchParams(search);
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
    route: query.get('route') === '2' ? 2 : 1,
    overlays: OVERLAYS.filter((overlay) => list(query.get('layers')).includes(overlay)),
    table: query.get('table') === '1',
    language: query.get('lang') === 'en' ? 'en' : 'fr',
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
  put('route', state.route === 2 ? 2 : null);
  put('layers', state.overlays.join(','));
  put('table', state.table ? '1' : null);
  put('map', state.view && `${state.view.zoom.toFixed(2)}/${state.view.lat.toFixed(4)}/${state.view.lon.toFixed(4)}`);
  put('lang', state.language === 'fr' ? null : state.language);
  // Slashes and commas are legal in a query and read better as they are.
  const text = query.toString().replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':');
  return text === '' ? '' : `?${text}`;
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
  for (const kind of ['commune', 'venue'] as const) {
    const id = query.get(kind);
    if (id) return { kind, id };
  }
  return null;
}
