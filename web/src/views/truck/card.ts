import { measureOf, ranked, worth } from '../../model/stops';
import { fill, h, refocused } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { choice } from './choice';

/** On the card of a commune: whether the truck stops there, and what may be settled about it. It lives on while one writes a reason. */
export function stopCard(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const body = h('div');
  const element = h('div', { class: 'card-stop', hidden: true }, h('h3', {}, t('choice.title')), body);
  let shown: readonly unknown[] = [];
  return {
    element,
    update({ state, communes, truck: { lastStops } }: Model) {
      const { selection, panel, lock, forbid } = state;
      const commune = selection?.kind === 'commune' && panel === 'truck' ? communes.find(({ code }) => code === selection.id) : undefined;
      element.hidden = commune === undefined;
      const now = [commune?.code, lock, forbid, lastStops];
      if (shown.length > 0 && now.every((one, i) => one === shown[i])) return;
      shown = now;
      if (!commune) return fill(body);
      const stops = lastStops ? ranked(lastStops) : [];
      const rank = stops.findIndex(({ id }) => id === commune.code);
      const stop = stops[rank];
      const gain = stop && lastStops ? t(measureOf(lastStops.goal) === 'people' ? 'found.newly' : 'found.nearest', { people: worth(lastStops.goal, stop) }) : '';
      refocused(body, () => fill(body, stop && h('p', {}, `${t('card.stop', { n: rank + 1 })} ${gain}`), choice(voice, actions.truck, state, commune.code, commune.name, 'card')));
    },
  };
}
