import { describe, expect, test } from 'vitest';
import { ApiError } from '../src/api/client';
import { Counting } from '../src/counting';
import { parse, serialise, type State } from '../src/state';

const PLAN = '0123456789abcdef0123456789abcdef';
const STOPS = 'objective=coverage&count=3';
const TOUR = 'depot=48095&from=2027-01-04&to=2027-06-30';
const refused = new ApiError({ type: 'urn:maillage:problem:unknown-plan', title: '', status: 404, detail: '' });

function page(search: string, isThere: boolean): { readonly counting: Counting; readonly asked: Array<string | null>; readonly address: () => string } {
  let state = parse(search);
  const asked: Array<string | null> = [];
  const store = { get state(): State { return state; }, replace: (change: Partial<State>): void => void (state = { ...state, ...change }) };
  const counting: Counting = new Counting({ store, bring: () => Promise.resolve(isThere), again: () => asked.push(counting.plan) });
  return { counting, asked, address: () => serialise(state) };
}

describe('a counted tour that the server has forgotten', () => {
  test('is brought again where this browser has it, and once only', async () => {
    const { counting, asked } = page(`?plan=${PLAN}&counted=1`, true);
    const retry = async (): Promise<void> => void asked.push(counting.plan);
    expect(await counting.mends(refused, retry)).toBe(true);
    expect(asked).toEqual([PLAN]);
    expect(await counting.mends(refused, retry)).toBe(false);
    counting.answered();
    expect(await counting.mends(refused, retry)).toBe(true);
  });
  test('is planned anew from the rest of the address, which still says that it counts; then it counts', async () => {
    const { counting, asked, address } = page(`?${STOPS}&${TOUR}&plan=${PLAN}&counted=1`, false);
    expect(await counting.mends(refused, () => Promise.reject(new Error('another address is asked for by itself')))).toBe(true);
    expect(counting.plan).toBeNull();
    expect(address()).toContain('counted=1');
    expect(address()).not.toContain('plan=');
    // The same question gives the very same plan.
    counting.planned(PLAN);
    expect(counting.plan).toBe(PLAN);
    expect(address()).toContain(`plan=${PLAN}&counted=1`);
    expect(asked).toEqual([]);
  });
  test('is left out where it cannot be planned anew, stays in the address, and counts once it is found', async () => {
    for (const rest of ['', `&${TOUR}`, `&${STOPS}`]) {
      const { counting, asked, address } = page(`?plan=${PLAN}&counted=1${rest}`, false);
      expect(await counting.mends(refused, async () => void asked.push(counting.plan))).toBe(true);
      expect(counting.lost()).toBe(false);
      expect(asked).toEqual([null]);
      expect(address()).toContain(`plan=${PLAN}&counted=1`);
      counting.planned(PLAN);
      expect(asked).toEqual([null, PLAN]);
    }
  });
  test('is no other failure', async () => {
    const { counting } = page(`?plan=${PLAN}&counted=1`, true);
    expect(await counting.mends(new ApiError(null), () => Promise.resolve())).toBe(false);
    expect(await page('', true).counting.mends(refused, () => Promise.resolve())).toBe(false);
  });
});
