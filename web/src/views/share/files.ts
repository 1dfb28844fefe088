import { FORMATS, LAYERS, ogcAddress, type FormatName, type LayerName } from '../../model/share';
import { fill, h } from '../dom';
import type { Model, View, Voice } from '../model';

/** Every layer in every format, the report, and the figures with all that was asked. */
export function filesView({ t }: Voice): View {
  const pdf = h('a', { class: 'button', attrs: { download: '' } }, t('report.pdf'));
  const html = h('a', { class: 'link', attrs: { target: '_blank', rel: 'noopener' } }, t('report.html'));
  const layer = h('select', { id: 'share-layer' });
  const format = h('select', { id: 'share-format' }, ...FORMATS.map((name) => h('option', { value: name }, t(`format.${name}`))));
  const file = h('a', { class: 'button', attrs: { download: '' } }, t('share.download'));
  const figures = h('a', { class: 'link', attrs: { download: '' } }, t('share.figures'));
  const gis = h('a', { class: 'link', attrs: { target: '_blank', rel: 'noopener' } }, t('share.gis'));
  const api = h('a', { class: 'link', href: '/api/openapi.json', attrs: { target: '_blank', rel: 'noopener' } }, t('share.api'));
  const element = h(
    'div',
    {},
    h('section', {}, h('h2', {}, t('share.report')), h('p', {}, t('report.about')), h('div', { class: 'exports' }, pdf, html)),
    h(
      'section',
      {},
      h('h2', {}, t('share.files')),
      h('p', {}, t('share.files_about')),
      h('div', { class: 'share-choice' }, h('label', { htmlFor: 'share-layer' }, t('share.layer')), layer, h('label', { htmlFor: 'share-format' }, t('share.format')), format),
      h('div', { class: 'exports' }, file),
      h('ul', { class: 'plain' }, h('li', {}, figures), h('li', {}, gis), h('li', {}, api)),
    ),
  );
  let last: Model | null = null;
  let offered = '';
  function point(): void {
    if (last) file.href = last.fileUrl(`/api/exports/${layer.value as LayerName}.${format.value as FormatName}`);
  }
  for (const select of [layer, format]) select.addEventListener('change', point);
  return {
    element,
    update(model) {
      last = model;
      const layers = LAYERS.filter((name) => (name !== 'presence' || model.presences !== null) && (name !== 'difference' || model.differences !== null));
      if (layers.join() !== offered) {
        const chosen = layer.value;
        offered = layers.join();
        fill(layer, ...layers.map((name) => h('option', { value: name }, t(`layer.${name}`))));
        if (layers.some((name) => name === chosen)) layer.value = chosen;
      }
      point();
      pdf.href = model.fileUrl('/api/report.pdf');
      html.href = model.fileUrl('/api/report.html');
      figures.href = model.summaryUrl;
      gis.href = ogcAddress(model.fileUrl('/ogc'));
    },
  };
}
