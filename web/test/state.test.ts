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
  language: 'en',
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
  test.each(['?threshold=NaN', '?threshold=-3', '?threshold=1e999', '?threshold=', '?map=1/2', '?map=a/b/c', '?map=9/95/0', '?map=1/2/3/4', '?lang=de', '?table=yes', '?territory=', '?model=plane', '?route=3', '?layers=heat', '?commune='])('that is mistyped (%s) falls back to the default', (search) => {
    expect(parse(search)).toEqual(INITIAL);
  });
});
