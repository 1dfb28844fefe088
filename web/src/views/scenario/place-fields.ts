import type { Commune, Territory } from '../../api/types';
import { plain } from '../../model/folded';
import { placeOf, type Place } from '../../model/scenario';
import { combobox } from '../combobox';
import { h } from '../dom';
import type { Voice } from '../model';

const SHOWN = 8;

export interface PlaceFields {
  readonly element: HTMLElement;
  readonly first: HTMLElement;
  /** Null where the fields hold no place: they say so themselves. */
  readonly read: () => Place | null;
  readonly write: (place: Place | null) => void;
  readonly communes: (all: readonly Commune[]) => void;
  readonly placing: (on: boolean) => void;
}

/** Where a venue is to stand: a click on the map, the chef-lieu of a commune, or coordinates. All three write the same two fields. */
export function placeFields(voice: Voice, id: string, onMap: (on: boolean) => void): PlaceFields {
  const { t } = voice;
  let known: readonly Commune[] = [];
  const find = async (q: string): Promise<readonly Territory[]> => {
    const wanted = plain(q);
    const hits = known.filter(({ name, code, lon }) => lon !== null && (plain(name).includes(wanted) || code === q));
    const first = (name: string): number => (plain(name).startsWith(wanted) ? 0 : 1);
    return hits.sort((a, b) => first(a.name) - first(b.name) || b.population - a.population).slice(0, SHOWN).map(({ code, name, population }) => ({ code, name, population, kind: 'commune', communes: 1, parent: null, bbox: null }) as Territory);
  };
  const commune = combobox(voice, {
    id: `${id}-commune`,
    label: t('place.commune'),
    placeholder: t('place.commune_placeholder'),
    keep: true,
    find,
    choose: ({ code }) => {
      const at = known.find((one) => one.code === code);
      if (at && at.lon !== null && at.lat !== null) write({ lon: at.lon, lat: at.lat }, at.name);
    },
    failed: () => undefined,
  });
  const number = (name: string): HTMLInputElement => h('input', { type: 'text', id: `${id}-${name}`, required: true, attrs: { inputmode: 'decimal', autocomplete: 'off', size: 11 }, on: { input: () => { say([]); commune.input.value = ''; } } });
  const [lat, lon] = [number('lat'), number('lon')];
  const click = h('button', { type: 'button', class: 'chip', attrs: { 'aria-pressed': 'false' }, on: { click: () => onMap(click.getAttribute('aria-pressed') !== 'true') } }, t('place.on_map'));
  const hint = h('p', { class: 'muted', attrs: { role: 'status' } });
  const wrong = h('p', { id: `${id}-place-wrong`, class: 'warn', hidden: true }, t('place.wrong'));
  const element = h(
    'fieldset',
    { class: 'place-fields' },
    h('legend', {}, t('place.title')),
    click,
    hint,
    commune.element,
    h('div', { class: 'pair' }, h('p', {}, h('label', { htmlFor: lat.id }, t('place.lat')), lat), h('p', {}, h('label', { htmlFor: lon.id }, t('place.lon')), lon)),
    wrong,
  );
  /** Says which fields are wrong, at each of them and for as long as they are. */
  function say(fields: readonly HTMLInputElement[]): void {
    wrong.hidden = fields.length === 0;
    for (const field of [lat, lon]) {
      field.setAttribute('aria-invalid', String(fields.includes(field)));
      if (fields.includes(field)) field.setAttribute('aria-describedby', wrong.id);
      else field.removeAttribute('aria-describedby');
    }
  }
  /** A commune that is named stays so only while the place is its own. */
  function write(place: Place | null, name = ''): void {
    lat.value = place === null ? '' : place.lat.toFixed(5);
    lon.value = place === null ? '' : place.lon.toFixed(5);
    say([]);
    commune.input.value = name;
  }
  return {
    element,
    first: click,
    read() {
      const place = placeOf(lon.value, lat.value);
      const bad = [...(placeOf('0', lat.value) === null ? [lat] : []), ...(placeOf(lon.value, '0') === null ? [lon] : [])];
      say(bad);
      bad[0]?.focus();
      return place;
    },
    write: (place) => write(place),
    communes: (all) => (known = all),
    placing(on) {
      click.setAttribute('aria-pressed', String(on));
      click.classList.toggle('is-on', on);
      const said = on ? t('place.click') : '';
      if (hint.textContent !== said) hint.textContent = said;
    },
  };
}
