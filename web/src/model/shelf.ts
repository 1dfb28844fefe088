import type { Plan } from '../api/types';

const KEY = 'maillage.plans';
/** Plans kept, and their characters in all: a browser gives a page some five million. */
const MOST_PLANS = 8;
const MOST_CHARACTERS = 2_000_000;

type Kept = ReadonlyArray<{ readonly id: string; readonly plan: string }>;

/** Plans that this browser has seen, the last first, so that a server that forgot one can be brought it again. A browser that keeps nothing is no error. */
export class Shelf {
  constructor(private readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>) {}

  put(id: string, plan: Plan): void {
    let room = MOST_CHARACTERS;
    const all = [{ id, plan: JSON.stringify(plan) }, ...this.all().filter((kept) => kept.id !== id)].slice(0, MOST_PLANS);
    const fitting = all.filter(({ plan: text }) => (room -= text.length) >= 0);
    try {
      this.storage().setItem(KEY, JSON.stringify(fitting));
    } catch {
      // Full, or refused: the plan lives on in the page.
    }
  }

  get(id: string): Plan | null {
    const text = this.all().find((kept) => kept.id === id)?.plan;
    try {
      return text === undefined ? null : (JSON.parse(text) as Plan);
    } catch {
      return null;
    }
  }

  /** What others may have written under our name is not trusted to be ours. */
  private all(): Kept {
    try {
      const kept: unknown = JSON.parse(this.storage().getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter((one: unknown): one is Kept[number] => typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' && 'plan' in one && typeof one.plan === 'string') : [];
    } catch {
      return [];
    }
  }
}
