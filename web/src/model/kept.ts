import { INITIAL, parse, serialise, type State } from '../state';

const KEY = 'maillage.scenarios';
const MOST_KEPT = 50;
const LONGEST_NAME = 80;
/** What says of a file that it is a scenario. */
const FORMAT = 'maillage-scenario';
/** A file is an address and a name. */
export const MOST_BYTES = 65_536;

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

/** The scenarios that this browser keeps, by name. One of the same name takes the place of the other. */
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

  /** False where the browser keeps nothing. */
  put(one: Kept): boolean {
    return this.write([...this.all().filter(({ name }) => name !== one.name), one].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MOST_KEPT));
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

export const toFile = (one: Kept): string => `${JSON.stringify({ format: FORMAT, version: 1, ...one }, null, 2)}\n`;

/** A scenario from a file; null where it is none of ours. */
export function fromFile(text: string): Kept | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && 'format' in found && found.format === FORMAT ? read(found) : null;
  } catch {
    return null;
  }
}
