import { hatch, venueIcon } from '../map/icons';
import type { Step } from '../map/scale';
import { FILTERED_OUT, type VenueVariant } from '../map/style';
import { mapTheme } from '../map/theme';
import { stopIcon, type StopVariant } from '../map/truck';
import { fill, h, styled } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { overlaysView } from './overlays';

/** The legend, made from the classes and pictures that the map itself is drawn with. */
export function legendView(voice: Voice, actions: Actions): View {
  const { t, format, language } = voice;
  const overlays = overlaysView(voice, actions);
  const title = h('h2', {}, t('legend.title'));
  const bands = h('ul', { class: 'legend-bands' });
  const marks = h('ul', { class: 'legend-marks' });
  const element = h('details', { class: 'legend', hidden: true, attrs: { open: true } }, h('summary', {}, title), bands, marks, overlays.element);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let last: Model | null = null;
  dark.addEventListener('change', () => last && update(last));

  const label = ({ index, from_min, to_min }: Step): string => {
    const [from, to] = [format.decimal(from_min), to_min === null ? '' : format.decimal(to_min)];
    if (to_min === null) return t('legend.beyond', { from });
    return index === 0 ? t('legend.first', { to }) : t('legend.between', { from, to });
  };
  const row = (swatch: HTMLElement, text: string, people: number, { total, most }: { total: number; most: number }): HTMLElement => {
    const bar = styled(h('span', { class: 'legend-bar' }), { '--share': most > 0 ? `${(100 * people) / most}%` : '0%' });
    return h('li', { attrs: { 'data-people': people } }, swatch, h('span', { class: 'legend-label' }, text), bar, h('span', { class: 'legend-people' }, format.integer(people)), h('span', { class: 'legend-share' }, format.share(people, total)));
  };
  const update = (model: Model): void => {
    last = model;
    element.hidden = false;
    const { steps, tally, threshold_min } = model;
    const range = { total: tally.total.people, most: Math.max(...steps.map((step) => step.people), tally.unreachable.people) };
    const edge = h('li', { class: 'legend-edge' }, t('legend.threshold', { minutes: threshold_min }));
    const rows = steps.flatMap((step) => {
      const item = row(styled(h('span', { class: 'swatch' }), { 'background-color': step.color }), label(step), step.people, range);
      return step.to_min === threshold_min ? [item, edge] : [item];
    });
    const theme = mapTheme(dark.matches);
    if (tally.unreachable.communes > 0) {
      const swatch = styled(h('span', { class: 'swatch' }), { 'background-color': theme.unreachable, 'background-image': `url(${hatch(theme).toDataURL()})`, 'background-size': '8px' });
      rows.push(row(swatch, t('legend.unreachable'), tally.unreachable.people, range));
    }
    fill(bands, ...rows);
    title.textContent = t(model.byRoad ? 'legend.title_road' : 'legend.title');
    fill(marks, ...markRows(model));
    overlays.update(model);
  };

  function markRows({ venues, meta, route, state, truck }: Model): HTMLElement[] {
    const theme = mapTheme(dark.matches);
    const mark = (sample: HTMLElement, text: string): HTMLElement => h('li', {}, sample, h('span', {}, text));
    const icon = (kind: string, variant: VenueVariant): HTMLElement => still(venueIcon(kind, variant, theme));
    const stop = (variant: StopVariant): HTMLElement => still(stopIcon(variant, theme));
    const still = (canvas: HTMLCanvasElement): HTMLElement => {
      canvas.className = 'legend-icon';
      canvas.setAttribute('aria-hidden', 'true');
      return canvas;
    };
    // The stops of a tour that counts have a mark of their own.
    const own = venues.filter((venue) => !(venue.itinerant && venue.considered));
    const present = meta.kinds.filter((kind) => own.some((venue) => venue.kind === kind.code));
    const sample = present[0]?.code ?? 'other';
    return [
      mark(h('span', { class: 'sample-gap' }), t('legend.gap')),
      mark(h('span', { class: 'sample-around' }), t('legend.surroundings')),
      ...(route.kind === 'here' ? [mark(h('span', { class: 'sample-route' }), t('legend.route'))] : []),
      ...(truck.lastStops ? [mark(stop('chosen'), t('legend.stop'))] : []),
      ...(state.lock.length > 0 ? [mark(stop('locked'), t('legend.stop_locked'))] : []),
      ...(state.forbid.length > 0 ? [mark(stop('banned'), t('legend.stop_banned'))] : []),
      ...(truck.plan.kind === 'here' ? [mark(stop('depot'), t('legend.depot')), mark(h('span', { class: 'sample-itinerary' }), t('legend.itinerary'))] : []),
      ...present.map((kind) => mark(icon(kind.code, 'inside'), language === 'fr' ? kind.label_fr : kind.label_en)),
      ...(venues.some((v) => !v.inside) ? [mark(icon(sample, 'outside'), t('legend.outside'))] : []),
      ...(venues.some((v) => !v.considered && !v.itinerant) ? [mark(styled(icon(sample, 'inside'), { opacity: String(FILTERED_OUT) }), t('legend.filtered'))] : []),
      ...(own.some((v) => v.itinerant) ? [mark(icon(sample, 'itinerant'), t('legend.itinerant'))] : []),
    ];
  }
  return { element, update };
}
