import { describe, expect, test } from 'vitest';
import { after, mainName } from '../src/model/names';
import { zoneFacts } from '../src/model/zones';
import { commune } from './communes';

describe('a place after a preposition', () => {
  test.each([
    ['Mende', 'de Mende', 'à Mende'],
    ['Abancourt', 'd’Abancourt', 'à Abancourt'],
    ['Évreux', 'd’Évreux', 'à Évreux'],
    ['Œuilly', 'd’Œuilly', 'à Œuilly'],
    ['Hyères', 'd’Hyères', 'à Hyères'],
    ['Hures-la-Parade', 'd’Hures-la-Parade', 'à Hures-la-Parade'],
    ['Hautmont', 'de Hautmont', 'à Hautmont'],
    ['Hem', 'de Hem', 'à Hem'],
    ['Yvetot', 'd’Yvetot', 'à Yvetot'],
    ['Yainville', 'de Yainville', 'à Yainville'],
    ['Y', 'd’Y', 'à Y'],
    ['Le Rozier', 'du Rozier', 'au Rozier'],
    ['Les Bessons', 'des Bessons', 'aux Bessons'],
    ['Les Abymes', 'des Abymes', 'aux Abymes'],
    ['La Canourgue', 'de La Canourgue', 'à La Canourgue'],
    ['L’Albenc', 'de L’Albenc', 'à L’Albenc'],
    ["L'Albenc", "de L'Albenc", "à L'Albenc"],
    ['Lesparre-Médoc', 'de Lesparre-Médoc', 'à Lesparre-Médoc'],
    ['Lempdes', 'de Lempdes', 'à Lempdes'],
  ])('%s: %s, %s', (name, de, a) => {
    expect([after('de', name), after('à', name)]).toEqual([de, a]);
    expect(after('de', name, 'en')).toBe(name);
  });
});

describe('a zone', () => {
  const zone = { codes: ['48003', '48002', '48001'], names: ['Fau', 'Le Rozier', 'Écart'], worst_name: 'Fau' };
  test('is called after its most populous commune, the first by code of equals', () => {
    expect(mainName(zone, new Map([['48003', 5], ['48002', 9], ['48001', 2]]))).toBe('Le Rozier');
    expect(mainName(zone, new Map([['48003', 5], ['48002', 9], ['48001', 9]]))).toBe('Écart');
    expect(mainName({ codes: [], names: [] }, new Map())).toBeNull();
  });
  test('has minutes to gain only when someone in it has a time', () => {
    const far = (duration_s: number | null) => new Map(zone.codes.map((code) => [code, commune({ code, duration_s })]));
    expect(zoneFacts(zone, far(null)).timed).toBe(false);
    expect(zoneFacts(zone, far(3000)).timed).toBe(true);
    expect(zoneFacts({ ...zone, codes: [], names: [] }, far(null))).toEqual({ name: 'Fau', timed: false });
  });
});
