import type { Finding, Severity } from './bring';
import { folded } from './folded';

export const ROLES = ['code', 'name', 'indicator', 'count'] as const;
export type Role = (typeof ROLES)[number];

/** What `/api/check` answers of indicators; the document leaves its members open. */
export interface IndicatorReport {
  readonly subject: 'indicators';
  readonly path: string;
  readonly sha256: string;
  readonly layer?: string;
  readonly layers?: readonly string[];
  readonly tally: { readonly rows: number; readonly used: number };
  readonly columns: readonly IndicatorColumn[];
  readonly counts: ReadonlyArray<{ readonly kind: string; readonly severity: Severity; readonly count: number }>;
  readonly findings: readonly Finding[];
  readonly indicators: readonly string[];
  readonly figures: Readonly<Record<string, ReadonlyArray<number | null>>>;
}

export interface IndicatorColumn {
  readonly column: string;
  readonly role: Role | null;
  readonly guessed: Role | null;
  readonly confidence: number;
  readonly reason: string;
  readonly unit: string | null;
  readonly year: string | null;
}

export const isFigures = (role: Role | null): boolean => role === 'indicator' || role === 'count';

/** What a reader says of the figures of a column. */
export interface Told {
  readonly name: string;
  readonly unit: string;
  readonly year: string;
  readonly fragile: '' | 'high' | 'low';
}

/** The longest texts that the service takes, characters. */
export const LONGEST = { name: 120, unit: 40, year: 20 } as const;

/** What is told of a column before a reader says otherwise: unit and year stand beside the name, and are taken out of it. */
export function toldOf({ column, unit, year }: IndicatorColumn): Told {
  let name = column;
  if (unit !== null) name = name.replaceAll(`(${unit})`, ' ').replaceAll(`[${unit}]`, ' ');
  if (year !== null) name = name.replace(year, ' ');
  name = name.replace(/\(\s*\)|\[\s*\]/g, ' ').replace(/\s+/g, ' ').replace(/^[\s_,;:-]+|[\s_,;:-]+$/g, '');
  return { name: (name === '' ? column : name).slice(0, LONGEST.name).trim(), unit: unit ?? '', year: year ?? '', fragile: '' };
}

/** The roles that a reader changed, as the API takes them. */
export const roleTexts = (roles: ReadonlyMap<string, Role | null>): string[] => [...roles].map(([column, role]) => `${role ?? ''}=${column}`);

/** The body that keeps the figures of a report under what a reader says of them. */
export function keptBody(report: IndicatorReport, told: (column: string) => Told): object {
  const or = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  const indicators = report.indicators.map((column) => {
    const { name, unit, year, fragile } = told(column);
    return { name: name.trim(), unit: or(unit), year: or(year), fragile: fragile === '' ? null : fragile };
  });
  return { file: report.path, sha256: report.sha256, indicators, figures: report.figures };
}

/** Names that the service would refuse: empty, or twice in one file. */
export function wrongNames(names: readonly string[]): readonly string[] {
  const all = names.map(folded);
  return names.filter((_, i) => all[i] === '' || all.indexOf(all[i] ?? '') !== i);
}

/** Why a column was taken for what it was: a message, and the share of its values that says so. */
export function whyOf(reason: string): { readonly key: 'figures' | 'count' | 'codes' | 'words' | 'known' | 'empty' | 'elsewhere' | 'beyond' | null; readonly share: number | null } {
  const share = Number(/(\d+) % of its values/.exec(reason)?.[1] ?? NaN);
  const key = reason.startsWith('the name says a count') ? 'count'
    : reason.includes('are codes of communes') || reason.startsWith('known names of a code') ? 'codes'
    : reason.startsWith('only') || reason.startsWith('none of') ? 'words'
    : reason.startsWith('the name says codes, places') ? 'elsewhere'
    : reason.startsWith('figures, beyond') ? 'beyond'
    : reason === 'a known name' ? 'known'
    : reason === 'it is empty' ? 'empty'
    : reason.endsWith('are numbers') ? 'figures'
    : null;
  return { key, share: Number.isNaN(share) ? null : share };
}
