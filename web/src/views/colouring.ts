import { COLOURINGS } from '../model/presence';
import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** What the communes are coloured by: a choice only while a tour or a change counts. */
export function colouringView({ t }: Voice, actions: Actions): View {
  const words = { access: 'colour.access', open: 'colour.open', wait: 'colour.wait', change: 'colour.change' } as const;
  const about = { access: '', open: t('colour.open_about'), wait: t('colour.wait_about'), change: '' } as const;
  const radios = COLOURINGS.map((colour) => h('input', { type: 'radio', name: 'colour', value: colour, on: { change: () => actions.setColour(colour) } }));
  const labels = radios.map((input, i) => h('label', {}, input, t(words[COLOURINGS[i] ?? 'access'])));
  const said = h('p', { class: 'muted' });
  const element = h('fieldset', { class: 'colouring', hidden: true }, h('legend', {}, t('colour.title')), ...labels, said);
  return {
    element,
    update({ presences, differences, colouring }: Model) {
      element.hidden = presences === null && differences === null;
      labels.forEach((label, i) => {
        const colour = COLOURINGS[i];
        label.hidden = colour === 'change' ? differences === null : colour !== 'access' && presences === null;
      });
      for (const input of radios) input.checked = input.value === colouring;
      said.textContent = about[colouring];
    },
  };
}
