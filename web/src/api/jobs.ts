import { ApiError, get, post, type Query } from './client';
import type { Job } from './types';

const FIRST_WAIT_MS = 60;
const LONGEST_WAIT_MS = 1000;

/** How far a job is: a share of 0 to 1 where the server knows it. */
export interface Progress {
  readonly share: number | null;
  readonly elapsed_s: number;
}

/** The server gave the job up: another page cancelled it, or this one did as it was left. */
export class JobCancelled extends Error {}

/** Starts a job and follows it to its end; aborted, or when the page is left, the server is told to stop. */
export async function run(path: string, query: Query, body: unknown, signal: AbortSignal, told: (progress: Progress) => void): Promise<Job> {
  // Starting is not aborted: what has begun must have a name to be cancelled by.
  const start = async (): Promise<Job> => follow(await post<Job>(path, query, body), signal, told);
  try {
    return await start();
  } catch (error) {
    // A server that started again has forgotten its jobs: once, it is asked anew.
    if (!isForgotten(error)) throw error;
    return start();
  }
}

async function follow(first: Job, signal: AbortSignal, told: (progress: Progress) => void): Promise<Job> {
  let job = first;
  const address = `/api/jobs/${encodeURIComponent(job.id)}`;
  const stop = (): void => void fetch(address, { method: 'DELETE', keepalive: true }).catch(() => undefined);
  const leave = (event: PageTransitionEvent): void => void (event.persisted || stop());
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  window.addEventListener('pagehide', leave);
  try {
    for (let wait = FIRST_WAIT_MS; job.state === 'queued' || job.state === 'running'; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      told({ share: job.progress, elapsed_s: job.elapsed_s });
      await pause(wait, signal);
      job = await get<Job>(address, {}, signal);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    window.removeEventListener('pagehide', leave);
  }
  if (job.state === 'failed') throw new ApiError(job.problem);
  if (job.state === 'cancelled') throw new JobCancelled();
  return job;
}

const isForgotten = (error: unknown): boolean => error instanceof ApiError && error.problem?.status === 404 && error.problem.type.endsWith('unknown-job');

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { signal.removeEventListener('abort', fail); resolve(); }, ms);
    const fail = (): void => { clearTimeout(timer); reject(new DOMException('aborted', 'AbortError')); };
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
