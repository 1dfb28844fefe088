//! Why a file as a whole could not be read. What is wrong with one row is a finding instead.

use std::path::PathBuf;

use super::flatgeobuf::FgbError;
use super::shapefile::ShapefileError;
use crate::files::FileError;

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// It could not be opened or is out of bounds.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is a `FlatGeobuf` that is damaged or of the wrong kind.
    #[error("{}: {source}", path.display())]
    FlatGeobuf {
        /// The path as given.
        path: PathBuf,
        /// What is wrong.
        source: FgbError,
    },
    /// It is a shapefile that is incomplete, damaged or of the wrong kind.
    #[error(transparent)]
    Shapefile(#[from] ShapefileError),
    /// No format of rows that is known here.
    #[error(
        "{}: this is {found}; give a CSV, JSON, GeoJSON, XLSX, XLS, ODS, shapefile (.shp or a ZIP of its files), FlatGeobuf or GeoPackage",
        path.display()
    )]
    NotALayer {
        /// The path as given.
        path: PathBuf,
        /// What it seems to be.
        found: String,
    },
    /// A column that is needed is not there.
    #[error("{}: no column “{column}” among {found}; {remedy}", path.display())]
    MissingColumn {
        /// The path as given.
        path: PathBuf,
        /// The wanted column.
        column: &'static str,
        /// The columns that the file has, shortened.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A value does not hold what its column is for, in a file that must be right throughout.
    #[error("{}: {cell}: {problem}; {remedy}", path.display())]
    BadValue {
        /// The path as given.
        path: PathBuf,
        /// Line or feature, column and value, shortened: `line 2: south = “NaN”`.
        cell: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Bytes that are not UTF-8.
    #[error("{}: line {line}, byte {byte} of the file: not UTF-8 text; save the file as “CSV UTF-8” and try again", path.display())]
    NotUtf8 {
        /// The path as given.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// Byte of the file, from 1.
        byte: u64,
    },
    /// Bytes that no text has.
    #[error("{}: this is not a text file ({hint}); save it as CSV (UTF-8) or GeoJSON", path.display())]
    NotText {
        /// The path as given.
        path: PathBuf,
        /// What it seems to be.
        hint: String,
    },
    /// One row, field or feature is longer than any real one.
    #[error("{}: {place} is longer than {limit} bytes; {remedy}", path.display())]
    RowTooLong {
        /// The path as given.
        path: PathBuf,
        /// Which one.
        place: String,
        /// The limit, bytes.
        limit: u64,
        /// What to do.
        remedy: &'static str,
    },
    /// More rows than are read.
    #[error("{}: more than {limit} rows; split the file", path.display())]
    TooManyRows {
        /// The path as given.
        path: PathBuf,
        /// The limit, inclusive.
        limit: u64,
    },
    /// Text that does not follow its format.
    #[error("{}: {problem}; {remedy}", path.display())]
    Malformed {
        /// The path as given.
        path: PathBuf,
        /// What is wrong, and where.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
}
