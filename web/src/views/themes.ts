import { isSideSaid, type Theme, type ThemeKind } from '../model/indicators';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { indicatorName } from './words';

/** Colouring by an indicator, alone or crossed with times: two more choices beside the others, and which indicator. */
export function themesView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const words = { indicator: 'theme.indicator', fragile: 'theme.fragile' } as const;
  const which = h('select', { id: 'theme-which', on: { change: () => choose() } });
  const radios = (['indicator', 'fragile'] as const).map((kind) => h('input', { type: 'radio', name: 'colour', value: kind, on: { change: () => choose(kind) } }));
  const field = h('div', { class: 'field' }, h('label', { htmlFor: 'theme-which' }, t('theme.which')), which);
  const said = h('p', { class: 'muted' });
  const element = h('div', { hidden: true }, ...radios.map((input) => h('label', {}, input, t(words[input.value as ThemeKind]))), field, said);
  let offered = '';
  function choose(kind = radios.find(({ checked }) => checked)?.value as ThemeKind | undefined): void {
    if (kind && which.value !== '') actions.setColour(`${kind}:${which.value}` satisfies Theme);
  }
  return {
    element,
    update({ meta: { indicators }, choropleth }: Model) {
      element.hidden = indicators.length === 0;
      const names = JSON.stringify(indicators);
      if (names !== offered) fill(which, ...indicators.map((one) => h('option', { value: one.name }, indicatorName(voice, one))));
      offered = names;
      for (const input of radios) input.checked = input.value === choropleth?.kind;
      if (choropleth) which.value = choropleth.indicator.name;
      field.hidden = said.hidden = choropleth === null;
      said.textContent = choropleth === null ? '' : choropleth.kind === 'fragile' ? t(!isSideSaid(choropleth.indicator) ? 'theme.side_unsaid' : choropleth.side === 'high' ? 'theme.side_high' : 'theme.side_low') : t('theme.quantiles');
    },
  };
}
