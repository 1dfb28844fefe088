import { onlyElsewhere } from '../model/venues';
import { tourNote } from './assumptions';
import { fill, h, opens } from './dom';
import type { Actions, Model, View, Voice } from './model';
import { comparisonSentence } from './roads';

/** The answer that the page exists for: how many people are too far. */
export function keyView(voice: Voice): View {
  const { t, format } = voice;
  const sentence = h('p', { class: 'key-far' });
  const live = h('p', { class: 'visually-hidden', attrs: { role: 'status' } });
  const tour = h('p', { class: 'doubt', hidden: true, attrs: { role: 'status' } });
  const changes = h('p', { class: 'doubt scenario-key', hidden: true });
  const element = h('div', { class: 'key' }, sentence, tour, changes, live);
  let announce = 0;
  return {
    element,
    update(model: Model) {
      const { tally, threshold_min: minutes, summary } = model;
      const note = tourNote(voice, model) ?? '';
      tour.hidden = note === '';
      if (tour.textContent !== note) tour.textContent = note;
      const n = summary.scenario?.changes.length ?? 0;
      changes.hidden = n === 0;
      changes.textContent = n === 0 ? '' : t('key.scenario', { n });
      const people = tally.far.people;
      const share = format.share(people, tally.total.people);
      const said = t('key.far', { people, share, minutes });
      fill(sentence, ...emphasised(said));
      // Said once the hand has stopped: a listener would otherwise hear every step of the slider.
      clearTimeout(announce);
      announce = window.setTimeout(() => (live.textContent = `${said}.`), 700);
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
    update({ tally: { covered, total, near_threshold, unreachable }, threshold_min: minutes, summary }: Model) {
      const outside = summary.people.covered_only_from_outside;
      fill(
        sentences,
        ...noVenue(summary),
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
  function noVenue({ venues, parameters: { buffer_km } }: Model['summary']): HTMLElement[] {
    const n = onlyElsewhere(venues);
    if (n === null) return [];
    const key = n === 0 ? 'none.known' : n === 1 ? 'none.one_elsewhere' : 'none.elsewhere';
    return [h('p', { class: 'warn' }, t(key, { n, buffer: format.decimal(buffer_km) }))];
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
