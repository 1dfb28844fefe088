import type { Plan } from '../api/types';
import { INITIAL, parse, serialise, type State } from '../state';

const KEY = 'maillage.scenarios';
export const MOST_KEPT = 50;
const LONGEST_NAME = 80;
/** What says of a file that it is a scenario. */
const FORMAT = 'maillage-scenario';
/** A file is an address and a name, and the plan of the tour where there is one. */
export const MOST_BYTES = 4_000_000;

/** What of the page belongs to a scenario: the changes, and the truck with its plan. */
export type ScenarioState = Pick<State, 'territory' | 'changes' | 'stops' | 'lock' | 'forbid' | 'tour' | 'plan' | 'counted'>;

export interface Kept {
  readonly name: string;
  /** The part of the address that is the scenario. */
  readonly address: string;
}

const only = ({ territory, changes, stops, lock, forbid, tour, plan, counted }: ScenarioState): ScenarioState => ({ territory, changes, stops, lock, forbid, tour, plan, counted });

export const kept = (name: string, state: ScenarioState): Kept => ({ name: name.trim().slice(0, LONGEST_NAME), address: serialise({ ...INITIAL, ...only(state) }) });
export const opened = ({ address }: Kept): ScenarioState => only(parse(address));

/** What became of a scenario that was to be kept: its name, or why it is not. */
export type Keeping = { readonly name: string } | 'full' | 'refused';

/** The name, or the first with a number after it that is free: what another tab keeps is not written over. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? '' : ` (${n})`;
    const free = `${name.slice(0, LONGEST_NAME - end.length)}${end}`;
    if (!taken.has(free)) return free;
  }
}

/** The scenarios that this browser keeps, by name. One of the same name stays: what comes after it has a number. */
export class Keeper {
  constructor(private readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>) {}

  /** What others may have written under our name is not trusted to be ours. */
  all(): readonly Kept[] {
    try {
      const found: unknown = JSON.parse(this.storage().getItem(KEY) ?? '[]');
      return Array.isArray(found) ? found.flatMap((one: unknown) => read(one) ?? []).slice(0, MOST_KEPT) : [];
    } catch {
      return [];
    }
  }

  put(one: Kept): Keeping {
    const all = this.all();
    if (all.some(({ name, address }) => name === one.name && address === one.address)) return { name: one.name };
    if (all.length >= MOST_KEPT) return 'full';
    const name = freeName(one.name, new Set(all.map((other) => other.name)));
    return this.write([...all, { ...one, name }].sort((a, b) => (a.name < b.name ? -1 : 1))) ? { name } : 'refused';
  }

  drop(name: string): boolean {
    return this.write(this.all().filter((one) => one.name !== name));
  }

  private write(all: readonly Kept[]): boolean {
    try {
      this.storage().setItem(KEY, JSON.stringify(all));
      return true;
    } catch {
      return false;
    }
  }
}

function read(one: unknown): Kept | null {
  if (typeof one !== 'object' || one === null || !('name' in one) || !('address' in one)) return null;
  const { name, address } = one;
  return typeof name === 'string' && name.trim() !== '' && typeof address === 'string' ? kept(name, parse(address)) : null;
}

/** A scenario as a file holds it. */
export interface Filed {
  readonly one: Kept;
  /** The plan that its address names, whole: no server keeps plans for ever. The server judges it. */
  readonly plan: Plan | null;
}

export const toFile = ({ one, plan }: Filed): string => `${JSON.stringify({ format: FORMAT, version: 1, ...one, ...(plan && { plan }) }, null, 2)}\n`;

/** A scenario from a file; null where it is none of ours. */
export function fromFile(text: string): Filed | null {
  try {
    const found: unknown = JSON.parse(text);
    const one = typeof found === 'object' && found !== null && 'format' in found && found.format === FORMAT ? read(found) : null;
    const plan = typeof found === 'object' && found !== null && 'plan' in found && typeof found.plan === 'object' ? (found.plan as Plan | null) : null;
    return one && { one, plan };
  } catch {
    return null;
  }
}
