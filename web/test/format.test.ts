import { describe, expect, test } from 'vitest';
import { dayOf, formatter } from '../src/model/format';

const f = formatter('fr');

describe('French figures', () => {
  test('take a narrow insécable between thousands', () => expect(f.integer(76486)).toBe('76\u202f486'));
  test('put an insécable before the unit', () => {
    expect(f.km(28245)).toBe('28,2\u00a0km');
    expect(f.minutes(1440)).toBe('24\u00a0min');
  });
  test('keep a decimal where rounding would hide the side of the threshold', () => {
    expect(f.minutes(1218, 20)).toBe('20,3\u00a0min');
    expect(f.minutes(1500, 20)).toBe('25\u00a0min');
  });
  test('write an hour and more in hours, rounded as the command line does', () => {
    const said = (seconds: number, threshold?: number): string => f.minutes(seconds, threshold).replaceAll('\u00a0', ' ');
    expect(said(3540)).toBe('59 min');
    expect(said(3576)).toBe('1 h 00');
    expect(said(3930)).toBe('1 h 06');
    expect(said(7199)).toBe('2 h 00');
    expect(said(12_060)).toBe('3 h 21');
    expect(said(3576, 60)).toBe('59,6 min');
    expect(said(3618, 60)).toBe('1 h 00 min 18 s');
    expect(said(3600, 60)).toBe('1 h 00');
  });
  test('never write 0 % of somebody nor 100 % of not everybody', () => {
    expect(f.share(1, 100_000)).toBe('0,1\u202f%');
    expect(f.share(99_999, 100_000)).toBe('99,9\u202f%');
    expect(f.share(0, 5)).toBe('0\u202f%');
    expect(f.share(5, 5)).toBe('100\u202f%');
    expect(f.share(0, 0)).toBe('0\u202f%');
  });
});

test('a day of the data is written as a day, and what is none as it is', () => {
  const [fr, en] = [formatter('fr'), formatter('en')];
  expect(dayOf('2021-04-01', fr)).toBe('1er\u00a0avril\u00a02021');
  expect(dayOf('2021-04-01T08:30:00+02:00', en)).toBe('1\u00a0April\u00a02021');
  for (const text of ['2021', 'avril 2021', '2021-13-40', '01/04/2021']) expect(dayOf(text, fr)).toBe(text);
});

describe('days and hours', () => {
  const en = formatter('en');
  test('the first of a month is an ordinal in French', () => {
    expect(f.day('2027-04-01')).toBe('1er\u00a0avril\u00a02027');
    expect(f.fullDay('2027-04-01')).toBe('jeudi\u00a01er\u00a0avril\u00a02027');
    expect(f.day('2027-01-11')).toBe('11\u00a0janvier\u00a02027');
    expect(f.day('2027-01-21')).toBe('21\u00a0janvier\u00a02027');
    expect(en.day('2027-04-01')).toBe('1\u00a0April\u00a02027');
  });
  test('are named whatever the reader’s time zone', () => {
    expect((['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map(f.weekday)).toEqual(['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']);
    expect(en.weekday('sun')).toBe('Sunday');
  });
  test('hours are written as each language does, without seconds', () => {
    expect(f.clock('08:03:29')).toBe('8\u00a0h\u00a003');
    expect(f.clock('13:30')).toBe('13\u00a0h\u00a030');
    expect(en.clock('08:03:29')).toBe('8:03');
  });
});

test('a wait is told in hours, and from two days on in days', () => {
  expect([3600, 22 * 3600, 132 * 3600].map((seconds) => f.wait(seconds).replaceAll('\u00a0', ' '))).toEqual(['1 h 00', '22 h', '5,5 jours']);
  expect(formatter('en').wait(132 * 3600)).toBe('5.5\u00a0days');
});
