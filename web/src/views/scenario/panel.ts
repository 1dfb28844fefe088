import type { Actions, View, Voice } from '../model';
import { bringView } from './bring';
import { changesView } from './changes';
import { editorView } from './editor';
import { effectView } from './effect';
import { comparedView } from './compared';
import { keptView } from './kept';
import { openForm } from './open-form';
import { venuesView } from './venues';

/** All about a scenario: what changes, what that does, how to change more, what is kept. */
export function scenarioViews(voice: Voice, actions: Actions): View[] {
  return [editorView(voice, actions.scenario), changesView(voice, actions.scenario), effectView(voice, actions), openForm(voice, actions.scenario), venuesView(voice, actions), bringView(voice, actions.scenario), keptView(voice, actions.scenario), comparedView(voice, actions)];
}
