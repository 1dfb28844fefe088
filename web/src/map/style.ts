import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { CHANGE_CLASSES, CHANGE_COLOURS } from '../model/difference';
import { LIMITS, type Colouring, type PresenceColouring } from '../model/presence';
import type { Overlay } from '../state';
import { changeLayers } from './changes';
import { choroplethColor, hasNoValue, type Choropleth } from './choropleth';
import { groundLayers, groundSources, OVER_TILES, type GroundLook } from './ground';
import { inOrder } from './layers';
import { isochroneLayers, roadLayers, routeLayers } from './overlays';
import { peopleLayer, type PeopleScale } from './people';
import type { PresenceStep, Step } from './scale';
import type { MapTheme } from './theme';
import { FONTS, truckLayers } from './truck';

export const SOURCES = ['surroundings', 'communes', 'isochrones', 'points', 'gaps', 'people', 'itinerary', 'route', 'changes', 'venues', 'stops'] as const;
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
const UNREACHED: ExpressionSpecification = ['==', ['get', 'duration_s'], null];

/** More than live in any commune. */
const MOST_PEOPLE = 1e7;

const OPEN_H: ExpressionSpecification = ['coalesce', ['get', 'open_h'], 0];
/** Some place within reach has no known hours: what is said is a bound. */
const BOUND: ExpressionSpecification = ['>', ['coalesce', ['get', 'venues_without_hours'], 0], 0];
/** No place within reach has any. */
const UNKNOWN: ExpressionSpecification = ['all', ['==', OPEN_H, 0], BOUND];

/** What the look of the map depends on, besides its data. */
export interface Look extends GroundLook {
  readonly theme: MapTheme;
  readonly steps: readonly Step[];
  /** What communes are coloured by; `presence` holds the classes of all but access. */
  readonly colouring: Colouring;
  readonly presence: readonly PresenceStep[];
  /** An indicator, in place of all these; null: none. */
  readonly choropleth: Choropleth | null;
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
  return {
    version: 8,
    sources: { ...Object.fromEntries(SOURCES.map((id) => [id, id === 'communes' ? { ...empty(), promoteId: 'code' } : empty()])), ...groundSources(look.outside) },
    layers: inOrder([
      ...landLayers(theme, look.ground === 'tiles'),
      ...groundLayers(theme, look, overlays.has('roads')),
      ...communeLayers(look, isBeneath(look) ? BENEATH : look.ground === 'tiles' ? OVER_TILES : 1),
      ...isochroneLayers(theme, steps, overlays),
      ...gapLayers(theme, staleGaps ? 0.3 : 1),
      ...roadLayers(theme, overlays),
      peopleLayer(theme, bandColor(theme, steps) as ExpressionSpecification, look.people, overlays.has('people')),
      ...routeLayers(theme),
      ...pointLayers(look, kinds),
      ...changeLayers(theme),
      ...truckLayers(theme),
    ]),
  };
}

/** Colour of a commune by its duration. The limits are inside their band, as everywhere. */
export function bandColor(theme: MapTheme, steps: readonly Step[]): DataDrivenPropertyValueSpecification<string> {
  const cases = steps.flatMap((step) => (step.to_min === null ? [] : [['<=', ['get', 'duration_s'], step.to_min * 60], step.color]));
  return ['case', UNREACHED, theme.unreachable, ...cases, steps.at(-1)?.color ?? theme.unreachable] as unknown as ExpressionSpecification;
}

/** Colour of a commune by presence: the classes of the legend, in the same order. */
export function presenceColor(theme: MapTheme, by: PresenceColouring, steps: readonly PresenceStep[]): DataDrivenPropertyValueSpecification<string> {
  const value: ExpressionSpecification = by === 'open' ? OPEN_H : ['get', 'wait_h'];
  const color = (test: (step: PresenceStep) => boolean): string => steps.find(test)?.color ?? theme.unreachable;
  const cases = LIMITS[by].flatMap((limit) => [['<=', value, limit], color(({ to_h }) => to_h === limit)]);
  return ['case', UNKNOWN, theme.unreachable, ['==', OPEN_H, 0], color(({ kind }) => kind === 'none'), ...cases, color(({ kind, to_h }) => kind === 'range' && to_h === null)] as unknown as ExpressionSpecification;
}

/** Colour of a commune by what the scenario changes. */
const changeColor = ['match', ['coalesce', ['get', 'change'], 'same'], ...CHANGE_CLASSES.flatMap((kind) => [kind, CHANGE_COLOURS[kind]]), CHANGE_COLOURS.same] as unknown as ExpressionSpecification;

function fillColor({ theme, steps, colouring, presence, choropleth }: Look): DataDrivenPropertyValueSpecification<string> {
  if (choropleth) return choroplethColor(theme, choropleth);
  return colouring === 'access' ? bandColor(theme, steps) : colouring === 'change' ? changeColor : presenceColor(theme, colouring, presence);
}

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
  const { theme, colouring, choropleth } = look;
  const flag = (name: string, width: number): ExpressionSpecification => ['case', ['boolean', ['feature-state', name], false], width, 0];
  return [
    { id: 'communes-fill', type: 'fill', source: 'communes', paint: { 'fill-color': fillColor(look), 'fill-opacity': opacity } },
    { id: 'communes-unreachable', type: 'fill', source: 'communes', filter: UNREACHED, paint: { 'fill-pattern': HATCH, 'fill-opacity': colouring === 'access' && choropleth === null ? 1 : 0 } },
    { id: 'communes-no-value', type: 'fill', source: 'communes', paint: { 'fill-pattern': HATCH, 'fill-opacity': choropleth ? ['case', hasNoValue(choropleth), 1, 0] : 0 } },
    { id: 'communes-bound', type: 'fill', source: 'communes', filter: BOUND, paint: { 'fill-pattern': BOUND_HATCH, 'fill-opacity': colouring === 'open' || colouring === 'wait' ? 1 : 0 } },
    { id: 'communes-out', type: 'fill', source: 'communes', filter: ['==', ['get', 'out'], true], paint: { 'fill-pattern': BOUND_HATCH, 'fill-opacity': colouring === 'change' ? 1 : 0 } },
    { id: 'communes-in', type: 'fill', source: 'communes', filter: ['==', ['get', 'in'], true], paint: { 'fill-pattern': DOTS, 'fill-opacity': colouring === 'change' ? 1 : 0 } },
    { id: 'communes-line', type: 'line', source: 'communes', paint: { 'line-color': theme.communeLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 10, 1.2] } },
    { id: 'commune-hover', type: 'line', source: 'communes', paint: { 'line-color': theme.selection, 'line-width': flag('hover', 1.6) } },
    { id: 'commune-selected', type: 'line', source: 'communes', paint: { 'line-color': theme.selection, 'line-width': flag('selected', 3.5) } },
  ];
}

function gapLayers(theme: MapTheme, opacity: number): LayerSpecification[] {
  const layout = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    { id: 'gaps-casing', type: 'line', source: 'gaps', layout, paint: { 'line-color': theme.gapCasing, 'line-width': 5.5, 'line-opacity': opacity } },
    { id: 'gaps-line', type: 'line', source: 'gaps', layout, paint: { 'line-color': theme.gap, 'line-width': 2.6, 'line-opacity': opacity } },
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
      paint: { 'circle-radius': 6, 'circle-color': fillColor(look), 'circle-stroke-width': 1.5, 'circle-stroke-color': theme.selection },
    },
    {
      id: 'venues',
      type: 'symbol',
      source: 'venues',
      layout: {
        'icon-image': ['concat', 'venue-', kind, '-', variant],
        'icon-allow-overlap': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.45, 8, 0.85, 11, 1.1],
        'symbol-sort-key': ['case', ['get', 'inside'], 1, 0],
      },
      paint: { 'icon-opacity': ['case', ['get', 'considered'], 1, FILTERED_OUT] },
    },
    {
      id: 'labels',
      type: 'symbol',
      source: 'points',
      filter: ['get', 'has_label'],
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
