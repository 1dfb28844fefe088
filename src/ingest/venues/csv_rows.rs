//! Rows of a CSV: comma, semicolon or tab, quoted or not, with or without a byte order mark.

use std::io::Read;
use std::path::Path;

use super::fields::{Field, Row};
use super::guard::{CHUNK, Progress};
use super::record::Sink;
use crate::ingest::IngestError;
use crate::model::{FindingKind, shortened};

/// The delimiter of a header: the one it has most of, outside quotes; the comma when it has none.
pub(crate) fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (candidate, count) in &mut counts {
                    *count += u32::from(candidate == byte);
                }
            }
            _ => {}
        }
    }
    // The first of equals, which is the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

/// Reads all rows into `sink`.
pub(super) fn read(
    path: &Path,
    input: &mut impl Read,
    delimiter: u8,
    progress: &Progress,
    sink: &mut Sink,
) -> Result<(), IngestError> {
    let malformed = |e: csv::Error| IngestError::Malformed {
        path: path.to_owned(),
        problem: e.to_string(),
        remedy: "save it again as CSV (UTF-8)",
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .buffer_capacity(CHUNK)
        .from_reader(input);
    progress.begin("the header, line", 1);
    let header = reader.headers().map_err(malformed)?.clone();
    let columns: Vec<Option<Field>> = header.iter().map(Field::of).collect();
    check_header(path, &header, &columns)?;
    if !columns.contains(&Some(Field::Id)) && !columns.contains(&Some(Field::Matricule)) {
        sink.no_identifiers();
    }
    let mut record = csv::StringRecord::new();
    loop {
        progress.begin("the row that begins at line", reader.position().line());
        if !reader.read_record(&mut record).map_err(malformed)? {
            return Ok(());
        }
        sink.count_row()?;
        take(&record, &columns, sink);
    }
}

fn take(record: &csv::StringRecord, columns: &[Option<Field>], sink: &mut Sink) {
    let line = record.position().map_or(0, csv::Position::line);
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return sink.set_aside(line, FindingKind::MissingField, "", "every cell of the row is empty");
    }
    let whole = || shortened(&record.iter().collect::<Vec<_>>().join(","));
    if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
        let why = format!(
            "{} cells where the header has {}: a delimiter inside a cell that is not quoted, perhaps",
            record.len(),
            columns.len()
        );
        return sink.set_aside(line, FindingKind::UnreadableRow, &whole(), &why);
    }
    let broken =
        |(field, cell): (&Option<Field>, &str)| field.is_some_and(Field::is_one_line) && cell.contains('\n');
    if columns.iter().zip(record).any(broken) {
        let last = line + record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let why = format!(
            "lines {line} to {last} read as one row: a quotation mark that is not closed, perhaps; none of them counts"
        );
        return sink.set_aside(line, FindingKind::UnreadableRow, &whole(), &why);
    }
    let mut row = Row::new(line);
    for (field, cell) in columns.iter().zip(record) {
        if let Some(field) = field {
            row.set(*field, cell);
        }
    }
    if record.len() < columns.len() {
        let why = format!(
            "{} cells where the header has {}; the missing ones are taken as empty",
            record.len(),
            columns.len()
        );
        sink.warn(line, row.get(Field::Id).unwrap_or_default(), &whole(), &why);
    }
    sink.take(&row);
}

/// A header without a name for the venues, or without any place, is that of another file.
fn check_header(
    path: &Path,
    header: &csv::StringRecord,
    columns: &[Option<Field>],
) -> Result<(), IngestError> {
    let has = |field| columns.contains(&Some(field));
    let missing = |column| IngestError::MissingColumn {
        path: path.to_owned(),
        column,
        found: shortened(&header.iter().collect::<Vec<_>>().join(", ")),
        remedy: "name the columns as in the national schema of lieux de médiation numérique",
    };
    if !has(Field::Name) && !has(Field::FranceServicesName) {
        return Err(missing("nom"));
    }
    let has_position = has(Field::Latitude) && has(Field::Longitude);
    if !has_position && !has(Field::CommuneCode) {
        return Err(missing("latitude, longitude or code_insee"));
    }
    Ok(())
}
