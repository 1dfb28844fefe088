import { describe, expect, test } from 'vitest';
import type { ScenarioSummary, Summary } from '../src/api/types';
import { translator, type Language } from '../src/i18n';
import { formatter } from '../src/model/format';
import { INITIAL, type State } from '../src/state';
import type { TruckModel } from '../src/truck';
import { assumptions, isSimulated } from '../src/views/assumptions';
import type { Model } from '../src/views/model';

type Told = ScenarioSummary['changes'][number];
const told = (change: string, venue: string, commune: string | null, commune_before: string | null = commune): Partial<Told> => ({ change, venue, commune, commune_before });

const INSIDE = { considered: 1, inside: 1, outside: 0, filtered_out: 0, itinerant_not_counted: 0, beyond: 0 };

function model(changes: ReadonlyArray<Partial<Told>>, withTour = false, state: Partial<State> = {}, truck: Partial<TruckModel> = {}, venues: Partial<Summary['venues']> = {}): Pick<Model, 'state' | 'summary' | 'truck'> {
  const scenario = changes.length === 0 ? null : { changes, with_tour: withTour, before: { covered: 600 } };
  const summary = { people: { total: 1000, covered: 500 }, parameters: { threshold_min: 20, buffer_km: 30 }, venues: { ...INSIDE, ...venues }, scenario, tour: withTour ? {} : null } as unknown as Summary;
  return { state: { ...INITIAL, ...state }, summary, truck: { stops: { kind: 'none' }, plan: { kind: 'none' }, ...truck } as TruckModel };
}
function said(language: Language, given: Parameters<typeof model>, most = 6): string[] {
  const voice = { t: translator(language), format: formatter(language), language };
  return assumptions(voice, model(...given), most).map((text) => text.replace(/[\u00a0\u202f]/g, ' '));
}

describe('what is shown elsewhere says what it supposes', () => {
  test('nothing where nothing is supposed', () => {
    expect(said('fr', [[]])).toEqual([]);
    expect(isSimulated(model([]))).toBe(false);
  });
  test('each change, and the figure of today', () => {
    const changes = [told('open', 'Bibliothèque', 'Altier', null), told('close', 'France Services', null, 'Villefort'), told('move', 'MSAP', 'Mende', 'Florac'), told('schedule', 'EPN', 'Brion')];
    expect(said('fr', [changes])).toEqual([
      'Simulation : ouverture de « Bibliothèque » (Altier) ; fermeture de « France Services » (Villefort) ; déplacement de « MSAP » (Florac → Mende) ; nouveaux horaires de « EPN » (Brion).',
      'Aujourd’hui : 400 habitants (40 %) sans lieu à 20 minutes ou moins.',
    ]);
    expect(said('en', [changes.slice(1, 2)])).toEqual(['Simulation: closing of “France Services” (Villefort).', 'Today: 400 people (40%) without a venue within 20 minutes.']);
    expect(isSimulated(model(changes))).toBe(true);
  });
  test('a long list is cut, and says so', () => {
    const changes = ['A', 'B', 'C', 'D'].map((name) => told('close', name, null, 'X'));
    expect(said('fr', [changes], 2)[0]).toBe('Simulation : fermeture de « A » (X) ; fermeture de « B » (X) ; 2 autres changements.');
  });
  test('the tour that counts, with changes or without', () => {
    expect(said('fr', [[], true])).toEqual(['Arrêts de la tournée comptés par la distance seule : le camion n’y est pas tous les jours.']);
    expect(said('en', [[told('close', 'A', null)], true])).toHaveLength(3);
  });
  test('that the tour of the address does not count yet, or is lost', () => {
    const [plan, here] = ['0'.repeat(32), { stops: { kind: 'here' } } as unknown as Partial<TruckModel>];
    const [awaited, lost] = ['Ces chiffres sont encore sans la tournée de cette adresse : elle est en cours de calcul.', 'La tournée de cette adresse n’est plus connue : ces chiffres sont sans elle.'];
    expect(said('fr', [[], false, { counted: true, plan }, { plan: { kind: 'waiting' } }])).toEqual([awaited]);
    expect(said('fr', [[], false, { counted: true, tour: {} as State['tour'] }, here])).toEqual([awaited]);
    expect(said('fr', [[], false, { counted: true, plan }, { plan: { kind: 'failed', error: null } }])).toEqual([lost]);
    expect(said('fr', [[], false, { counted: true, plan }])).toEqual([lost]);
    expect(said('fr', [[], false, { counted: false, plan }])).toEqual([]);
  });
  test('that the places of the territory are not known', () => {
    expect(said('fr', [[], false, {}, {}, { considered: 6, inside: 0, outside: 6 }])[0]).toMatch(/^Aucun lieu connu dans ce territoire : 6 lieux de ses environs comptent seuls\./);
    expect(said('fr', [[], false, {}, {}, { considered: 0, inside: 0, beyond: 18 }])[0]).toMatch(/les 18 lieux des données sont ailleurs/);
  });
});
