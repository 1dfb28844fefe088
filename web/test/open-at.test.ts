import { describe, expect, test } from 'vitest';
import type { Summary } from '../src/api/types';
import { translator } from '../src/i18n';
import { formatter } from '../src/model/format';
import { openAtOf, openAtQuery, parseOpenAt, unknownOnly } from '../src/model/open-at';
import { pictureName } from '../src/model/share';
import { venuesOnly } from '../src/model/travel';
import { openAtSentences } from '../src/views/open-at';

type Open = NonNullable<Summary['open_at']>;
const OPEN: Open = { venues_open: 0, venues_closed: 0, venues_open_some_weeks: 0, venues_without_hours: 11, stops_open: 0, stops_closed: 0 };

/** A summary of which only what matters here is said. */
const summary = (open_at: Open | null, hours_unknown: string | null = 'skip', considered = 0): Summary =>
  ({ open_at, parameters: { open_at: open_at && 'tue-14:00', hours_unknown: open_at && hours_unknown }, venues: { considered } }) as unknown as Summary;

const voice = (language: 'fr' | 'en') => ({ t: translator(language), format: formatter(language), language });
const plain = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/[\u00a0\u202f]/g, ' '));

describe('a moment of the week', () => {
  test('is read as the API writes it, and written so', () => {
    const at = parseOpenAt('tue-14:00', 'count');
    expect(at).toEqual({ weekday: 'tue', time: '14:00', unknown: true });
    expect(openAtQuery(at)).toEqual({ open_at: 'tue-14:00', hours_unknown: 'count' });
    expect(openAtQuery(parseOpenAt('sun-09:30', null))).toEqual({ open_at: 'sun-09:30' });
    expect(openAtQuery(null)).toEqual({});
  });
  test.each([null, '', 'tue', 'tuesday-14:00', 'tue-24:00', 'tue-9:00', 'tue-14:60', 'tue-14:00:00', 'xyz-14:00'])('that is mistyped is none: %s', (text) => expect(parseOpenAt(text, 'count')).toBeNull());
  test('of figures is what they say of themselves', () => {
    expect(openAtOf(summary(OPEN))).toEqual({ weekday: 'tue', time: '14:00', unknown: false });
    expect(openAtOf(summary(null))).toBeNull();
  });
});

describe('what is said of it', () => {
  test('is the moment, and what is done with unknown hours, in both languages', () => {
    expect(plain(openAtSentences(voice('fr'), summary(OPEN)))).toEqual(['Ne comptent que les lieux ouverts le mardi à 14 h 00, une semaine ordinaire.', '11 lieux sans horaires connus ne comptent pas.']);
    expect(plain(openAtSentences(voice('fr'), summary({ ...OPEN, venues_without_hours: 1 }, 'count', 1)))[1]).toBe('1 lieu sans horaires connus compte aussi.');
    expect(plain(openAtSentences(voice('en'), summary(OPEN)))).toEqual(['Only venues open on Tuesday at 14:00 of an ordinary week count.', '11 venues without known hours do not count.']);
  });
  test('is nothing where no moment is asked about', () => {
    expect(openAtSentences(voice('fr'), summary(null))).toEqual([]);
    expect(openAtSentences(voice('fr'), summary({ ...OPEN, venues_without_hours: 0 }))).toHaveLength(1);
  });
  test('names want of hours as the cause only where nothing at all is left', () => {
    expect(unknownOnly(summary(OPEN))).toBe(11);
    expect(unknownOnly(summary(OPEN, 'count', 11))).toBe(0);
    expect(unknownOnly(summary(OPEN, 'skip', 1))).toBe(0);
    expect(unknownOnly(summary({ ...OPEN, stops_open: 1 }))).toBe(0);
    expect(unknownOnly(summary({ ...OPEN, venues_without_hours: 0, venues_closed: 4 }))).toBe(0);
    expect(unknownOnly(summary(null))).toBe(0);
  });
});

describe('questions', () => {
  test('about places alone have the moment, and then the hours that a scenario changes', () => {
    expect(venuesOnly({ threshold: 20, schedule: ['a|24/7'] })).toEqual({});
    expect(venuesOnly({ threshold: 20, open_at: 'tue-14:00', hours_unknown: 'count', schedule: ['a|24/7'] })).toEqual({ open_at: 'tue-14:00', hours_unknown: 'count', schedule: ['a|24/7'] });
  });
  test('name the picture that is saved', () => expect(pictureName('48', 'Lozère', 20, ['tue-14:00'], 'carte')).toBe('maillage-48-lozere-20min-tue-14-00-carte.png'));
});
