const NARROW = '\u202f';
const WIDE = '\u00a0';
const UNITS = 'Mo|min|s|minutes?|km\\/h|km|m|h|habitants?|communes?|lieux';

/** Puts French insécables into a catalogue's string: narrow before ; ! ? and %, wide before :, inside « », after n° and before a unit. */
export function insecables(text: string): string {
  return text
    .replace(/ ([;!?%])/g, `${NARROW}$1`)
    .replace(/ :/g, `${WIDE}:`)
    .replace(/« /g, `«${WIDE}`)
    .replace(/ »/g, `${WIDE}»`)
    .replace(/× /g, `×${WIDE}`)
    .replace(/n° /g, `n°${WIDE}`)
    .replace(new RegExp(`([\\d}]) (?=(?:${UNITS})(?![\\p{L}]))`, 'gu'), `$1${WIDE}`);
}
