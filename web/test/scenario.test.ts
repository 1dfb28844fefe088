import { describe, expect, test } from 'vitest';
import type { Difference } from '../src/api/types';
import { changeClass, changeCounts, moved, signedMinutes } from '../src/model/difference';
import { freeName, fromFile, Keeper, kept, MOST_KEPT, opened, toFile } from '../src/model/kept';
import { changed, changedWithin, changesQuery, changeText, hasHours, MOST_CHANGES, newId, parseChange, parseChanges, placeOf, refusedHours, without, type Changes, type VenueChange } from '../src/model/scenario';
import { INITIAL, parse, serialise } from '../src/state';
import { PLAN } from './plan';

const at = { lon: 3.9296, lat: 44.4389 };
const open = (name: string): VenueChange => ({ change: 'open', place: at, name, kind: 'library' });
const close = (id: string): VenueChange => ({ change: 'close', id });
const move = (id: string): VenueChange => ({ change: 'move', id, place: at });
const schedule = (id: string): VenueChange => ({ change: 'schedule', id, hours: 'Mo-Fr 09:00-12:00' });
const made = (...all: readonly VenueChange[]): Changes => all.reduce<Changes>(changed, []);

describe('a change', () => {
  test.each([open('Café, tabac'), close('a,b|c'), move('FS,1'), schedule('FS-2')])('reads back as it is written: %o', (change) => expect(parseChange(change.change, changeText(change))).toEqual(change));
  test.each([['open', ''], ['open', '3.9,44.4'], ['open', '3.9,44.4, |epn'], ['open', 'x,44.4,A'], ['open', '3.9,94,A'], ['move', '3.9,44.4,'], ['close', ''], ['schedule', 'a'], ['schedule', '|b'], ['schedule', 'a|']] as const)('that is mistyped is none: %s=%s', (word, text) => expect(parseChange(word, text)).toBeNull());
  test('has a place in either decimal sign', () => {
    expect(placeOf('3,9296', ' 44.4389')).toEqual(at);
    for (const wrong of ['', 'abc', '1e3', '1.2.3', '200']) expect(placeOf(wrong, '44')).toBeNull();
  });
});

describe('changes', () => {
  test('concern a venue once in each way, and one that closes in no other', () => {
    expect(made(move('a'), schedule('a'), move('a'))).toEqual([schedule('a'), move('a')]);
    expect(made(move('a'), schedule('a'), close('b'), close('a'))).toEqual([close('b'), close('a')]);
    expect(made(close('a'), move('a'))).toEqual([move('a')]);
  });
  test('of a new venue are its own: it is placed elsewhere, or was never there', () => {
    const elsewhere = { lon: 3.5, lat: 44.5 };
    expect(made(open('A'), { change: 'move', id: 'new:1', place: elsewhere })).toEqual([{ ...open('A'), place: elsewhere }]);
    expect(made(open('A'), close('new:1'))).toEqual([]);
  });
  test('give a new venue hours, which it has not by itself', () => {
    const two = made(open('A'), open('B'), schedule('new:2'), schedule('a'));
    expect(two.filter(({ change }) => change === 'open').map((one) => hasHours(two, one))).toEqual([false, true]);
  });
  test('of later new venues follow their rank when one before them goes', () => {
    const three = made(open('A'), open('B'), open('C'), schedule('new:1'), schedule('new:3'), close('x'));
    const left = without(three, three[0] as VenueChange);
    expect(left).toEqual([open('B'), open('C'), schedule('new:2'), close('x')]);
    expect(newId(left, left[1] as VenueChange)).toBe('new:2');
  });
  test('are taken as long as there is room, and those that only replace another still are', () => {
    const many = Array.from({ length: MOST_CHANGES }, (_, i) => close(String(i)));
    expect(changedWithin([], [...many, close('x'), open('A')])).toEqual({ changes: many, left: 2 });
    expect(changedWithin(many, [move('7')])).toEqual({ changes: [...many.filter((one) => one.change !== 'close' || one.id !== '7'), move('7')], left: 0 });
  });
  test('say which of their hours a refusal is about', () => {
    const all = made(schedule('a'), { ...schedule('b'), hours: 'blah' } as VenueChange, schedule('c'));
    expect(refusedHours(all, 'parameter “schedule” = “b|blah” has hours that are not')).toBe(all[1]);
    expect(refusedHours(all, 'something else')).toBe(all[2]);
    expect(refusedHours(made(close('a')), 'b|blah')).toBeNull();
  });
  test('are in the address, those that open first, and are what the API is asked with', () => {
    const state = { ...INITIAL, changes: made(close('a'), open('<img src=x onerror=alert(1)>, B')), panel: 'scenario', colour: 'change' } as const;
    expect(parse(serialise(state))).toEqual(state);
    expect(changesQuery(state.changes)).toEqual({ open: ['3.9296,44.4389,<img src=x onerror=alert(1)>, B|library'], close: ['a'] });
    expect(changesQuery([])).toEqual({});
    expect(parseChanges(new URLSearchParams('close=a&close=a&move=1,2,a&open=nowhere'))).toEqual([{ change: 'move', id: 'a', place: { lon: 1, lat: 2 } }]);
  });
});

const row = (more: Partial<Difference>): Difference => ({ code: '48095', name: 'Mende', population: 10, status: 'same', change_s: 0, ...more }) as Difference;

describe('a difference', () => {
  test('has a class by its sign and minutes, each limit inside the class nearer to none', () => {
    const of = (minutes: number | null, status: string): string => changeClass({ status, change_s: minutes === null ? null : minutes * 60 });
    expect([of(5, 'lose'), of(5.1, 'lose'), of(15, 'lose'), of(15.1, 'lose'), of(null, 'lose')]).toEqual(['lose-1', 'lose-2', 'lose-2', 'lose-3', 'lose-3']);
    expect([of(-5, 'gain'), of(-6, 'gain'), of(null, 'gain'), of(0, 'same'), of(0, 'unheard')]).toEqual(['gain-1', 'gain-2', 'gain-3', 'same', 'same']);
  });
  test('counts everybody once', () => {
    const rows = new Map([row({ code: 'a', status: 'lose', change_s: 700, population: 3 }), row({ code: 'b', status: 'lose', change_s: 700, population: 7 }), row({ code: 'c', population: 90 })].map((one) => [one.code, one]));
    const counts = changeCounts(rows);
    expect(counts.reduce((n, { people }) => n + people, 0)).toBe(100);
    expect(counts.find(({ kind }) => kind === 'lose-2')).toEqual({ kind: 'lose-2', people: 10, communes: 2 });
    expect(moved(rows, 'lose').map(({ code }) => code)).toEqual(['b', 'a']);
  });
  test('is written with its sign', () => {
    expect(signedMinutes(row({ status: 'lose', change_s: 725 }))).toBe('+12');
    expect(signedMinutes(row({ status: 'gain', change_s: -480 }))).toBe('\u22128');
    expect(signedMinutes(row({ status: 'gain', change_s: -10 }))).toBe('\u2212<\u00a01');
    expect([signedMinutes(row({})), signedMinutes(row({ status: 'lose', change_s: null }))]).toEqual([null, null]);
  });
});

describe('a kept scenario', () => {
  const state = { ...INITIAL, territory: '48', changes: made(close('a')), plan: '0123456789abcdef0123456789abcdef', counted: true, threshold_min: 30 };
  const store = (text: string | null = null): Pick<Storage, 'getItem' | 'setItem'> & { text: string | null } => ({
    text,
    getItem() { return this.text; },
    setItem(_, value) { this.text = value; },
  });
  test('brings back the changes and the truck, and leaves the threshold as it is', () => {
    const back = opened(kept(' Sans Villefort ', state));
    expect(back).toMatchObject({ territory: '48', changes: state.changes, plan: state.plan, counted: true });
    expect(back).not.toHaveProperty('threshold_min');
  });
  test('stays when another of the same name comes, from this tab or from another, and is forgotten', () => {
    const storage = store();
    const [keeper, elsewhere] = [new Keeper(() => storage), new Keeper(() => storage)];
    for (const name of ['B', 'A', 'B']) expect(keeper.put(kept(name, state))).toEqual({ name });
    expect(elsewhere.put(kept('A', { ...state, changes: made(close('b')) }))).toEqual({ name: 'A (2)' });
    expect(keeper.all().map(({ name, address }) => [name, opened({ name, address }).changes])).toEqual([['A', made(close('a'))], ['A (2)', made(close('b'))], ['B', made(close('a'))]]);
    keeper.drop('A');
    expect(keeper.all().map(({ name }) => name)).toEqual(['A (2)', 'B']);
    expect(freeName('x'.repeat(80), new Set(['x'.repeat(80)]))).toBe(`${'x'.repeat(76)} (2)`);
  });
  test('is refused where there are as many as can be: none that is kept is lost for it', () => {
    const keeper = new Keeper(((storage) => () => storage)(store()));
    for (let i = 0; i < MOST_KEPT; i += 1) expect(keeper.put(kept(`B${i}`, state))).toEqual({ name: `B${i}` });
    for (const name of ['Zone nord', 'A']) expect(keeper.put(kept(name, state))).toBe('full');
    expect(keeper.put(kept('B7', state))).toEqual({ name: 'B7' });
    expect(keeper.all()).toHaveLength(MOST_KEPT);
  });
  test('is none where others wrote under our name, or nothing can be kept', () => {
    for (const text of ['{', '{}', '[1, {"name": "a"}, {"name": " ", "address": ""}]']) expect(new Keeper(() => store(text)).all()).toEqual([]);
    const refused = new Keeper(() => { throw new Error('refused'); });
    expect([refused.all(), refused.put(kept('a', state))]).toEqual([[], 'refused']);
  });
  test('goes to a file and comes back; another file is none', () => {
    const one = kept('Été, sans Villefort', state);
    for (const plan of [null, PLAN]) expect(fromFile(toFile({ one, plan }))).toEqual({ one, plan });
    for (const plan of ['"text"', 'null', '3']) expect(fromFile(`{"format": "maillage-scenario", "name": "a", "address": "", "plan": ${plan}}`)?.plan).toBeNull();
    for (const text of ['', '{}', '{"format": "maillage-scenario"}', '{"format": "other", "name": "a", "address": ""}']) expect(fromFile(text)).toBeNull();
  });
});
