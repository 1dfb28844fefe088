import type { Language } from '../i18n';

/** Communes whose h is said, as local usage has it: the others elide (d’Hyères, d’Hures-la-Parade). */
const SAID_H = /^H(?:aut|am(?:$|[- ])|arnes|ague|a[gy]ang|agond|em(?:$|[- ])|éd[ée]|oen|oerd|och|ombourg|onfleur|oud|ouilles|uelgoat|uning|unsp)/iu;
/** Before a vowel, y is a consonant, but not in these. */
const VOWEL_Y = /^Y(?:$|-|[^aeiouéèêâôû]|erres|[èe]vres?)/iu;
const VOWEL = /^[aàâäáåæeéèêëiîïoôöœuùûüh]/iu;

/** A place after « de » or « à »: « du Rozier », « aux Bessons », « de La Canourgue », « d’Abancourt ». English has nothing to contract. */
export function after(preposition: 'de' | 'à', name: string, language: Language = 'fr'): string {
  if (language !== 'fr') return name;
  const [, article, rest] = /^(Le|Les) (.+)$/u.exec(name) ?? [];
  if (article !== undefined && rest !== undefined) {
    const [one, many] = preposition === 'de' ? ['du', 'des'] : ['au', 'aux'];
    return `${article === 'Le' ? one : many} ${rest}`;
  }
  return preposition === 'de' && elides(name) ? `d’${name}` : `${preposition} ${name}`;
}

function elides(name: string): boolean {
  if (/^y/iu.test(name)) return VOWEL_Y.test(name);
  return VOWEL.test(name) && !SAID_H.test(name);
}

interface Named {
  readonly codes: readonly string[];
  readonly names: readonly string[];
}

/** The commune that a zone is known by: its most populous, the first of them by code; null when none is known. */
export function mainName({ codes, names }: Named, population: ReadonlyMap<string, number>): string | null {
  const known = codes.map((code, i) => ({ code, name: names[i] ?? '', people: population.get(code) ?? -1 })).filter(({ name }) => name !== '');
  return known.sort((a, b) => b.people - a.people || (a.code < b.code ? -1 : 1))[0]?.name ?? null;
}
