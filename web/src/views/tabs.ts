import { PANELS, type PanelId } from '../state';
import { h } from './dom';
import type { Actions, Model, View, Voice } from './model';

/** What stands beside the map, one at a time. Tabs of ARIA: arrows go from one to the other. */
export function tabsView({ t }: Voice, actions: Actions, first: PanelId, panels: Readonly<Record<PanelId, readonly HTMLElement[]>>): View {
  const words = { summary: 'tabs.summary', truck: 'tabs.truck', scenario: 'tabs.scenario', bring: 'tabs.bring' } as const;
  const move = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab?.focus();
    tab?.click();
  };
  const tabs = PANELS.map((panel) => h('button', { type: 'button', id: `tab-${panel}`, class: 'tab', attrs: { role: 'tab', 'aria-controls': `panel-${panel}` }, on: { click: () => actions.setPanel(panel), keydown: move } }, t(words[panel])));
  const bodies = PANELS.map((panel) => h('div', { id: `panel-${panel}`, class: 'panel-body', attrs: { role: 'tabpanel', 'aria-labelledby': `tab-${panel}` } }, ...panels[panel]));
  const element = h('div', {}, h('div', { class: 'tabs', attrs: { role: 'tablist', 'aria-label': t('tabs.label') } }, ...tabs), ...bodies);

  function open(panel: PanelId): void {
    PANELS.forEach((one, i) => {
      const [tab, body] = [tabs[i], bodies[i]];
      if (!tab || !body) return;
      tab.setAttribute('aria-selected', String(one === panel));
      tab.tabIndex = one === panel ? 0 : -1;
      body.hidden = one !== panel;
    });
  }
  open(first);
  return { element, update: ({ state }: Model) => open(state.panel) };
}
