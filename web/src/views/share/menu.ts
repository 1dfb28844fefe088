import { PAPERS, type Paper } from '../../model/share';
import { h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { clip } from './clip';
import { filesView } from './files';

/** All ways to take the page away, behind one button. A disclosure: what it holds are links, buttons and fields, none of them a command of a menu bar. */
export function shareView(voice: Voice, actions: Actions): View {
  const { t } = voice;
  const live = h('p', { class: 'share-said', attrs: { role: 'status' } });
  const say = (text: string): void => void (live.textContent = text);
  const address = clip(voice, 'share-address', t('share.address'), t('share.copy'), false, say);
  const frame = clip(voice, 'share-frame', t('share.frame_code'), t('share.copy_code'), true, say);
  const frameAbout = h('p', {}, t('share.frame_about'));
  const paper = h('select', { id: 'share-paper' }, ...PAPERS.map((name) => h('option', { value: name }, t(`paper.${name}`))));
  const print = h('button', { type: 'button', class: 'button', on: { click: () => void work(print, 'share.printing', () => actions.show.print(paper.value as Paper), 'share.printed') } }, t('share.print'));
  const picture = h('button', { type: 'button', class: 'button', on: { click: () => void work(picture, 'share.drawing', actions.show.picture, 'share.saved') } }, t('share.picture'));
  const files = filesView(voice);
  const panel = h(
    'div',
    { class: 'share-panel', id: 'share-panel', hidden: true, attrs: { role: 'group', 'aria-label': t('share.title') } },
    h('section', {}, h('h2', {}, t('share.link')), address.element),
    h('section', {}, h('h2', {}, t('share.paper')), h('div', { class: 'share-choice' }, h('label', { htmlFor: 'share-paper' }, t('share.size')), paper), print),
    h('section', {}, h('h2', {}, t('share.image')), h('p', {}, t('share.image_about')), picture),
    files.element,
    h('section', {}, h('h2', {}, t('share.frame')), frameAbout, frame.element),
    live,
  );
  const toggle = h('button', { type: 'button', class: 'share-toggle', attrs: { 'aria-controls': 'share-panel', 'aria-expanded': 'false' }, on: { click: () => open(panel.hidden) } }, t('share.title'));
  const element = h('div', { class: 'share' }, toggle, panel);
  let last: Model | null = null;

  /** One at a time; what it says is heard, and what failed is shown as any failure. */
  async function work(button: HTMLButtonElement, under: 'share.printing' | 'share.drawing', task: () => Promise<string | null>, done: 'share.printed' | 'share.saved'): Promise<void> {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    say(t(under));
    const name = await task();
    say(name === null ? t('share.failed') : t(done, { name }));
    button.removeAttribute('aria-disabled');
  }
  function open(isOpen: boolean): void {
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    say('');
    if (isOpen) write();
  }
  function write(): void {
    if (!last) return;
    address.set(actions.show.address());
    const isOpen = last.meta.embed_origins.length > 0;
    frame.element.hidden = !isOpen;
    frameAbout.textContent = t(isOpen ? 'share.frame_about' : 'share.frame_closed');
    if (isOpen) frame.set(actions.show.frame());
  }
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    // The card behind it stays.
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  // It lies over the map: who goes on elsewhere must see where.
  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) open(false);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!panel.hidden && target instanceof Node && !element.contains(target)) open(false);
  });
  return {
    element,
    update(model) {
      last = model;
      files.update(model);
      if (!panel.hidden) write();
    },
  };
}
