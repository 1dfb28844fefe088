import { LONGEST_TEXT } from '../../model/scenario';
import { h } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { placeFields } from './place-fields';

/** Where a venue is to move, or when it is to be open; what is written is simulated once it is sent. */
export function editorView(voice: Voice, actions: ScenarioActions): View {
  const { t } = voice;
  let id = '';
  let shown = '';
  const title = h('h2', { id: 'editor-title', tabIndex: -1 });
  const place = placeFields(voice, 'move', (on) => actions.place(on ? { id } : null));
  const cancel = (): HTMLElement => h('button', { type: 'button', class: 'chip', on: { click: () => actions.edit(null) } }, t('editor.cancel'));
  const moving = h(
    'form',
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          const at = place.read();
          if (at !== null) actions.change({ change: 'move', id, place: at });
        },
      },
    },
    place.element,
    h('div', { class: 'go' }, h('button', { type: 'submit', class: 'button' }, t('editor.move')), cancel()),
  );
  const hours = h('input', { type: 'text', id: 'editor-hours', required: true, maxLength: LONGEST_TEXT, attrs: { autocomplete: 'off', 'aria-describedby': 'editor-hours-about' } });
  const wrong = h('p', { id: 'editor-hours-wrong', class: 'warn', hidden: true }, t('problem.schedule'));
  const timing = h(
    'form',
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          const text = hours.value.trim();
          if (text !== '') actions.change({ change: 'schedule', id, hours: text });
        },
      },
    },
    h('p', { class: 'field' }, h('label', { htmlFor: hours.id }, t('editor.hours')), hours),
    wrong,
    h('p', { id: 'editor-hours-about', class: 'muted' }, t('editor.hours_about')),
    h('div', { class: 'go' }, h('button', { type: 'submit', class: 'button' }, t('editor.set')), cancel()),
  );
  const element = h('section', { class: 'block editor', hidden: true, attrs: { 'aria-labelledby': 'editor-title' } }, title, moving, timing);
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    actions.edit(null);
  });
  return {
    element,
    update({ venues, communes, state: { changes }, scenario: { editing, placing } }: Model) {
      element.hidden = editing === null;
      place.communes(communes);
      place.placing(placing !== null && placing.id !== null);
      const now = editing === null ? '' : `${editing.what}:${editing.id}:${editing.refused ?? false}`;
      if (now === shown) return;
      shown = now;
      if (editing === null) return;
      const venue = venues.find((one) => one.id === editing.id);
      id = editing.id;
      title.textContent = t(editing.what === 'move' ? 'editor.move_title' : 'editor.hours_title', { name: venue?.name ?? id });
      moving.hidden = editing.what !== 'move';
      timing.hidden = editing.what !== 'hours';
      place.write(null);
      const pending = changes.find((one) => one.change === 'schedule' && one.id === editing.id);
      hours.value = (pending?.change === 'schedule' ? pending.hours : venue?.hours) ?? '';
      wrong.hidden = !editing.refused;
      hours.setAttribute('aria-invalid', String(editing.refused ?? false));
      hours.setAttribute('aria-describedby', editing.refused ? `${wrong.id} editor-hours-about` : 'editor-hours-about');
    },
  };
}
