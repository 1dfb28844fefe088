import type { MessageKey } from './fr';
import { insecables } from './typography';

export type Language = 'fr' | 'en';
export type { MessageKey } from './fr';
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;
const WIDE = '\u00a0';

/** The catalogues that are here: a reader is sent the one of their language. */
const here: Partial<Record<Language, Partial<Record<MessageKey, string>>>> = {};

/** Brings the catalogue of a language; nothing can be said in it before. */
export async function learn(language: Language): Promise<void> {
  here[language] ??= { ...(language === 'en' ? (await import('./en')).en : (await import('./fr')).fr) };
}

/** Brings what only the tabs beside the summary say, to a language that was learnt: the page does not open with it. */
export async function learnLate(language: Language): Promise<void> {
  const { bring } = await (language === 'en' ? import('./bring-en') : import('./bring-fr'));
  Object.assign(here[language] ?? {}, bring);
}

/** Whether a text is the key of a message: every catalogue has the same. */
export const isMessage = (key: string): key is MessageKey => Object.values(here).some((catalogue) => Object.hasOwn(catalogue, key));

/** The page's voice in one language: numbers in its manner, words agreed with them. */
export function translator(language: Language): Translate {
  const catalogue = here[language];
  if (!catalogue) throw new Error(`the words of "${language}" were not asked for`);
  const numbers = new Intl.NumberFormat(language);
  const plural = new Intl.PluralRules(language);
  const spaced = (key: MessageKey): string => {
    const text = catalogue[key] ?? key;
    return language === 'fr' ? insecables(text) : text;
  };
  return (key, values = {}) =>
    spaced(key).replace(HOLE, (hole, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return hole;
      if (typeof value === 'string') return value;
      const written = numbers.format(value);
      if (one === undefined || other === undefined) return written;
      return `${written}${WIDE}${plural.select(value) === 'one' ? one : other}`;
    });
}
