import type { Language } from '../i18n';
import { WEEKDAYS, type Weekday } from './truck';

const WIDE = '\u00a0';

export interface Format {
  /** 76 486 */
  readonly integer: (n: number) => string;
  /** 37,9 %; a share that is neither none nor all never reads 0 % nor 100 %. */
  readonly share: (part: number, whole: number) => string;
  /** 24 min, 3 h 21, or 20,3 min and 1 h 00 min 18 s where rounding would hide the side of the threshold. */
  readonly minutes: (seconds: number, threshold_min?: number) => string;
  /** 24,3 */
  readonly decimalMinutes: (seconds: number) => string;
  /** 12,3 km */
  readonly km: (metres: number) => string;
  /** 22 h, and from two days on 5,2 jours: a wait, which nobody needs to the minute. */
  readonly wait: (seconds: number) => string;
  /** 250 m, below a kilometre; 1,2 km beyond. */
  readonly metres: (metres: number) => string;
  /** 31 janvier 2026, from 2026-01-31. */
  readonly day: (iso: string) => string;
  /** lundi 4 janvier 2027 */
  readonly fullDay: (iso: string) => string;
  /** 4 janvier */
  readonly shortDay: (iso: string) => string;
  /** lundi, from mon. */
  readonly weekday: (weekday: Weekday) => string;
  /** 8 h 40, from 08:40 or 08:40:29. */
  readonly clock: (time: string) => string;
  /** 12,3 */
  readonly tenth: (n: number) => string;
  /** 12,3 */
  readonly bareKm: (metres: number) => string;
  /** 1,3 */
  readonly decimal: (n: number) => string;
}

export function formatter(language: Language): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const free = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const dates = (how: Intl.DateTimeFormatOptions): ((iso: string) => string) => {
    const format = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { ...how, timeZone: 'UTC' });
    // The first of a month is an ordinal in French; a date is not cut at the end of a line.
    const first = (text: string): string => (language === 'fr' ? text.replace(/(?<=^|\s)1(?=\s)/, '1er') : text);
    return (iso) => first(format.format(new Date(`${iso}T00:00:00Z`))).replaceAll(' ', WIDE);
  };
  const weekday = dates({ weekday: 'long' });
  const share = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  // Browsers disagree on the space that French puts here: it is put by hand.
  const percent = language === 'fr' ? '\u202f%' : '%';
  const bareKm = (metres: number): string => tenth.format(metres / 1000);
  return {
    integer: (n) => whole.format(n),
    share: (part, all) => `${share.format(100 * honestShare(part, all))}${percent}`,
    minutes: (seconds, threshold_min) => {
      const hidden = threshold_min !== undefined && Math.abs(seconds - threshold_min * 60) < 60;
      // Rounded before it is cut into parts: 59,6 minutes are 1 h 00.
      if (Math.round(seconds / 60) >= 60 && !(hidden && seconds < 3600)) return hours(seconds, hidden);
      return `${hidden ? tenth.format(seconds / 60) : whole.format(seconds / 60)}${WIDE}min`;
    },
    wait: (seconds) => {
      if (seconds < 7200) return hours(Math.floor(seconds / 60) * 60, false);
      return seconds < 172_800 ? `${whole.format(seconds / 3600)}${WIDE}h` : `${tenth.format(seconds / 86_400)}${WIDE}${language === 'fr' ? 'jours' : 'days'}`;
    },
    decimalMinutes: (seconds) => tenth.format(seconds / 60),
    // Below ten metres the tens would say none.
    metres: (metres) => (metres < 995 ? `${whole.format(metres < 10 ? metres : Math.round(metres / 10) * 10)}${WIDE}m` : `${bareKm(metres)}${WIDE}km`),
    day: dates({ dateStyle: 'long' }),
    fullDay: dates({ dateStyle: 'full' }),
    shortDay: dates({ day: 'numeric', month: 'long' }),
    // The first of February 2027 is a Monday.
    weekday: (name) => weekday(`2027-02-0${1 + WEEKDAYS.indexOf(name)}`),
    clock: (time) => {
      const [hour = '', minute = ''] = time.split(':');
      return language === 'fr' ? `${Number(hour)}${WIDE}h${WIDE}${minute}` : `${Number(hour)}:${minute}`;
    },
    km: (metres) => `${bareKm(metres)}${WIDE}km`,
    bareKm,
    tenth: (n) => tenth.format(n),
    decimal: (n) => free.format(n),
  };
}

/** The day that a text of the data says; what is none stays as it is. */
export function dayOf(text: string, format: Pick<Format, 'day'>): string {
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ]|$)/.exec(text.trim())?.[1];
  return iso === undefined || Number.isNaN(Date.parse(`${iso}T00:00:00Z`)) ? text : format.day(iso);
}

function hours(seconds: number, withSeconds: boolean): string {
  const total = withSeconds ? Math.round(seconds) : Math.round(seconds / 60) * 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  const text = `${Math.floor(total / 3600)}${WIDE}h${WIDE}${two(Math.floor((total % 3600) / 60))}`;
  return withSeconds && total % 60 > 0 ? `${text}${WIDE}min${WIDE}${two(total % 60)}${WIDE}s` : text;
}

function honestShare(part: number, all: number): number {
  if (all === 0 || part === 0) return 0;
  if (part === all) return 1;
  return Math.min(0.999, Math.max(0.001, part / all));
}
