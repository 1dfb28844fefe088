import { openAtOf, unknownOnly } from '../model/open-at';
import { dataNote, noVenueNote, tourNote } from './assumptions';
import { fill, h, opens } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { momentWords, openAtSentences } from './open-at';
import { comparisonSentence } from './roads';

/** The answer that the page exists for: how many people are too far. */
export function keyView(voice: Voice, actions: Actions): View {
  const { t, format } = voice;
  const sentence = h('p', { class: 'key-far' });
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const tour = h('p', { class: 'doubt', hidden: true, attrs: { role: 'status' } });
  const changes = h('p', { class: 'doubt scenario-key', hidden: true });
  const moment = h('span');
  const always = h('button', { type: 'button', class: 'link', on: { click: () => actions.setFilters({ open_at: null }) } }, t('open_at.clear'));
  const open = h('p', { class: 'doubt', hidden: true }, moment, ' ', always);
  const data = h('p', { class: 'doubt', hidden: true });
  const element = h('div', { class: 'key', tabIndex: -1 }, sentence, data, open, tour, changes, live);
  let announce = 0;
  return {
    element,
    update(model: Model) {
      const { tally, threshold_min: minutes, summary } = model;
      data.textContent = dataNote(voice, summary) ?? '';
      data.hidden = data.textContent === '';
      const note = tourNote(voice, model) ?? '';
      tour.hidden = note === '';
      if (tour.textContent !== note) tour.textContent = note;
      const opening = openAtSentences(voice, summary);
      // The button goes with its sentence: who pressed it stays here.
      if (opening.length === 0 && document.activeElement === always) element.focus({ preventScroll: true });
      open.hidden = opening.length === 0;
      moment.textContent = opening.join(' ');
      const n = summary.scenario?.changes.length ?? 0;
      changes.hidden = n === 0;
      changes.textContent = n === 0 ? '' : t('key.scenario', { n });
      const people = tally.far.people;
      const share = format.share(people, tally.total.people);
      const said = t('key.far', { people, share, minutes });
      fill(sentence, ...emphasised(said));
      // Said once the hand has stopped: a listener would otherwise hear every step of the slider.
      clearTimeout(announce);
      announce = window.setTimeout(() => (live.textContent = [`${said}.`, ...opening].join(' ')), 700);
    },
  };
}

/** The rest of what the threshold means for people, in sentences, then the times that do not depend on it. */
export function figuresView(voice: Voice, actions: Actions): View {
  const { t, format } = voice;
  const compared = h('p', { class: 'compared' });
  const sentences = h('div', { class: 'sentences' });
  const access = h('dl', { class: 'facts' });
  const heading = h('h2', {}, t('access.title'));
  const element = h('section', { class: 'block' }, sentences, heading, access, compared);
  return {
    element,
    update({ tally: { covered, total, near_threshold, unreachable }, threshold_min: minutes, summary, state }: Model) {
      const outside = summary.people.covered_only_from_outside;
      fill(
        sentences,
        ...noVenue(summary),
        ...noHours(summary, state),
        unreachable.people > 0 && h('p', {}, t('key.unreachable', { people: unreachable.people })),
        h('p', {}, t('key.covered', { people: covered.people, share: format.share(covered.people, total.people), minutes, communes: covered.communes, total: total.communes })),
        outside > 0 && h('p', {}, t('key.outside', { people: outside })),
        near_threshold.people > 0 && h('p', { class: 'doubt' }, t('key.near', { people: near_threshold.people })),
      );
      const facts = accessFacts(summary.access);
      fill(access, ...facts);
      compared.textContent = comparisonSentence(voice, { summary });
      compared.hidden = compared.textContent === '';
      heading.hidden = access.hidden = facts.length === 0;
    },
  };

  /** Without any venue known, every figure that follows is about the data, not about the territory. */
  function noVenue(summary: Model['summary']): HTMLElement[] {
    const note = noVenueNote(voice, summary);
    return note === null ? [] : [h('p', { class: 'warn' }, note)];
  }

  /** Where nobody knows when the places are open, nothing is left: why, and what to do. */
  function noHours(summary: Model['summary'], { open_at }: Model['state']): HTMLElement[] {
    const [at, n] = [openAtOf(summary), unknownOnly(summary)];
    if (at === null || n === 0) return [];
    const button = (label: string, click: () => void): HTMLElement => h('button', { type: 'button', class: 'chip', on: { click } }, label);
    return [
      h('p', { class: 'warn' }, t('none.no_hours', { n, when: momentWords(voice, at) })),
      h('p', { class: 'chips' }, button(t('open_at.count'), () => actions.setFilters({ open_at: { ...(open_at ?? at), unknown: true } })), button(t('open_at.scenario'), () => actions.setPanel('scenario'))),
    ];
  }

  function accessFacts({ mean_s, median_s, p90_s, worst }: Model['summary']['access']): HTMLElement[] {
    const fact = (label: string, value: string | HTMLElement): HTMLElement => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    const times = [['access.mean', mean_s], ['access.median', median_s], ['access.p90', p90_s]] as const;
    const facts = times.flatMap(([key, seconds]) => (seconds === null ? [] : [fact(t(key), format.minutes(seconds))]));
    if (worst === null) return facts;
    const farthest = { kind: 'commune', id: worst.code } as const;
    const go = h('button', { type: 'button', class: 'link', attrs: opens(farthest), on: { click: () => actions.select(farthest) } }, `${worst.name}, ${format.minutes(worst.duration_s)}`);
    return [...facts, fact(t('access.worst'), go)];
  }
}

/** The number large, the words after it smaller; still one sentence for who listens. */
function emphasised(sentence: string): Array<HTMLElement | string> {
  const at = sentence.search(/\u00a0\p{L}/u);
  return [h('strong', {}, sentence.slice(0, at + 1)), sentence.slice(at + 1)];
}
