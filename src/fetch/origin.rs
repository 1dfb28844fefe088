//! Where a file comes from: `NAME.origin.json` beside it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::files::{FileError, read_bounded, write_whole};

/// The largest record that is read, bytes.
const MOST: u64 = 64 << 10;

/// How a download was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// It has the SHA-256 that the catalogue says.
    CatalogueSha256,
    /// It has the MD5 that its publisher gives at this address.
    PublishedMd5(String),
    /// Nobody says what it should be.
    Nothing,
}

/// Where a file comes from, to be kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// The entry of the catalogue.
    pub entry: String,
    /// What it is.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
    /// What to write beside what is made with it.
    pub attribution: String,
    /// The page where a person finds it.
    pub page: String,
    /// The address in the catalogue.
    pub url: String,
    /// The address that gave it, after redirections.
    pub final_url: String,
    /// The date of the answer, as the host wrote it.
    pub date: Option<String>,
    /// When the host says that it was last changed.
    pub last_modified: Option<String>,
    /// The host's tag of this version.
    pub etag: Option<String>,
    /// What was downloaded: the name, where it was an archive.
    pub downloaded: String,
    /// The SHA-256 of what was downloaded.
    pub downloaded_sha256: String,
    /// The length of what was downloaded.
    pub downloaded_bytes: u64,
    /// How that was checked.
    pub checked: Check,
}

impl Origin {
    /// Where the record of a file is.
    #[must_use]
    pub fn path_of(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(".origin.json");
        PathBuf::from(name)
    }

    /// The record of a file; `None` when there is none that can be read.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        let bytes = read_bounded(&Self::path_of(file), MOST).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    pub(super) fn write(&self, file: &Path) -> Result<(), FileError> {
        let path = Self::path_of(file);
        let json = serde_json::to_vec_pretty(self);
        let mut json = json.map_err(|error| FileError::io(&path, "write", std::io::Error::other(error)))?;
        json.push(b'\n');
        write_whole(&path, &json)
    }

    /// Whether it is of this entry, as the catalogue has it now.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        self.entry == entry.id && entry.url.as_ref().is_some_and(|url| url.as_str() == self.url)
    }
}
