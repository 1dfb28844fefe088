import { afterEach, describe, expect, test, vi } from 'vitest';
import { fetchIsochrones, fetchRoute } from '../src/api/client';
import type { Meta, Roads, Summary } from '../src/api/types';
import { translator } from '../src/i18n';
import { formatter } from '../src/model/format';
import { comparisonOf, ISOCHRONE_LAND, isByRoad, isochroneMinutes, modelOf, plannedOtherwise, roadsOf, venuesOnly, wayFrom } from '../src/model/travel';
import { comparisonSentence, roadsCredit, roadsFile, travelSentence } from '../src/views/roads';

const ROADS: Roads = { profile: 'car', file: 'lr.roads', source: 'openstreetmap', vintage: '2026-01-31', extract_sha256: 'abcdef0123', profile_sha256: 'f', winter: false, walking_kmh: 5, max_snap_m: 2000 };
const voice = { t: translator('fr'), format: formatter('fr'), language: 'fr' } as const;
const CROW_FLY: NonNullable<Summary['crow_fly']> = { detour: 1.3, speed_kmh: 50, points: 150, people: 76_000, other_venue_points: 34, other_venue_people: 10_791, longer_people: 60_000, median_difference_s: 445, p90_difference_s: 1068 };
const summary = (parameters: object, crow_fly: Summary['crow_fly'] = null) => ({ parameters, crow_fly }) as Summary;

describe('the model', () => {
  const models = (codes: string[]): Meta['travel_models'] => codes.map((code) => ({ code, estimate: code !== 'road', roads: code === 'road' ? ROADS : null })) as Meta['travel_models'];
  test('has roads where the service has some', () => {
    expect(roadsOf({ travel_models: models(['road', 'crow-fly']) })).toBe(ROADS);
    expect(roadsOf({ travel_models: models(['crow-fly']) })).toBeNull();
  });
  test('is the one asked for, else the service’s own', () => {
    const meta = (model: string) => ({ defaults: { model } as Meta['defaults'] });
    expect([modelOf(null, meta('road')), modelOf('crow-fly', meta('road')), modelOf(null, meta('crow-fly'))]).toEqual(['road', 'crow-fly', 'crow-fly']);
  });
  test('of the figures is what they say of themselves', () => {
    expect(isByRoad(summary({ travel_model: 'road' }))).toBe(true);
    expect(isByRoad(summary({ travel_model: 'crow-fly' }))).toBe(false);
  });
});

describe('the way to draw', () => {
  const communes = [{ code: '48095', duration_s: 60 }, { code: '48004', duration_s: null }];
  const from = (id: string, byRoad = true, kind: 'commune' | 'venue' = 'commune') => wayFrom({ selection: { kind, id } }, byRoad, communes);
  test('leaves from the selected commune', () => expect(from('48095')).toBe('48095'));
  test('is none by the estimate, from a venue, from who reaches nothing or from elsewhere', () => {
    expect([from('48095', false), from('48095', true, 'venue'), from('48004'), from('01001'), wayFrom({ selection: null }, true, communes)]).toEqual([null, null, null, null, null]);
  });
});

describe('what is asked by road', () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('{"type":"FeatureCollection","features":[]}'));
  });
  afterEach(() => asked.splice(0));
  const venues = venuesOnly({ threshold: 20, bands: '10,20', model: 'road', kind: ['epn', 'msap'], service: ['Aide, à distance'] });
  test('is about the same venues, whatever the threshold', () => expect(venues).toEqual({ kind: ['epn', 'msap'], service: ['Aide, à distance'] }));
  test('counts the same tour', () => expect(venuesOnly({ threshold: 20, plan: 'p' })).toEqual({ plan: 'p' }));
  test('isochrones, at the limits of the bands', async () => {
    const minutes = isochroneMinutes([{ to_min: 10 }, { to_min: 20 }, { to_min: null }]);
    expect((await fetchIsochrones('48', minutes, ISOCHRONE_LAND, venues)).features).toEqual([]);
    expect(decodeURIComponent(asked[0] ?? '')).toBe('/api/layers/isochrones.geojson?territory=48&minutes=10,20&corridor_m=500&filling_m=1000&kind=epn,msap&service=Aide,+à+distance');
  });
  test('the way to the nearest venue, or to the second', async () => {
    await fetchRoute('48', '48095', 1, {});
    await fetchRoute('48', '48095', 2, {});
    expect(asked).toEqual(['/api/route?territory=48&code=48095&model=road', '/api/route?territory=48&code=48095&rank=2&model=road']);
  });
});

describe('the words', () => {
  test('call the estimate an estimate, and the road by its profile', () => {
    const said = (byRoad: boolean, parameters: object) => travelSentence(voice, { byRoad, summary: summary(parameters) });
    expect(said(false, { detour: 1.3, speed_kmh: 50 })).toMatch(/^Estimation à vol d’oiseau/);
    expect(said(true, { detour: null, speed_kmh: null, roads: ROADS })).toBe('Temps calculés par la route, en voiture, sans trafic');
    expect(said(true, { detour: null, speed_kmh: null, roads: { ...ROADS, profile: 'foot' } })).toBe('Temps calculés par la route, à pied');
    expect(said(true, { detour: null, speed_kmh: null, roads: { ...ROADS, profile: 'horse' } })).toBe('Temps calculés par la route, sans trafic');
    expect(said(true, { roads: { ...ROADS, winter: true } })).toBe('Temps calculés par la route, en voiture, sans trafic, routes fermées l’hiver exclues');
  });
  test('say whose roads they are, of which day and under which licence', () => {
    expect(roadsCredit(voice, ROADS)).toBe('Réseau routier, © les contributeurs d’OpenStreetMap, 31\u00a0janvier\u00a02026, ODbL 1.0');
    expect(roadsCredit(voice, { ...ROADS, source: 'bdtopo', vintage: null })).toBe('Réseau routier, © IGN, BD TOPO, date non déclarée, Licence Ouverte 2.0');
    expect(roadsCredit(voice, { ...ROADS, source: 'drawn', vintage: null })).toBe('Réseau routier, source non déclarée, date non déclarée');
    expect(roadsFile(voice, ROADS)).toContain('lr.roads (empreinte de la source\u00a0: abcdef01)');
  });
  test('say how the estimate differs, and nothing where nothing is compared', () => {
    const said = (crow_fly: Summary['crow_fly']) => comparisonSentence(voice, { summary: summary({}, crow_fly) });
    expect(said(CROW_FLY)).toBe('À vol d’oiseau, 34\u00a0communes auraient un autre lieu le plus proche (10\u202f791\u00a0habitants)\u202f; les temps diffèrent de 7\u00a0min ou moins pour la moitié des habitants, de 18\u00a0min ou moins pour neuf sur dix.');
    expect(said({ ...CROW_FLY, other_venue_points: 0 })).toMatch(/^À vol d’oiseau, le lieu le plus proche serait partout le même/);
    expect([said(null), said({ ...CROW_FLY, points: 0 })]).toEqual([null, null]);
    expect(comparisonOf({ crow_fly: { ...CROW_FLY, median_difference_s: null } })).toBeNull();
  });
  test('write short lengths in metres', () => {
    expect([3, 247, 994, 996, 2000].map((m) => formatter('fr').metres(m).replaceAll('\u00a0', ' '))).toEqual(['3 m', '250 m', '990 m', '1,0 km', '2,0 km']);
  });
});

describe('a plan', () => {
  const estimate = { travel_model: 'crow-fly', detour: 1.3, speed_kmh: 50, roads: null };
  const byRoad = { travel_model: 'road', detour: null, speed_kmh: null, roads: { extract_sha256: 'abc' } as never };
  test.each([
    ['crow-fly estimate, detour 1.3, 50 km/h', estimate, null],
    ['crow-fly estimate, detour 1.5, 50 km/h', estimate, 'plan.other_estimate'],
    ['road, car of lozere.roads, extract abc', estimate, 'plan.by_road'],
    ['crow-fly estimate, detour 1.3, 50 km/h', byRoad, 'plan.as_crow_flies'],
    ['road, car of lozere.roads, extract abc', byRoad, null],
    ['road, car of lozere.roads, extract def', byRoad, 'plan.other_roads'],
    ['matrix.csv', byRoad, null],
  ])('made with « %s » says so where the page has other times', (travel, parameters, said) => expect(plannedOtherwise(travel, parameters)).toBe(said));
});
