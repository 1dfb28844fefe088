import { describe, expect, test } from 'vitest';
import type { Stop, Stops } from '../src/api/types';
import { curveLength, curvePoints, ranked, stopsBody, tourBody } from '../src/model/stops';
import { banned, locked, usualTour, USUAL_STOPS } from '../src/model/truck';

const stop = (id: string, newly_covered: number, people: number, change: Partial<Stop> = {}): Stop => ({ id, name: `Name of ${id}`, lon: 3.5, lat: 44.5, locked: false, newly_covered, only_by_this: 0, people, communes: 1, gains: [], cost: null, newly_covered_weight: null, attributes: {}, ...change });
const found = (change: Partial<Stops>): Stops => ({
  status: 'optimal', goal: 'coverage', objective: 1, bound: 1, unit: 'people', gap: 0, seconds: 0.1, limit_s: 1200, open_at: null, hours_unknown: null, travel_model: 'crow-fly', estimate: true, people: 1000, covered_before: 400, covered_after: 900,
  mean_before_s: 900, mean_after_s: 600, stops: [], left_out: [], curve: [], forbidden: [], budget: null, cost: null, weight: null, ...change,
});
const point = (count: number, covered: number, objective: number | null, status = 'optimal', gap = 0): Stops['curve'][number] => ({ count, covered, covered_weight: null, objective, bound: objective, status, gap });

describe('stops', () => {
  test('are ranked by what the objective counts, then by people, then by code', () => {
    const stops = [stop('c', 10, 50), stop('b', 10, 90), stop('a', 10, 50), stop('d', 40, 41)];
    expect(ranked({ goal: 'coverage', stops }).map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c']);
    expect(ranked({ goal: 'mean-time', stops }).map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd']);
  });
  test('are asked for by number, or by share for the fewest', () => {
    expect(stopsBody({ ...USUAL_STOPS, count: 3 }, ['a'], [{ id: 'b', reason: 'pas de place' }])).toEqual({ objective: 'coverage', count: 3, curve: 10, lock: ['a'], forbid: [{ id: 'b', reason: 'pas de place' }], seconds: 30 });
    expect(stopsBody({ objective: 'fewest', count: 3, share: 90, long: true }, [], [])).toEqual({ objective: 'fewest', share: 90, lock: [], forbid: [], seconds: 120 });
  });
  test('have a curve that goes a little beyond the number asked for, and is never long', () => {
    expect([1, 8, 9, 15, 40].map((count) => curveLength({ ...USUAL_STOPS, count }))).toEqual([10, 10, 11, 17, 20]);
  });
});

describe('the curve', () => {
  test('of coverage counts people, each point beside the one before', () => {
    const points = curvePoints(found({ curve: [point(2, 700, 300), point(3, 850, 450, 'feasible', 0.02)] }));
    expect(points).toEqual([{ count: 2, value: 700, better: null, proven: true, gap: 0 }, { count: 3, value: 850, better: 150, proven: false, gap: 0.02 }]);
  });
  test('of times is better downwards, and has no value where someone reaches nothing', () => {
    expect(curvePoints(found({ goal: 'mean-time', people: 100, curve: [point(1, 0, 90_000), point(2, 0, 60_000)] })).map(({ value, better }) => [value, better])).toEqual([[900, null], [600, 300]]);
    expect(curvePoints(found({ goal: 'worst-time', curve: [point(1, 0, null), point(2, 0, 3000), point(3, 0, 2400)] })).map(({ value, better }) => [value, better])).toEqual([[null, null], [3000, null], [2400, 600]]);
  });
});

describe('what is asked of a tour', () => {
  const tour = usualTour('48095', new Date(2026, 11, 30));
  test('starts on the next Monday and ends on a Friday, six months on', () => {
    expect(tour).toMatchObject({ from: '2027-01-04', to: '2027-07-02', weeks: 2 });
    expect(usualTour('', new Date(2027, 0, 4)).from).toBe('2027-01-11');
    expect(usualTour('', new Date(2027, 0, 10)).from).toBe('2027-01-11');
  });
  test('hands the stops over with what they are worth, those locked in first of all, those without a place not', () => {
    const stops = [stop('a', 10, 50, { locked: true }), stop('b', 0, 9, { lon: null })];
    expect(tourBody(found({ stops }), tour)).toEqual({
      depot: { code: '48095' }, from: '2027-01-04', to: '2027-07-02',
      stops: [{ id: 'a', name: 'Name of a', lon: 3.5, lat: 44.5, people: 10, mandatory: true }],
      rules: { cycle_weeks: 2, days: ['mon', 'tue', 'wed', 'thu', 'fri'], day_start: '08:00', day_end: '18:00', most_sessions: 2 },
    });
    expect(tourBody(found({ goal: 'worst-time', stops }), { ...tour, dwell_min: 120, half_day: true }).stops[0]).toMatchObject({ people: 50, dwell_min: 120, session: 'half-day' });
  });
});

describe('what is settled of a commune', () => {
  const settled = { stops: { ...USUAL_STOPS, count: 1 }, lock: ['a'], forbid: [{ id: 'b', reason: 'travaux' }] };
  test('locked in, it is no longer excluded, and there are stops enough', () => {
    expect(locked(settled, 'b', true)).toEqual({ stops: { ...USUAL_STOPS, count: 2 }, lock: ['a', 'b'], forbid: [] });
    expect(locked(settled, 'a', false)).toMatchObject({ stops: { count: 1 }, lock: [], forbid: settled.forbid });
    expect(locked({ ...settled, stops: null }, 'a', true)).toMatchObject({ stops: null, lock: ['a'] });
  });
  test('excluded, it is no longer locked in, and its reason is short', () => {
    expect(banned(settled, 'a', `  ${'x'.repeat(200)}`)).toMatchObject({ lock: [], forbid: [settled.forbid[0], { id: 'a', reason: 'x'.repeat(80) }] });
    expect(banned(settled, 'b', null)).toMatchObject({ lock: ['a'], forbid: [] });
  });
});
