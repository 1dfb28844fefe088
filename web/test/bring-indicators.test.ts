import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bringing } from '../src/bringing';
import { keptBody, roleTexts, toldOf, whyOf, wrongNames, type IndicatorColumn, type IndicatorReport } from '../src/model/bring-indicators';
import { INITIAL, parse, serialise, type State, type Store } from '../src/state';

const column = (name: string, more: Partial<IndicatorColumn> = {}): IndicatorColumn => ({ column: name, role: 'indicator', guessed: 'indicator', confidence: 90, reason: '', unit: null, year: null, ...more });
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

describe('an indicator that is brought', () => {
  test.each([
    ['Taux de pauvreté 2021 (%)', '%', '2021', 'Taux de pauvreté'],
    ['Revenu médian [€] (2020)', '€', '2020', 'Revenu médian'],
    ['P21_POP', null, null, 'P21_POP'],
    ['2021', null, '2021', '2021'],
    ['part_75', '%', null, 'part_75'],
  ])('%s is named without what stands beside the name', (name, unit, year, said) => expect(toldOf(column(name, { unit, year }))).toEqual({ name: said, unit: unit ?? '', year: year ?? '', fragile: '' }));

  test('is corrected in the words of the API', () => {
    expect(roleTexts(new Map([['insee', 'code'], ['n', 'count'], ['note', null]] as const))).toEqual(['code=insee', 'count=n', '=note']);
  });

  test('is kept as the reader says, hostile names and all', () => {
    const report = { path: 'i.csv', sha256: 'ff', indicators: ['t', 'n'], figures: { '48095': [1, null] } } as unknown as IndicatorReport;
    const told = (name: string) => ({ name: ` <b>${name} `, unit: ' ', year: '2021', fragile: name === 't' ? ('low' as const) : ('' as const) });
    expect(keptBody(report, told)).toEqual({
      file: 'i.csv', sha256: 'ff', figures: { '48095': [1, null] },
      indicators: [{ name: '<b>t', unit: null, year: '2021', fragile: 'low' }, { name: '<b>n', unit: null, year: '2021', fragile: null }],
    });
  });

  test('needs a name of its own', () => {
    expect(wrongNames(['Taux', 'Revenu'])).toEqual([]);
    expect(wrongNames(['Taux', 'TAUX', ' '])).toEqual(['TAUX', ' ']);
  });

  test('is told why it was taken for what it was', () => {
    expect(whyOf('the name does not tell; 96 % of its values are codes of communes')).toEqual({ key: 'codes', share: 96 });
    expect(whyOf('the name says a count, 100 % of its values are numbers')).toEqual({ key: 'count', share: 100 });
    expect(whyOf('83 % of its values are numbers')).toEqual({ key: 'figures', share: 83 });
    expect(whyOf('only 3 % of its values are numbers').key).toBe('words');
    expect(whyOf('figures, beyond the first 30').key).toBe('beyond');
    expect(whyOf('something new').key).toBeNull();
  });
});

describe('the address', () => {
  test('carries the names, and nothing that is none', () => {
    expect(parse(`?indicators=${A},x,${A},${B}`).indicators).toEqual([A, B]);
    expect(serialise({ ...INITIAL, indicators: [A, B] })).toBe(`?indicators=${A},${B}`);
    expect(parse(`?indicators=${A}&embed=1`).indicators).toEqual([A]);
  });
});

/** A store of a state alone. */
function storeOf(state: State): Store {
  const store = { state, replace: (change: Partial<State>) => void (store.state = { ...store.state, ...change }), push: (change: Partial<State>) => store.replace(change) };
  return store as unknown as Store;
}
const answer = (body: object, status = 200): Response => new Response(JSON.stringify(body), { status });
const meta = (...names: string[]): object => ({ indicators: names.map((name) => ({ name, unit: null, year: null, fragile: null })) });
const GONE = { type: 'urn:maillage:problem:unknown-indicators', title: '', status: 404, detail: '' };

describe('bringing', () => {
  afterEach(() => void vi.unstubAllGlobals());

  test('goes on without what a server that was started again has no more, and says so once', async () => {
    const store = storeOf({ ...INITIAL, indicators: [A] });
    const told = vi.fn();
    vi.stubGlobal('fetch', vi.fn((url: string) => Promise.resolve(url.includes('indicators') ? answer(GONE, 404) : answer(meta()))));
    const bringing = new Bringing(store, told, () => undefined);
    expect(await bringing.meta(null)).toEqual(meta());
    expect(store.state.indicators).toEqual([]);
    bringing.tell();
    bringing.tell();
    expect(told).toHaveBeenCalledTimes(1);
  });

  test('asks what there is again only where the address names others', async () => {
    const fetched = vi.fn(() => Promise.resolve(answer(meta('a'))));
    vi.stubGlobal('fetch', fetched);
    const store = storeOf(INITIAL);
    const bringing = new Bringing(store, () => undefined, () => undefined);
    const first = await bringing.meta(null);
    expect(await bringing.meta(first)).toBe(first);
    store.replace({ indicators: [A] });
    await bringing.meta(first);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  test('keeps indicators and colours by the first of them, under the name that it got', async () => {
    const store = storeOf({ ...INITIAL, indicators: [A] });
    vi.stubGlobal('fetch', vi.fn((url: string) => Promise.resolve(url === '/api/indicators' ? answer({ indicators: B }, 201) : answer(url.includes(B) ? meta('taux', 'taux (i)') : meta('taux')))));
    await new Bringing(store, () => undefined, () => undefined).keep({}, new AbortController().signal);
    expect([store.state.indicators, store.state.colour]).toEqual([[A, B], 'indicator:taux (i)']);
  });
});
