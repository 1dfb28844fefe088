import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALIASES, bySeverity, columnRows, columnsOf, fieldOf, FIELDS, mapTexts, missingColumn, ofSeverity, peekColumns, reasonOf, tooMuch, withColumn, withValue, type CheckReport, type Corrections, type Guessed } from '../src/model/bring';
import { brought, LONGEST_QUERY } from '../src/model/brought';
import { parseCsv, separatorOf } from '../src/model/csv';
import { changesQuery, MOST_CHANGES, type VenueChange } from '../src/model/scenario';

const source = (path: string): string => readFileSync(join(import.meta.dirname, '../../src', path), 'utf8');

describe('a table of text', () => {
  test.each<[string, string[][]]>([
    ['', []],
    ['a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['\ufeffa,b', [['a', 'b']]],
    ['"a,b","c""d","e\r\nf"\n', [['a,b', 'c"d', 'e\r\nf']]],
    ['"",x\n,\n', [['', 'x'], ['', '']]],
    ['a,b,', [['a', 'b', '']]],
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['"never,ends\nhere', [['never,ends\nhere']]],
    ['"a"b,c', [['ab', 'c']]],
    ['a"b,c', [['a"b', 'c']]],
    ['""""\n', [['"']]],
  ])('is read: %j', (text, rows) => expect(parseCsv(text)).toEqual(rows));
  test('is read as far as is asked', () => expect(parseCsv('a\nb\nc', ',', 2)).toEqual([['a'], ['b']]));
  test('is read again as it was written', () => {
    const rows = [['a', 'b,"c"', 'd\ne'], ['', ' x ', '"']];
    const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n');
    expect(parseCsv(text, ';')).toEqual(rows);
  });
  test.each([['a;b;c', ';'], ['a,b', ','], ['a\tb', '\t'], ['"a;b;c",d', ','], ['a|b|c', '|']])('has a separator: %j', (text, mark) => expect(separatorOf(text)).toBe(mark));
});

describe('the columns of a file', () => {
  test('are read of tables and of GeoJSON', async () => {
    expect(columnsOf('Nom ;"Le ""lieu""";y\nA;B;1')).toEqual(['Nom', 'Le "lieu"', 'y']);
    expect(columnsOf('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Nom":"A","x":1},"geometry":null}]}')).toEqual(['Nom', 'x']);
    for (const none of ['PK\u0003\u0004\0,', '{"features": [', '{"properties": {"a": }}', 'title']) expect(columnsOf(none)).toEqual([]);
    expect(await peekColumns(new Blob([new Uint8Array([0x74, 0xe9, 0x6c, 0x3b, 0x6e, 0x6f, 0x6d])]))).toEqual(['tél', 'nom']);
  });
  test('have the names that the service knows', () => {
    const table = /const NAMES[^=]*= \[(.*?)\n\];/s.exec(source('ingest/venues/fields.rs'))?.[1] ?? '';
    const names = [...table.matchAll(/&\[([^\]]*)\]/g)].map(([, list = '']) => [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
    expect(names.map(([first]) => first)).toEqual(FIELDS);
    expect(Object.fromEntries(names.flatMap(([first = '', ...others]) => others.map((other) => [other, first])))).toEqual(ALIASES);
    expect([fieldOf(' Catégorie'), fieldOf('SIRET'), fieldOf('titre')]).toEqual(['categorie', 'pivot', null]);
  });
});

const guess = (column: string, field: string | null): Guessed => ({ column, field, confidence: 80, reason: 'the name says so' });

describe('corrections', () => {
  test('are written as the API takes them', () => {
    const all = withValue(withColumn([], 'titre', 'nom'), 'date_maj', ' 2024-01-31 ');
    expect(mapTexts(all)).toEqual(['nom=titre', 'date_maj==2024-01-31']);
    expect(withValue(all, 'date_maj', '')).toEqual([{ field: 'nom', column: 'titre' }]);
  });
  test('give a field one column, and a column one field', () => {
    const one = withColumn([], 'a', 'nom');
    expect(withColumn(one, 'b', 'nom')).toEqual([{ field: 'nom', column: 'b' }]);
    expect(withColumn(one, 'a', 'adresse')).toEqual([{ field: 'adresse', column: 'a' }]);
    expect(withColumn(one, 'a', undefined)).toEqual([]);
    // Several columns may be left out.
    expect(mapTexts(withColumn(withColumn(one, 'b', null), 'a', null))).toEqual(['=b', '=a']);
  });
  const shown = (guessed: readonly Guessed[], columns: readonly string[], corrections: Corrections) => columnRows(guessed, columns, corrections).map(({ column, field, also }) => [column, field, also]);
  test('stand over what was guessed, in the order of the file', () => {
    const guessed = [guess('lib', 'adresse'), guess('rue', null), guess('nom', 'nom')];
    expect(shown(guessed, ['nom', 'rue', 'lib'], [])).toEqual([['nom', 'nom', null], ['rue', null, null], ['lib', 'adresse', null]]);
    // The column that had the field before is not used; one that is given another still fills its own.
    expect(shown(guessed, [], withColumn([], 'rue', 'adresse'))).toEqual([['lib', null, null], ['rue', 'adresse', null], ['nom', 'nom', null]]);
    expect(shown(guessed, [], withColumn([], 'lib', 'services'))[0]).toEqual(['lib', 'services', 'adresse']);
    expect(shown(guessed, [], withColumn(withColumn([], 'lib', 'nom'), 'nom', 'adresse'))).toEqual([['lib', 'nom', null], ['rue', null, null], ['nom', 'adresse', null]]);
  });
  test('have columns even where nothing was guessed', () => expect(shown([], ['Qui', 'Latitude'], withColumn([], 'Qui', 'nom'))).toEqual([['Qui', 'nom', null], ['Latitude', 'latitude', null]]));
});

describe('the words of the service', () => {
  test.each([
    ['a known name', 'known', null, null],
    ['the name says nom, 100 % of its values are words', 'says', 100, null],
    ['perhaps nom: the name may say nom, only 40 % of its values are words', 'may', 40, 'nom'],
    ['the name says horaires, it is empty', 'empty', null, null],
    ['neither name nor values tell', 'none', null, null],
    ['the name does not tell; 95 % of its values are latitudes in France', 'untold', 95, null],
    ['something new', null, null, null],
  ])('on a column: %s', (text, key, share, perhaps) => expect(reasonOf(text)).toEqual({ key, share, perhaps }));
  test('are those that it has', () => {
    const guesses = source('ingest/venues/mapping/guess.rs') + source('dataset/check.rs');
    for (const start of ['a known name', 'neither name', 'named after a kind', 'the name does not tell', 'the name says', 'the name may say', 'it is empty', '% of its values', 'perhaps {field}: ']) expect(guesses).toContain(start);
  });
  test('on a column that is missing', () => {
    expect(missingColumn('the file: v.csv: no column “nom” among lib, gps; name the columns as in…')).toEqual({ field: 'nom', columns: ['lib', 'gps'] });
    expect(missingColumn('the file: v.csv: no column “nope” for nom among id, titre, ty…')).toEqual({ field: 'nope', columns: ['id', 'titre'] });
    expect(missingColumn('the file: v.csv: no column “nom” among a (the first line looks like a title: delete…')).toEqual({ field: 'nom', columns: ['a'] });
    expect(missingColumn('the file: v.csv: no column “latitude, longitude or code_insee” among titre, y; name…')?.field).toBe('latitude, longitude / code_insee');
    expect(missingColumn('this is not a text file')).toBeNull();
  });
  test('that is too much for the service is no unreadable one: the words are those of the service', () => {
    const words = readFileSync(join(import.meta.dirname, '../../src/server/resources/check.rs'), 'utf8');
    const said = ['reading it takes longer than it may', 'reading it needs more memory than it may', 'it unpacks to more than is read here; split it', 'more is wrong in it than is told at once; split it'];
    for (const one of said) expect(words).toContain(one);
    expect(said.map((one) => tooMuch(`the file: ${one}`))).toEqual(['time', 'memory', 'size', 'findings']);
    expect(tooMuch('the file: it stopped its reader; export it again')).toBeNull();
  });
});

test('findings are counted and chosen by severity', () => {
  const finding = (severity: 'note' | 'fixed') => ({ line: 2, kind: 'x', severity, action: '', french: '' });
  const report = { subject: 'venues', files: [], rows: 1, venues: 1, hours: { read: 0, text: 0, none: 1 }, counts: [{ kind: 'a', severity: 'note', count: 2 }, { kind: 'b', severity: 'fixed', count: 1 }, { kind: 'c', severity: 'note', count: 3 }], findings: [finding('note'), finding('fixed')] } satisfies CheckReport;
  expect(bySeverity(report)).toEqual([['fixed', 1], ['note', 5]]);
  expect([ofSeverity(report.findings, 'note').length, ofSeverity(report.findings, '').length]).toEqual([1, 2]);
});

describe('venues of a corrected file', () => {
  const codes = new Set(['48095']);
  const csv = (...rows: readonly string[]): string => ['id,nom,code_insee,latitude,longitude,typologie,itinerance', ...rows].join('\n');
  const of = (text: string, venues: Parameters<typeof brought>[2] = [], changes: readonly VenueChange[] = []) => brought(text, codes, venues, changes);
  test('open, with kind and place', () => {
    expect(of(csv('1,"Café, tabac|A",48095,44.5,3.5,ASSO|BIB,')).take).toEqual([{ change: 'open', place: { lon: 3.5, lat: 44.5 }, name: 'Café, tabac/A', kind: 'association' }]);
    expect(of(csv("1,'=A,48095,44.5,3.5,,Itinérant|Fixe")).take).toMatchObject([{ name: '=A', kind: 'other' }]);
  });
  test('that do not open are counted, each for its reason', () => {
    const all = of(csv('1,A,48095,44.5,3.5,,', '2,B,48095,,,,', '3,,48095,44.5,3.5,,', '4,C,75056,48.8,2.3,,', '5,D,48095,44.5,3.5,,Itinérant', '6,Éa,48095,44.5,3.5,,', '7,F,48095,44.5,3.5,,', 'ok-1,ok-1,48095,44.5,3.5,,'), [{ id: 'x', name: 'ea', lon: 3.501, lat: 44.5 }, { id: '7', name: 'other', lon: 0, lat: 0 }]);
    expect(all).toMatchObject({ usable: 5, known: 2, outside: 1, travelling: 1, full: 0 });
    expect(all.take).toHaveLength(1);
  });
  test('are no more than a scenario takes', () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${i},L${i},48095,44.5,3.5,,`);
    const all = of(csv(...rows), [], [{ change: 'close', id: 'a' }]);
    expect([all.take.length, all.full]).toEqual([MOST_CHANGES - 1, 21]);
  });
  test('are no more than an address takes', () => {
    expect(source('server/query.rs')).toContain(`LONGEST: usize = ${LONGEST_QUERY}`);
    const rows = Array.from({ length: 90 }, (_, i) => `${i},${'é'.repeat(60)}${i},48095,44.5,3.5,,`);
    const all = of(csv(...rows));
    expect(all.take.length + all.full).toBe(90);
    expect(all.full).toBeGreaterThan(0);
    const length = new URLSearchParams((changesQuery(all.take).open ?? []).map((text) => ['open', text])).toString().length;
    expect(length).toBeLessThan(LONGEST_QUERY - 1000);
    expect(length).toBeGreaterThan(LONGEST_QUERY - 2000);
  });
});
