import type { LayerSpecification } from 'maplibre-gl';
import { describe, expect, test } from 'vitest';
import { placeIn } from '../src/answers';
import { changeMarks } from '../src/map/changes';
import { areasOf, boxOf, homeBox, pointsOf } from '../src/map/features';
import { inOrder, LAYERS } from '../src/map/layers';
import { pushIntoSight } from '../src/map/sight';
import { presenceScale, scale } from '../src/map/scale';
import { filler } from '../src/map/fill';
import { buildStyle } from '../src/map/style';
import { mapTheme } from '../src/map/theme';
import { stopFeatures } from '../src/map/truck';
import { tally } from '../src/model/coverage';
import type { Commune, Difference } from '../src/api/types';
import { CHANGE_COLOURS } from '../src/model/difference';
import { labelZooms } from '../src/model/labels';
import { presenceClass, presenceClasses } from '../src/model/presence';
import { commune, presence } from './communes';

const byAccess = { colouring: 'access', choropleth: null, people: { zoom: 8, radius: 0.1 }, patterns: { hatch: [], bound: [], dots: [] }, marked: { hover: false, selected: false }, tiles: null, ground: 'none', outside: null, named: [] } as const;
const filling = { colouring: 'access', presence: [], presences: null, differences: null, choropleth: null } as const;
const layer = (id: string): LayerSpecification => ({ id, type: 'background' });

describe('the table of layers', () => {
  test('orders layers, however they come', () => expect(inOrder([...LAYERS].reverse().map(layer)).map((l) => l.id)).toEqual(LAYERS));
  test('throws when one is missing', () => expect(() => inOrder(LAYERS.slice(1).map(layer))).toThrow('"background" is missing'));
  test('throws on one that it does not know', () => expect(() => inOrder([...LAYERS.map(layer), layer('heat')])).toThrow('"heat" is not in the table'));
  test('throws on one that comes twice', () => expect(() => inOrder([...LAYERS, 'venues'].map(layer))).toThrow('twice'));
});

describe('what is chosen', () => {
  const room = { width: 1000, height: 600, left: 352, right: 330 };
  test('stays where it is while it is seen', () => expect(pushIntoSight({ x: 500, y: 300 }, room)).toBeNull());
  test.each([[700, 300], [380, 300], [500, 590], [500, -9]])('is brought beside legend and card from (%i, %i)', (x, y) => expect(pushIntoSight({ x, y }, room)).toEqual([11, 0]));
});

describe('the marks of a scenario', () => {
  const told = { change: 'close', text: 'a', venue_id: 'a', venue: 'A', commune: 'Mende', commune_before: 'Mende', lon: 3.5, lat: 44.5, lon_before: 3.5, lat_before: 44.5, hours: null, hours_before: null } as const;
  const scenario = { changes: [told, { ...told, change: 'move', venue_id: 'b', lon: 4 }, { ...told, change: 'open', venue_id: 'new:1', lon_before: null, lat_before: null }] } as never;
  test('are a cross where a venue closes and a way from old to new where one moves', () => {
    expect(changeMarks(scenario).features.map(({ geometry, properties }) => [properties?.['id'], geometry.type === 'GeometryCollection' ? null : geometry.coordinates])).toEqual([['a', [3.5, 44.5]], ['b', [[3.5, 44.5], [4, 44.5]]]]);
    expect(changeMarks(null).features).toEqual([]);
  });
  test('are found again when one is chosen: it is in no other answer', () => {
    const venues = { features: [{ properties: { id: 'b' }, geometry: { type: 'Point', coordinates: [4, 44.5] } }] };
    const communes = { features: [{ properties: { code: '48095', lon: 3.5, lat: 44.5 } }, { properties: { code: 'x', lon: null, lat: null } }] };
    const at = (kind: 'commune' | 'venue' | 'gap', id: string) => placeIn({ communes, venues, summary: { scenario } } as never, { kind, id });
    expect([at('venue', 'a'), at('venue', 'b'), at('venue', 'c'), at('commune', '48095'), at('commune', 'x'), at('gap', '48095')]).toEqual([[3.5, 44.5], [4, 44.5], null, [3.5, 44.5], null, null]);
  });
});

describe('the style', () => {
  const steps = scale(tally([commune({ duration_s: 600 })], 20, [10, 20]));
  test('has every layer, each with a source of its own style', () => {
    const style = buildStyle({ theme: mapTheme(false), steps, kinds: ['epn'], ...byAccess, staleGaps: false, overlays: new Set() });
    expect(style.layers.map((l) => l.id)).toEqual(LAYERS.filter((id) => id !== 'outside-tiles'));
    for (const l of style.layers) if ('source' in l) expect(style.sources).toHaveProperty(l.source);
  });
  test('never colours communes by an expression that changes: their tiles would be laid out again', () => {
    const [one, other] = [[10, 20], [10, 20, 25]].map((limits) => buildStyle({ theme: mapTheme(false), steps: scale(tally([commune({ duration_s: 600 })], limits.at(-1) ?? 0, limits)), kinds: [], ...byAccess, staleGaps: false, overlays: new Set(['people']) }));
    expect(one).toEqual(other);
  });
  test('draws boundaries from tiles, with the same layers', () => {
    const style = buildStyle({ theme: mapTheme(false), steps, kinds: [], ...byAccess, tiles: '/tiles/{z}/{x}/{y}.mvt', staleGaps: false, overlays: new Set() });
    expect(style.sources['communes']).toMatchObject({ type: 'vector', tiles: ['/tiles/{z}/{x}/{y}.mvt'], promoteId: { communes: 'code' } });
    expect(style.layers.map((l) => l.id)).toEqual(LAYERS.filter((id) => id !== 'outside-tiles'));
    for (const l of style.layers) if ('source' in l && (l.source === 'communes' || l.source === 'outlines')) expect(l['source-layer']).toBe('communes');
  });
  test('draws a pattern over the communes that have it, and over no other', () => {
    const style = buildStyle({ theme: mapTheme(false), steps, kinds: [], ...byAccess, patterns: { hatch: [], bound: [], dots: ['48095'] }, staleGaps: false, overlays: new Set() });
    const filter = (id: string): unknown => (style.layers.find((l) => l.id === id) as { filter?: unknown }).filter;
    expect([filter('communes-hatch'), filter('communes-dots')]).toEqual([['boolean', false], ['match', ['get', 'code'], ['48095'], true, false]]);
  });
  test('shows the roads and the isochrones only to who asks for them', () => {
    const seen = (overlays: ReadonlySet<'roads' | 'isochrones'>): string[] =>
      buildStyle({ theme: mapTheme(false), steps, kinds: [], ...byAccess, staleGaps: false, overlays }).layers.filter((l) => l.layout?.visibility === 'visible').map((l) => l.id);
    expect(seen(new Set())).toEqual([]);
    expect(seen(new Set(['roads']))).toEqual(['roads-casing', 'roads-line', 'roads-ferry']);
    expect(seen(new Set(['isochrones']))).toEqual(['isochrones-fill', 'isochrones-line']);
  });
  test('draws the ground over the colours and under the lines and names of the data, and the roads of it once', () => {
    const look = { theme: mapTheme(false), steps, kinds: [], ...byAccess, staleGaps: false, ground: 'own', named: ['Mende'] } as const;
    const seen = (overlays: ReadonlySet<'roads'>): string[] => buildStyle({ ...look, overlays }).layers.filter((l) => l.layout?.visibility === 'visible').map((l) => l.id);
    expect(seen(new Set())).toEqual(['ground-water', 'ground-waterways', 'ground-roads', 'ground-places']);
    expect(seen(new Set(['roads']))).not.toContain('ground-roads');
    const order = (id: (typeof LAYERS)[number]): number => LAYERS.indexOf(id);
    expect(order('isochrones-fill')).toBeLessThan(order('ground-water'));
    expect(order('ground-roads')).toBeLessThan(order('gaps-line'));
    expect(order('ground-places')).toBeLessThan(order('labels'));
    const style = buildStyle({ ...look, overlays: new Set() });
    expect(style.layers.find((l) => l.id === 'communes-fill')?.paint).toMatchObject({ 'fill-opacity': 1 });
    expect(style.layers.find((l) => l.id === 'ground-places')).toMatchObject({ filter: ['!', ['in', ['get', 'name'], ['literal', ['Mende']]]] });
    const many = buildStyle({ ...look, named: Array.from({ length: 3000 }, (_, i) => `${i}`), overlays: new Set() });
    expect(many.layers.find((l) => l.id === 'ground-places')?.layout).toMatchObject({ visibility: 'none' });
  });
  test('its colours are none of the classes, in light and dark', () => {
    for (const dark of [false, true]) {
      const { groundWater, groundRoad, groundShore } = mapTheme(dark);
      for (const colour of [groundWater, groundRoad, groundShore]) for (const step of scale(tally([], 20, [5, 10, 15, 20, 30, 45]))) expect(colour).not.toBe(step.color);
    }
  });
  test('has tiles of another server only where they are offered, below all, and shows them only where they are chosen', () => {
    const outside = 'https://tuiles.example/{z}/{x}/{y}.png';
    const style = (ground: 'own' | 'tiles') => buildStyle({ theme: mapTheme(false), steps, kinds: [], ...byAccess, staleGaps: false, overlays: new Set(), ground, outside });
    const layerOf = (ground: 'own' | 'tiles') => style(ground).layers.find((l) => l.id === 'outside-tiles');
    expect(style('own').layers.map((l) => l.id)).toEqual(LAYERS);
    expect(layerOf('own')?.layout?.visibility).toBe('none');
    expect(layerOf('tiles')?.layout?.visibility).toBe('visible');
    expect(style('own').sources['outside']).toMatchObject({ type: 'raster', tiles: [outside] });
    expect(style('tiles').layers.find((l) => l.id === 'communes-fill')?.paint).toMatchObject({ 'fill-opacity': 0.7 });
  });
  test('colours an isochrone like the band that ends at its limit', () => {
    const style = buildStyle({ theme: mapTheme(false), steps, kinds: [], ...byAccess, staleGaps: false, overlays: new Set(['isochrones']) });
    const fill = style.layers.find((l) => l.id === 'isochrones-fill');
    expect(fill?.paint).toMatchObject({ 'fill-color': ['case', ['<=', ['get', 'minutes'], 10], steps[0]?.color, ['<=', ['get', 'minutes'], 20], steps[1]?.color, steps[2]?.color] });
    expect(fill?.layout).toMatchObject({ 'fill-sort-key': ['-', 0, ['get', 'minutes']] });
  });
  test('asks for nothing outside the page', () => expect(JSON.stringify(buildStyle({ theme: mapTheme(true), steps, kinds: [], ...byAccess, staleGaps: true, overlays: new Set(['roads', 'isochrones']) }))).not.toMatch(/https?:/));
});

describe('the fill of a commune', () => {
  const theme = mapTheme(false);
  const steps = scale(tally([commune({ duration_s: 600 })], 20, [10, 20]));
  test('is of the very classes of the legend, limits inside; who reaches nothing is hatched', () => {
    const fill = filler(theme, { ...filling, steps });
    expect([600, 600.1, 1200, 1200.1].map((duration_s) => fill(commune({ duration_s })).color)).toEqual([0, 1, 1, 2].map((i) => steps[i]?.color));
    expect(fill(commune({ duration_s: null }))).toEqual({ color: theme.unreachable, pattern: 'hatch' });
  });
  test('by presence is of the very classes of the legend, and hatched where it is a bound', () => {
    const given = [presence({ code: 'a', open_h: 6.5 }), presence({ code: 'b', open_h: 200, venues_without_hours: 1 }), presence({ code: 'c', open_h: 0, venues_without_hours: 2 })];
    const presences = new Map(given.map((one) => [one.code, one]));
    const classes = presenceScale(presenceClasses([...presences.keys(), 'd'].map((code) => commune({ code })), presences, 'open'));
    const fill = filler(theme, { ...filling, steps, colouring: 'open', presence: classes, presences });
    const holder = (code: string): string | null | undefined => classes.find(({ communes }, i) => communes > 0 && presenceClass(presences.get(code) ?? presence({}), 'open') === i)?.color;
    expect(['a', 'b'].map((code) => fill(commune({ code })).color)).toEqual([holder('a'), holder('b')]);
    expect(['a', 'b', 'c'].map((code) => fill(commune({ code })).pattern)).toEqual(['none', 'bound', 'bound']);
    expect(fill(commune({ code: 'c' })).color).toBe(theme.unreachable);
    expect(fill(commune({ code: 'd' })).color).toBe(classes.find(({ kind }) => kind === 'none')?.color);
  });
  test('by change tells who leaves and who comes by a pattern, and takes what has no change as unchanged', () => {
    const one = (code: string, given: object): [string, Difference] => [code, { code, status: 'lose', change_s: 600, no_longer_covered: 0, newly_covered: 0, ...given } as Difference];
    const differences = new Map([one('a', { no_longer_covered: 5 }), one('b', { status: 'gain', newly_covered: 3 }), one('c', {})]);
    const fill = filler(theme, { ...filling, steps, colouring: 'change', differences });
    expect(['a', 'b', 'c', 'd'].map((code) => fill(commune({ code })).pattern)).toEqual(['bound', 'dots', 'none', 'none']);
    expect(['a', 'd'].map((code) => fill(commune({ code })).color)).toEqual([CHANGE_COLOURS['lose-2'], CHANGE_COLOURS.same]);
  });
});

describe('features', () => {
  test('a commune without a boundary still has its point', () => {
    const [point] = pointsOf({ features: [{ type: 'Feature', geometry: null, properties: commune({ lon: 3.5, lat: 44.5 }) }] }).features;
    expect(point).toMatchObject({ geometry: { coordinates: [3.5, 44.5] }, properties: { has_boundary: false } });
  });
  test('boundaries that are tiles are not sent as a whole, and points know which are missing there', () => {
    const at = (code: string) => ({ type: 'Feature' as const, geometry: null, properties: commune({ code, lon: 3.5, lat: 44.5 }) });
    const communes = { features: [at('48095'), at('48061')], tiled: { bare: new Set(['48061']), zooms: new Map([['48095', 7]]) } };
    expect(areasOf(communes).features).toEqual([]);
    expect(pointsOf(communes).features.map(({ properties }) => properties?.['has_boundary'])).toEqual([true, false]);
    expect(pointsOf(communes).features.map(({ properties }) => properties?.['label_zoom'])).toEqual([7, 0]);
  });
  test('of many names that share a room of the screen, the largest is read from afar and the others as one comes near', () => {
    const at = (code: string, lon: number, population: number): Commune => commune({ code, lon, lat: 45, population });
    const zooms = labelZooms([at('small', 3, 10), at('large', 3.01, 500), at('alone', 8, 1), at('same place', 3, 9)]);
    expect(zooms.get('large')).toBe(0);
    expect(zooms.get('small')).toBeGreaterThan(8);
    expect(zooms.get('alone')).toBeLessThan(8);
    expect(zooms.get('same place')).toBe(12);
  });
  test('a commune that something else names has no label of its own', () => {
    const at = (code: string) => ({ type: 'Feature' as const, geometry: null, properties: commune({ code, lon: 3.5, lat: 44.5 }) });
    const labels = pointsOf({ features: [at('48095'), at('48061')] }, new Set(['48061'])).features;
    expect(labels.map(({ properties }) => properties?.['has_label'])).toEqual([true, false]);
  });
  test('stops carry their rank; what is settled and the depot stand beside them, each commune once', () => {
    const stop = { lon: 3.5, lat: 44.5, locked: false, only_by_this: 0, people: 9, communes: 1, gains: [] };
    const lastStops = { goal: 'coverage', stops: [{ ...stop, id: 'a', name: 'A', newly_covered: 1 }, { ...stop, id: 'b', name: 'B', newly_covered: 5 }, { ...stop, id: 'c', name: 'C', newly_covered: 3, lon: null }] } as never;
    const plan = { kind: 'here', value: { id: '1', plan: { depot: { name: 'Mende', place: { x: 3, y: 44 } } } } } as never;
    const communes = ['a', 'd', 'e'].map((code) => commune({ code, name: code.toUpperCase(), lon: 3.5, lat: 44.5 }));
    const found = stopFeatures({ lock: ['a', 'd'], forbid: [{ id: 'e', reason: '' }], tour: null }, { lastStops, plan }, communes).features;
    expect(found.map(({ properties }) => [properties?.['name'], properties?.['variant'], properties?.['rank']])).toEqual([['Mende', 'depot', ''], ['E', 'banned', ''], ['D', 'locked', ''], ['B', 'chosen', '1'], ['A', 'locked', '3']]);
  });
  test('the first look spans no ocean when there is something in Europe', () => {
    const at = (lon: number, lat: number) => ({ type: 'Feature' as const, geometry: null, properties: commune({ lon, lat }) });
    const [brest, ajaccio, reunion, guadeloupe] = [at(-4.5, 48.4), at(8.7, 41.9), at(55.5, -21), at(-61.5, 16.2)];
    expect(homeBox({ features: [brest, ajaccio] })).toEqual([-4.5, 41.9, 8.7, 48.4]);
    expect(homeBox({ features: [brest, ajaccio, reunion, guadeloupe] })).toEqual([-4.5, 41.9, 8.7, 48.4]);
    expect(homeBox({ features: [reunion, guadeloupe] })).toEqual([-61.5, -21, 55.5, 16.2]);
    expect(homeBox({ features: [] })).toBeNull();
  });
  test('a name knows whether the mark of a venue, or of one that closes, stands at its point', () => {
    const of = (duration_s: number | null, before: number | null) => pointsOf({ features: [{ type: 'Feature', geometry: null, properties: commune({ code: 'a', lon: 3, lat: 44, duration_s }) }] } as never, new Set(), new Map([['a', { duration_before_s: before } as never]])).features[0]?.properties?.['has_venue'];
    expect([of(5, 5), of(1600, 5), of(5, 1600), of(1600, 1600), of(null, null)]).toEqual([true, true, true, false, false]);
  });
  test('a box holds coordinates at any depth', () => {
    expect(boxOf([[[[1, 2], [3, -4]]], [[5, 0]]])).toEqual([1, -4, 5, 2]);
    expect(boxOf([])).toBeNull();
  });
});
