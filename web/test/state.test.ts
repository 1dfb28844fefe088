import { describe, expect, test } from 'vitest';
import { INITIAL, parse, serialise, type State } from '../src/state';

const FULL: State = {
  territory: '200070530',
  threshold_min: 25.5,
  model: 'crow-fly',
  detour: 1.4,
  speed_kmh: 60,
  kinds: ['library', 'epn'],
  services: ['Aide aux démarches, à distance', 'Prêt'],
  view: { zoom: 9.25, lat: 44.5432, lon: -3.4901 },
  selection: { kind: 'venue', id: 'FS-12/é&=' },
  route: 2,
  overlays: ['isochrones', 'roads'],
  table: true,
  panel: 'truck',
  stops: { objective: 'coverage', count: 7, share: 95, long: true },
  lock: ['48095', '48080'],
  forbid: [{ id: '48061', reason: 'pas de place : marché, travaux' }, { id: '48009', reason: '' }],
  tour: { depot: '48095', from: '2027-01-04', to: '2027-06-30', weeks: 4, days: ['tue', 'sat'], start: '09:30', end: '17:00', dwell_min: 150, sessions: 3, half_day: true },
  plan: '0123456789abcdef0123456789abcdef',
  counted: true, colour: 'wait',
  compare: '?territory=200070530&close=FS,3',
  changes: [{ change: 'open', place: { lon: 3.9, lat: 44.4 }, name: 'Café, tabac', kind: 'epn' }, { change: 'close', id: 'FS,1' }, { change: 'schedule', id: 'FS 2', hours: 'Mo 09:00-12:00' }],
  language: 'en',
  embed: false,
};

describe('the address', () => {
  test('of the first state is empty', () => expect(serialise(INITIAL)).toBe(''));
  test('brings every state back', () => {
    expect(parse(serialise(FULL))).toEqual(FULL);
    expect(parse(serialise(INITIAL))).toEqual(INITIAL);
  });
  test('reads well', () => {
    expect(serialise({ ...INITIAL, territory: 'region:76', kinds: ['msap', 'epn'], view: { zoom: 9, lat: 44.5, lon: 3.5 } })).toBe('?territory=region:76&kind=msap,epn&map=9.00/44.5000/3.5000');
  });
  test('of the fewest stops carries a share, of the others a number', () => {
    const fewest = { ...INITIAL, stops: { objective: 'fewest', count: 6, share: 90, long: false } } as const;
    expect(serialise(fewest)).toBe('?objective=fewest&share=90');
    expect(parse(serialise(fewest))).toEqual(fewest);
    expect(serialise({ ...INITIAL, lock: ['48095'], stops: { objective: 'worst-time', count: 3, share: 95, long: false } })).toBe('?objective=worst-time&count=3&lock=48095');
  });
  test('asks for no tour that has no depot or no days in order', () => {
    const tour = '?depot=48095&from=2027-01-04&to=2027-06-30';
    expect(parse(tour).tour).toMatchObject({ weeks: 2, days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', end: '18:00', dwell_min: null, sessions: 2, half_day: false });
    for (const broken of ['?depot=48095&from=2027-01-04', '?from=2027-01-04&to=2027-06-30', '?depot=48095&from=2027-06-31&to=2027-12-01', '?depot=48095&from=2027-06-30&to=2027-01-04']) expect(parse(broken).tour).toBeNull();
    expect(parse(`${tour}&hours=18:00-08:00&weeks=3&days=lundi&sessions=99&dwell=0`).tour).toEqual(parse(tour).tour);
  });
  test('names a banned commune once, with what was said last', () => expect(parse('?forbid=48061:a&forbid=48061:b:c&forbid=:d').forbid).toEqual([{ id: '48061', reason: 'b:c' }]));
  test.each(['?threshold=NaN', '?threshold=-3', '?threshold=1e999', '?threshold=', '?map=1/2', '?map=a/b/c', '?map=9/95/0', '?map=1/2/3/4', '?lang=de', '?table=yes', '?territory=', '?model=plane', '?route=4', '?layers=heat', '?commune=', '?panel=tour', '?objective=best', '?count=6', '?plan=../meta', '?lock=,', '?forbid='])('that is mistyped (%s) falls back to the default', (search) => {
    expect(parse(search)).toEqual(INITIAL);
  });
});
