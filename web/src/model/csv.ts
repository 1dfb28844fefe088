/**
 * The rows of a table of text (RFC 4180): cells may be quoted, and then hold separators, line ends and doubled quotation marks. Both line
 * ends are taken, a byte order mark is none of the text, empty lines are no rows. A quotation mark that never ends takes the rest.
 * At most `most` rows are read. Cost: one pass.
 */
export function parseCsv(text: string, separator = ',', most = Infinity): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const ends = (i: number): boolean => i >= text.length || text[i] === separator || text[i] === '\n' || text[i] === '\r';
  while (at < text.length && rows.length < most) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      while (at < text.length) {
        const quote = text.indexOf('"', at);
        cell += text.slice(at, quote < 0 ? undefined : quote);
        at = quote < 0 ? text.length : quote + 1;
        if (quote < 0 || text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    const start = at;
    while (!ends(at)) at += 1;
    row.push(cell + text.slice(start, at));
    if (text[at] === separator) {
      at += 1;
      // A separator at the very end has an empty cell after it.
      if (at < text.length) continue;
      row.push('');
    } else if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else at += 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

/** What separates the cells of a first line: what stands in it most often, outside quotation marks. */
export function separatorOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const times = (mark: string): number => line.split(mark).length;
  return [',', ';', '\t', '|'].reduce((best, mark) => (times(mark) > times(best) ? mark : best));
}
