/** Changes to the venues that a planner thinks of: the texts of the API, so that one address can be guessed from the other. */

export const MOST_CHANGES = 100;
/** Longest name and longest hours, characters. */
export const LONGEST_TEXT = 300;
const NEW = /^new:(\d+)$/;

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

export type VenueChange =
  | { readonly change: 'open'; readonly place: Place; readonly name: string; readonly kind: string }
  | { readonly change: 'close'; readonly id: string }
  | { readonly change: 'move'; readonly id: string; readonly place: Place }
  | { readonly change: 'schedule'; readonly id: string; readonly hours: string };
export type ChangeWord = VenueChange['change'];
export type Changes = readonly VenueChange[];

export const CHANGE_WORDS = ['open', 'close', 'move', 'schedule'] as const satisfies readonly ChangeWord[];

/** Some metre: more would be a precision that no click has. */
const written = (degrees: number): string => String(Math.round(degrees * 1e5) / 1e5);
export const placeText = ({ lon, lat }: Place): string => `${written(lon)},${written(lat)}`;

/** A longitude and a latitude in degrees; null for anything else. */
export function placeOf(lonText: string, latText: string): Place | null {
  const number = (text: string): number => (/^-?\d{1,3}([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN);
  const [lon, lat] = [number(lonText), number(latText)];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

/** The text of a change, without its word. */
export function changeText(change: VenueChange): string {
  switch (change.change) {
    case 'open':
      return `${placeText(change.place)},${change.name}|${change.kind}`;
    case 'close':
      return change.id;
    case 'move':
      return `${placeText(change.place)},${change.id}`;
    case 'schedule':
      return `${change.id}|${change.hours}`;
  }
}

/** Reads a text; null where it is none. */
export function parseChange(word: ChangeWord, text: string): VenueChange | null {
  if (word === 'close') return text === '' ? null : { change: word, id: text };
  if (word === 'schedule') {
    const at = text.indexOf('|');
    const [id, hours] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    return at < 0 || id === '' || hours === '' ? null : { change: word, id, hours };
  }
  const [, lon = '', lat = '', rest = ''] = /^([^,]*),([^,]*),(.*)$/s.exec(text) ?? [];
  const place = placeOf(lon, lat);
  if (place === null || rest.trim() === '') return null;
  if (word === 'move') return { change: word, place, id: rest.trim() };
  const at = rest.indexOf('|');
  const [name, kind] = at < 0 ? [rest.trim(), 'other'] : [rest.slice(0, at).trim(), rest.slice(at + 1).trim()];
  return name === '' ? null : { change: word, place, name, kind: kind === '' ? 'other' : kind };
}

/** The changes of an address, those that open first: their ranks are their names. */
export function parseChanges(query: URLSearchParams): Changes {
  const all = CHANGE_WORDS.flatMap((word) => query.getAll(word).flatMap((text) => parseChange(word, text) ?? []));
  return all.reduce<Changes>((made, change) => (change.change === 'open' ? [...made, change] : changed(made, change)), []).slice(0, MOST_CHANGES);
}

/** What the API is asked with. */
export function changesQuery(changes: Changes): Partial<Record<ChangeWord, readonly string[]>> {
  const texts = (word: ChangeWord): string[] => changes.filter(({ change }) => change === word).map(changeText);
  return Object.fromEntries(CHANGE_WORDS.map((word) => [word, texts(word)] as const).filter(([, all]) => all.length > 0));
}

const rankOf = (id: string): number | null => {
  const rank = Number(NEW.exec(id)?.[1]);
  return Number.isInteger(rank) && rank > 0 ? rank - 1 : null;
};

/** The identifier of each new venue, in the order of the changes. */
export const newId = (changes: Changes, open: VenueChange): string => `new:${changes.filter(({ change }) => change === 'open').indexOf(open) + 1}`;

/** Whether a new venue was given hours: it has none by itself. */
export const hasHours = (changes: Changes, open: VenueChange): boolean => changes.some((one) => one.change === 'schedule' && one.id === newId(changes, open));

/** Adds a change. A venue is changed once in each way; one that closes has no other change; a new one that moves or closes is placed elsewhere or taken back. */
export function changed(changes: Changes, change: VenueChange): Changes {
  if (change.change === 'open') return [...changes, change].sort(opensFirst);
  const rank = rankOf(change.id);
  const fresh = rank === null ? undefined : changes.filter((one) => one.change === 'open')[rank];
  if (fresh && change.change === 'close') return without(changes, fresh);
  if (fresh && change.change === 'move') return changes.map((one) => (one === fresh ? { ...fresh, place: change.place } : one));
  const others = changes.filter((one) => one.change === 'open' || one.id !== change.id || (change.change !== 'close' && one.change !== change.change && one.change !== 'close'));
  return [...others, change].sort(opensFirst);
}

/** Adds changes as long as there is room; how many there was none for. */
export function changedWithin(changes: Changes, all: Changes): { readonly changes: Changes; readonly left: number } {
  let [made, left] = [changes, 0];
  for (const one of all) {
    const next = changed(made, one);
    if (next.length > MOST_CHANGES) left += 1;
    else made = next;
  }
  return { changes: made, left };
}

/** The new hours that a refusal is about: it quotes them. */
export function refusedHours(changes: Changes, detail: string): Extract<VenueChange, { change: 'schedule' }> | null {
  const all = changes.flatMap((one) => (one.change === 'schedule' ? [one] : []));
  return all.find((one) => detail.includes(changeText(one))) ?? all.at(-1) ?? null;
}

/** Takes a change back. The new venues after one that goes are counted anew, and what concerned it goes with it. */
export function without(changes: Changes, gone: VenueChange): Changes {
  const rank = gone.change === 'open' ? changes.filter(({ change }) => change === 'open').indexOf(gone) : -1;
  return changes.flatMap((one): VenueChange[] => {
    if (one === gone) return [];
    if (rank < 0 || one.change === 'open') return [one];
    const own = rankOf(one.id);
    if (own === null || own < rank) return [one];
    return own === rank ? [] : [{ ...one, id: `new:${own}` }];
  });
}

const order = ({ change }: VenueChange): number => (change === 'open' ? 0 : 1);
const opensFirst = (a: VenueChange, b: VenueChange): number => order(a) - order(b);
