import { parseCsv, separatorOf } from './csv';
import { folded } from './folded';

/** What `/api/check` answers; the document leaves its members open. */
export interface CheckReport extends Found {
  readonly subject: 'venues';
  readonly files: ReadonlyArray<{ readonly path: string; readonly rows: number; readonly venues: number; readonly columns?: readonly string[]; readonly layer?: string; readonly layers?: readonly string[]; readonly guessed?: readonly Guessed[] }>;
  readonly rows: number;
  readonly venues: number;
  readonly hours: { readonly read: number; readonly text: number; readonly none: number };
}

/** What was found row by row. */
export interface Found {
  readonly counts: ReadonlyArray<{ readonly kind: string; readonly severity: Severity; readonly count: number }>;
  readonly findings: readonly Finding[];
}

export const SEVERITIES = ['set_aside', 'fixed', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A column and what it was taken for; `confidence` in percent. */
export interface Guessed {
  readonly column: string;
  readonly field: string | null;
  readonly confidence: number;
  readonly reason: string;
}

export interface Finding {
  readonly line: number;
  readonly field?: string;
  readonly value?: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly action: string;
  readonly french: string;
}

/** Largest file that the service takes, bytes. */
export const MOST_FILE_BYTES = 64 * 2 ** 20;
/** How much of a file is read here for the names of its columns, bytes. */
const PEEKED = 2 ** 20;
/** Rows of the report that are shown at once. */
export const PAGE = 200;

/** The fields of a venue: those of the national schema of lieux de médiation numérique, then others that are read. */
export const FIELDS = [
  'id', 'pivot', 'nom', 'commune', 'code_postal', 'code_insee', 'adresse', 'complement_adresse', 'latitude', 'longitude', 'typologie', 'telephone', 'courriels', 'site_web', 'horaires',
  'presentation_resume', 'presentation_detail', 'source', 'itinerance', 'structure_parente', 'date_maj', 'services', 'publics_specifiquement_adresses', 'prise_en_charge_specifique', 'frais_a_charge',
  'dispositif_programmes_nationaux', 'formations_labels', 'autres_formations_labels', 'modalites_acces', 'modalites_accompagnement', 'fiche_acces_libre', 'prise_rdv', 'matricule', 'lib_fs', 'categorie', 'format_fs',
  'h_lundi', 'h_mardi', 'h_mercredi', 'h_jeudi', 'h_vendredi', 'h_samedi', 'h_dimanche',
] as const;

/** Other names under which lists say them. */
export const ALIASES: Readonly<Record<string, string>> = {
  id_fs: 'id', identifiant: 'id', siret: 'pivot', lib_com: 'commune', insee_com: 'code_insee', courriel: 'courriels', mail: 'courriels', publics_accueillis: 'publics_specifiquement_adresses', conditions_acces: 'frais_a_charge',
  labels_nationaux: 'formations_labels', labels_autres: 'autres_formations_labels', accessibilite: 'fiche_acces_libre', lib_france_services: 'lib_fs',
};

/** The field whose known name a column has. */
export function fieldOf(column: string): string | null {
  const name = folded(column);
  return FIELDS.find((field) => field === name) ?? ALIASES[name] ?? null;
}

/** The names of the columns, where the file is of text: a table, or GeoJSON. Of others only the service knows them. */
export async function peekColumns(file: Blob): Promise<readonly string[]> {
  const bytes = new Uint8Array(await file.slice(0, PEEKED).arrayBuffer());
  // A part that is cut may end within a letter.
  return columnsOf(decoded(bytes));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export function columnsOf(text: string): readonly string[] {
  if (text.includes('\0')) return [];
  const start = text.replace(/^\ufeff?\s*/, '');
  if (start.startsWith('{') || start.startsWith('[')) {
    // The first feature tells; the whole may be too long to be read here.
    const [, found = ''] = /"properties"\s*:\s*(\{[^{}]*\})/.exec(start) ?? [];
    try {
      return Object.keys(JSON.parse(found) as object);
    } catch {
      return [];
    }
  }
  const [header = []] = parseCsv(start, separatorOf(start), 1);
  return header.length > 1 ? header.map((name) => name.trim()).filter((name) => name !== '') : [];
}

/** A correction of what was guessed: the column of a field (null: the column is not used), or a value of it for all rows. */
export type Correction = { readonly field: string | null; readonly column: string } | { readonly field: string; readonly value: string };
export type Corrections = readonly Correction[];

/** As the API takes them. */
export const mapTexts = (corrections: Corrections): string[] => corrections.map((one) => ('column' in one ? `${one.field ?? ''}=${one.column}` : `${one.field}==${one.value}`));

/** Says which field a column is: null: none; undefined: what was guessed. A field has one column, and a column is corrected once. */
export function withColumn(corrections: Corrections, column: string, field: string | null | undefined): Corrections {
  const others = corrections.filter((one) => !('column' in one) || (one.column !== column && (one.field === null || one.field !== field)));
  return field === undefined ? others : [...others, { field, column }];
}

/** Gives a field a value for all rows; empty: none. */
export function withValue(corrections: Corrections, field: string, value: string): Corrections {
  const others = corrections.filter((one) => 'column' in one || one.field !== field);
  return value.trim() === '' ? others : [...others, { field, value: value.trim() }];
}

/** A column with what it is taken for, corrections counted. */
export interface ColumnRow {
  readonly column: string;
  /** What it was taken for before any correction. */
  readonly guess: Guessed;
  /** What it is taken for; null: it is not used. */
  readonly field: string | null;
  /** What else it fills: a field that is taken from a column needs another one. */
  readonly also: string | null;
  readonly isGiven: boolean;
}

/** All columns: those that the service guessed, else those that were read here, by their known names. */
export function columnRows(guessed: readonly Guessed[], columns: readonly string[], corrections: Corrections): readonly ColumnRow[] {
  const known = (column: string): Guessed => {
    const field = fieldOf(column);
    return { column, field, confidence: field === null ? 0 : 100, reason: field === null ? '' : 'a known name' };
  };
  const seen = new Set(guessed.map(({ column }) => folded(column)));
  // In the order of the file, where that is known.
  const place = new Map(columns.map((column, i) => [folded(column), i]));
  const all = [...guessed, ...columns.filter((column) => !seen.has(folded(column))).map(known)].sort((a, b) => (place.get(folded(a.column)) ?? 0) - (place.get(folded(b.column)) ?? 0));
  const given = corrections.filter((one): one is { field: string | null; column: string } => 'column' in one);
  return all.map((guess) => {
    const own = given.find(({ column }) => column === guess.column);
    // What was guessed goes to the column that is given instead.
    const left = given.some(({ field, column }) => field === guess.field && column !== guess.column) ? null : guess.field;
    return { column: guess.column, guess, field: own ? own.field : left, also: own && own.field !== null && left !== null && left !== own.field ? left : null, isGiven: own !== undefined };
  });
}

/** Why a column was taken for what it was: a message, and the numbers in it. */
export interface Reason {
  readonly key: 'known' | 'says' | 'may' | 'untold' | 'kind' | 'none' | 'empty' | null;
  /** Share of its values that look like it, percent. */
  readonly share: number | null;
  readonly perhaps: string | null;
}

/** Reads the English words of the service; `key` is null for others than are known here. */
export function reasonOf(text: string): Reason {
  const [, perhaps = null, rest = text] = /^perhaps ([^:]+): (.*)$/s.exec(text) ?? [];
  const share = Number(/(\d+) % of its values/.exec(rest)?.[1] ?? NaN);
  const begins = [
    ['a known name', 'known'],
    ['neither name', 'none'],
    ['named after a kind', 'kind'],
    ['the name does not tell', 'untold'],
    ['the name says', 'says'],
    ['the name may say', 'may'],
  ] as const;
  const key = rest.endsWith('it is empty') ? 'empty' : (begins.find(([start]) => rest.startsWith(start))?.[1] ?? null);
  return { key, share: Number.isNaN(share) ? null : share, perhaps };
}

/** What the service says of a file in which it does not find what it needs. */
export function missingColumn(detail: string): { readonly field: string; readonly columns: readonly string[] } | null {
  const [, field, list = ''] = /no column “([^”]*)”(?: for \S+)? among (.*?)(?: \(|; |$)/s.exec(detail) ?? [];
  if (field === undefined) return null;
  // A long list is cut.
  return { field: field.replace(' or ', ' / '), columns: list.split(', ').filter((column) => column !== '' && !column.endsWith('…')) };
}

/** What breaks the service's limits in a file that may well be sound; null where it is not that. */
export function tooMuch(detail: string): 'time' | 'memory' | 'size' | 'findings' | null {
  if (/\blonger than it may\b/.test(detail)) return 'time';
  if (/\bmore memory than it may\b/.test(detail)) return 'memory';
  if (/\bunpacks to more than\b/.test(detail)) return 'size';
  return /\bmore is wrong in it than\b/.test(detail) ? 'findings' : null;
}

export const ofSeverity = (findings: readonly Finding[], severity: Severity | ''): readonly Finding[] => (severity === '' ? findings : findings.filter((one) => one.severity === severity));

/** How many findings of each severity there are, those that matter most first. */
export const bySeverity = ({ counts }: Found): ReadonlyArray<readonly [Severity, number]> =>
  SEVERITIES.map((severity) => [severity, counts.reduce((sum, one) => sum + (one.severity === severity ? one.count : 0), 0)] as const).filter(([, count]) => count > 0);
