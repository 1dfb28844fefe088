import { LONGEST_TEXT } from '../../model/scenario';
import { fill, h } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { placeFields } from './place-fields';

/** A venue that is not there: where, what it is called, what it is. */
export function openForm(voice: Voice, actions: ScenarioActions): View {
  const { t, language } = voice;
  const place = placeFields(voice, 'open', (on) => actions.place(on ? { id: null } : null));
  const name = h('input', { type: 'text', id: 'open-name', required: true, maxLength: Math.min(LONGEST_TEXT, 120), attrs: { autocomplete: 'off' } });
  const kind = h('select', { id: 'open-kind' });
  const add = h('button', { type: 'submit', class: 'button' }, t('open.add'));
  const form = h(
    'form',
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          const at = place.read();
          // What separates name and kind in an address cannot stand in a name.
          const called = name.value.replaceAll('|', '/').trim();
          if (at === null || called === '') return;
          place.write(null);
          name.value = '';
          actions.change({ change: 'open', place: at, name: called, kind: kind.value });
        },
      },
    },
    h('p', { class: 'field' }, h('label', { htmlFor: name.id }, t('open.name')), name),
    h('p', { class: 'field' }, h('label', { htmlFor: kind.id }, t('open.kind')), kind),
    place.element,
    h('div', { class: 'go' }, add),
  );
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'open-title' } }, h('h2', { id: 'open-title' }, t('open.title')), form);
  let seen: unknown = null;
  return {
    element,
    update({ meta, communes, scenario: { placing, placed, editing } }: Model) {
      if (kind.options.length === 0) {
        fill(kind, ...meta.kinds.map(({ code, label_fr, label_en }) => h('option', { value: code }, language === 'fr' ? label_fr : label_en)));
        kind.value = meta.kinds[0]?.code ?? 'other';
      }
      place.communes(communes);
      place.placing(placing !== null && placing.id === null);
      if (placed !== null && placed !== seen && editing === null) {
        place.write(placed);
        (name.value === '' ? name : add).focus({ preventScroll: true });
      }
      seen = placed;
    },
  };
}
