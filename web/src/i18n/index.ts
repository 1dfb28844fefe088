import { en } from './en';
import { fr, type Catalogue, type MessageKey } from './fr';
import { insecables } from './typography';

export type Language = 'fr' | 'en';
export type { MessageKey } from './fr';
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;
const WIDE = '\u00a0';

export const catalogues: Readonly<Record<Language, Catalogue>> = { fr, en };

/** The page's voice in one language: numbers in its manner, words agreed with them. */
export function translator(language: Language): Translate {
  const catalogue = catalogues[language];
  const numbers = new Intl.NumberFormat(language);
  const plural = new Intl.PluralRules(language);
  const spaced = (key: MessageKey): string => (language === 'fr' ? insecables(catalogue[key]) : catalogue[key]);
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
