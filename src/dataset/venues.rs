//! The venues of one or more files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Dataset, DatasetError};
use crate::files::FileError;
use crate::ingest::venues::read_venues;
use crate::model::{Finding, VenueRecord};

/// A file that was read, and which bytes it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFile {
    /// Path as given, or below the data folder.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many rows it has, the header apart.
    pub rows: u64,
}

/// Records of one or more files, not placed yet.
#[derive(Debug, Clone, Default)]
pub struct VenueSet {
    /// The records, in the order of the files and of their rows.
    pub records: Vec<VenueRecord>,
    /// What was wrong with rows by themselves, in the same order.
    pub findings: Vec<Finding>,
    /// The files, in the order given.
    pub files: Vec<SourceFile>,
}

impl Dataset {
    /// Reads files of venues; without a path, every `venues/*.csv` and `venues/*.geojson` of the
    /// data folder, by name.
    ///
    /// # Errors
    /// [`DatasetError`] when a file cannot be read as a whole, or is given twice.
    pub fn read_venues(&self, paths: &[PathBuf]) -> Result<VenueSet, DatasetError> {
        let own;
        let paths = if paths.is_empty() {
            own = own_files(&self.dir.join("venues"))?;
            own.as_slice()
        } else {
            paths
        };
        let mut set = VenueSet::default();
        let mut seen = BTreeSet::new();
        for path in paths {
            // The same rows twice would all be duplicates of themselves.
            if let Ok(real) = fs::canonicalize(path)
                && !seen.insert(real)
            {
                return Err(DatasetError::SameFileTwice { path: path.clone() });
            }
            let file = read_venues(path)?;
            set.records.extend(file.records);
            set.findings.extend(file.findings);
            set.files.push(SourceFile { path: path.clone(), sha256: file.sha256, rows: file.rows });
        }
        Ok(set)
    }
}

/// The tables and layers in a folder, by name; none when there is no folder.
pub(super) fn own_files(folder: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failed = |e| FileError::io(folder, "list", e);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_wanted = path.extension().is_some_and(|ext| ext == "csv" || ext == "geojson");
        if is_wanted && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
