//! How large the tables of an `OpenDocument` spreadsheet are once their repetitions are written out.
//!
//! A few bytes may say that a cell stands a million times, and the reader of `calamine` 0.38 writes all of them out; and
//! where a cell is not closed, it looks for its end for ever. So the tags are looked at first: how many cells they
//! make, and that each is closed.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The most cells of all tables: about a gigabyte.
const MAX_CELLS: u64 = 1 << 24;
/// The longest tag that is looked at, bytes.
const MAX_TAG: usize = 1 << 20;
/// How deep tags may nest.
const MAX_DEPTH: usize = 256;

/// Refuses a file whose tables have more cells than fit in memory.
pub(super) fn check(source: &Source, file: &File) -> Result<(), IngestError> {
    let failed = |e: &dyn std::fmt::Display| IngestError::Malformed {
        path: source.shown.clone(),
        problem: format!("its content.xml cannot be read ({})", shortened(&e.to_string())),
        remedy: "fetch or save it again",
    };
    let mut own = file.try_clone().map_err(|e| source.io(e))?;
    {
        let mut zip = ZipArchive::new(BufReader::new(&mut own)).map_err(|e| failed(&e))?;
        let content = zip.by_name("content.xml").map_err(|e| failed(&e))?;
        let cells = count(content).map_err(|e| failed(&e))?;
        if cells > MAX_CELLS {
            return Err(IngestError::Malformed {
                path: source.shown.clone(),
                problem: format!(
                    "its tables have {cells} cells with their repetitions, where {MAX_CELLS} are read"
                ),
                remedy: "delete what is right of and below the table, or save it as CSV",
            });
        }
    }
    // The clone shares its place in the file.
    own.seek(SeekFrom::Start(0)).map_err(|e| source.io(e))?;
    Ok(())
}

/// The cells of all tables: for each row up to its last cell with a value, times its repetitions.
fn count(content: impl Read) -> std::io::Result<u64> {
    let mut count = Count::default();
    let mut content = BufReader::new(content);
    let mut held = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = content.read(&mut chunk)?;
        if read == 0 {
            return count.finish();
        }
        held.extend_from_slice(&chunk[..read]);
        let mut from = 0;
        while let Some(open) = memchr::memchr(b'<', &held[from..]).map(|at| from + at) {
            let Some(close) = end_of_tag(&held[open..]).map(|at| open + at) else {
                from = open;
                break;
            };
            count.nest(&held[open + 1..close])?;
            count.tag(&held[open + 1..close]);
            from = close + 1;
        }
        if memchr::memchr(b'<', &held[from..]).is_none() {
            from = held.len();
        }
        held.drain(..from);
        if held.len() > MAX_TAG {
            return Err(std::io::Error::other("a tag longer than any real one"));
        }
    }
}

#[derive(Debug, Default)]
struct Count {
    /// Columns of the row so far, and up to its last cell with a value.
    columns: u64,
    width: u64,
    /// How often the row stands.
    times: u64,
    /// The widest row and the rows so far of the table: empty rows between others are written out too.
    widest: u64,
    rows: u64,
    rows_with_values: u64,
    total: u64,
    /// Names of the tags that are open.
    open: Vec<Vec<u8>>,
}

/// Where a tag ends: at the first `>` that is not within quotation marks.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    if tag.starts_with(b"</") {
        return memchr::memchr(b'>', tag);
    }
    let mut quote = None;
    tag.iter().position(|byte| {
        match quote {
            Some(mark) if mark == *byte => quote = None,
            None if b"\"'".contains(byte) => quote = Some(*byte),
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    })
}

impl Count {
    /// Refuses what does not close what it opens: the reader looks for the end of a cell beyond the end of the file.
    fn nest(&mut self, tag: &[u8]) -> std::io::Result<()> {
        let wrong = |what: &str| std::io::Error::other(what.to_owned());
        let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        match tag {
            [b'!', ..] => {
                return Err(wrong("it has comments, CDATA or a DOCTYPE, which no spreadsheet writes"));
            }
            [b'/', ..] => {
                if self.open.pop().as_deref() != name.get(1..) {
                    let name = String::from_utf8_lossy(name).into_owned();
                    return Err(wrong(&format!("<{name}> closes nothing")));
                }
            }
            [b'?', ..] | [.., b'/'] => {}
            _ if self.open.len() > MAX_DEPTH => return Err(wrong("its tags nest too deep")),
            _ => self.open.push(name.to_vec()),
        }
        Ok(())
    }

    fn tag(&mut self, tag: &[u8]) {
        let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        let name = name.strip_suffix(b"/").unwrap_or(name);
        match name {
            b"table:table" => self.end_of_table(),
            b"table:table-row" => {
                self.end_of_row();
                self.times = repeated(tag, b"table:number-rows-repeated");
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                self.columns = self.columns.saturating_add(repeated(tag, b"table:number-columns-repeated"));
                let is_empty = tag.ends_with(b"/")
                    && [&b"office:"[..], b"formula"]
                        .iter()
                        .all(|name| memchr::memmem::find(tag, name).is_none());
                if !is_empty {
                    self.width = self.columns;
                }
            }
            _ => {}
        }
    }

    fn end_of_row(&mut self) {
        self.rows = self.rows.saturating_add(self.times);
        if self.width > 0 {
            self.rows_with_values = self.rows;
        }
        self.widest = self.widest.max(self.width);
        (self.columns, self.width, self.times) = (0, 0, 0);
    }

    fn end_of_table(&mut self) {
        self.end_of_row();
        // What the format allows; the reader cuts there.
        let cells = self.widest.min(16_384).saturating_mul(self.rows_with_values.min(1 << 20));
        self.total = self.total.saturating_add(cells);
        (self.widest, self.rows, self.rows_with_values) = (0, 0, 0);
    }

    fn finish(mut self) -> std::io::Result<u64> {
        if !self.open.is_empty() {
            return Err(std::io::Error::other("cut short: not every tag is closed"));
        }
        self.end_of_table();
        Ok(self.total)
    }
}

/// The number that an attribute gives; one where it is not there, and all there can be where it is no number.
fn repeated(tag: &[u8], name: &[u8]) -> u64 {
    let Some(at) = memchr::memmem::find(tag, name) else { return 1 };
    let rest = tag[at + name.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=").unwrap_or(rest).trim_ascii_start();
    let value: Vec<u8> = rest.iter().skip(1).copied().take_while(|byte| !b"\"'".contains(byte)).collect();
    std::str::from_utf8(&value).ok().and_then(|value| value.trim().parse().ok()).unwrap_or(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(xml: &str) -> u64 {
        count(xml.as_bytes()).unwrap()
    }

    #[test]
    fn repetitions_count_where_there_are_values() {
        let row =
            |repeated: &str, cells: &str| format!("<table:table-row {repeated}>{cells}</table:table-row>");
        let value = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
        let end = "<table:table-cell table:number-columns-repeated=\"16000\"/>";
        let table = |rows: &str| format!("<table:table table:name=\"a\">{rows}</table:table>");
        assert_eq!(cells(&table(&row("", &value.repeat(3)))), 3);
        let usual = row("", &(value.to_owned() + end)) + &row("table:number-rows-repeated=\"1048574\"", end);
        assert_eq!(cells(&table(&usual)), 1);
        let bomb = row("table:number-rows-repeated='1000000'", &(end.to_owned() + value));
        assert_eq!(cells(&table(&bomb)), 16_001 * 1_000_000);
        assert!(cells(&table(&row("table:number-rows-repeated=\"&#49;0\"", value))) >= 1 << 20);
        assert!(count("<a><b>x</a>".as_bytes()).is_err() && count("<a x='>'>".as_bytes()).is_err());
        assert!(count("<a><!-- </a> --></a>".as_bytes()).is_err());
        assert_eq!(cells(&(table(&usual) + &table(&row("", &value.repeat(2))))), 3);
    }
}
