//! Which bytes an answer came from.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Dataset, DatasetError, VenueSet};
use crate::files::{MappedFile, hexadecimal};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileDigest {
    /// Its path below the data folder, or its name where it was given from elsewhere.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The files of a data folder that every answer is made from.
const FILES: [&str; 4] =
    ["france/communes.fgb", "france/departements.csv", "france/epci.csv", "france/regions.csv"];

impl Dataset {
    /// The files of the data folder that answers are made from, and those of `venues`, with their digests.
    ///
    /// Cost: some 20 ms the first time, to read every boundary.
    ///
    /// # Errors
    /// [`DatasetError`] when a file cannot be read any more.
    pub fn digests(&self, venues: &VenueSet) -> Result<Vec<FileDigest>, DatasetError> {
        let own = if let Some(own) = self.digests.get() {
            own
        } else {
            let own = FILES.iter().map(|name| self.digest(name)).collect::<Result<Vec<_>, _>>()?;
            self.digests.get_or_init(|| own)
        };
        let of_venues = venues
            .files
            .iter()
            .map(|file| FileDigest { name: name_of(&self.dir, &file.path), sha256: file.sha256.clone() });
        Ok(own.iter().cloned().chain(of_venues).collect())
    }

    fn digest(&self, name: &str) -> Result<FileDigest, DatasetError> {
        let file = MappedFile::open(&self.dir.join(name))?;
        Ok(FileDigest { name: name.to_owned(), sha256: hexadecimal(&Sha256::digest(file.bytes())) })
    }
}

/// The path of a file below the data folder; its name alone where it is elsewhere: where a user keeps files is
/// nobody's business.
fn name_of(dir: &Path, path: &Path) -> String {
    let below = path.strip_prefix(dir).ok().map(|below| below.to_string_lossy().replace('\\', "/"));
    below.unwrap_or_else(|| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}
