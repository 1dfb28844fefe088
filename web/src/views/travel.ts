import { MODELS, modelOf, roadsOf, type ModelCode } from '../model/travel';
import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** By road or by the estimate: a choice only where the service has roads. */
export function travelView({ t }: Voice, actions: Actions): View {
  const words = { road: 'model.road', 'crow-fly': 'model.crow_fly' } as const;
  const radio = (code: ModelCode): HTMLInputElement => h('input', { type: 'radio', name: 'model', value: code, on: { change: () => actions.setFilters({ model: code }) } });
  const radios = MODELS.map(radio);
  const element = h(
    'fieldset',
    { class: 'travel', hidden: true },
    h('legend', {}, t('model.title')),
    h('div', { class: 'travel-choice' }, ...radios.map((input, i) => h('label', {}, input, t(words[MODELS[i] ?? 'road'])))),
  );
  return {
    element,
    update({ meta, state }: Model) {
      element.hidden = roadsOf(meta) === null;
      const chosen = modelOf(state.model, meta);
      for (const input of radios) input.checked = input.value === chosen;
    },
  };
}
