import type { ExpressionSpecification, FilterSpecification, GeoJSONSourceSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Overlay } from '../state';
import { changeLayers } from './changes';
import { PATTERNS, type Filling, type Pattern } from './fill';
import { groundLayers, groundSources, OVER_TILES, type GroundLook } from './ground';
import { inOrder } from './layers';
import { isochroneLayers, roadLayers, routeLayers } from './overlays';
import { peopleLayer, type PeopleScale } from './people';
import type { MapTheme } from './theme';
import { FONTS, truckLayers } from './truck';

export const SOURCES = ['surroundings', 'communes', 'outlines', 'isochrones', 'points', 'gaps', 'people', 'itinerary', 'route', 'changes', 'venues', 'stops'] as const;
export type SourceId = (typeof SOURCES)[number];

export const HATCH = 'hatch';
/** That a figure is a bound: told on any colour. */
export const BOUND_HATCH = 'hatch-bound';
/** That people come within the threshold. */
export const DOTS = 'dots';
export const venueImage = (kind: string, variant: VenueVariant): string => `venue-${kind}-${variant}`;
export const VENUE_VARIANTS = ['inside', 'outside', 'itinerant'] as const;
export type VenueVariant = (typeof VENUE_VARIANTS)[number];

/** A venue that the filters leave out stays in sight, and faint. */
export const FILTERED_OUT = 0.4;
/** Under isochrones and circles in the same colours, what is said of whole communes stays in sight, and is not taken for what is reached. */
const BENEATH = 0.25;
/** Name of the layer of communes inside a tile. */
export const COMMUNE_TILES = 'communes';

/** More than live in any commune. */
const MOST_PEOPLE = 1e7;

/** What the look of the map depends on, besides its data. */
export interface Look extends GroundLook, Pick<Filling, 'steps' | 'colouring' | 'choropleth'> {
  readonly theme: MapTheme;
  /** Communes that have a pattern. */
  readonly patterns: Readonly<Record<Pattern, readonly string[]>>;
  /** Whether some commune is pointed at, or selected: where none is, the outlines of all are not drawn with a width of nothing. */
  readonly marked: { readonly hover: boolean; readonly selected: boolean };
  /** Where the boundaries of communes are tiles: their address. Null: they are put there as a whole. */
  readonly tiles: string | null;
  /** How large the circles of people are. */
  readonly people: PeopleScale;
  readonly kinds: readonly string[];
  /** The gap zones still answer for an earlier threshold: they are shown, but faintly. */
  readonly staleGaps: boolean;
  /** Layers that the reader has added. */
  readonly overlays: ReadonlySet<Overlay>;
}

/** The whole style as a pure function of what is shown; the sources start empty. */
export function buildStyle(look: Look): StyleSpecification {
  const { theme, steps, kinds, staleGaps, overlays } = look;
  const empty = (): GeoJSONSourceSpecification => ({ type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  const named = (): GeoJSONSourceSpecification => ({ ...empty(), promoteId: 'code' });
  return {
    version: 8,
    // What changes is drawn at once.
    transition: { duration: 0, delay: 0 },
    sources: { ...Object.fromEntries(SOURCES.map((id) => [id, empty()])), communes: communeSource(look), outlines: communeSource(look), points: named(), people: named(), ...groundSources(look.outside) },
    layers: inOrder([
      ...landLayers(theme, look.ground === 'tiles'),
      ...groundLayers(theme, look, overlays.has('roads')),
      ...communeLayers(look, isBeneath(look) ? BENEATH : look.ground === 'tiles' ? OVER_TILES : 1),
      ...isochroneLayers(theme, steps, overlays),
      ...gapLayers(look, staleGaps ? 0.3 : 1),
      ...roadLayers(theme, overlays),
      peopleLayer(theme, FILLED, look.people, overlays.has('people')),
      ...routeLayers(theme),
      ...pointLayers(look, kinds),
      ...changeLayers(theme),
      ...truckLayers(theme),
    ]),
  };
}

const communeSource = ({ tiles }: Look): SourceSpecification =>
  tiles === null ? { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, promoteId: 'code' } : { type: 'vector', tiles: [tiles], promoteId: { [COMMUNE_TILES]: 'code' }, minzoom: 0, maxzoom: 14 };

/**
 * The colour of a commune is the state of its feature, not an expression of its properties: an expression that changes has
 * all tiles laid out again by the worker, a state that changes is drawn in the next frame.
 */
const FILLED: ExpressionSpecification = ['to-color', ['coalesce', ['feature-state', 'color'], 'rgba(0,0,0,0)']];

/** Patterns do not change with the threshold: a filter, and the others cost nothing. */
const among = (codes: readonly string[]): FilterSpecification => (codes.length === 0 ? ['boolean', false] : ['match', ['get', 'code'], [...codes], true, false]);

/** An indicator says something else than the circles over it, and stays. */
const isBeneath = ({ overlays, colouring, choropleth }: Look): boolean => choropleth === null && colouring === 'access' && (overlays.has('isochrones') || overlays.has('people'));

/** Beside the territory, tiles of another server lie open. */
function landLayers(theme: MapTheme, open: boolean): LayerSpecification[] {
  return [
    { id: 'background', type: 'background', paint: { 'background-color': theme.water } },
    { id: 'surroundings-fill', type: 'fill', source: 'surroundings', paint: { 'fill-color': theme.land, 'fill-opacity': open ? 0 : 1 } },
    { id: 'surroundings-line', type: 'line', source: 'surroundings', paint: { 'line-color': theme.landLine, 'line-width': 0.7 } },
  ];
}

function communeLayers(look: Look, opacity: number): LayerSpecification[] {
  const { theme, tiles, patterns, marked } = look;
  const flag = (name: string, width: number): ExpressionSpecification => ['case', ['boolean', ['feature-state', name], false], width, 0];
  const layer = tiles === null ? {} : { 'source-layer': COMMUNE_TILES };
  // States are told to whole sources: those of fills are many, those of outlines one or two.
  const [areas, outlines] = [{ source: 'communes', ...layer }, { source: 'outlines', ...layer }] as const;
  const images: Readonly<Record<Pattern, string>> = { hatch: HATCH, bound: BOUND_HATCH, dots: DOTS };
  // From so far that a commune is a few pixels, its outline would be most of it.
  const near = tiles === null ? {} : { minzoom: 7 };
  return [
    { id: 'communes-fill', type: 'fill', ...areas, paint: { 'fill-color': FILLED, 'fill-opacity': opacity, ...(tiles !== null && { 'fill-antialias': false }) } },
    ...PATTERNS.map((pattern): LayerSpecification => ({ id: `communes-${pattern}`, type: 'fill', ...areas, filter: among(patterns[pattern]), paint: { 'fill-pattern': images[pattern] } })),
    { id: 'communes-line', type: 'line', ...outlines, ...near, paint: { 'line-color': theme.communeLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 10, 1.2] } },
    { id: 'commune-hover', type: 'line', ...outlines, ...near, paint: { 'line-color': theme.selection, 'line-width': flag('hover', 1.6), 'line-opacity': marked.hover ? 1 : 0 } },
    { id: 'commune-selected', type: 'line', ...outlines, paint: { 'line-color': theme.selection, 'line-width': flag('selected', 3.5), 'line-opacity': marked.selected ? 1 : 0 } },
  ];
}

function gapLayers({ theme, tiles }: Look, opacity: number): LayerSpecification[] {
  const layout = { 'line-join': 'round', 'line-cap': 'round' } as const;
  // Of a country, hundreds of zones are seen at once: their outlines must not hide what they surround.
  const width = (pixels: number): number | ExpressionSpecification => (tiles === null ? pixels : ['interpolate', ['linear'], ['zoom'], 5, pixels * 0.22, 8, pixels]);
  return [
    { id: 'gaps-casing', type: 'line', source: 'gaps', layout, paint: { 'line-color': theme.gapCasing, 'line-width': width(5.5), 'line-opacity': opacity } },
    { id: 'gaps-line', type: 'line', source: 'gaps', layout, paint: { 'line-color': theme.gap, 'line-width': width(2.6), 'line-opacity': opacity } },
  ];
}

function pointLayers(look: Look, kinds: readonly string[]): LayerSpecification[] {
  const { theme } = look;
  const variant: ExpressionSpecification = ['case', ['get', 'itinerant'], 'itinerant', ['get', 'inside'], 'inside', 'outside'];
  const kind: ExpressionSpecification = ['case', ['in', ['get', 'kind'], ['literal', [...kinds]]], ['get', 'kind'], 'other'];
  return [
    {
      id: 'communes-without-boundary',
      type: 'circle',
      source: 'points',
      filter: ['!', ['get', 'has_boundary']],
      paint: { 'circle-radius': 6, 'circle-color': FILLED, 'circle-stroke-width': 1.5, 'circle-stroke-color': theme.selection },
    },
    {
      id: 'venues',
      type: 'symbol',
      source: 'venues',
      layout: {
        'icon-image': ['concat', 'venue-', kind, '-', variant],
        'icon-allow-overlap': true,
        // From afar they stand everywhere, and no name would have a place.
        'icon-ignore-placement': ['step', ['zoom'], true, 6.5, false],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 4, 0.15, 5, 0.2, 7, 0.6, 8, 0.85, 11, 1.1],
        'symbol-sort-key': ['case', ['get', 'inside'], 1, 0],
      },
      paint: { 'icon-opacity': ['case', ['get', 'considered'], 1, FILTERED_OUT] },
    },
    {
      id: 'labels',
      type: 'symbol',
      source: 'points',
      filter: ['all', ['get', 'has_label'], ['>=', ['zoom'], ['get', 'label_zoom']]],
      layout: {
        'text-field': ['get', 'label'],
        'text-font': FONTS,
        'text-size': ['interpolate', ['linear'], ['get', 'population'], 0, 11, 3000, 13, 12000, 16],
        'text-variable-anchor': ['top', 'bottom', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'],
        // Beside the mark of a venue, not in its place: those are the names that are looked for, and they come first.
        'text-radial-offset': ['case', ['get', 'has_venue'], 1.5, 0.9],
        'text-padding': 3,
        'text-max-width': 8,
        'symbol-sort-key': ['-', ['case', ['get', 'has_venue'], -MOST_PEOPLE, 0], ['get', 'population']],
      },
      paint: { 'text-color': theme.label, 'text-halo-color': theme.labelHalo, 'text-halo-width': 2 },
    },
  ];
}
