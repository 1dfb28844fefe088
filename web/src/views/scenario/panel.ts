import { h } from '../dom';
import type { Actions, View, Voice } from '../model';
import { changesView } from './changes';
import { editorView } from './editor';
import { effectView } from './effect';
import { comparedView } from './compared';
import { keptView } from './kept';
import { openForm } from './open-form';
import { venuesView } from './venues';

/** The way to a list of venues of one's own. */
function toBring({ t }: Voice, actions: Actions): View {
  const go = h('button', { type: 'button', class: 'link', on: { click: actions.bring.open } }, t('scenario.bring'));
  return { element: h('section', { class: 'block' }, h('p', {}, go)), update: () => undefined };
}

/** All about a scenario: what changes, what that does, how to change more, what is kept. */
export function scenarioViews(voice: Voice, actions: Actions): View[] {
  return [editorView(voice, actions.scenario), changesView(voice, actions.scenario), effectView(voice, actions), openForm(voice, actions.scenario), venuesView(voice, actions), toBring(voice, actions), keptView(voice, actions.scenario), comparedView(voice, actions)];
}
