import { messageFor } from '../i18n/codes';
import { roadsOf } from '../model/travel';
import { fill, h } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { roadsCredit, roadsFile, travelSentence } from './roads';

/** How the times are made, with what, and how to take the figures away. */
export function methodView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const estimate = h('p', { class: 'estimate' });
  const caveat = h('p');
  const detour = h('input', { type: 'number', id: 'detour', attrs: { step: 0.05 } });
  const speed = h('input', { type: 'number', id: 'speed', attrs: { step: 1 } });
  const apply = (input: HTMLInputElement, key: 'detour' | 'speed_kmh') => (): void => {
    if (input.validity.valid && input.value !== '') actions.setFilters({ [key]: input.valueAsNumber });
    else input.reportValidity();
  };
  detour.addEventListener('change', apply(detour, 'detour'));
  speed.addEventListener('change', apply(speed, 'speed_kmh'));
  const assumptions = h('div', { class: 'assumptions' }, h('label', { htmlFor: 'detour' }, t('method.detour')), detour, h('label', { htmlFor: 'speed' }, t('method.speed')), speed);
  const sources = h('ul', { class: 'plain' });
  const notes = h('div', { class: 'sentences' });
  const element = h('section', { class: 'block' }, h('h2', {}, t('method.title')), estimate, caveat, h('p', {}, t('method.point')), assumptions, notes, h('h3', { id: 'sources' }, t('method.sources')), sources);
  return {
    element,
    update(model: Model) {
      const { meta, summary, byRoad } = model;
      const roads = roadsOf(meta);
      estimate.textContent = `${travelSentence(voice, model)}.`;
      caveat.textContent = byRoad && roads ? roadsFile(voice, roads) : t('method.caveat');
      assumptions.hidden = byRoad;
      bound(detour, meta.limits.detour, summary.parameters.detour);
      bound(speed, meta.limits.speed_kmh, summary.parameters.speed_kmh);
      fill(notes, ...noteSentences(voice, summary.notes).map((sentence) => h('p', {}, sentence)));
      const listed = summary.sources.map((s) => t('method.source', { name: s.name, producer: s.producer, vintage: s.vintage, licence: s.licence }));
      fill(sources, ...[...listed, ...(roads ? [roadsCredit(voice, roads)] : [])].map((source) => h('li', {}, source)));
    },
  };
}

/** What is doubtful in the venue files, in the reader's language. */
function noteSentences({ t }: Voice, notes: Model['summary']['notes']): string[] {
  if (notes.length === 0) return [];
  const sentence = ({ code, count }: (typeof notes)[number]): string => {
    const key = messageFor('note', code);
    return key === null ? t('note.other', { n: count, code }) : t(key, { n: count });
  };
  return [...notes.map(sentence), t('note.check')];
}

function bound(input: HTMLInputElement, [low = 0, high = 1000]: readonly number[], value: number | null): void {
  input.min = String(low);
  input.max = String(high);
  if (document.activeElement !== input) input.value = value === null ? '' : String(value);
}
