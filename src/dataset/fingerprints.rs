//! Which bytes an answer was made from.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Dataset, DatasetError, VenueSet};
use crate::files::{MappedFile, hexadecimal};

/// The files of the data folder that every territory is made from, in the order told; those of people are not in
/// every folder.
const OWN: [(&str, bool); 5] = [
    ("france/communes.fgb", true),
    ("france/epci.csv", true),
    ("france/departements.csv", true),
    ("france/regions.csv", true),
    ("demand/cells.fgb", false),
];

/// A file that was read, named so that it does not matter where the data folder is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataFile {
    /// Below the data folder for a file of it, else as it was given.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many rows it has, for a file of venues.
    pub rows: Option<u64>,
    /// Whether it was given beside the data folder.
    pub given: bool,
}

impl Dataset {
    /// The files of an answer: those of the data folder, then those of the venues, in their order.
    ///
    /// Cost: the first time, one pass over the communes of France (some 0.1 s).
    ///
    /// # Errors
    /// [`DatasetError`] when a file cannot be read again.
    pub fn files_of(&self, venues: &VenueSet) -> Result<Vec<DataFile>, DatasetError> {
        let mut files = self.own_files()?.to_vec();
        files.extend(venues.files.iter().map(|file| {
            let here = file.path.strip_prefix(&self.dir).ok();
            let name = here.unwrap_or(&file.path).display().to_string();
            DataFile { name, sha256: file.sha256.clone(), rows: Some(file.rows), given: here.is_none() }
        }));
        Ok(files)
    }

    fn own_files(&self) -> Result<&[DataFile], DatasetError> {
        if let Some(known) = self.fingerprints.get() {
            return Ok(known);
        }
        let mut files = Vec::new();
        let own = OWN.iter().map(|(name, is_always_there)| ((*name).to_owned(), *is_always_there));
        let mut indicators: Vec<String> =
            self.indicators().iter().map(|declared| declared.file.clone()).collect();
        indicators.dedup();
        for (name, is_always_there) in own.chain(indicators.into_iter().map(|file| (file, true))) {
            let path = self.dir.join(&name);
            if !is_always_there && !path.exists() {
                continue;
            }
            let file = MappedFile::open(&path)?;
            let sha256 = hexadecimal(&Sha256::digest(file.bytes()));
            files.push(DataFile { name, sha256, rows: None, given: false });
        }
        Ok(self.fingerprints.get_or_init(|| files))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn files_are_named_below_the_data_folder_and_given_ones_as_given() {
        let dataset = Dataset::open(Path::new("data")).unwrap();
        let own = dataset.files_of(&dataset.read_venues(&[]).unwrap()).unwrap();
        assert_eq!(own[0].name, "france/communes.fgb");
        assert!(own.iter().all(|file| file.sha256.len() == 64 && !file.given), "{own:?}");
        let lozere = own.iter().find(|file| file.name == "venues/lozere.csv").unwrap();
        assert_eq!(lozere.rows, Some(11));

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.csv");
        std::fs::copy("data/venues/lozere.csv", &path).unwrap();
        let files = dataset.files_of(&dataset.read_venues(std::slice::from_ref(&path)).unwrap()).unwrap();
        let mine = files.last().unwrap();
        assert!(mine.given && mine.name == path.display().to_string() && mine.sha256 == lozere.sha256);
    }
}
