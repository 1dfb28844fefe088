//! Sheets of Excel and `OpenDocument` as rows: the first row that is not empty names the columns.
//!
//! Numbers without a fraction are whole numbers, and dates are text (`2026-01-31`), whatever the format of the
//! cell. Rows without any value are no rows: spreadsheets keep thousands of them for their colours.

mod cell;
mod opendocument;

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, DataType, ExcelDateTime, Range, Reader, Xls, Xlsx, open_workbook_from_rs};
use sha2::{Digest, Sha256};

use super::{Cell, Format, Header, LayerRead, Oddity, ReadOptions, Row, RowSink, Shape, Wanted, compound};
use crate::files::hexadecimal;
use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The largest file that is read, bytes.
const MAX_BYTES: u64 = 256 << 20;
/// The largest `.xls`, bytes: the format is of a time when files were small.
const MAX_XLS: u64 = 64 << 20;
/// The most columns that a sheet can have.
const MAX_COLUMNS: usize = 16_384;
const REMEDY: &str = "open it in a spreadsheet and save it again as .xlsx or CSV";

/// The kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Ods,
}

/// Reads the rows of a sheet into `sink`. The archive of an `.xlsx` or `.ods` was looked at before.
pub(super) fn read(
    source: &Source,
    kind: Kind,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let mut file = source.open(if kind == Kind::Xls { MAX_XLS } else { MAX_BYTES })?;
    let sha256 = sha256(source, &mut file)?;
    let format = if kind == Kind::Ods { Format::OpenDocument } else { Format::Excel };
    let mut sheet = Sheet {
        source,
        format,
        name: String::new(),
        sink,
        others: Vec::new(),
        layers: Vec::new(),
        begun: None,
        number: 0,
        n_rows: 0,
    };
    let mut file = BufReader::new(file);
    match kind {
        Kind::Xlsx => {
            let mut book: Xlsx<_> = caught(source, || open_workbook_from_rs(file))?;
            sheet.layers = book.sheet_names();
            (sheet.name, sheet.others) = choose(source, sheet.layers.clone(), options.layer.as_deref())?;
            cell_by_cell(source, &mut book, &mut sheet)?;
        }
        Kind::Xls => {
            let mut bytes = Vec::new();
            file.get_mut().take(MAX_XLS).read_to_end(&mut bytes).map_err(|e| source.io(e))?;
            compound::check(&bytes).map_err(|what| failed(source, &what))?;
            let file = Cursor::new(bytes);
            let mut book: Xls<_> = caught(source, || open_workbook_from_rs(file))?;
            sheet.layers = book.sheet_names();
            (sheet.name, sheet.others) = choose(source, sheet.layers.clone(), options.layer.as_deref())?;
            let range = caught(source, || book.worksheet_range(&sheet.name))?;
            row_by_row(&range, &mut sheet)?;
        }
        Kind::Ods => {
            opendocument::read(source, file, options.layer.as_deref(), &mut sheet)?;
        }
    }
    let rows = sheet.finish()?;
    Ok(LayerRead { format, rows, sha256 })
}

fn failed(source: &Source, error: &dyn std::fmt::Display) -> IngestError {
    malformed(source, format!("the workbook cannot be read ({})", shortened(&error.to_string())))
}

/// Runs a reader of `calamine`, which panics on some damaged files (`.xls` whose sectors are cut): the panic becomes
/// an error. What it was at work on is dropped.
fn caught<T, E: std::fmt::Display>(
    source: &Source,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, IngestError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|e| failed(source, &e)),
        Err(_) => Err(failed(source, &"it is damaged where its reader does not expect it")),
    }
}

fn malformed(source: &Source, problem: String) -> IngestError {
    IngestError::Malformed { path: source.shown.clone(), problem, remedy: REMEDY }
}

fn sha256(source: &Source, file: &mut File) -> Result<String, IngestError> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut chunk).map_err(|e| source.io(e))?;
        if read == 0 {
            break;
        }
        digest.update(&chunk[..read]);
    }
    file.seek(SeekFrom::Start(0)).map_err(|e| source.io(e))?;
    Ok(hexadecimal(&digest.finalize()))
}

/// The sheet that is wanted, else the first, with the names of the others where none was asked for.
fn choose(
    source: &Source,
    mut names: Vec<String>,
    wanted: Option<&str>,
) -> Result<(String, Vec<String>), IngestError> {
    let found = match wanted {
        Some(wanted) => names.iter().position(|name| name.trim() == wanted.trim()),
        None => (!names.is_empty()).then_some(0),
    };
    let Some(found) = found else {
        return Err(no_sheet(source, &names, wanted));
    };
    let name = names.remove(found);
    Ok((name, if wanted.is_none() { names } else { Vec::new() }))
}

fn no_sheet(source: &Source, names: &[String], wanted: Option<&str>) -> IngestError {
    let names = shortened(&names.join(", "));
    malformed(source, format!("no sheet “{}”; it has: {names}", wanted.map(shortened).unwrap_or_default()))
}

/// An `.xlsx`, as it comes: a sheet may say that it is as large as the format allows.
fn cell_by_cell<R: Read + Seek>(
    source: &Source,
    book: &mut Xlsx<R>,
    sheet: &mut Sheet<'_>,
) -> Result<(), IngestError> {
    let name = sheet.name.clone();
    let mut cells = caught(source, || book.worksheet_cells_reader(&name))?;
    let mut row: Vec<Cell<'static>> = Vec::new();
    let mut line = 0;
    loop {
        let next = caught(source, || cells.next_cell())?;
        let Some(cell) = next else { break };
        let (at, column) = cell.get_position();
        let (at, column) = (u64::from(at) + 1, column as usize);
        if at < line || column >= MAX_COLUMNS {
            return Err(malformed(
                source,
                format!("sheet “{name}”: a cell of line {at} stands after line {line}"),
            ));
        }
        if at > line {
            sheet.row(line, &row)?;
            row.clear();
            line = at;
        }
        let value = owned(cell.get_value());
        if !matches!(value, Cell::Empty) {
            if row.len() <= column {
                row.resize(column + 1, Cell::Empty);
            }
            row[column] = value;
        }
    }
    sheet.row(line, &row)
}

fn row_by_row(range: &Range<Data>, sheet: &mut Sheet<'_>) -> Result<(), IngestError> {
    let (first, left) = range.start().unwrap_or_default();
    let mut row: Vec<Cell<'static>> = Vec::new();
    for (line, values) in (u64::from(first) + 1..).zip(range.rows()) {
        row.clear();
        row.resize(left as usize, Cell::Empty);
        row.extend(values.iter().map(owned));
        sheet.row(line, &row)?;
    }
    Ok(())
}

/// A value, whichever of the two types of calamine holds it.
fn owned(value: &impl Valued) -> Cell<'static> {
    if let Some(text) = value.get_string() {
        return if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Owned(text.to_owned())) };
    }
    if let Some(whole) = value.get_int() {
        return Cell::Integer(whole);
    }
    if let Some(number) = value.get_float() {
        return number_cell(number);
    }
    if let Some(value) = value.get_bool() {
        return Cell::Bool(value);
    }
    if let Some(moment) = value.get_datetime() {
        return Cell::Text(Cow::Owned(moment_text(&moment)));
    }
    match value.get_datetime_iso().or(value.get_duration_iso()) {
        Some(text) => Cell::Text(Cow::Owned(text.strip_suffix("T00:00:00").unwrap_or(text).to_owned())),
        // What a formula could not work out.
        None => value.error().map_or(Cell::Empty, |error| Cell::Text(Cow::Owned(error))),
    }
}

/// What [`DataType`] does not say of a value.
trait Valued: DataType {
    fn error(&self) -> Option<String>;
}

impl Valued for Data {
    fn error(&self) -> Option<String> {
        if let Self::Error(error) = self { Some(error.to_string()) } else { None }
    }
}

impl Valued for DataRef<'_> {
    fn error(&self) -> Option<String> {
        if let Self::Error(error) = self { Some(error.to_string()) } else { None }
    }
}

/// A number as a spreadsheet means it: all of its numbers are floating, and most are whole.
fn number_cell(number: f64) -> Cell<'static> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.is_finite() {
        Cell::Empty
    } else if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2⁵³")]
        Cell::Integer(number as i64)
    } else {
        Cell::Number(number)
    }
}

/// `2026-01-31`, with the hour where there is one; a duration as hours, minutes and seconds.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    // Beyond the year 9999, or no number at all.
    if !(0.0..=2_958_466.0).contains(&serial) {
        return serial.to_string();
    }
    if moment.is_duration() || serial < 1.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within bounds, not negative"
        )]
        let seconds = (serial * 86_400.0).round() as u64;
        return format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// A sheet while its rows are given to a sink.
struct Sheet<'a> {
    source: &'a Source,
    format: Format,
    name: String,
    others: Vec<String>,
    layers: Vec<String>,
    sink: &'a mut dyn RowSink,
    begun: Option<(Wanted, usize)>,
    number: u64,
    n_rows: u64,
}

impl Sheet<'_> {
    /// Takes a row; the first that has a value is the header.
    fn row(&mut self, line: u64, row: &[Cell<'static>]) -> Result<(), IngestError> {
        if row.iter().all(Cell::is_empty) {
            return Ok(());
        }
        self.number = line;
        let Some((wanted, n_columns)) = &self.begun else { return self.begin(row) };
        let cells: Vec<Cell<'_>> =
            wanted.columns.iter().map(|at| row.get(*at).cloned().unwrap_or(Cell::Empty)).collect();
        let surplus = row.iter().skip(*n_columns).any(|cell| !cell.is_empty());
        let oddity = surplus.then_some(Oddity::RightOfTable { n_cells: row.len(), n_columns: *n_columns });
        self.sink.row(Row { number: line, cells: &cells, shape: Shape::None, oddity })?;
        self.n_rows += 1;
        Ok(())
    }

    fn begin(&mut self, row: &[Cell<'static>]) -> Result<(), IngestError> {
        let last = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let columns: Vec<String> = row[..last].iter().map(|cell| cell.text().into_owned()).collect();
        let header = Header {
            path: self.source.shown.clone(),
            format: self.format,
            columns,
            layer: Some(self.name.clone()),
            has_shapes: false,
            encoding: None,
            others: self.others.clone(),
            layers: self.layers.clone(),
            doubt: None,
        };
        let wanted = self.sink.begin(&header)?;
        self.begun = Some((wanted, last));
        Ok(())
    }

    fn finish(self) -> Result<u64, IngestError> {
        if self.begun.is_none() {
            return Err(malformed(self.source, format!("sheet “{}” is empty", shortened(&self.name))));
        }
        Ok(self.n_rows)
    }
}
