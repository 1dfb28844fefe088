import { expect, test } from 'vitest';
import { translator } from '../src/i18n';
import { kindOf, titleOf } from '../src/model/territory';

const t = translator('fr');

test.each([
  [{ kind: 'country', name: 'France', communes: 34_935 }, 'France', null],
  [{ kind: 'commune', name: 'Mende, Florac', communes: 2 }, 'Liste de 2\u00a0communes', null],
  [{ kind: 'commune', name: 'Mende', communes: 1 }, 'Mende', 'commune'],
  [{ kind: 'department', name: 'Lozère', communes: 152 }, 'Lozère', 'département'],
  [{ kind: 'canton', name: 'Mende-1', communes: 3 }, 'Mende-1', 'canton'],
])('%o is headed by what it is', (territory, title, kind) => {
  expect([titleOf(territory, t), kindOf(territory, t)]).toEqual([title, kind]);
});
