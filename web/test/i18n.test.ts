import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { translator } from '../src/i18n';
import { bring as enBring } from '../src/i18n/bring-en';
import { bring as frBring } from '../src/i18n/bring-fr';
import { en as enFirst } from '../src/i18n/en';
import { fr as frFirst, type MessageKey } from '../src/i18n/fr';
import { insecables } from '../src/i18n/typography';

// All that is ever said, what comes later too.
const [fr, en] = [{ ...frFirst, ...frBring }, { ...enFirst, ...enBring }];
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map((m) => m[1] ?? '').sort();
const keys = Object.keys(fr) as MessageKey[];

describe('the catalogues', () => {
  test('say the same things in both languages', () => expect(Object.keys(en).sort()).toEqual([...keys].sort()));
  test.each(keys)('%s has the same values in both languages and is not empty', (key) => {
    expect(holes(en[key])).toEqual(holes(fr[key]));
    expect(en[key].trim()).not.toBe('');
  });
  test('hold nothing that the page does not say', () => {
    const folder = join(import.meta.dirname, '../src');
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('i18n'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    // Families of keys are built from a code: `kind.${kind}`.
    const families = ['kind.', 'threshold.', 'table.', 'note.', 'reason.', 'problem.', 'accepted.', 'method.road_', 'roads.', 'left_out.', 'refused.', 'mend.', 'export.', 'layer.', 'format.', 'paper.', 'bring.reason_', 'bring.most_', 'bring.state_', 'bring.role_', 'bring.why_', 'bring.figure_', 'ground.'];
    expect(keys.filter((key) => !source.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)))).toEqual([]);
  });
  test('hold late only what the tabs say whose views bring it', () => {
    const folder = join(import.meta.dirname, '../src');
    // What names changes comes without their tab.
    const isLate = (file: string): boolean => /^views\/((cards|truck|scenario|bring)\/(?!words)|share\/(parts|files|clip)|(route|square|sieve|table-rows|filters-inside)\.ts$)/.test(file) || ['way-out.ts', 'model/travel.ts', 'model/bring.ts', 'model/bring-indicators.ts'].includes(file);
    const early = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.startsWith('i18n') && !isLate(file));
    const said = early.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    expect(Object.keys(frBring).filter((key) => said.includes(`'${key}'`))).toEqual([]);
  });
  test('leave no plain space where French wants an insécable', () => {
    const wrong = keys.filter((key) => / [;:!?%»]|« /.test(insecables(fr[key])));
    expect(wrong).toEqual([]);
  });
});

describe('the French voice', () => {
  const t = translator('fr');
  test('agrees words with their number', () => {
    expect(t('card.people', { people: 0 })).toBe('0\u00a0habitant');
    expect(t('card.people', { people: 1 })).toBe('1\u00a0habitant');
    expect(t('card.people', { people: 76486 })).toBe('76\u202f486\u00a0habitants');
  });
  test('keeps punctuation with its word, and what is quoted inside its guillemets', () => {
    expect(t('search.none', { q: 'Mende : ville' })).toBe('Aucun territoire trouvé pour «\u00a0Mende : ville\u00a0».');
    expect(t('legend.threshold', { minutes: 20 })).toBe('seuil\u00a0: 20\u00a0min');
  });
  test('shows a missing value rather than hiding it', () => expect(t('card.reason')).toContain('{reason}'));
});

describe('the headline', () => {
  const said = { people: 28_970, share: '37,9\u202f%', minutes: 20 };
  test('counts together those too far and those without any venue, and says so', () => {
    expect(translator('fr')('key.far', said)).toBe('28\u202f970\u00a0habitants (37,9\u202f%) sans lieu à 20\u00a0minutes ou moins');
    expect(translator('en')('key.far', { ...said, share: '37.9%' })).toBe('28,970\u00a0people (37.9%) without a venue within 20\u00a0minutes');
  });
});
