import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../src/api/client';
import { kept, opened } from '../src/model/kept';
import { Scenario } from '../src/scenario';
import { INITIAL, serialise, Store, type State } from '../src/state';
import { Truck } from '../src/truck';
import { USUAL_STOPS, usualTour } from '../src/model/truck';
import { PLAN } from './plan';

const ID = '0123456789abcdef0123456789abcdef';
const calls: string[] = [];
const listeners = new Map<string, () => void>();
let kept_text: string | null = null;
beforeEach(() => {
  calls.length = 0;
  kept_text = null;
  vi.stubGlobal('window', { addEventListener: (name: string, act: () => void) => listeners.set(name, act), localStorage: { getItem: () => kept_text, setItem: (_: string, text: string) => void (kept_text = text) } });
});
afterEach(() => vi.unstubAllGlobals());

/** What the truck knows of the plan. */
function made(state: Partial<State>, knows = true): { readonly scenario: Scenario; readonly store: Store } {
  const location = { search: serialise({ ...INITIAL, ...state }), pathname: '/', hash: '' };
  const store = new Store({ location, history: { pushState: () => undefined, replaceState: () => undefined }, addEventListener: () => undefined } as unknown as Window);
  const truck = {
    bring: async (id: string) => { calls.push(`bring ${id}`); return knows; },
    known: async () => (knows ? PLAN : null),
    take: async (id: string) => { calls.push(`take ${id}`); return true; },
  };
  const scenario = new Scenario(store, () => undefined, (id) => calls.push(`focus ${id}`), truck, () => store.state.territory ?? '48');
  store.subscribe((now, before) => scenario.follow(now, before));
  return { scenario, store };
}

describe('a kept scenario that is opened', () => {
  const tour = usualTour('48095', new Date(2027, 0, 1));
  const one = kept('A', { ...INITIAL, territory: '48', plan: ID, counted: true, stops: USUAL_STOPS, tour });
  test('brings the plan of its file to the server before it is asked for', async () => {
    const { scenario, store } = made({ territory: '48' });
    expect(await scenario.keepFile({ one, plan: PLAN })).toEqual({ keeping: { name: 'A' }, plan: 'here' });
    expect(calls).toEqual([`take ${ID}`, `bring ${ID}`]);
    expect(store.state).toMatchObject({ plan: ID, counted: true, stops: USUAL_STOPS, tour });
    expect(await scenario.file(one)).toEqual({ one, plan: PLAN });
  });
  test('has no plan but the one that it names', async () => {
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ plan: ID, findings: [] }), { status: 201 }));
    const truck = new Truck({ changed: () => undefined, planned: () => undefined, lost: () => undefined });
    expect(await truck.take('f'.repeat(32), PLAN)).toBe(false);
    expect(kept_text).toBeNull();
    expect(await truck.take(ID, PLAN)).toBe(true);
    expect(await truck.known(ID)).toEqual(PLAN);
  });
  test('says when nobody has its plan any more, and whether it can be asked for again', async () => {
    const { scenario } = made({ territory: '48' }, false);
    expect(await scenario.open(one)).toBe('anew');
    expect(await scenario.open(kept('B', { ...opened(one), tour: null }))).toBe('gone');
    expect(await scenario.open(kept('C', { ...opened(one), plan: null }))).toBe('none');
    expect((await scenario.file(one)).plan).toBeNull();
  });
  test('has its territory, also where the address left that to the service', async () => {
    const { scenario, store } = made({ changes: [{ change: 'close', id: 'a' }] });
    expect(scenario.keep('Sans a')).toEqual({ name: 'Sans a' });
    const [mine] = scenario.model.kept;
    if (!mine) throw new Error('nothing was kept');
    expect(opened(mine).territory).toBe('48');
    await scenario.open(mine);
    expect(store.state.territory).toBeNull();
    const far = made({ territory: '12' });
    await far.scenario.open(mine);
    expect(far.store.state).toMatchObject({ territory: '48', changes: [{ change: 'close', id: 'a' }] });
  });
  test('is seen by a tab as soon as another keeps it', () => {
    const { scenario } = made({});
    expect(scenario.model.kept).toEqual([]);
    kept_text = JSON.stringify([one]);
    listeners.get('storage')?.();
    expect(scenario.model.kept).toEqual([one]);
  });
});

describe('a place that is to be clicked', () => {
  test('is given up with the tab: its form is not seen elsewhere', () => {
    const { scenario, store } = made({ panel: 'scenario' });
    scenario.place({ id: null });
    store.replace({ table: true });
    expect(scenario.takes({ lon: 1, lat: 2 })).toBe(true);
    scenario.place({ id: null });
    store.replace({ panel: 'summary' });
    expect(scenario.takes({ lon: 1, lat: 2 })).toBe(false);
  });
});

describe('the first change', () => {
  test.each([
    ['hours alone, which move no time', [{ change: 'schedule', id: 'a', hours: 'Mo 09:00-12:00' }], {}, 'access'],
    ['hours, where a moment is chosen', [{ change: 'schedule', id: 'a', hours: 'Mo 09:00-12:00' }], { open_at: { weekday: 'mon', time: '09:00', unknown: false } }, 'change'],
    ['a closure', [{ change: 'close', id: 'a' }], {}, 'change'],
  ] as const)('colours the map by what it moves: %s', (_, all, more, colour) => {
    const { scenario, store } = made(more);
    scenario.change(...all);
    expect(store.state.colour).toBe(colour);
  });
});

describe('hours that the server refuses', () => {
  const refusal = (parameter: string): ApiError => new ApiError({ type: 'urn:maillage:problem:invalid-parameter', title: '', status: 400, detail: '“a|blah”', parameter });
  const changes = [{ change: 'schedule', id: 'a', hours: 'blah' }] as const;
  test('are written again in their form; who gives them up does not keep them', () => {
    const { scenario, store } = made({ changes, panel: 'scenario' });
    scenario.refused(refusal('threshold'));
    expect(scenario.model.editing).toBeNull();
    scenario.refused(refusal('schedule'));
    expect(scenario.model.editing).toEqual({ id: 'a', what: 'hours', refused: true });
    expect(calls).toEqual(['focus editor-hours']);
    scenario.edit(null);
    expect([store.state.changes, scenario.model.editing]).toEqual([[], null]);
  });
  test('close their form when they are undone', () => {
    const { scenario, store } = made({ changes, panel: 'scenario' });
    scenario.refused(refusal('schedule'));
    store.push({ changes: [] });
    expect(scenario.model.editing).toBeNull();
  });
});
