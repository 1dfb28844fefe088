import { inkOn } from '../map/ink';
import { hatch } from '../map/icons';
import { mapTheme } from '../map/theme';
import { fill, h, styled } from './dom';
import type { Model, View, Voice } from './model';
import { farWords, fragileWords, thirdRange } from './words';

const LEVELS = [0, 1, 2] as const;

/** The nine classes of time and fragility, with the people of each: a table, for who looks and for who listens. */
export function squareView(voice: Voice): View {
  const { t, format } = voice;
  const body = h('table', { class: 'square' });
  const worst = h('p', { class: 'square-worst' });
  const none = h('p', { class: 'legend-note' });
  const element = h('div', { hidden: true }, body, worst, none);
  return {
    element,
    update({ choropleth, tally }: Model) {
      const crossed = choropleth?.kind === 'fragile' ? choropleth : null;
      element.hidden = crossed === null;
      if (!crossed) return fill(body);
      const heads = LEVELS.map((far) => h('th', { attrs: { scope: 'col' } }, farWords(voice, far, crossed)));
      const cell = (fragile: 0 | 1 | 2, far: 0 | 1 | 2): HTMLElement => {
        const pair = crossed.pairs.find((one) => one.far === far && one.fragile === fragile);
        const people = pair?.people ?? 0;
        return styled(h('td', { attrs: { 'data-people': people } }, format.integer(people)), { 'background-color': pair?.color ?? 'transparent', color: inkOn(pair?.color ?? '#ffffff') });
      };
      const rows = LEVELS.map((fragile) => h('tr', {}, h('th', { attrs: { scope: 'row' } }, fragileWords(voice, fragile), ' ', h('span', { class: 'muted' }, thirdRange(voice, fragile, crossed))), ...LEVELS.map((far) => cell(fragile, far))));
      fill(body, h('caption', { class: 'visually-hidden' }, t('pair.caption')), h('thead', {}, h('tr', {}, h('td', { class: 'muted' }, t('pair.axis')), ...heads)), h('tbody', {}, ...rows));
      const both = crossed.pairs.find(({ far, fragile }) => far === 2 && fragile === 2)?.people ?? 0;
      worst.textContent = t('pair.worst', { people: both, share: format.share(both, tally.total.people) });
      none.hidden = crossed.none.communes === 0;
      const theme = mapTheme(matchMedia('(prefers-color-scheme: dark)').matches);
      const swatch = styled(h('span', { class: 'swatch' }), { 'background-color': theme.unreachable, 'background-image': `url(${hatch(theme).toDataURL()})`, 'background-size': '8px' });
      fill(none, swatch, h('span', {}, t('pair.none', { people: crossed.none.people })));
    },
  };
}
