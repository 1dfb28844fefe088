//! `OpenDocument` spreadsheets (`.ods`), read as their bytes come: one row is in memory at a time.
//!
//! The tables are elements of `content.xml` (ISO/IEC 26300, OpenDocument part 3, chapters 6, 9 and 19). A cell and a row
//! may say how often they stand, which is how a few bytes ask for thousands of millions of cells: rows are given
//! that often, up to bounds. Names are compared with the prefixes that every program writes (`table:`, `text:`,
//! `office:`). Notes, drawings and tables within cells are no values.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::cell::{Kind, OpenCell};
use super::{MAX_COLUMNS, Sheet, failed, malformed, no_sheet};
use crate::ingest::IngestError;
use crate::ingest::layer::Cell;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The longest tag or stretch of text, bytes.
const MAX_EVENT: usize = 1 << 20;
/// How deep tags may nest.
const MAX_DEPTH: usize = 256;
/// The most text of a row, bytes.
const MAX_ROW: usize = 64 << 20;
/// The most cells of the table with their repetitions.
const MAX_CELLS: u64 = 1 << 24;
/// The most text of the table with its repetitions, bytes.
const MAX_TEXT: u64 = 1 << 30;
/// Names of sheets that are kept for a message.
const MAX_NAMES: usize = 64;

/// Reads the rows of one sheet: of that name, else of the first.
pub(super) fn read(
    source: &Source,
    file: BufReader<File>,
    wanted: Option<&str>,
    sheet: &mut Sheet<'_>,
) -> Result<(), IngestError> {
    let mut zip = ZipArchive::new(file).map_err(|e| failed(source, &e))?;
    let content = zip.by_name("content.xml").map_err(|e| failed(source, &e))?;
    Tables::new(source, wanted, sheet).read(BufReader::with_capacity(1 << 16, content))
}

/// Where the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above any table.
    Document,
    /// In the table that is wanted.
    Table,
    Row,
    Cell,
    /// In a paragraph of a cell, within so many elements of it.
    Paragraph(usize),
}

/// The state of the reading.
struct Tables<'a, 'b> {
    source: &'a Source,
    wanted: Option<&'a str>,
    sheet: &'a mut Sheet<'b>,
    /// Names of the sheets so far.
    names: Vec<String>,
    place: Place,
    /// Groups of rows that are open.
    groups: usize,
    /// Open elements, and how many of them are passed over.
    depth: usize,
    skipped: usize,
    /// The last line that was read, from 1.
    line: u64,
    /// The row that is read: its cells up to the last with a value, how many cells it has so far, its text, and how often
    /// it stands.
    row: Vec<Cell<'static>>,
    n_cells: usize,
    row_bytes: usize,
    times: u64,
    cell: OpenCell,
    /// Cells and text of the table so far, with their repetitions.
    total: [u64; 2],
}

impl<'a, 'b> Tables<'a, 'b> {
    fn new(source: &'a Source, wanted: Option<&'a str>, sheet: &'a mut Sheet<'b>) -> Self {
        Self {
            source,
            wanted,
            sheet,
            names: Vec::new(),
            place: Place::Document,
            groups: 0,
            depth: 0,
            skipped: 0,
            line: 0,
            row: Vec::new(),
            n_cells: 0,
            row_bytes: 0,
            times: 1,
            cell: OpenCell::default(),
            total: [0; 2],
        }
    }

    fn wrong(&self, what: &str) -> IngestError {
        let place = if self.place == Place::Document { String::new() } else { self.here() };
        malformed(self.source, format!("content.xml: {place}{what}"))
    }

    /// Where the reading is, in words.
    fn here(&self) -> String {
        format!("sheet “{}”, line {}: ", shortened(&self.sheet.name), self.line.saturating_add(1))
    }

    fn read(mut self, content: impl BufRead) -> Result<(), IngestError> {
        let mut xml = Reader::from_reader(Bounded { inner: content, left: MAX_EVENT });
        xml.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            xml.get_mut().left = MAX_EVENT;
            let event = match xml.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(e) => return Err(self.wrong(&shortened(&e.to_string()))),
            };
            match event {
                Event::Start(tag) => self.open(&tag)?,
                Event::End(_) => {
                    if self.close()? {
                        return Ok(());
                    }
                }
                Event::Text(text) => self.push(&text, false)?,
                Event::CData(text) => self.push(&text, false)?,
                Event::GeneralRef(name) => self.reference(&name)?,
                Event::DocType(_) => return Err(self.wrong("it has a DOCTYPE, which no spreadsheet writes")),
                Event::Eof if self.depth > 0 => return Err(self.wrong("cut short: not every tag is closed")),
                Event::Eof => return Err(no_sheet(self.source, &self.names, self.wanted)),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("its tags nest too deep"));
        }
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        let name = tag.name();
        match (self.place, name.as_ref()) {
            (Place::Document, "office:document-content" | "office:body" | "office:spreadsheet") => {}
            (Place::Table, "table:table-header-rows" | "table:table-rows" | "table:table-row-group") => {
                self.groups += 1;
            }
            (Place::Document, "table:table") if self.is_wanted(tag)? => self.place = Place::Table,
            (Place::Table, "table:table-row") => {
                self.place = Place::Row;
                self.times = self.times_of(tag, "table:number-rows-repeated")?;
                (self.n_cells, self.row_bytes) = (0, 0);
                self.row.clear();
            }
            (Place::Row, "table:table-cell" | "table:covered-table-cell") => {
                self.place = Place::Cell;
                self.begin_cell(tag)?;
            }
            (Place::Cell, "text:p" | "text:h") => {
                self.place = Place::Paragraph(0);
                self.cell.begin_paragraph();
            }
            (Place::Paragraph(within), name) => self.within_paragraph(tag, name, within)?,
            _ => self.skipped = 1,
        }
        Ok(())
    }

    /// Closes an element; whether that was the table.
    fn close(&mut self) -> Result<bool, IngestError> {
        self.depth = self.depth.saturating_sub(1);
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(false);
        }
        match self.place {
            Place::Document => {}
            Place::Table if self.groups == 0 => return Ok(true),
            Place::Table => self.groups -= 1,
            Place::Row => {
                self.place = Place::Table;
                self.end_row()?;
            }
            Place::Cell => {
                self.place = Place::Row;
                self.end_cell()?;
            }
            Place::Paragraph(0) => {
                self.place = Place::Cell;
                self.cell.end_paragraph();
            }
            Place::Paragraph(within) => self.place = Place::Paragraph(within - 1),
        }
        Ok(false)
    }
    /// Whether a table is the one to read; it is then the sheet.
    fn is_wanted(&mut self, tag: &BytesStart<'_>) -> Result<bool, IngestError> {
        let name = self.attribute(tag, "table:name")?.unwrap_or_default();
        if self.wanted.is_some_and(|wanted| wanted.trim() != name.trim()) {
            if self.names.len() < MAX_NAMES {
                self.names.push(name);
            }
            return Ok(false);
        }
        self.sheet.name = name;
        Ok(true)
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        self.cell.clear();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|e| self.wrong(&e.to_string()))?;
            let value = |own: &Self| match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => Ok(value.into_owned()),
                Err(e) => Err(own.wrong(&shortened(&e.to_string()))),
            };
            match attribute.key.as_ref() {
                "office:value-type" => self.cell.kind = Kind::named(&value(self)?),
                "calcext:value-type" if value(self)? == "error" => self.cell.is_error = true,
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => self.cell.value = value(self)?,
                "table:number-columns-repeated" => {
                    self.cell.times = self.number(attribute.key.as_ref(), &value(self)?)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), IngestError> {
        let value = self.cell.value();
        let times = usize::try_from(self.cell.times).unwrap_or(usize::MAX);
        let first = self.n_cells;
        self.n_cells = self.n_cells.saturating_add(times);
        if matches!(value, Cell::Empty) {
            return Ok(());
        }
        if self.n_cells > MAX_COLUMNS {
            return Err(
                self.wrong(&format!("a value in column {}, where {MAX_COLUMNS} are read", self.n_cells))
            );
        }
        let length = if let Cell::Text(text) = &value { text.len() } else { 0 };
        self.row_bytes = self.row_bytes.saturating_add(length.saturating_mul(times));
        if self.row_bytes > MAX_ROW {
            return Err(self.wrong(&format!("a row of more than {MAX_ROW} bytes")));
        }
        self.row.resize(first, Cell::Empty);
        self.row.resize(self.n_cells, value);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), IngestError> {
        if self.row.is_empty() {
            self.line = self.line.saturating_add(self.times);
            return Ok(());
        }
        for (total, of_row) in self.total.iter_mut().zip([self.row.len(), self.row_bytes]) {
            *total = total.saturating_add((of_row as u64).saturating_mul(self.times));
        }
        let [n_cells, bytes] = self.total;
        if n_cells > MAX_CELLS || bytes > MAX_TEXT {
            return Err(IngestError::Malformed {
                path: self.source.shown.clone(),
                problem: format!(
                    "{}the table has {n_cells} cells and {bytes} bytes of text with their repetitions, where {MAX_CELLS} and {MAX_TEXT} are read",
                    self.here()
                ),
                remedy: "delete what is right of and below the table, or save it as CSV",
            });
        }
        for _ in 0..self.times {
            self.line = self.line.saturating_add(1);
            self.sheet.row(self.line, &self.row)?;
        }
        Ok(())
    }

    /// An element of a paragraph: a blank, something that is no text of the cell, or text in another form.
    fn within_paragraph(
        &mut self,
        tag: &BytesStart<'_>,
        name: &str,
        within: usize,
    ) -> Result<(), IngestError> {
        match name {
            "text:s" => {
                let count = match self.attribute(tag, "text:c")? {
                    Some(count) => self.number("text:c", &count)?,
                    None => 1,
                };
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                self.push(&" ".repeat(count.min(MAX_EVENT + 1)), true)?;
                self.skipped = 1;
            }
            "text:tab" | "text:line-break" => {
                self.push(if name == "text:tab" { "\t" } else { "\n" }, true)?;
                self.skipped = 1;
            }
            "text:note" | "text:ruby-text" | "office:annotation" => self.skipped = 1,
            _ if name.starts_with("draw:") => self.skipped = 1,
            _ => self.place = Place::Paragraph(within + 1),
        }
        Ok(())
    }

    /// `&amp;`, `&#233;`: those that XML knows.
    fn reference(&mut self, name: &BytesRef<'_>) -> Result<(), IngestError> {
        let letter = name.resolve_char_ref().map_err(|e| self.wrong(&shortened(&e.to_string())))?;
        if let Some(letter) = letter {
            return self.push(letter.encode_utf8(&mut [0; 4]), false);
        }
        match resolve_xml_entity(name) {
            Some(text) => self.push(text, false),
            None => Err(self.wrong(&format!("“&{};” stands for nothing", shortened(name)))),
        }
    }

    /// Adds text of a paragraph; blanks are kept as they are or counted as one.
    fn push(&mut self, text: &str, keep_blanks: bool) -> Result<(), IngestError> {
        if self.skipped > 0 || !matches!(self.place, Place::Paragraph(_)) {
            return Ok(());
        }
        self.cell.push(text, keep_blanks);
        if self.cell.text.len() > MAX_EVENT {
            return Err(self.wrong(&format!("a cell with more than {MAX_EVENT} bytes of text")));
        }
        Ok(())
    }

    fn attribute(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, IngestError> {
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|e| self.wrong(&e.to_string()))?;
            if attribute.key.as_ref() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return match value {
                    Ok(value) => Ok(Some(value.into_owned())),
                    Err(e) => Err(self.wrong(&shortened(&e.to_string()))),
                };
            }
        }
        Ok(None)
    }

    fn times_of(&self, tag: &BytesStart<'_>, name: &str) -> Result<u64, IngestError> {
        self.attribute(tag, name)?.map_or(Ok(1), |times| self.number(name, &times))
    }

    /// A number of times, from 1.
    fn number(&self, name: &str, written: &str) -> Result<u64, IngestError> {
        let number = written.trim().parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| self.wrong(&format!("{name} is “{}”, not a number from 1", shortened(written))))
    }
}

/// Ends with an error where a tag or a text is longer than any real one.
struct Bounded<R> {
    inner: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(out)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left;
        let bytes = self.inner.fill_buf()?;
        if left == 0 && !bytes.is_empty() {
            return Err(io::Error::other(format!("a tag or a text of more than {MAX_EVENT} bytes")));
        }
        Ok(&bytes[..bytes.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}
