import type { Plan, PlanDay } from '../src/api/plan';

const day = (date: string, ...visits: ReadonlyArray<readonly [string, string, string, string?]>): PlanDay => ({
  date,
  depart: '08:03:29',
  back: '16:55:21',
  driving_s: 3800,
  distance_m: 52758.496,
  visits: visits.map(([stop, open, close, moved_from]) => ({ stop, open, close, ...(moved_from !== undefined && { moved_from }) })),
});

/** A fortnight's plan from the Wednesday of a week on, with a moved session and one stop left out. */
export const PLAN: Plan = {
  plan_version: 1,
  depot: { name: 'Mende', place: { x: 3.5, y: 44.5 } },
  rules: { from: '2027-01-06', to: '2027-02-05', cycle_weeks: 2, days: ['mon', 'wed'], most_sessions: 2 },
  stops: [
    { id: '48039', name: 'Chanac', place: { x: 3.34, y: 44.47 }, people: 4735, dwell_min: 180 },
    { id: '48029', name: 'Le Born', place: { x: 3.56, y: 44.56 }, people: 16665, dwell_min: 180 },
    { id: '48031', name: 'Brion', place: { x: 3.09, y: 44.75 }, people: 1026, dwell_min: 105 },
    { id: '48115', name: 'Le Pompidou', place: { x: 3.65, y: 44.2 }, people: 184, dwell_min: 90 },
  ],
  totals: { days: 4, sessions: 6, session_s: 61200, driving_s: 15200, distance_m: 211033, people: 22426, people_left_out: 184 },
  cycle: [
    { week: 1, weekday: 'wed', stops: ['48039', '48029'] },
    { week: 2, weekday: 'mon', stops: ['48031'] },
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
