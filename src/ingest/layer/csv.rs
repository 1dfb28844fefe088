//! Rows of delimited text: comma, semicolon, tab or |, quoted or not (RFC 4180).
//!
//! A row without quotation marks is cut where its delimiters are and nothing is copied; a row with them is
//! put together in a buffer of its own. Cells that nobody wants are counted and not decoded.

use std::borrow::Cow;
use std::io;

use super::text::{TextReader, survey};
use super::{Cell, Format, Header, LayerRead, Oddity, Row, RowSink, Shape};
use crate::files::FileError;
use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::ingest::venues::delimiter;
use crate::model::unguarded;

/// The largest file that is read, bytes.
pub(super) const MAX_BYTES: u64 = 8 << 30;
/// The longest row, bytes: a commune's boundary may stand in a cell.
const MAX_ROW: usize = 8 << 20;
/// The most columns.
const MAX_COLUMNS: usize = 16_384;

/// Reads all rows into `sink`.
pub(super) fn read(source: &Source, sink: &mut dyn RowSink) -> Result<LayerRead, IngestError> {
    let mut file = source.open(MAX_BYTES)?;
    let survey = survey(source, &mut file)?;
    let mut rows = Rows::new(source, TextReader::new(file, &survey))?;
    if !rows.next()? {
        return Err(FileError::Empty { path: source.shown.clone() }.into());
    }
    let names: Vec<String> =
        (0..rows.cells.len()).map(|at| unguarded(rows.cell(at).trim()).to_owned()).collect();
    if names.len() > MAX_COLUMNS {
        return Err(IngestError::Malformed {
            path: source.shown.clone(),
            problem: format!("line {}: {} columns, where {MAX_COLUMNS} are read", rows.line, names.len()),
            remedy: "look for missing line breaks",
        });
    }
    let header = Header {
        path: source.shown.clone(),
        format: Format::Csv,
        columns: names,
        layer: None,
        has_shapes: false,
        encoding: survey.words,
        others: Vec::new(),
        layers: Vec::new(),
        doubt: None,
    };
    let wanted = sink.begin(&header)?;
    let n_columns = header.columns.len();
    let mut store: Vec<Cell<'static>> = Vec::with_capacity(wanted.columns.len());
    let mut n_rows = 0;
    while rows.next()? {
        let mut cells = emptied(store);
        for column in &wanted.columns {
            let text = as_meant(rows.cell(*column));
            cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
        }
        let oddity = rows.oddity(n_columns);
        sink.row(Row { number: rows.line, cells: &cells, shape: Shape::None, oddity })?;
        n_rows += 1;
        store = emptied(cells);
    }
    let sha256 = rows.text.sha256().map_err(|e| source.io(e))?;
    Ok(LayerRead { format: Format::Csv, rows: n_rows, sha256 })
}

/// A cell without the apostrophe that keeps it from running as a formula.
fn as_meant(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unguarded(text)),
        Cow::Owned(text) if unguarded(&text).len() < text.len() => Cow::Owned(unguarded(&text).to_owned()),
        text @ Cow::Owned(_) => text,
    }
}

/// The same memory for cells that borrow from another row.
fn emptied<'a>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'a>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Empty).collect()
}

/// The rows of a text, one after the other.
struct Rows<'s> {
    source: &'s Source,
    text: TextReader,
    buffer: Vec<u8>,
    /// Where the next row begins in the buffer.
    at: usize,
    /// Where the row that was read last begins in it.
    start: usize,
    is_over: bool,
    delimiter: u8,
    /// Start and end of each cell, in `unquoted` or in the buffer from `start`.
    cells: Vec<(usize, usize)>,
    /// The cells of a row with quotation marks.
    unquoted: Vec<u8>,
    is_quoted: bool,
    /// First line of the row that was read last, and the line after it.
    line: u64,
    next_line: u64,
}

impl<'s> Rows<'s> {
    fn new(source: &'s Source, text: TextReader) -> Result<Self, IngestError> {
        let mut rows = Self {
            source,
            text,
            buffer: Vec::new(),
            at: 0,
            start: 0,
            is_over: false,
            delimiter: b',',
            cells: Vec::new(),
            unquoted: Vec::new(),
            is_quoted: false,
            line: 1,
            next_line: 1,
        };
        rows.fill()?;
        rows.delimiter = delimiter(rows.buffer.trim_ascii_start());
        Ok(rows)
    }

    /// Makes room and reads more.
    fn fill(&mut self) -> Result<(), IngestError> {
        self.buffer.drain(..self.at);
        self.at = 0;
        if self.buffer.len() > MAX_ROW {
            return Err(IngestError::RowTooLong {
                path: self.source.shown.clone(),
                place: format!("the row that begins at line {}", self.next_line),
                limit: MAX_ROW as u64,
                remedy: "look for a quote that is never closed, or for missing line breaks",
            });
        }
        let more: io::Result<bool> = self.text.append_to(&mut self.buffer);
        self.is_over = !more.map_err(|e| self.source.io(e))?;
        Ok(())
    }

    /// Reads the next row that is not an empty line; `false` at the end.
    fn next(&mut self) -> Result<bool, IngestError> {
        loop {
            match self.buffer.get(self.at) {
                None if self.is_over => return Ok(false),
                None => self.fill()?,
                Some(b'\n') => {
                    self.at += 1;
                    self.next_line += 1;
                }
                // Of a line end of two bytes, the second was in the next block.
                Some(b'\r') => {
                    self.at += 1;
                    if self.buffer.get(self.at).is_none() && !self.is_over {
                        self.fill()?;
                    }
                    if self.buffer.get(self.at) != Some(&b'\n') {
                        self.next_line += 1;
                    }
                }
                Some(_) => {
                    if let Some(end) = self.cut() {
                        self.start = self.at;
                        self.at = end;
                        self.line = self.next_line;
                        self.next_line += if self.is_quoted { self.breaks_inside() } else { 0 };
                        return Ok(true);
                    }
                    self.fill()?;
                }
            }
        }
    }

    /// Finds the cells of the row at `at`; where it ends (before its line end), or `None` when the buffer does
    /// not hold all of it.
    fn cut(&mut self) -> Option<usize> {
        self.cells.clear();
        self.is_quoted = false;
        let rest = &self.buffer[self.at..];
        let mut length = None;
        for at in memchr::memchr3_iter(b'\n', b'\r', b'"', rest) {
            if rest[at] != b'"' {
                length = Some(at);
                break;
            }
            // A quotation mark inside a cell is a letter like any other.
            if at == 0 || rest[at - 1] == self.delimiter {
                return self.cut_quoted();
            }
        }
        let length = length.or(self.is_over.then_some(rest.len()))?;
        let mut start = 0;
        for end in memchr::memchr_iter(self.delimiter, &rest[..length]) {
            self.cells.push((start, end));
            start = end + 1;
        }
        self.cells.push((start, length));
        Some(self.at + length)
    }

    /// [`Self::cut`] of a row with quotation marks.
    fn cut_quoted(&mut self) -> Option<usize> {
        self.is_quoted = true;
        self.unquoted.clear();
        let (rest, is_over) = (&self.buffer[self.at..], self.is_over);
        let mut at = 0;
        loop {
            let start = self.unquoted.len();
            if rest.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(quote) = memchr::memchr(b'"', &rest[at..]).map(|found| at + found) else {
                        if !is_over {
                            return None;
                        }
                        self.unquoted.extend_from_slice(&rest[at..]);
                        at = rest.len();
                        break;
                    };
                    self.unquoted.extend_from_slice(&rest[at..quote]);
                    at = quote + 1;
                    match rest.get(at) {
                        Some(b'"') => {
                            self.unquoted.push(b'"');
                            at += 1;
                        }
                        None if !is_over => return None,
                        _ => break,
                    }
                }
            }
            // The cell, or what stands after its closing mark.
            let stop = memchr::memchr3(b'\n', b'\r', self.delimiter, &rest[at..]).map(|found| at + found);
            let end = stop.or(is_over.then_some(rest.len()))?;
            self.unquoted.extend_from_slice(&rest[at..end]);
            self.cells.push((start, self.unquoted.len()));
            if rest.get(end) != Some(&self.delimiter) {
                return Some(self.at + end);
            }
            at = end + 1;
        }
    }

    /// Line breaks within the cells of the row.
    fn breaks_inside(&self) -> u64 {
        let row = &self.buffer[self.start..self.at];
        let pairs = memchr::memmem::find_iter(row, b"\r\n").count();
        (memchr::memchr2_iter(b'\n', b'\r', row).count() - pairs) as u64
    }

    /// The text of a cell of the row; empty where there is none.
    fn cell(&self, place: usize) -> Cow<'_, str> {
        let Some((start, end)) = self.cells.get(place) else { return Cow::Borrowed("") };
        let bytes = if self.is_quoted {
            &self.unquoted[*start..*end]
        } else {
            &self.buffer[self.start + start..self.start + end]
        };
        // What the survey has seen is UTF-8; a file that changed since may hold anything.
        String::from_utf8_lossy(bytes)
    }

    /// What is odd about the row.
    fn oddity(&self, n_columns: usize) -> Option<Oddity> {
        let n_cells = self.cells.len();
        let breaks = if self.is_quoted { self.next_line - self.line } else { 0 };
        if breaks > 0 {
            return Some(Oddity::LinesTogether { first: self.line, last: self.line + breaks });
        }
        if n_cells > n_columns {
            let surplus = (n_columns..n_cells).any(|place| !self.cell(place).trim().is_empty());
            return surplus.then_some(Oddity::SurplusCells { n_cells, n_columns });
        }
        if self.cells.iter().all(|(start, end)| start == end) {
            return Some(Oddity::Empty);
        }
        (n_cells < n_columns).then_some(Oddity::MissingCells { n_cells, n_columns })
    }
}

#[cfg(test)]
mod tests;
