import { afterEach, expect, test, vi } from 'vitest';
import { fileUrl, isAbort, searchTerritories } from '../src/api/client';

test('services go each in a parameter of its own, since a name may hold a comma; kinds are joined', () => {
  const [path = '', search = ''] = fileUrl('/api/exports/gaps.gpkg', '48', { kind: ['epn', 'msap'], service: ['Aide, à distance', 'Prêt'], threshold: 20 }).split('?');
  const query = new URLSearchParams(search);
  expect(path).toBe('/api/exports/gaps.gpkg');
  expect(query.getAll('service')).toEqual(['Aide, à distance', 'Prêt']);
  expect(query.getAll('kind')).toEqual(['epn,msap']);
  expect(query.get('threshold')).toBe('20');
});

afterEach(() => vi.unstubAllGlobals());

test('a question given up while its refusal comes is given up, not refused', async () => {
  const answer = { ok: false, status: 400, statusText: 'Bad Request', json: () => Promise.reject(new DOMException('given up', 'AbortError')) };
  vi.stubGlobal('fetch', () => Promise.resolve(answer));
  expect(isAbort(await searchTerritories('x', 1).catch((error: unknown) => error))).toBe(true);
});
