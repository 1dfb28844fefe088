import type { Plan, PlanDay } from '../src/api/types';

const day = (date: string, ...visits: ReadonlyArray<readonly [string, string, string, string?]>): PlanDay => ({
  date,
  depart: '08:03:29',
  back: '16:55:21',
  driving_s: 3800,
  lunch: null,
  distance_m: 52758.496,
  visits: visits.map(([stop, open, close, moved_from]) => ({ stop, arrive: open, open, close, leave: close, ...(moved_from !== undefined && { moved_from }) })),
});

const stop = (id: string, name: string, people: number): Plan['stops'][number] => ({ id, name, people, place: { x: 3.5, y: 44.5 }, dwell_min: 180, visits: 1, least_days: 11, most_days: 17, days: [], hours: [], mandatory: false, session: 'free' });

/** A fortnight's plan from the Wednesday of a week on, with a moved session and one stop left out. */
export const PLAN: Plan = {
  plan_version: 1,
  travel: 'crow-fly estimate',
  depot: { name: 'Mende', place: { x: 3.5, y: 44.5 } },
  rules: {
    from: '2027-01-06', to: '2027-02-05', cycle_weeks: 2, days: ['mon', 'wed'], day_start: '08:00', day_end: '18:00', longest_day_min: 600, longest_driving_min: 240, lunch: null, setup_min: 15, packup_min: 15,
    most_sessions: 2, opening_step_min: 5, days_per_cycle: null, balance_min: null, holidays: 'france', closed: [{ from: '2027-01-05', to: '2027-01-05' }], rounds: 20_000, seed: 1,
  },
  stops: [stop('48039', 'Chanac', 4735), stop('48029', 'Le Born', 16665), stop('48031', 'Brion', 1026), stop('48115', 'Le Pompidou', 184)],
  matrix: { duration_s: [], distance_m: [] },
  totals: { days: 4, sessions: 6, session_s: 61200, driving_s: 15200, distance_m: 211033, people: 22426, people_left_out: 184, cycle_driving_s: 7600 },
  cycle: [
    { week: 1, weekday: 'wed', stops: ['48039', '48029'], work_s: 29000, over_balance_s: 0 },
    { week: 2, weekday: 'mon', stops: ['48031'], work_s: 9000, over_balance_s: 0 },
  ],
  days: [
    // Moved, this first date has not the hours of the others.
    day('2027-01-06', ['48039', '09:00', '12:00', '2027-01-05'], ['48029', '14:00', '17:00']),
    day('2027-01-11', ['48031', '09:20', '11:05']),
    day('2027-01-20', ['48039', '08:40', '11:40'], ['48029', '13:30', '16:30']),
    day('2027-01-25', ['48031', '09:20', '11:05']),
  ],
  left_out: [{ stop: '48115', why: { reason: 'day_full', by_s: 600 } }],
  missed: [{ date: '2027-01-05', stop: '48039', why: 'Fermeture', moved_to: '2027-01-06' }],
  breaks: [],
};
