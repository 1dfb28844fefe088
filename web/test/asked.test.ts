import { expect, test } from 'vitest';
import { Asked, type Answer } from '../src/asked';

/** Questions whose answers come when the test says so. */
function desk() {
  const seen: Array<Answer<string>> = [];
  const asked = new Asked<string>((answer) => seen.push(answer));
  const pending: Array<{ readonly signal: AbortSignal; readonly give: (value: string) => void; readonly fail: (error: unknown) => void }> = [];
  const fetch = (signal: AbortSignal): Promise<string> => new Promise((give, fail) => pending.push({ signal, give, fail }));
  const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
  return { seen, asked, pending, fetch, settle };
}

test('an answer is waited for, then here', async () => {
  const { seen, asked, pending, fetch, settle } = desk();
  asked.ask('a', fetch);
  pending[0]?.give('A');
  await settle();
  expect(seen).toEqual([{ kind: 'waiting' }, { kind: 'here', value: 'A' }]);
  expect(asked.answer).toEqual({ kind: 'here', value: 'A' });
});

test('the same question is asked once, and again once it was forgotten', () => {
  const { asked, pending, fetch } = desk();
  asked.ask('a', fetch);
  asked.ask('a', fetch);
  expect(pending).toHaveLength(1);
  asked.forget();
  asked.ask('a', fetch);
  expect(pending).toHaveLength(2);
});

test('another question aborts the last, whose answer is dropped though it comes later', async () => {
  const { seen, asked, pending, fetch, settle } = desk();
  asked.ask('a', fetch);
  asked.ask('b', fetch);
  expect(pending.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  pending[1]?.give('B');
  await settle();
  pending[0]?.give('A');
  await settle();
  expect(seen.at(-1)).toEqual({ kind: 'here', value: 'B' });
});

test('nothing to ask clears at once, whatever was under way', async () => {
  const { asked, pending, fetch, settle } = desk();
  asked.ask('a', fetch);
  asked.ask(null, fetch);
  expect(asked.answer).toEqual({ kind: 'none' });
  pending[0]?.fail(new Error('late'));
  await settle();
  expect(asked.answer).toEqual({ kind: 'none' });
});

test('a failure is told', async () => {
  const { asked, pending, fetch, settle } = desk();
  const error = new Error('no');
  asked.ask('a', fetch);
  pending[0]?.fail(error);
  await settle();
  expect(asked.answer).toEqual({ kind: 'failed', error });
});
