import { PAPERS, type Paper } from '../../model/share';
import { h } from '../dom';
import type { Actions, Model, View, Voice } from '../model';
import { clip } from './clip';
import { filesView } from './files';

/** All ways to take the page away. */
export function shareParts(voice: Voice, actions: Actions): View {
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
  const element = h(
    'div',
    { class: 'late' },
    h('section', {}, h('h2', {}, t('share.link')), address.element),
    h('section', {}, h('h2', {}, t('share.paper')), h('div', { class: 'share-choice' }, h('label', { htmlFor: 'share-paper' }, t('share.size')), paper), print),
    h('section', {}, h('h2', {}, t('share.image')), h('p', {}, t('share.image_about')), picture),
    files.element,
    h('section', {}, h('h2', {}, t('share.frame')), frameAbout, frame.element),
    live,
  );

  /** One at a time; what it says is heard, and what failed is shown as any failure. */
  async function work(button: HTMLButtonElement, under: 'share.printing' | 'share.drawing', task: () => Promise<string | null>, done: 'share.printed' | 'share.saved'): Promise<void> {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    say(t(under));
    const name = await task();
    say(name === null ? t('share.failed') : t(done, { name }));
    button.removeAttribute('aria-disabled');
  }
  function write({ meta }: Model): void {
    address.set(actions.show.address());
    const isOpen = meta.embed_origins.length > 0;
    frame.element.hidden = !isOpen;
    frameAbout.textContent = t(isOpen ? 'share.frame_about' : 'share.frame_closed');
    if (isOpen) frame.set(actions.show.frame());
  }
  // What was said is of the last visit.
  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) say('');
  });
  return {
    element,
    update(model) {
      files.update(model);
      write(model);
    },
  };
}
