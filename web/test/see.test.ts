import { describe, expect, test } from 'vitest';
import { peopleLayer, peopleScale } from '../src/map/people';
import { mapTheme } from '../src/map/theme';
import { dependentsOf } from '../src/model/dependents';
import { lastMinute, reachAxes, reachedWithin, reachMinutes, reachOf, reachPath } from '../src/model/reach';
import { epcisOf, NO_SIEVE, sieved } from '../src/model/sieve';
import { indicatorColumn, nextOrder, sorted } from '../src/model/sort';
import { shownOverlays, timesOnly } from '../src/model/travel';
import { parse, serialise, INITIAL } from '../src/state';
import { commune } from './communes';

describe('the curve of people by minutes', () => {
  const steps = reachOf([commune({ population: 30, duration_s: 1200 }), commune({ population: 10, duration_s: 300 }), commune({ population: 5, duration_s: 1200 }), commune({ population: 55, duration_s: null })]);
  test('has one step a time, and leaves out who reaches nothing', () => expect(steps).toEqual([{ duration_s: 300, people: 10 }, { duration_s: 1200, people: 45 }]));
  test('counts people as the threshold does: the limit is inside', () => expect([4.99, 5, 19.9, 20, 90].map((m) => reachedWithin(steps, m))).toEqual([0, 10, 10, 45, 45]));
  test('is drawn as stairs that rise at the very times', () => {
    const axes = reachAxes({ width: 100, height: 100, left: 0, right: 0, top: 0, bottom: 0 }, 50, 100);
    expect(reachPath(steps, 50, axes)).toBe('M0.0 100.0H10.0V90.0H40.0V55.0H100.0');
    expect(reachPath(steps, 10, reachAxes({ width: 100, height: 100, left: 0, right: 0, top: 0, bottom: 0 }, 10, 100))).toBe('M0.0 100.0H50.0V90.0H100.0');
    expect([-5, 40, 400].map(axes.minutes)).toEqual([0, 20, 50]);
  });
  test('goes to a round number past the last time and past the threshold, within two hours', () => {
    expect(lastMinute(steps, 20)).toBe(30);
    expect(lastMinute(steps, 44)).toBe(50);
    expect(lastMinute(reachOf([commune({ duration_s: 4 * 3600 })]), 20)).toBe(120);
    expect(lastMinute([], 20)).toBe(30);
  });
  test('has a table with the threshold among its minutes, once', () => {
    expect(reachMinutes(30, 20)).toEqual([5, 10, 15, 20, 25, 30]);
    expect(reachMinutes(30, 22.5)).toEqual([5, 10, 15, 20, 22.5, 25, 30]);
    expect(reachMinutes(90, 20).slice(-4)).toEqual([60, 70, 80, 90]);
  });
});

describe('who depends on a venue', () => {
  test('has it as nearest; who would fall beyond the threshold first, then most people', () => {
    const communes = [
      commune({ code: '1', venue_id: 'a', population: 10, duration_s: 600, second_duration_s: 900 }),
      commune({ code: '2', venue_id: 'a', population: 5, duration_s: 600, second_duration_s: 1300 }),
      commune({ code: '3', venue_id: 'b', population: 9 }),
      commune({ code: '4', venue_id: 'a', population: 20, duration_s: 1300, second_duration_s: 1400 }),
      commune({ code: '5', venue_id: 'a', population: 1, duration_s: 1200, second_duration_s: null }),
    ];
    expect(dependentsOf(communes, { id: 'a' }, 20).map(({ commune: { code }, lost }) => [code, lost])).toEqual([['2', true], ['5', true], ['4', false], ['1', false]]);
  });
});

describe('the sieve of the table', () => {
  const communes = [commune({ code: '1', name: 'Saint-Étienne-du-Valdonnez', epci: 'b', epci_name: 'Bé', duration_s: 600 }), commune({ code: '2', name: 'L’Hospitalet', epci: 'a', epci_name: 'Âme', duration_s: null }), commune({ code: '3', name: 'Étables', epci: null, duration_s: 601 })];
  const codes = (change: Partial<typeof NO_SIEVE>): string[] => sieved(communes, { ...NO_SIEVE, ...change }, [10, 20]).map(({ code }) => code);
  test('finds names without their accents, hyphens and case', () => {
    expect(codes({ name: 'saint etienne' })).toEqual(['1']);
    expect(codes({ name: "l'hosp" })).toEqual(['2']);
    expect(codes({ name: ' ETA' })).toEqual(['3']);
  });
  test('keeps a band with its limit inside, and who reaches nothing', () => {
    expect(codes({ band: '0' })).toEqual(['1']);
    expect(codes({ band: '1' })).toEqual(['3']);
    expect(codes({ band: 'none' })).toEqual(['2']);
  });
  test('takes all that is asked at once', () => expect([codes({ epci: 'b', band: '0' }), codes({ epci: 'a', band: '0' }), codes({})]).toEqual([['1'], [], ['1', '2', '3']]));
  test('offers intercommunalités by name, once', () => expect(epcisOf([...communes, ...communes], 'fr')).toEqual([{ code: 'a', name: 'Âme' }, { code: 'b', name: 'Bé' }]));
});

describe('the columns of figures', () => {
  const rows = [{ ...commune({ code: '1' }), taux: 3 }, { ...commune({ code: '2' }), taux: null }, { ...commune({ code: '3' }), taux: 12 }];
  const by = (descending: boolean): string[] => sorted(rows, { column: indicatorColumn('taux'), descending }, 20, 'fr').map(({ code }) => code);
  test('sort by the figure, who has none last both ways', () => expect([by(true), by(false)]).toEqual([['3', '1', '2'], ['1', '3', '2']]));
  test('start from the largest', () => expect(nextOrder({ column: 'commune', descending: false }, indicatorColumn('taux')).descending).toBe(true));
  test('of two measures put who is far and fragile first', () => {
    const crossed = { name: 'taux', breaks: [4, 8], side: 'high', threshold_min: 20 } as const;
    const far = rows.map((row, i) => ({ ...row, duration_s: i === 2 ? 4000 : 60 }));
    expect(sorted(far, { column: 'pair', descending: true }, 20, 'fr', null, crossed).map(({ code }) => code)).toEqual(['3', '1', '2']);
  });
});

describe('people on the map', () => {
  const stops = (radius: number): number[] => {
    const { paint } = peopleLayer(mapTheme(false), ['get', 'color'], { zoom: 8, radius }, true) as unknown as { paint: { 'circle-radius': Array<number | [string, number, unknown]> } };
    return paint['circle-radius'].slice(3).filter((_, i) => i % 2 === 1).map((stop) => (stop as [string, number, unknown])[1]);
  };
  test('have an area in proportion: the radius is of the square root', () => {
    const layer = JSON.stringify(peopleLayer(mapTheme(false), ['get', 'color'], { zoom: 8, radius: 1 }, true));
    expect(layer).toContain('["sqrt",["get","population"]]');
    expect(stops(2)).toEqual(stops(1).map((r) => 2 * r));
  });
  test('grow as one comes near', () => expect(stops(1)).toEqual([...stops(1)].sort((a, b) => a - b)));
  test('cover as much paper in a département as in a région', () => {
    const paper = (people: number, box: readonly [number, number, number, number]): number => people * peopleScale(box, people).radius ** 2;
    expect(paper(80_000, [3, 44, 4, 45])).toBeCloseTo(paper(5_000_000, [3, 44, 4, 45]), 6);
  });
  test('stay, where roads and isochrones cannot', () => {
    const model = { byRoad: false, colouring: 'access', choropleth: null, meta: { travel_models: [] }, state: { overlays: ['roads', 'isochrones', 'people'] } } as const;
    expect(shownOverlays(model as unknown as Parameters<typeof shownOverlays>[0])).toEqual(['people']);
  });
  test('are asked for without threshold nor bands: another one is no question', () => expect(timesOnly({ threshold: 20, bands: '10,20', model: 'road', kind: ['epn'] })).toEqual({ model: 'road', kind: ['epn'] }));
});

describe('the address', () => {
  test('brings a theme, people and a zone back', () => {
    const state = { ...INITIAL, colour: 'fragile:Part des 75 ans : total, %', overlays: ['people'], selection: { kind: 'gap', id: '48095' } } as const;
    expect(parse(serialise(state))).toEqual(state);
  });
});
