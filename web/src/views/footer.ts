import { h } from './dom';
import type { Voice } from './model';

/** What French law wants said on the home page: the state of accessibility, with its statement. */
export function footerView({ t, language }: Voice): HTMLElement {
  return h('footer', {}, h('a', { class: 'link', href: language === 'fr' ? '/accessibilite' : '/accessibility' }, t('footer.accessibility')));
}
