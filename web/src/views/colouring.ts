import { COLOURINGS } from '../model/presence';
import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { themesView } from './themes';

/** What the communes are coloured by: a choice only while a tour or a change counts, or where there are indicators. */
export function colouringView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const themes = themesView(voice, actions);
  const words = { access: 'colour.access', open: 'colour.open', wait: 'colour.wait', change: 'colour.change' } as const;
  const about = { access: '', open: t('colour.open_about'), wait: t('colour.wait_about'), change: '' } as const;
  const radios = COLOURINGS.map((colour) => h('input', { type: 'radio', name: 'colour', value: colour, on: { change: () => actions.setColour(colour) } }));
  const access = h('span');
  const labels = radios.map((input, i) => h('label', {}, input, COLOURINGS[i] === 'access' ? access : t(words[COLOURINGS[i] ?? 'access'])));
  const said = h('p', { class: 'muted' });
  const element = h('fieldset', { class: 'colouring', hidden: true }, h('legend', {}, t('colour.title')), ...labels, said, themes.element);
  const bring = h('p', { class: 'colouring-bring' }, h('button', { type: 'button', class: 'link', on: { click: actions.bring.open } }, t('colour.bring')));
  return {
    element: h('div', {}, element, bring),
    update(model: Model) {
      const { presences, differences, colouring, choropleth, meta } = model;
      element.hidden = presences === null && differences === null && meta.indicators.length === 0;
      // Beside what a tour brings, times are those of distance alone.
      access.textContent = t(presences === null ? 'theme.access' : 'colour.access');
      labels.forEach((label, i) => {
        const colour = COLOURINGS[i];
        label.hidden = colour === 'change' ? differences === null : colour !== 'access' && presences === null;
      });
      for (const input of radios) input.checked = choropleth === null && input.value === colouring;
      said.textContent = choropleth === null ? about[colouring] : '';
      themes.update(model);
    },
  };
}
