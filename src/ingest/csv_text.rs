//! Opening a small CSV that is held in memory: UTF-8 with or without a byte order mark, commas, semicolons or tabs.

use std::path::Path;

use super::IngestError;
use super::venues::delimiter;
use crate::model::shortened;

/// A CSV whose header is read.
pub(super) struct CsvText<'a> {
    path: &'a Path,
    reader: csv::Reader<&'a [u8]>,
    /// Names of the columns, as written.
    pub(super) header: csv::StringRecord,
}

impl<'a> CsvText<'a> {
    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// [`IngestError`] when they are not UTF-8, or have no header that can be read.
    pub(super) fn open(path: &'a Path, bytes: &'a [u8]) -> Result<Self, IngestError> {
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let line = bytes[..e.valid_up_to()].split(|byte| *byte == b'\n').count() as u64;
            IngestError::NotUtf8 { path: path.to_owned(), line, byte: e.valid_up_to() as u64 + 1 }
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text.as_bytes()))
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| malformed(path, &e))?.clone();
        Ok(Self { path, reader, header })
    }

    /// Reads the next row into `record`; `false` at the end.
    ///
    /// # Errors
    /// [`IngestError`] when the text does not follow the format.
    pub(super) fn read(&mut self, record: &mut csv::StringRecord) -> Result<bool, IngestError> {
        self.reader.read_record(record).map_err(|e| malformed(self.path, &e))
    }
}

fn malformed(path: &Path, error: &csv::Error) -> IngestError {
    IngestError::Malformed {
        path: path.to_owned(),
        problem: shortened(&error.to_string()),
        remedy: "save it again as CSV (UTF-8)",
    }
}
