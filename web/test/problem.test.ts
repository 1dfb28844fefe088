import { describe, expect, test } from 'vitest';
import type { Meta, Problem } from '../src/api/types';
import { translator, type Language } from '../src/i18n';
import { formatter } from '../src/model/format';
import { explain } from '../src/model/problem';

const META = { limits: { threshold_min: [1, 240], detour: [1, 3], speed_kmh: [1, 130], buffer_km: [0, 100] }, kinds: [{ code: 'epn' }, { code: 'msap' }] } as unknown as Meta;

function said(language: Language, given: Partial<Problem>, meta: Meta | null = META): string {
  const problem: Problem = { type: 'urn:maillage:problem:invalid-parameter', title: 'Invalid parameter', status: 400, detail: '', ...given };
  const { title, accepted } = explain(problem, meta, { t: translator(language), format: formatter(language) });
  return [title, accepted].filter(Boolean).join(' ').replace(/[\u00a0\u202f]/g, ' ');
}

describe('a refusal', () => {
  test('names what is wrong and what would have been accepted', () => {
    expect(said('fr', { parameter: 'threshold' })).toBe('Ce seuil n’est pas accepté. Attendu : un nombre de 1 à 240.');
    expect(said('en', { parameter: 'kind' })).toBe('This kind of venue is unknown. Expected, one of: epn, msap.');
    expect(said('fr', { type: 'urn:maillage:problem:unknown-territory', status: 404, parameter: 'code' })).toMatch(/^Ce territoire est inconnu. Attendu : un département \(48\)/);
    expect(said('fr', { parameter: 'territory' })).toMatch(/^Ce code n’est pas celui d’un territoire. Attendu/);
  });
  test('about a part of a body is about what the reader knows of it', () => {
    expect(said('fr', { type: 'urn:maillage:problem:invalid-body', parameter: 'depot.code' })).toBe('Ce dépôt n’est pas connu.');
    expect(said('fr', { type: 'urn:maillage:problem:unknown-territory', status: 404, parameter: 'depot.code' })).toBe('Ce dépôt n’est pas connu.');
    expect(said('fr', { parameter: 'count' })).toMatch(/^Ce nombre d’arrêts n’est pas accepté. Attendu : un nombre entier de 1 à 50/);
    expect(said('fr', { type: 'urn:maillage:problem:invalid-body', parameter: 'stops[3].people' })).toBe('Le paramètre « stops[3].people » n’est pas accepté.');
  });
  test('is said without bounds before they are known', () => expect(said('fr', { parameter: 'speed' }, null)).toBe('Cette vitesse n’est pas acceptée.'));
  test('about a parameter that the page does not know names it', () => expect(said('fr', { parameter: 'sesame' })).toBe('Le paramètre « sesame » n’est pas accepté.'));
  test.each([
    ['busy', 503, 'Le serveur est occupé : réessayer dans un instant.'],
    ['too-many-jobs', 503, 'Le serveur fait déjà autant de calculs qu’il peut : réessayer dans un instant.'],
    ['unknown-plan', 404, 'Le serveur et ce navigateur n’ont plus ce plan : planifier à nouveau la tournée.'],
    ['deadline', 503, 'Le calcul n’a pas abouti à temps : réessayer dans un instant.'],
    ['about:blank', 502, 'Le serveur n’a pas pu répondre : son journal en donne la cause.'],
    ['about:blank', 404, 'Rien n’est servi à cette adresse.'],
    ['about:blank', 418, 'Une demande n’a pas abouti.'],
  ])('%s %i without a parameter', (word, status, sentence) => expect(said('fr', { type: word === 'about:blank' ? word : `urn:maillage:problem:${word}`, status })).toBe(sentence));
});
