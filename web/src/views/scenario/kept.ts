import { fromFile, kept, opened, MOST_BYTES, MOST_KEPT, toFile, type Kept, type Keeping } from '../../model/kept';
import type { PlanFate } from '../../scenario';
import { fill, h, refocused } from '../dom';
import type { Model, ScenarioActions, View, Voice } from '../model';
import { saveAs } from '../saving';

/** Scenarios with a name: kept by this browser, opened again, taken away as a file and brought. */
export function keptView({ t }: Voice, actions: ScenarioActions): View {
  const name = h('input', { type: 'text', id: 'kept-name', required: true, maxLength: 80, attrs: { autocomplete: 'off' } });
  const live = h('p', { class: 'muted', attrs: { role: 'status' } });
  const form = h(
    'form',
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          if (name.value.trim() === '') return;
          const wanted = name.value.trim();
          live.textContent = said(actions.keep(wanted), wanted, 'kept.done');
        },
      },
    },
    h('p', { class: 'field' }, h('label', { htmlFor: name.id }, t('kept.name')), name, h('button', { type: 'submit', class: 'chip' }, t('kept.keep'))),
  );
  const list = h('ul', { class: 'plain kept' });
  const file = h('input', { type: 'file', id: 'kept-file', attrs: { accept: '.json,application/json' }, on: { change: () => void bring() } });
  const element = h('section', { class: 'block', attrs: { 'aria-labelledby': 'kept-title' } }, h('h2', { id: 'kept-title', tabIndex: -1 }, t('kept.title')), h('p', { class: 'muted' }, t('kept.about')), form, list, h('p', { class: 'field' }, h('label', { htmlFor: file.id }, t('kept.bring')), file), live);
  let shown = '';

  /** The name that it is kept under, which is another where that was taken; or why it is not kept. */
  function said(keeping: Keeping, wanted: string, key: 'kept.done' | 'kept.brought'): string {
    if (typeof keeping === 'string') return t(keeping === 'full' ? 'kept.full' : 'kept.refused', { n: MOST_KEPT });
    const { name: under } = keeping;
    return [t(key, { name: under }), under !== wanted && t('kept.numbered', { name: wanted })].filter(Boolean).join(' ');
  }
  const fated = (plan: PlanFate): string => (plan === 'anew' ? t('kept.plan_anew') : plan === 'gone' ? t('kept.plan_gone') : '');

  async function bring(): Promise<void> {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const filed = chosen.size <= MOST_BYTES ? fromFile(await chosen.text()) : null;
    file.value = '';
    if (filed === null) return void (live.textContent = t('kept.not_ours', { file: chosen.name }));
    const { keeping, plan } = await actions.keepFile(filed);
    live.textContent = [said(keeping, filed.one.name, 'kept.brought'), fated(plan)].filter(Boolean).join(' ');
  }
  async function open(one: Kept): Promise<void> {
    live.textContent = fated(await actions.open(one));
  }
  async function save(one: Kept): Promise<void> {
    const filed = await actions.file(one);
    live.textContent = filed.plan === null && opened(one).plan !== null ? t('kept.without_plan') : '';
    saveAs(new Blob([toFile(filed)], { type: 'application/json' }), `${one.name.replace(/[^\p{L}\p{N} _-]+/gu, '-')}.maillage.json`);
  }
  return {
    element,
    update({ state, scenario }: Model) {
      const address = kept('-', state).address;
      const next = JSON.stringify([scenario.kept, address]);
      if (next === shown) return;
      shown = next;
      const row = (one: Kept): HTMLElement => {
        const button = (what: string, text: string, label: string, act: () => void): HTMLElement => h('button', { type: 'button', class: 'chip', attrs: { 'data-focus': `${what}:${one.name}`, 'aria-label': label }, on: { click: act } }, text);
        const isOpen = one.address === address;
        return h(
          'li',
          {},
          h('span', { class: 'change-name' }, one.name, isOpen && h('span', { class: 'muted' }, ` ${t('kept.here')}`)),
          h(
            'div',
            { class: 'chips' },
            button('open', t('kept.open'), t('kept.open_of', { name: one.name }), () => void open(one)),
            !isOpen && button('compare', t('kept.compare'), t('kept.compare_of', { name: one.name }), () => actions.compare(one)),
            button('save', t('kept.save'), t('kept.save_of', { name: one.name }), () => void save(one)),
            button('drop', t('kept.drop'), t('kept.drop_of', { name: one.name }), () => actions.drop(one.name)),
          ),
        );
      };
      refocused(list, () => fill(list, ...scenario.kept.map(row)), name);
    },
  };
}
