import { expect, test } from 'vitest';
import { fileUrl } from '../src/api/client';

test('services go each in a parameter of its own, since a name may hold a comma; kinds are joined', () => {
  const [path = '', search = ''] = fileUrl('/api/exports/gaps.gpkg', '48', { kind: ['epn', 'msap'], service: ['Aide, à distance', 'Prêt'], threshold: 20 }).split('?');
  const query = new URLSearchParams(search);
  expect(path).toBe('/api/exports/gaps.gpkg');
  expect(query.getAll('service')).toEqual(['Aide, à distance', 'Prêt']);
  expect(query.getAll('kind')).toEqual(['epn,msap']);
  expect(query.get('threshold')).toBe('20');
});
