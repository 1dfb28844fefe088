import { expect, test } from 'vitest';
import { rowsOf } from '../src/model/columns';

test('columns become rows, texts that are told once among them, and none where there is none', () => {
  const columns = { code: ['01', '02', '03'], epci_name: { values: ['Ain', 'Bresse'], of: [1, null, 0] }, duration_s: [60.5, null, 0] };
  expect(rowsOf({ name: 'communes', rows: 3, without_shape: [], columns })).toEqual([
    { code: '01', epci_name: 'Bresse', duration_s: 60.5 },
    { code: '02', epci_name: null, duration_s: null },
    { code: '03', epci_name: 'Ain', duration_s: 0 },
  ]);
});
