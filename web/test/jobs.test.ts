import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, isAbort } from '../src/api/client';
import { JobCancelled, run, type Progress } from '../src/api/jobs';
import type { Job } from '../src/api/types';

const job = (state: Job['state'], change: Partial<Job> = {}): Job => ({ id: 'a/b', kind: 'stops', state, progress: null, elapsed_s: 1, result: null, plan: null, problem: null, ...change });
const PROBLEM = { type: 'urn:maillage:problem:internal', title: 'Failed', status: 500, detail: 'it failed' };

/** A server that answers in this order, and notes what it was asked. */
function server(...answers: ReadonlyArray<readonly [number, unknown]>): string[] {
  const asked: string[] = [];
  const left = [...answers];
  vi.stubGlobal('fetch', (url: string, how: RequestInit = {}) => {
    asked.push(`${how.method ?? 'GET'} ${url}`);
    const [status, body] = how.method === 'DELETE' ? [200, {}] : (left.shift() ?? [500, {}]);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  return asked;
}

let pageHide: Array<(event: { readonly persisted: boolean }) => void>;
beforeEach(() => {
  pageHide = [];
  vi.stubGlobal('window', { addEventListener: (_: string, listener: (typeof pageHide)[number]) => pageHide.push(listener), removeEventListener: () => undefined });
});
afterEach(() => vi.unstubAllGlobals());

const start = (signal: AbortSignal, told: (progress: Progress) => void = () => undefined): Promise<Job> => run('/api/stops', { territory: '48' }, { count: 3 }, signal, told);

describe('a job', () => {
  test('is started, followed and told of until its end', async () => {
    const asked = server([202, job('queued')], [200, job('running', { progress: 0.5, elapsed_s: 2 })], [200, job('done', { result: '/r' })]);
    const told: Progress[] = [];
    expect(await start(new AbortController().signal, (progress) => told.push(progress))).toMatchObject({ state: 'done', result: '/r' });
    expect(told).toEqual([{ share: null, elapsed_s: 1 }, { share: 0.5, elapsed_s: 2 }]);
    expect(asked).toEqual(['POST /api/stops?territory=48', 'GET /api/jobs/a%2Fb', 'GET /api/jobs/a%2Fb']);
  });
  test('that is given up is cancelled, once', async () => {
    const asked = server([202, job('running')], [200, job('running')]);
    const asking = new AbortController();
    const answer = start(asking.signal, () => asking.abort());
    await expect(answer).rejects.toSatisfy(isAbort);
    expect(asked).toEqual(['POST /api/stops?territory=48', 'DELETE /api/jobs/a%2Fb']);
  });
  test('that is given up before it has begun is cancelled as it begins', async () => {
    const asked = server([202, job('running')]);
    const asking = new AbortController();
    const answer = start(asking.signal);
    asking.abort();
    await expect(answer).rejects.toSatisfy(isAbort);
    expect(asked).toEqual(['POST /api/stops?territory=48', 'DELETE /api/jobs/a%2Fb']);
  });
  test('is cancelled with the page that is left, unless that may come back', async () => {
    const asked = server([202, job('running')], [200, job('done')]);
    await start(new AbortController().signal, () => pageHide.forEach((listener) => listener({ persisted: true })));
    expect(asked).not.toContain('DELETE /api/jobs/a%2Fb');
    pageHide.forEach((listener) => listener({ persisted: false }));
    expect(asked).toContain('DELETE /api/jobs/a%2Fb');
  });
  test('that failed says why; one that was cancelled elsewhere says so', async () => {
    server([202, job('failed', { problem: PROBLEM })]);
    await expect(start(new AbortController().signal)).rejects.toMatchObject({ problem: PROBLEM });
    server([202, job('cancelled')]);
    await expect(start(new AbortController().signal)).rejects.toBeInstanceOf(JobCancelled);
  });
  test('that a new server does not know is started once more, and no more than once', async () => {
    const unknown = { type: 'urn:maillage:problem:unknown-job', title: 'Unknown', status: 404, detail: 'no job' };
    const asked = server([202, job('running')], [404, unknown], [202, job('running')], [200, job('done')]);
    expect(await start(new AbortController().signal)).toMatchObject({ state: 'done' });
    expect(asked.filter((one) => one.startsWith('POST'))).toHaveLength(2);
    server([202, job('running')], [404, unknown], [202, job('running')], [404, unknown]);
    await expect(start(new AbortController().signal)).rejects.toBeInstanceOf(ApiError);
  });
  test('that is refused is not asked for again', async () => {
    const asked = server([503, { ...PROBLEM, type: 'urn:maillage:problem:too-many-jobs', status: 503 }]);
    await expect(start(new AbortController().signal)).rejects.toBeInstanceOf(ApiError);
    expect(asked).toHaveLength(1);
  });
});
