//! The venues of one or more files.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Dataset, DatasetError, osm_venues};
use crate::files::{FileError, read_bounded};
use crate::ingest::IngestError;
use crate::ingest::venues::{KeptRow, Mapping, Reading, VenueFile, VenueOptions, read_venues_with};
use crate::model::{CommuneCode, Finding, VenueRecord};
use crate::territory::{CommuneNames, follow_mergers, screen_codes};

/// The largest file of a mapping, bytes.
const MAX_MAPPING_BYTES: u64 = 1 << 20;

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
    /// Which column of each file was taken for what, in the order of [`Self::files`].
    pub mappings: Vec<Mapping>,
    /// What was read of each file, in the order of [`Self::files`].
    pub readings: Vec<Reading>,
    /// The cells of [`Self::records`], in their order, where they were to be kept.
    pub kept: Vec<KeptRow>,
    /// Names of the columns of each file that no field takes, where rows were to be kept.
    pub extra_names: Vec<Vec<String>>,
}

/// The file beside a file of venues that says which column is what: `liste.csv.mapping.toml`.
#[must_use]
pub fn mapping_beside(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".mapping.toml");
    name.into()
}

/// Reads a file of a mapping.
///
/// # Errors
/// When it cannot be read or is no mapping.
pub fn read_mapping(path: &Path) -> Result<Mapping, DatasetError> {
    let bytes = read_bounded(path, MAX_MAPPING_BYTES)?;
    let text = String::from_utf8_lossy(&bytes);
    Mapping::from_toml(&text).map_err(|e| {
        let (path, problem) = (path.to_owned(), e.to_string());
        let remedy = "`maillage check FILE --mapping show` writes one to start from";
        DatasetError::Ingest(IngestError::Malformed { path, problem, remedy })
    })
}

/// The first bytes of a spreadsheet of Excel before 2007.
const OLD_EXCEL: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// Whether a file is one that is read under limits only: the reader of `.xls` asks for any memory that a damaged one names.
fn needs_limits(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 4];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == OLD_EXCEL
}

/// Reads one file of venues, an extract of OpenStreetMap too; with the mapping beside it where none is given.
///
/// # Errors
/// [`DatasetError`] when it cannot be read as a whole.
pub fn read_one(path: &Path, options: &VenueOptions) -> Result<VenueFile, DatasetError> {
    if !crate::confined::is_confined() && needs_limits(path) {
        return Err(DatasetError::Ingest(IngestError::Malformed {
            path: path.to_owned(),
            problem: "an .xls, which only `maillage check` and `maillage import` read, under limits"
                .to_owned(),
            remedy: "save it as .xlsx, or make a data folder of it with `maillage import --venues`",
        }));
    }
    if osm_venues::is_extract(path) {
        return osm_venues::read(path, options.keep_rows);
    }
    let beside = mapping_beside(path);
    if options.mapping.is_some() || !beside.is_file() {
        return Ok(read_venues_with(path, options)?);
    }
    let options = VenueOptions { mapping: Some(read_mapping(&beside)?), ..options.clone() };
    Ok(read_venues_with(path, &options)?)
}

impl Dataset {
    /// Reads files of venues; without a path, every `venues/*.csv` and `venues/*.geojson` of the
    /// data folder, by name.
    ///
    /// # Errors
    /// [`DatasetError`] when a file cannot be read as a whole, or is given twice.
    pub fn read_venues(&self, paths: &[PathBuf]) -> Result<VenueSet, DatasetError> {
        self.read_venues_with(paths, &VenueOptions::default())
    }

    /// [`Self::read_venues`] with options, which hold for every file.
    ///
    /// Codes of communes that are not current ones are put right where their row leaves no doubt.
    ///
    /// # Errors
    /// As [`Self::read_venues`].
    pub fn read_venues_with(
        &self,
        paths: &[PathBuf],
        options: &VenueOptions,
    ) -> Result<VenueSet, DatasetError> {
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
            let file = read_one(path, options)?;
            set.records.extend(file.records);
            set.findings.extend(file.findings);
            set.kept.extend(file.kept);
            set.extra_names.push(file.extra_names);
            set.mappings.push(file.mapping);
            set.readings.push(file.reading);
            set.files.push(SourceFile { path: path.clone(), sha256: file.sha256, rows: file.rows });
        }
        if self.needs_screening(&set.records)? {
            set.findings.extend(screen_codes(&mut set.records, self.commune_names()?));
        }
        Ok(set)
    }

    /// Whether some row may have another commune than the one it declares: names are read only then.
    fn needs_screening(&self, records: &[VenueRecord]) -> Result<bool, DatasetError> {
        let codes = self.codes()?;
        Ok(records.iter().any(|record| match &record.commune_code {
            Some(code) => {
                record.details.postcode.as_ref() == Some(code)
                    || code.parse::<CommuneCode>().map_or(true, |code| !codes.contains(&code))
            }
            None => record.commune.is_some() && record.details.postcode.is_some(),
        }))
    }

    /// Codes that are no longer current, with those of today; none when the folder has no such table.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn merged(&self) -> Result<BTreeMap<CommuneCode, CommuneCode>, DatasetError> {
        read_merged(&self.dir.join("france/merged.csv"))
    }

    /// Names of all communes, and codes that merged; made at the first use (about 50 ms).
    fn commune_names(&self) -> Result<&CommuneNames, DatasetError> {
        if let Some(made) = self.commune_names.get() {
            return Ok(made);
        }
        let merged = self.merged()?;
        let made = CommuneNames::new(self.gazetteer()?.communes(), &merged);
        Ok(self.commune_names.get_or_init(|| made))
    }
}

/// Codes that are no longer current, with those of today; none when the folder has no such file.
fn read_merged(path: &Path) -> Result<BTreeMap<CommuneCode, CommuneCode>, DatasetError> {
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let bytes = read_bounded(path, 16 << 20)?;
    let mut pairs = Vec::new();
    for (number, line) in (1..).zip(String::from_utf8_lossy(&bytes).lines()).skip(1) {
        let codes = line.split_once(',').and_then(|(old, new)| Some((old.parse().ok()?, new.parse().ok()?)));
        pairs.push(codes.ok_or_else(|| {
            DatasetError::Ingest(IngestError::BadValue {
                path: path.to_owned(),
                cell: format!("line {number}: “{}”", crate::model::shortened(line)),
                problem: "not two codes of communes".to_owned(),
                remedy: "give old_code,code",
            })
        })?);
    }
    Ok(follow_mergers(&pairs))
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
