import type { CheckReport } from '../model/bring';
import type { IndicatorReport } from '../model/bring-indicators';
import { send } from './client';

type Part = 'report' | 'findings' | 'fixed';

/** What is asked of a file. */
export interface CheckAsked {
  readonly subject: 'venues' | 'indicators' | 'guess';
  /** The sheet or layer; empty: the first. */
  readonly layer: string;
  readonly map: readonly string[];
}

/** A file is checked by the very server that serves the page; it keeps nothing of it. */
const check = (file: File, { subject, layer, map }: CheckAsked, answer: Part, signal: AbortSignal): Promise<Response> => send('/api/check', { name: file.name, answer, subject, ...(layer !== '' && { layer }), map }, file, signal);

export const checkReport = async (file: File, asked: CheckAsked, signal: AbortSignal): Promise<CheckReport | IndicatorReport> => (await (await check(file, asked, 'report', signal)).json()) as CheckReport | IndicatorReport;

export const checkTable = async (file: File, asked: CheckAsked, answer: 'findings' | 'fixed', signal: AbortSignal): Promise<Blob> => (await check(file, asked, answer, signal)).blob();
