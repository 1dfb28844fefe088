import type { CheckReport } from '../model/bring';
import { send } from './client';

type Part = 'report' | 'findings' | 'fixed';

/** A file is checked by the very server that serves the page; it keeps nothing of it. */
const check = (file: File, map: readonly string[], answer: Part, signal: AbortSignal): Promise<Response> => send('/api/check', { name: file.name, answer, map }, file, signal);

export const checkReport = async (file: File, map: readonly string[], signal: AbortSignal): Promise<CheckReport> => (await (await check(file, map, 'report', signal)).json()) as CheckReport;

export const checkTable = async (file: File, map: readonly string[], answer: 'findings' | 'fixed', signal: AbortSignal): Promise<Blob> => (await check(file, map, answer, signal)).blob();
