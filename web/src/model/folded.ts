/** Without accents and case, as the server compares names: what a machine compares. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** The same, hyphens and apostrophes being spaces: what people type to find a name (“saint alban”). */
export const plain = (text: string): string => folded(text).replace(/[’'-]/g, ' ');
