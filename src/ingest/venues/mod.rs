//! Venues, from a file of any format: the national schema (v1.0.2 and before), the France Services lists, or any
//! table or layer of points with a [`Mapping`] of its columns.
//!
//! [`crate::ingest::layer`] reads the format; here each row becomes a record or a finding that sets it aside: none is
//! lost. What has one repair is repaired, and said.

mod cells;
mod fields;
mod kinds;
pub mod mapping;
mod record;
pub mod schema;
mod sink;
mod sniff;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::IngestError;
use super::layer::{ReadOptions, read_layer};
use crate::files::FileError;
use crate::model::{Finding, VenueRecord};
pub use fields::{Field, SCHEMA_LEN, UnknownField};
pub use mapping::{Mapping, MappingOrigin};
use sink::Sink;
pub(crate) use sniff::delimiter;
pub(in crate::ingest) use sniff::{as_text, check_crs, not_text};

/// The largest file of venues that is read, bytes.
pub const MAX_BYTES: u64 = 256 << 20;
/// The longest row, bytes.
pub const MAX_ROW_BYTES: u64 = 1 << 20;
/// The most rows that one file may have.
pub const MAX_ROWS: u64 = 1_000_000;

/// How to read a file of venues.
#[derive(Debug, Clone, Default)]
pub struct VenueOptions {
    /// How to read its format.
    pub layer: ReadOptions,
    /// Which column says what; `None` to go by known names, and to guess where these do not suffice.
    pub mapping: Option<Mapping>,
    /// Corrections of what is guessed, written `field=column` ([`Mapping::correct`]).
    pub corrections: Vec<String>,
    /// Whether to keep every cell of the rows, to write them again.
    pub keep_rows: bool,
}

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
    /// Which column was taken for what.
    pub mapping: Mapping,
    /// What it was read from.
    pub reading: Reading,
    /// The cells of [`Self::records`], in their order, where they were to be kept.
    pub kept: Vec<KeptRow>,
    /// Names of the columns that no field takes, where rows were to be kept.
    pub extra_names: Vec<String>,
}

/// What of a file was read, and what was thought of its columns before any correction.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The mapping before it was corrected.
    pub guessed: Mapping,
    /// Names of all columns, in the order of the file.
    pub columns: Vec<String>,
    /// The sheet or layer, where the format has several.
    pub layer: Option<String>,
    /// All sheets or layers of the file, where the format has several and tells them.
    pub layers: Vec<String>,
}

/// The cells of a row as they were put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// Line, or number of the feature.
    pub line: u64,
    /// Values of the fields that are not empty.
    pub cells: BTreeMap<Field, String>,
    /// Values of the other columns, in the order of [`VenueFile::extra_names`].
    pub extras: Vec<String>,
}

/// Reads a file of venues: [`read_venues_with`] without options.
///
/// # Errors
/// As [`read_venues_with`].
pub fn read_venues(path: &Path) -> Result<VenueFile, IngestError> {
    read_venues_with(path, &VenueOptions::default())
}

/// Reads a file of venues of any format.
///
/// Records plus findings of [`crate::model::Severity::SetAside`] are as many as the rows.
/// Cost: one pass, two where columns have to be guessed; memory grows with the records.
///
/// # Errors
/// [`IngestError`] when the file cannot be opened, is empty, is larger than [`MAX_BYTES`], is of no known format or
/// damaged, has no column to tell a venue from, lacks a column of the mapping, or has more than [`MAX_ROWS`] rows.
pub fn read_venues_with(path: &Path, options: &VenueOptions) -> Result<VenueFile, IngestError> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > MAX_BYTES) {
        return Err(FileError::TooLarge { path: path.to_owned(), limit: MAX_BYTES }.into());
    }
    let (guessed, mapping) = mapping_for(path, options)?;
    let mut sink = Sink::new(path, &mapping, options.keep_rows);
    let read = read_layer(path, &options.layer, &mut sink)?;
    let Sink { maker, rows, extra_names, reading, .. } = sink;
    let reading = Reading { guessed, ..reading };
    let record::Maker { records, findings, kept, .. } = maker;
    let kept = kept.unwrap_or_default();
    Ok(VenueFile { records, findings, rows, sha256: read.sha256, mapping, reading, kept, extra_names })
}

/// The mapping of a file: the one given; by known names where these suffice; else guessed. Before
/// it is corrected as asked, and after.
fn mapping_for(path: &Path, options: &VenueOptions) -> Result<(Mapping, Mapping), IngestError> {
    let guessed = match &options.mapping {
        Some(mapping) => mapping.clone(),
        None => mapping::guess_for(path, &options.layer)?,
    };
    let mut mapping = guessed.clone();
    for correction in &options.corrections {
        mapping.correct(correction).map_err(|e| IngestError::Malformed {
            path: path.to_owned(),
            problem: e.to_string(),
            remedy: "--map takes a field of the national schema and a column of the file",
        })?;
    }
    Ok((guessed, mapping))
}

/// Whether a column or property of this name holds the code of a venue's commune.
#[must_use]
pub fn is_code_column(name: &str) -> bool {
    Field::of(name) == Some(Field::CommuneCode)
}

#[cfg(test)]
mod tests;
