import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';

const PRESETS = [7, 20, 30] as const;
/** The slider stays where a hand is precise; the number beside it goes to the server's own limits. */
const SLIDER_MAX = 60;

export function thresholdView({ t }: Voice, actions: Actions): View {
  const slider = h('input', { type: 'range', id: 'threshold-slider', attrs: { min: 1, max: SLIDER_MAX, step: 1, 'aria-label': t('threshold.slider') } });
  const number = h('input', { type: 'number', id: 'threshold-number', attrs: { step: 1, 'aria-label': t('threshold.number') } });
  slider.addEventListener('input', () => actions.setThreshold(slider.valueAsNumber, false));
  slider.addEventListener('change', () => actions.setThreshold(slider.valueAsNumber, true));
  number.addEventListener('change', () => {
    if (number.validity.valid && number.value !== '') actions.setThreshold(number.valueAsNumber, true);
    else number.reportValidity();
  });
  const presets = PRESETS.map((minutes) => h('button', { type: 'button', class: 'chip', title: t(`threshold.source.${minutes}`), on: { click: () => actions.setThreshold(minutes, true) } }, t(`threshold.${minutes}`)));
  const element = h(
    'section',
    { class: 'block threshold', attrs: { 'aria-label': t('threshold.label') } },
    h('div', { class: 'threshold-row' }, h('h2', {}, t('threshold.label')), h('span', { class: 'threshold-number' }, number, h('span', {}, t('threshold.unit')))),
    slider,
    h('div', { class: 'chips', attrs: { role: 'group', 'aria-label': t('threshold.presets') } }, ...presets),
  );
  return {
    element,
    update({ meta, threshold_min }: Model) {
      const [low = 1, high = 240] = meta.limits.threshold_min;
      slider.min = String(Math.max(1, low));
      slider.max = String(Math.min(SLIDER_MAX, high));
      number.min = String(low);
      number.max = String(high);
      slider.value = String(threshold_min);
      if (document.activeElement !== number || number.valueAsNumber !== threshold_min) number.value = String(threshold_min);
      presets.forEach((chip, i) => chip.setAttribute('aria-pressed', String(PRESETS[i] === threshold_min)));
    },
  };
}
