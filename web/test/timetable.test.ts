import { describe, expect, test } from 'vitest';
import { mondayOf, timetable, weekdayOf, weekOf } from '../src/model/timetable';
import { PLAN } from './plan';

describe('the weeks of a plan', () => {
  const weeks = timetable(PLAN);
  test('have a row for every working day and a column for every session', () => {
    expect(weeks.map(({ week, columns, days }) => [week, columns, days.map(({ weekday, sessions }) => [weekday, sessions.length])])).toEqual([
      [1, 2, [['mon', 0], ['wed', 2]]],
      [2, 1, [['mon', 1], ['wed', 0]]],
    ]);
  });
  test('say the hours of a date on which nothing was moved', () => {
    expect(weeks[0]?.days[1]).toMatchObject({ depart: '08:03:29', back: '16:55:21', driving_s: 3800, sessions: [{ name: 'Chanac', open: '08:40', close: '11:40' }, { name: 'Le Born', open: '13:30', close: '16:30' }] });
  });
  test('begin on the Mondays of their cycle, from the week of the first day on', () => {
    expect(weeks.map(({ mondays }) => mondays)).toEqual([['2027-01-04', '2027-01-18', '2027-02-01'], ['2027-01-11', '2027-01-25']]);
  });
  test('keep the stops of a day that has no date of its own, without hours', () => {
    const [first] = timetable({ ...PLAN, days: PLAN.days.filter(({ date }) => date.endsWith('11')) });
    expect(first?.days[1]).toMatchObject({ depart: null, sessions: [{ name: 'Chanac', open: '', close: '' }, { name: 'Le Born', open: '' }] });
  });
  test('know a stop that the plan does not name by its identifier', () => {
    expect(timetable({ ...PLAN, stops: [] })[1]?.days[0]?.sessions[0]?.name).toBe('48031');
  });
});

describe('weeks go by dates', () => {
  test('a week of the cycle is counted over a year of 53 weeks, where odd and even would break', () => {
    const first = mondayOf('2026-12-16');
    expect(first).toBe('2026-12-14');
    // Weeks 51, 52, 53 of 2026, then 1 and 2 of 2027.
    expect(['2026-12-18', '2026-12-21', '2026-12-28', '2027-01-04', '2027-01-17', '2027-01-18'].map((date) => weekOf(first, date, 2))).toEqual([1, 2, 1, 2, 1, 2]);
  });
  test.each([['2027-01-04', 'mon'], ['2027-01-10', 'sun'], ['2028-02-29', 'tue']])('%s is a %s', (date, weekday) => expect(weekdayOf(date)).toBe(weekday));
  test('a Sunday belongs to the week that it ends', () => expect(mondayOf('2027-01-10')).toBe('2027-01-04'));
});
