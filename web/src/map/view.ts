import { GeoJSONSource, LngLat, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type FitBoundsOptions, type RequestParameters } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection } from 'geojson';
import type { Meta } from '../api/types';
import type { Translate } from '../i18n';
import type { Place } from '../model/scenario';
import type { Commune } from '../api/types';
import type { Selection, View } from '../state';
import type { Box } from './features';
import { filler, type Fill, type Filling, type Pattern } from './fill';
import { addImages } from './icons';
import { GROUND, OUTSIDE } from './ground';
import { pushIntoSight } from './sight';
import { snapshot, metresPerPixel, type Snapshot } from './snapshot';
import { buildStyle, COMMUNE_TILES, type Look, type SourceId } from './style';
import { mapTheme, type MapTheme } from './theme';

// Under a strict Content-Security-Policy the worker is a file of ours, never a blob.
setWorkerUrl(workerUrl);

const PICKABLE = ['stops', 'venues', 'closed', 'people', 'communes-without-boundary', 'communes-fill'] as const;
const MARGIN = 36;
/** Room for names at the right edge, on a map that is wide enough for it, pixels. */
const BESIDE = 44;
const WIDE = 900;

/** The worker that fetches tiles has no address of its own to complete ours with. Another server's tiles are given to who says what site asks. */
function transformRequest(address: string): RequestParameters {
  const url = new URL(address, window.location.href);
  return { url: url.href, ...(url.origin !== window.location.origin && { referrerPolicy: 'origin' }) };
}

/** What the look depends on that the page decides. */
export interface Painted extends Omit<Look, 'theme' | 'kinds' | 'outside' | 'patterns' | 'marked'>, Filling {
  readonly communes: readonly Commune[];
}

/** Sources whose features are filled one by one. */
const FILLED = ['communes', 'points', 'people'] as const;
type Filled = (typeof FILLED)[number];

interface TileId {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface MapEvents {
  readonly onMove: (view: View) => void;
  /** While it moves, for a map that goes with it. */
  readonly onMoving?: (view: View) => void;
  readonly onPick: (selection: Selection | null, place: Place) => void;
  /** Tiles of the ground could not be had. */
  readonly onGroundFailed: () => void;
  /** Tiles of boundaries could not be had. */
  readonly onShapesFailed?: () => void;
  /** Pixels that the legend takes from the map. */
  readonly coveredOnTheLeft: () => number;
  /** Pixels that the card takes from it. */
  readonly coveredOnTheRight: () => number;
  /** Whether another site shows the page. */
  readonly inFrame: boolean;
}

/** Of a picture, in pixels of the style sheet. */
interface Size {
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture for one of these. */
  readonly ratio: number;
}

const PICTURE_MARGIN = 10;

/** The drawn map. It receives models and gives back what the reader points at; it knows nothing of HTTP. */
export class MapView {
  private readonly map: MapLibre;
  private readonly ready: Promise<void>;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private shown: Painted = { communes: [], tiles: null, steps: [], colouring: 'access', presence: [], presences: null, differences: null, choropleth: null, people: { zoom: 8, radius: 0 }, staleGaps: false, overlays: new Set(), ground: 'none', named: [] };
  private readonly kinds: readonly string[];
  private readonly outside: string | null;
  /** Tiles of the ground that could not be had. */
  private readonly failed: Array<readonly [source: string, tile: TileId]> = [];
  /** Tiles of boundaries that could not be had. */
  private readonly unshaped: Array<readonly [source: string, tile: TileId]> = [];
  /** What each source was last given: a picture is drawn from it anew. */
  private readonly given = new Map<SourceId, FeatureCollection>();
  /** What the features of each source were last filled with: only what changes is told to the map. */
  private readonly fills: Readonly<Record<Filled, Map<string, Fill>>> = { communes: new Map(), points: new Map(), people: new Map() };
  /** The boundaries as tiles that the map has; null: none. */
  private tiles: string | null = null;
  private selected: string | null = null;
  private hovered: string | null = null;

  constructor(
    private readonly container: HTMLElement,
    meta: Pick<Meta, 'kinds' | 'outside_tiles'>,
    t: Translate,
    private readonly events: MapEvents,
  ) {
    this.kinds = meta.kinds.map(({ code }) => code);
    this.outside = meta.outside_tiles?.template ?? null;
    this.map = new MapLibre({
      container,
      style: buildStyle(this.lookOf(mapTheme(this.dark.matches))),
      transformRequest,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      center: [2.5, 46.6],
      zoom: 5,
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      // In a page of another site, the wheel goes on scrolling that page.
      cooperativeGestures: events.inFrame,
      locale: {
        'Map.Title': t('map.label'),
        'NavigationControl.ZoomIn': t('map.zoom_in'),
        'NavigationControl.ZoomOut': t('map.zoom_out'),
        'CooperativeGesturesHandler.WindowsHelpText': t('map.wheel'),
        'CooperativeGesturesHandler.MacHelpText': t('map.wheel_mac'),
        'CooperativeGesturesHandler.MobileHelpText': t('map.fingers'),
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-right');
    addImages(this.map, this.kinds, mapTheme(this.dark.matches));
    this.ready = new Promise((resolve) => this.map.once('load', () => resolve()));
    this.dark.addEventListener('change', () => void this.repaint(true));
    this.listen();
  }

  async show(source: SourceId, data: FeatureCollection): Promise<void> {
    if (this.given.get(source) === data) return;
    if (source === 'communes') void this.show('outlines', data);
    this.given.set(source, data);
    await this.ready;
    this.busy();
    this.put(source);
    if (source !== 'communes') this.fill(mapTheme(this.dark.matches), source);
  }

  private put(id: SourceId): void {
    const [source, data] = [this.map.getSource(id), this.given.get(id)];
    if (source instanceof GeoJSONSource && data) void source.setData(data);
  }

  async paint(shown: Painted): Promise<void> {
    this.shown = shown;
    await this.repaint(false);
  }

  /** Asks again for the tiles of boundaries that failed. */
  reloadShapes(): void {
    this.busy();
    for (const [source, tile] of this.unshaped.splice(0)) this.map.refreshTiles(source, [tile]);
  }

  /** Asks again for the tiles that failed: asked for all tiles, MapLibre waits for the failed ones for ever. */
  reloadGround(): void {
    this.busy();
    for (const [source, tile] of this.failed.splice(0)) this.map.refreshTiles(source, [tile]);
  }

  fit(box: Box): void {
    this.frame(box, { maxZoom: 12, animate: false });
  }

  flyTo(box: Box): void {
    this.frame(box, { maxZoom: 11, duration: 600 }, this.covered()[1]);
  }

  /** Moves only when asked to look elsewhere, so that our own address never moves the map under the reader's hand. */
  look({ zoom, lat, lon }: View): void {
    const at = this.view();
    if (Math.abs(at.zoom - zoom) > 0.01 || Math.abs(at.lat - lat) > 1e-4 || Math.abs(at.lon - lon) > 1e-4) this.map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Looks exactly where another map does. */
  mirror({ zoom, lat, lon }: View): void {
    this.map.jumpTo({ center: [lon, lat], zoom });
  }

  /** Its room on the page has changed. */
  resize(): void {
    this.map.resize();
  }

  /** Where it looks. */
  get looking(): View {
    return this.view();
  }

  /** Brings a point into sight, beside the legend and the card, if it is not. */
  reveal(lon: number, lat: number): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    const [left, right] = this.covered();
    const offset = pushIntoSight(this.map.project([lon, lat]), { width, height, left, right });
    if (offset) this.map.easeTo({ center: [lon, lat], offset: [...offset], duration: 400 });
  }

  /** Moves until a box lies beside the legend and the card; stays where it is when it does already. */
  bringIntoSight([west, south, east, north]: Box): void {
    const [low, high] = [this.map.project([west, south]), this.map.project([east, north])];
    const [left, right] = this.covered();
    const { clientWidth: width, clientHeight: height } = this.container;
    const seen = low.x >= left && high.x <= width - right && high.y >= 0 && low.y <= height;
    if (!seen) this.frame([west, south, east, north], { maxZoom: this.map.getZoom(), duration: 400 }, right);
  }

  /** Whether a box lies inside of what is seen. */
  sees([west, south, east, north]: Box): boolean {
    const bounds = this.map.getBounds();
    return bounds.contains(new LngLat(west, south)) && bounds.contains(new LngLat(east, north));
  }

  /** What is seen on the screen beside legend and card, at once, in the colours of the screen. */
  screen(write: (metres: number) => string): Snapshot {
    // What was drawn is gone once it is shown, unless it is read in the same turn.
    this.map.redraw();
    const drawn = this.map.getCanvas();
    const [left, right] = this.covered();
    return snapshot(drawn, drawn.width / drawn.clientWidth, this.metres(this.map), write, { left, right });
  }

  /** The same land drawn anew at a size of its own, in light colours: what lies under the legend and the card of the screen is left out. */
  async picture({ width, height, ratio }: Size, write: (metres: number) => string): Promise<Snapshot> {
    await this.ready;
    const theme = mapTheme(false);
    const style = buildStyle(this.lookOf(theme));
    for (const [id, data] of this.given) {
      const source = style.sources[id];
      if (source?.type === 'geojson') source.data = data;
    }
    const [left, right] = this.covered();
    const corners = [this.map.unproject([left, this.container.clientHeight]), this.map.unproject([this.container.clientWidth - right, 0])] as [LngLat, LngLat];
    const container = document.createElement('div');
    container.className = 'map-press';
    container.inert = true;
    container.style.width = `${width}px`;
    container.style.height = `${height}px`;
    document.body.append(container);
    const press = new MapLibre({
      container,
      style,
      transformRequest,
      bounds: corners,
      fitBoundsOptions: { padding: PICTURE_MARGIN },
      interactive: false,
      attributionControl: false,
      fadeDuration: 0,
      pixelRatio: ratio,
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    try {
      addImages(press, this.kinds, theme);
      await new Promise<void>((resolve, reject) => {
        press.on('error', ({ error }) => reject(error));
        press.once('load', () => {
          for (const source of FILLED) for (const [id, fill] of this.fills[source]) press.setFeatureState({ ...this.feature(source), id }, fill);
          if (this.selected !== null) press.setFeatureState({ ...this.feature('outlines'), id: this.selected }, { selected: true });
          press.once('idle', () => resolve());
          press.triggerRepaint();
        });
      });
      return snapshot(press.getCanvas(), ratio, this.metres(press), write);
    } finally {
      press.remove();
      container.remove();
    }
  }

  async select(code: string | null): Promise<void> {
    await this.ready;
    this.flag(this.selected, 'selected', false);
    this.selected = code;
    this.flag(code, 'selected', true);
  }

  private frame([west, south, east, north]: Box, how: FitBoundsOptions, right = 0): void {
    const [left] = this.covered();
    // Names at the edge and the scale need room, where there is some.
    const beside = this.container.clientWidth < WIDE || right > 0 ? 0 : BESIDE;
    this.map.fitBounds([west, south, east, north], { ...how, padding: { top: MARGIN, right: right + beside + MARGIN, bottom: MARGIN, left: left + MARGIN } });
  }

  /** Pixels covered on both sides. */
  private covered(): readonly [number, number] {
    const [left, right, width] = [this.events.coveredOnTheLeft(), this.events.coveredOnTheRight(), this.container.clientWidth];
    // On a narrow map, what is covered is better seen under the legend than shrunk beside it.
    const [narrowLeft, narrowRight] = [left, right].map((pixels) => (pixels < width * 0.45 ? pixels : 0)) as [number, number];
    return narrowLeft + narrowRight < width * 0.75 ? [narrowLeft, narrowRight] : [0, narrowRight];
  }

  private async repaint(images: boolean): Promise<void> {
    await this.ready;
    this.busy();
    const theme = mapTheme(this.dark.matches);
    if (images) addImages(this.map, this.kinds, theme);
    if (this.shown.tiles !== this.tiles) this.lay(theme);
    for (const source of FILLED) this.fill(theme, source);
    for (const layer of buildStyle(this.lookOf(theme)).layers) {
      const visibility = layer.layout?.visibility;
      if (visibility !== undefined && this.map.getLayoutProperty(layer.id, 'visibility') !== visibility) this.map.setLayoutProperty(layer.id, 'visibility', visibility);
      // Compared first: one that is set lays tiles out again.
      if ('filter' in layer && JSON.stringify(this.map.getFilter(layer.id)) !== JSON.stringify(layer.filter)) this.map.setFilter(layer.id, layer.filter);
      const paint: Readonly<Record<string, unknown>> = layer.paint ?? {};
      for (const name of Object.keys(paint)) this.map.setPaintProperty(layer.id, name as never, paint[name] as never);
    }
  }

  private lookOf(theme: MapTheme): Look {
    const patterns: Record<Pattern, string[]> = { hatch: [], bound: [], dots: [] };
    for (const [code, { pattern }] of this.fills.communes) if (pattern !== 'none') patterns[pattern].push(code);
    return { ...this.shown, theme, patterns, marked: { hover: this.hovered !== null, selected: this.selected !== null }, kinds: this.kinds, outside: this.outside };
  }

  /** Boundaries as tiles take the place of boundaries as a whole, or the other way round: a source cannot become another. */
  private lay(theme: MapTheme): void {
    this.tiles = this.shown.tiles;
    this.fills.communes.clear();
    const { sources, layers } = buildStyle(this.lookOf(theme));
    const own = layers.filter((layer) => 'source' in layer && (layer.source === 'communes' || layer.source === 'outlines'));
    for (const { id } of own) this.map.removeLayer(id);
    for (const id of ['communes', 'outlines'] as const) {
      this.map.removeSource(id);
      if (sources[id]) this.map.addSource(id, sources[id]);
    }
    // From the top down: what each stands below is there already.
    for (const layer of own.reverse()) this.map.addLayer(layer, layers[layers.indexOf(layer) + 1]?.id);
    this.put('communes');
    this.put('outlines');
    this.flag(this.selected, 'selected', true);
  }

  /** Tells the map the colours and patterns that have changed, as states of features: drawn in the next frame, without the worker. */
  private fill(theme: MapTheme, source: SourceId): void {
    if (source !== 'communes' && source !== 'points' && source !== 'people') return;
    const { shown, fills: { [source]: before } } = this;
    // Circles are coloured by time, whatever the communes are.
    const fillOf = filler(theme, source === 'people' ? { ...shown, colouring: 'access', choropleth: null } : shown);
    const tell = (id: string, commune: Commune): void => {
      const [now, was] = [fillOf(commune), before.get(id)];
      if (was?.color === now.color && was.pattern === now.pattern) return;
      before.set(id, now);
      this.map.setFeatureState({ ...this.feature(source), id }, now);
    };
    if (source === 'communes') for (const commune of shown.communes) tell(commune.code, commune);
    else if (source === 'people' && shown.overlays.has('people')) for (const { properties } of this.given.get(source)?.features ?? []) tell(String(properties?.['code']), properties as Commune);
    else if (source === 'points') {
      // A point is coloured only where it stands in for a boundary.
      const bare = new Set(this.given.get(source)?.features.flatMap(({ properties }) => (properties?.['has_boundary'] === false ? [String(properties['code'])] : [])));
      if (bare.size > 0) for (const commune of shown.communes) if (bare.has(commune.code)) tell(commune.code, commune);
    }
  }

  /** What a feature of a source is named by, besides its identifier. */
  private feature(source: Filled | 'outlines'): { readonly source: SourceId; readonly sourceLayer?: string } {
    return (source === 'communes' || source === 'outlines') && this.tiles !== null ? { source, sourceLayer: COMMUNE_TILES } : { source };
  }

  private listen(): void {
    this.map.on('error', (event) => {
      const { sourceId, tile } = event as { readonly sourceId?: string; readonly tile?: { readonly tileID: { readonly canonical: TileId } } };
      if (sourceId === 'communes' || sourceId === 'outlines') {
        if (tile) this.unshaped.push([sourceId, tile.tileID.canonical]);
        return this.events.onShapesFailed?.();
      }
      if (sourceId !== GROUND && sourceId !== OUTSIDE) return console.error(event.error);
      if (tile) this.failed.push([sourceId, tile.tileID.canonical]);
      this.events.onGroundFailed();
    });
    this.map.on('idle', () => this.container.setAttribute('data-drawn', 'yes'));
    this.map.on('movestart', () => this.busy());
    this.map.on('move', () => this.events.onMoving?.(this.view()));
    this.map.on('moveend', () => this.events.onMove(this.view()));
    this.map.on('click', (event) => this.events.onPick(this.at(event.point), { lon: event.lngLat.lng, lat: event.lngLat.lat }));
    this.map.on('mousemove', (event) => {
      // While it moves under the hand, nothing is pointed at.
      if (this.map.isMoving()) return;
      const pick = this.at(event.point);
      this.map.getCanvas().style.cursor = pick ? 'pointer' : '';
      this.hover(pick?.kind === 'commune' ? pick.id : null);
    });
    this.map.on('mouseout', () => this.hover(null));
  }

  private at(point: { readonly x: number; readonly y: number }): Selection | null {
    const [top] = this.map.queryRenderedFeatures([point.x, point.y], { layers: [...PICKABLE] });
    if (!top) return null;
    if (top.layer.id === 'stops') return { kind: 'commune', id: String(top.properties['id']) };
    if (top.layer.id === 'people') return { kind: 'commune', id: String(top.properties['commune_code']) };
    return top.layer.id === 'venues' || top.layer.id === 'closed' ? { kind: 'venue', id: String(top.properties['id']) } : { kind: 'commune', id: String(top.properties['code']) };
  }

  private hover(code: string | null): void {
    if (code === this.hovered) return;
    this.flag(this.hovered, 'hover', false);
    this.hovered = code;
    this.flag(code, 'hover', true);
  }

  private flag(code: string | null, name: string, value: boolean): void {
    if (code === null) return;
    this.map.setFeatureState({ ...this.feature('outlines'), id: code }, { [name]: value });
    this.map.setPaintProperty(name === 'hover' ? 'commune-hover' : 'commune-selected', 'line-opacity', value ? 1 : 0);
  }

  private metres(map: MapLibre): number {
    return metresPerPixel(map.getZoom(), map.getCenter().lat);
  }

  private view(): View {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** Tests wait for this mark instead of sleeping. */
  private busy(): void {
    this.container.setAttribute('data-drawn', 'no');
    this.map.triggerRepaint();
  }
}
