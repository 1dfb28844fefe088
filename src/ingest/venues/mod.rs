//! Venues, from a CSV of the national schema (v1.0.2 and before), the France Services lists, or a
//! GeoJSON of points.
//!
//! The format is told from the content, never from the file's name. A file is read in one pass
//! through [`guard`], which bounds what any content can cost. Each row becomes a record or a
//! finding that sets it aside: none is lost.

mod csv_rows;
mod fields;
mod geojson_features;
mod guard;
mod kinds;
mod record;

use std::io::Read;
use std::path::Path;

use super::IngestError;
use crate::files::{self, FileError};
use crate::model::{Finding, VenueRecord};
pub(crate) use csv_rows::delimiter;
pub(in crate::ingest) use geojson_features::{as_text, check_crs};
use guard::{Guard, Progress};
use record::Sink;

/// The largest file of venues that is read, bytes.
pub const MAX_BYTES: u64 = 256 << 20;
/// The longest row, or GeoJSON feature, bytes.
pub const MAX_ROW_BYTES: u64 = 1 << 20;
/// The most rows that one file may have.
pub const MAX_ROWS: u64 = 1_000_000;

/// What a file of venues holds.
#[derive(Debug)]
pub struct VenueFile {
    /// The rows that are usable, in the order of the file.
    pub records: Vec<VenueRecord>,
    /// What was wrong, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many rows (or features) the file has, the header apart.
    pub rows: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Reads a file of venues.
///
/// Records plus findings of [`crate::model::Severity::SetAside`] are as many as the rows.
/// Cost: one pass; memory grows with the records, and is bounded by 1 MiB beside them.
///
/// # Errors
/// [`IngestError`] when the file cannot be opened, is empty, is larger than [`MAX_BYTES`], is not
/// UTF-8 text, is neither CSV nor GeoJSON, has no column to tell a venue from, has a row longer
/// than [`MAX_ROW_BYTES`] or more than [`MAX_ROWS`] rows.
pub fn read_venues(path: &Path) -> Result<VenueFile, IngestError> {
    let mut file = files::open(path)?;
    let length = file.metadata().map_err(|e| FileError::io(path, "look at", e))?.len();
    if length > MAX_BYTES {
        return Err(FileError::TooLarge { path: path.to_owned(), limit: MAX_BYTES }.into());
    }
    let mut start = Vec::new();
    (&mut file).take(1 << 16).read_to_end(&mut start).map_err(|e| FileError::io(path, "read", e))?;
    if start.is_empty() {
        return Err(FileError::Empty { path: path.to_owned() }.into());
    }
    if let Some(hint) = not_text(&start) {
        return Err(IngestError::NotText { path: path.to_owned(), hint });
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    let is_json = matches!(text.first(), Some(b'{' | b'['));
    if text.is_empty() && length <= start.len() as u64 {
        return Err(FileError::Empty { path: path.to_owned() }.into());
    }
    let delimiter = delimiter(text);

    let progress = Progress::default();
    let mut sink = Sink::new(path);
    let mut guard = Guard::new(start.as_slice().chain(file), &progress);
    let read = if is_json {
        geojson_features::read(path, &mut guard, &progress, &mut sink)
    } else {
        csv_rows::read(path, &mut guard, delimiter, &progress, &mut sink)
    };
    // What the guard found explains what its reader then complained about.
    if let Some(problem) = progress.problem() {
        return Err(problem.at(path));
    }
    read?;
    let Sink { records, findings, rows, .. } = sink;
    Ok(VenueFile { records, findings, rows, sha256: guard.sha256() })
}

/// Whether a column or property of this name holds the code of a venue's commune.
#[must_use]
pub fn is_code_column(name: &str) -> bool {
    fields::Field::of(name) == Some(fields::Field::CommuneCode)
}

/// What the first bytes seem to be, when they are not text of one byte a letter.
pub(in crate::ingest) fn not_text(start: &[u8]) -> Option<String> {
    let hint = match start {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16, as Excel's “Unicode text”",
        [b'P', b'K', 3, 4, ..] => "a spreadsheet or a ZIP archive",
        [0x1f, 0x8b, ..] => "a gzip archive",
        [b'f', b'g', b'b', 3, ..] => "a FlatGeobuf",
        _ if start.contains(&0) => "binary: it has NUL bytes",
        _ => return None,
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests;
