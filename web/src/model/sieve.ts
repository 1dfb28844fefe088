import type { Commune } from '../api/types';
import { bandIndex } from './bands';
import { plain } from './folded';

/** Which communes the table lists. Empty: all. */
export interface Sieve {
  /** Any part of the name, accents and case apart. */
  readonly name: string;
  /** Place of the band, `none` for who reaches nothing. */
  readonly band: string;
  /** SIREN. */
  readonly epci: string;
}

export const NO_SIEVE: Sieve = { name: '', band: '', epci: '' };

export function sieved(communes: readonly Commune[], { name, band, epci }: Sieve, limits: readonly number[]): Commune[] {
  const part = plain(name);
  return communes.filter((c) => (part === '' || plain(c.name).includes(part)) && (band === '' || String(bandIndex(c.duration_s, limits) ?? 'none') === band) && (epci === '' || c.epci === epci));
}

type Epci = { readonly code: string; readonly name: string };
const known = new WeakMap<readonly Commune[], readonly Epci[]>();

/** The intercommunalités of a territory, by name; sought once. */
export function epcisOf(communes: readonly Commune[], language: string): readonly Epci[] {
  const before = known.get(communes);
  if (before) return before;
  const names = new Map(communes.flatMap(({ epci, epci_name }): Array<[string, string]> => (epci === null ? [] : [[epci, epci_name]])));
  const { compare } = new Intl.Collator(language);
  const epcis = [...names].map(([code, name]) => ({ code, name })).sort((a, b) => compare(a.name, b.name) || (a.code < b.code ? -1 : 1));
  known.set(communes, epcis);
  return epcis;
}
