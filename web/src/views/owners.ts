import { groundShown } from '../model/ground';
import { roadsOf } from '../model/travel';
import type { Model, Voice } from './model';
import { roadsOwner } from './roads';

/** Whose data the page shows, each once, as their licences ask it to be said. */
export function ownersOf(voice: Voice, { summary: { sources }, meta, state }: Pick<Model, 'summary' | 'meta' | 'state'>): string[] {
  const roads = roadsOf(meta);
  return [...new Set(sources.flatMap((s) => s.producer.split(', '))), ...(roads ? [roadsOwner(voice, roads)] : []), ...(meta.outside_tiles && groundShown(state.ground, meta) === 'tiles' ? [meta.outside_tiles.attribution] : [])];
}
