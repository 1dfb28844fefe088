import type { Plan, PlanDay, PlanVisit } from '../api/types';
import { WEEKDAYS, type Weekday } from './truck';

/** A session as it is read in the week. */
export interface Session {
  readonly stop: string;
  readonly name: string;
  readonly open: string;
  readonly close: string;
}

/** A working day of a week of the cycle; without a truck, `sessions` is empty and the rest null. */
export interface TimetableDay {
  readonly weekday: Weekday;
  readonly sessions: readonly Session[];
  readonly depart: string | null;
  readonly back: string | null;
  readonly driving_s: number;
  readonly distance_m: number;
}

export interface TimetableWeek {
  /** From 1. */
  readonly week: number;
  readonly days: readonly TimetableDay[];
  /** Most sessions of one of its days: the columns of its table. */
  readonly columns: number;
  /** The Mondays on which this week begins, from the first day of the plan to its last. */
  readonly mondays: readonly string[];
}

const DAY_MS = 86_400_000;

/** The weeks of the cycle as tables. A day's times are those of its first date on which nothing was moved: every cycle has the same. */
export function timetable(plan: Plan): TimetableWeek[] {
  const { from, to, cycle_weeks } = plan.rules;
  const names = new Map(plan.stops.map(({ id, name }) => [id, name]));
  const session = ({ stop, open, close }: PlanVisit): Session => ({ stop, name: names.get(stop) ?? stop, open, close });
  const first = mondayOf(from);
  const model = (week: number, weekday: Weekday, stops: readonly string[]): PlanDay | undefined =>
    plan.days.find(({ date, visits }) => weekdayOf(date) === weekday && weekOf(first, date, cycle_weeks) === week && visits.map((visit) => visit.stop).join() === stops.join() && visits.every(({ moved_from }) => !moved_from));
  return Array.from({ length: cycle_weeks }, (_, i) => i + 1).map((week) => {
    const days = WEEKDAYS.filter((weekday) => plan.rules.days.includes(weekday)).map((weekday): TimetableDay => {
      const stops = plan.cycle.find((day) => day.week === week && day.weekday === weekday)?.stops ?? [];
      const day = stops.length > 0 ? model(week, weekday, stops) : undefined;
      // A day of the cycle whose every date is a holiday, or outside the plan, has stops and no times.
      const sessions = day?.visits.map(session) ?? stops.map((stop) => ({ stop, name: names.get(stop) ?? stop, open: '', close: '' }));
      return { weekday, sessions, depart: day?.depart ?? null, back: day?.back ?? null, driving_s: day?.driving_s ?? 0, distance_m: day?.distance_m ?? 0 };
    });
    return { week, days, columns: Math.max(1, ...days.map((day) => day.sessions.length)), mondays: mondays(first, to, cycle_weeks, week) };
  });
}

/** Monday of the week of a day. */
export function mondayOf(date: string): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  return iso(time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS);
}

export const weekdayOf = (date: string): Weekday => WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'mon';

/** Week of the cycle, from 1; the first begins on the given Monday. By dates, never by the parity of a week's number. */
export function weekOf(firstMonday: string, date: string, weeks: number): number {
  const passed = Math.floor((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${firstMonday}T00:00:00Z`)) / (7 * DAY_MS));
  return (passed % weeks) + 1;
}

function mondays(first: string, to: string, weeks: number, week: number): string[] {
  const found: string[] = [];
  for (let time = Date.parse(`${first}T00:00:00Z`) + (week - 1) * 7 * DAY_MS; time <= Date.parse(`${to}T00:00:00Z`); time += weeks * 7 * DAY_MS) found.push(iso(time));
  return found;
}

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
