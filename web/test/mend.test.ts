import { describe, expect, test } from 'vitest';
import type { Problem } from '../src/api/types';
import { ApiError } from '../src/api/client';
import { translator } from '../src/i18n';
import { formatter } from '../src/model/format';
import { mend } from '../src/model/mend';
import { parse, serialise, type State } from '../src/state';
import { wayOut } from '../src/way-out';

const voice = { t: translator('fr'), format: formatter('fr'), language: 'fr' } as const;
const refusal = (parameter: string | null, value: string, word = 'invalid-parameter'): Problem => ({ type: `urn:maillage:problem:${word}`, title: '', status: 400, detail: `parameter “${parameter}” = “${value}” is refused`, parameter });

/** The address that is left, and what the button says. */
function left(search: string, problem: Problem, names: Readonly<Record<string, string>> = {}): readonly [string, string] | null {
  const pushed: Array<Partial<State>> = [];
  const state = parse(search);
  const way = wayOut(new ApiError(problem), { state, push: (change) => void pushed.push(change) }, voice, (id) => names[id]);
  way?.go();
  return way && [decodeURIComponent(serialise({ ...state, ...pushed[0] }).replace(/\+/g, ' ')), way.label.replace(/\u00a0/g, ' ')];
}

describe('the way out of an address that is refused', () => {
  // Everything else of the address must be there afterwards.
  const rest = '?territory=48&commune=48095&panel=scenario';
  test.each([
    ['threshold=9999', 'threshold', '9999', 'Revenir au seuil habituel'],
    ['detour=0.1', 'detour', '0.1', 'Revenir au coefficient de détour habituel'],
    ['speed=1000000', 'speed', '1e6', 'Revenir à la vitesse habituelle'],
    ['model=road', 'model', 'road', 'Revenir au mode de calcul habituel'],
    ['kind=zzz', 'kind', 'zzz', 'Retirer le type de lieu « zzz »'],
    ['service=zzz', 'service', 'zzz', 'Retirer le service « zzz »'],
    ['close=nope', 'close', 'nope', 'Retirer ce changement : Fermeture : nope'],
    ['open=1,44.55,X|library', 'open', '1,44.55,X|library', 'Retirer ce changement : Ouverture : X'],
    ['move=1,2,a', 'move', '1,2,a', 'Retirer ce changement : Déplacement : a'],
    ['schedule=a|parfois', 'schedule', 'a|parfois', 'Retirer ce changement : Nouveaux horaires : a'],
  ])('%s', (search, parameter, value, label) => expect(left(`${rest}&${search}`, refusal(parameter, value))).toEqual([rest, label]));

  test('takes the one value that is refused, and says its name where it is known', () => {
    expect(left('?kind=epn,zzz', refusal('kind', 'zzz'))?.[0]).toBe('?kind=epn');
    expect(left('?service=a, b&service=zzz', refusal('service', 'zzz'))?.[0]).toBe('?service=a, b');
    expect(left('?close=a&close=b&close=c', refusal('close', 'b'), { b: 'EPN' })).toEqual(['?close=a&close=c', 'Retirer ce changement : Fermeture : EPN']);
    // The hours of the second new venue are those of the first one after it has gone.
    expect(left('?open=1,2,A|other&open=3.9,44.5,B|other&schedule=new:2|Mo', refusal('open', '1,2,A|other'))?.[0]).toBe('?open=3.9,44.5,B|other&schedule=new:1|Mo');
  });
  test('takes all of a word that cannot be told apart', () => expect(left('?close=a&close=b&threshold=30', refusal('close', 'x…'))).toEqual(['?threshold=30', 'Retirer ces changements']));
  test('leaves an unknown territory, and a parameter that this page has no word for', () => {
    expect(left('?territory=99999&threshold=30', { ...refusal('code', '99999', 'unknown-territory'), status: 404 })).toEqual(['?threshold=30', 'Ouvrir le territoire habituel']);
    expect(left('?colour=open&threshold=30', refusal('colour', 'open'))).toEqual(['?threshold=30', 'Retirer « colour » de l’adresse']);
  });
  test('opens without any setting where the whole address is refused', () => expect(left('?territory=48&threshold=30&service=x&lang=en', { type: 'urn:maillage:problem:unreadable-query', title: '', status: 400, detail: '' })).toEqual(['?territory=48&lang=en', 'Ouvrir sans ces réglages']));
  test('is not offered where the address is not to blame', () => {
    expect(left('?threshold=30', refusal('bands', '1,2'))).toBeNull();
    expect(left('?threshold=30', { type: 'urn:maillage:problem:busy', title: '', status: 503, detail: '' })).toBeNull();
    expect(mend(refusal('close', 'a'), parse('?threshold=30'))).toBeNull();
  });
});
