import type { Weekday } from '../model/truck';

/** The JSON of a plan, as `maillage tour` writes it (METHODS.md): what the page reads of it. Its first line says its layout. */
export interface Plan {
  readonly plan_version: number;
  readonly depot: PlanPlace;
  readonly rules: { readonly from: string; readonly to: string; readonly cycle_weeks: number; readonly days: readonly Weekday[]; readonly most_sessions: number };
  readonly stops: ReadonlyArray<PlanPlace & { readonly id: string; readonly people: number; readonly dwell_min: number }>;
  readonly totals: { readonly days: number; readonly sessions: number; readonly session_s: number; readonly driving_s: number; readonly distance_m: number; readonly people: number; readonly people_left_out: number };
  readonly cycle: ReadonlyArray<{ readonly week: number; readonly weekday: Weekday; readonly stops: readonly string[] }>;
  readonly days: readonly PlanDay[];
  readonly left_out: ReadonlyArray<{ readonly stop: string; readonly why: LeftOutReason }>;
  readonly missed: ReadonlyArray<{ readonly date: string; readonly stop: string; readonly why: string; readonly moved_to: string | null }>;
  readonly breaks: ReadonlyArray<{ readonly stop: string; readonly from: string; readonly to: string; readonly days: number; readonly allowed: readonly [number, number]; readonly by_days: number }>;
}

export interface PlanPlace {
  readonly name: string;
  readonly place: { readonly x: number; readonly y: number };
}

export interface PlanDay {
  readonly date: string;
  readonly depart: string;
  readonly back: string;
  readonly driving_s: number;
  readonly distance_m: number;
  readonly visits: readonly PlanVisit[];
}

export interface PlanVisit {
  readonly stop: string;
  readonly open: string;
  readonly close: string;
  readonly moved_from?: string | null;
}

/** `reason` may be a word that this page does not know yet. */
export interface LeftOutReason {
  readonly reason: string;
  readonly by_s?: number;
  readonly instead?: string;
}
