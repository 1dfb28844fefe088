import { expect, test } from 'vitest';
import { translator } from '../src/i18n';
import { mostDependedOn, onlyAround, onlyElsewhere } from '../src/model/venues';

const NONE = { considered: 0, filtered_out: 0, inside: 0, itinerant_not_counted: 0, outside: 0, placed_at_chef_lieu: 0, beyond: 0 };

test('venues are only elsewhere when none at all is known here', () => {
  expect(onlyElsewhere({ ...NONE, beyond: 12 })).toBe(12);
  expect(onlyElsewhere(NONE)).toBe(0);
  for (const known of ['considered', 'filtered_out', 'itinerant_not_counted']) expect(onlyElsewhere({ ...NONE, [known]: 1 })).toBeNull();
});

test('a territory without a known venue is said to be so', () => {
  expect(translator('fr')('none.elsewhere', { n: 1203, buffer: '30' }).replace(/[\u00a0\u202f]/g, ' ')).toBe(
    'Aucun lieu connu ici ni à moins de 30 km ; les 1 203 lieux des données sont ailleurs : ces chiffres ne disent rien de la couverture.',
  );
});

test('venues are only around where the territory has none and nothing leaves any out', () => {
  const AROUND = { ...NONE, considered: 6, outside: 6 };
  expect(onlyAround(AROUND)).toBe(6);
  expect(onlyAround(NONE)).toBeNull();
  expect(onlyAround({ ...AROUND, considered: 7, inside: 1 })).toBeNull();
  for (const known of ['filtered_out', 'itinerant_not_counted']) expect(onlyAround({ ...AROUND, [known]: 1 })).toBeNull();
});

test('venues are listed by what is said of them, those of the territory first', () => {
  const venue = (id: string, people_fragile: number, people_nearest = 0, inside = true) => ({ id, people_fragile, people_nearest, inside });
  const sorted = [venue('d', 0, 9), venue('c', 5, 1), venue('b', 5, 2), venue('far', 99, 99, false), venue('a', 7)].sort(mostDependedOn);
  expect(sorted.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'far']);
});
