import type { LeftOutCommune, Stops } from '../../api/types';
import { after } from '../../model/names';
import { fill, h, opens } from '../dom';
import type { Actions, Model, Voice } from '../model';
import { moreRows } from './rows';

const FIRST = 6;

/** Communes that stay beyond the limit: the nearest stop, and what it would take. */
export function leftOutView({ t, format, language }: Voice, actions: Actions): { readonly element: HTMLElement; readonly update: (found: Stops, model: Model) => void } {
  const intro = h('p');
  const table = h('table', { class: 'areas' });
  const element = h('div', { class: 'left-out' }, h('h3', {}, t('left.title')), intro, table);
  const head = (['left.commune', 'left.people', 'left.nearest', 'left.take'] as const).map((key, i) => h('th', { class: i === 1 ? 'number' : '', attrs: { scope: 'col' } }, t(key)));
  return {
    element,
    update({ left_out, stops }, { communes, threshold_min }) {
      const names = new Map([...communes.map(({ code, name }) => [code, name] as const), ...stops.map(({ id, name }) => [id, name] as const)]);
      const named = (id: string): string => names.get(id) ?? id;
      const people = left_out.reduce((sum, commune) => sum + commune.people, 0);
      intro.textContent = left_out.length === 0 ? t('left.none') : t('left.intro', { communes: left_out.length, people });
      const take = ({ code, would_take, would_take_s }: LeftOutCommune): string => {
        if (would_take === null || would_take_s === null) return t('left.nothing');
        return would_take === code ? t('left.here') : t('left.there', { place: after('à', named(would_take), language), time: format.minutes(would_take_s, threshold_min) });
      };
      const row = (left: LeftOutCommune): HTMLElement => {
        const selection = { kind: 'commune', id: left.code } as const;
        return h(
          'tr',
          {},
          h('th', { attrs: { scope: 'row' } }, h('button', { type: 'button', class: 'link', attrs: { ...opens(selection), 'data-focus': `left:${left.code}` }, on: { click: () => actions.select(selection) } }, left.commune)),
          h('td', { class: 'number' }, format.integer(left.people)),
          h('td', {}, left.nearest_stop === null || left.nearest_stop_s === null ? '–' : t('left.at', { name: named(left.nearest_stop), time: format.minutes(left.nearest_stop_s, threshold_min) })),
          h('td', {}, take(left)),
        );
      };
      table.hidden = left_out.length === 0;
      fill(table, h('caption', { class: 'visually-hidden' }, t('left.title')), h('thead', {}, h('tr', {}, ...head)), moreRows(left_out.map(row), FIRST, (n) => t('list.more', { n }), 4));
    },
  };
}
