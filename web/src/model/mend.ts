import type { Problem } from '../api/types';
import { INITIAL, parse, serialise, type State } from '../state';
import { changeText, CHANGE_WORDS, without, type VenueChange } from './scenario';

/** What of the address a refusal is about, and the address without it. */
export interface Mend {
  /** The parameter of the address; null: all that is asked beside the territory. */
  readonly parameter: string | null;
  /** The one value that goes, where others of its name stay. */
  readonly value: string | null;
  /** The change that goes, where it is one. */
  readonly gone: VenueChange | null;
  readonly change: Partial<State>;
}

/** Refusals of the whole address, which name no part of it. */
const WHOLE = ['unreadable-query', 'address-too-long'];

/** How an address that is refused becomes one that is not: nothing but what is refused goes. Null where the address is not to blame. */
export function mend({ type, parameter, detail }: Problem, state: State): Mend | null {
  const word = type.replace('urn:maillage:problem:', '');
  const name = word === 'unknown-territory' ? 'territory' : parameter;
  const is = (text: string): boolean => detail.includes(`“${text}”`);
  const kind = CHANGE_WORDS.find((one) => one === name);
  if (kind) {
    const own = state.changes.filter((one) => one.change === kind);
    const gone = own.find((one) => is(changeText(one))) ?? (own.length === 1 ? own[0] : undefined);
    if (own.length === 0) return null;
    // The server cuts a long value short: what cannot be told apart goes together.
    return { parameter: kind, value: null, gone: gone ?? null, change: { changes: gone ? without(state.changes, gone) : state.changes.filter((one) => !own.includes(one)) } };
  }
  const query = new URLSearchParams(serialise(state));
  if (name === undefined || name === null || !query.has(name)) {
    const { territory, view, language, embed, panel } = state;
    return WHOLE.includes(word) ? { parameter: null, value: null, gone: null, change: { ...INITIAL, territory, view, language, embed, panel } } : null;
  }
  // The territory may be a list of communes: it is one territory all the same.
  const values = name === 'kind' ? state.kinds : query.getAll(name);
  const value = values.find(is) ?? null;
  const left = value === null ? [] : values.filter((one) => one !== value);
  query.delete(name);
  if (name === 'kind' && left.length > 0) query.set(name, left.join(','));
  else for (const one of left) query.append(name, one);
  return { parameter: name, value, gone: null, change: differing(parse(query.toString()), parse(serialise(state))) };
}

/** The parts of a state that another has otherwise. */
function differing(state: State, other: State): Partial<State> {
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(other[key as keyof State])));
}
