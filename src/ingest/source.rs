//! A file under the name that its messages use: what is read from an archive lies in a temporary folder.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::{self, FileError};

/// A file and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Where it is.
    pub(crate) real: PathBuf,
    /// What it is called: the path as given, or `archive.zip/roads.csv`.
    pub(crate) shown: PathBuf,
}

impl Source {
    /// A file that is called what it is.
    pub(crate) fn new(path: &Path) -> Self {
        Self { real: path.to_owned(), shown: path.to_owned() }
    }

    /// Opens it; what is not a regular file, is empty, or is larger than `limit` is refused.
    pub(crate) fn open(&self, limit: u64) -> Result<File, FileError> {
        let path = || self.shown.clone();
        let file = files::open(&self.real).map_err(|e| self.rename(e))?;
        let metadata = file.metadata().map_err(|e| FileError::io(&self.shown, "look at", e))?;
        if !metadata.is_file() {
            return Err(FileError::NotRegular { path: path() });
        }
        if metadata.len() == 0 {
            return Err(FileError::Empty { path: path() });
        }
        if metadata.len() > limit {
            return Err(FileError::TooLarge { path: path(), limit });
        }
        Ok(file)
    }

    /// The file beside it with another extension, in lower or upper case.
    pub(crate) fn beside(&self, extension: &str) -> Option<Self> {
        [extension.to_owned(), extension.to_uppercase()]
            .into_iter()
            .map(|extension| self.with_extension(&extension))
            .find(|part| part.real.is_file())
    }

    /// Its name with another extension.
    pub(crate) fn with_extension(&self, extension: &str) -> Self {
        Self { real: self.real.with_extension(extension), shown: self.shown.with_extension(extension) }
    }

    /// The error under the name that the file goes by.
    fn rename(&self, error: FileError) -> FileError {
        let path = self.shown.clone();
        match error {
            FileError::Missing { .. } => FileError::Missing { path },
            FileError::Directory { .. } => FileError::Directory { path },
            FileError::Io { doing, source, .. } => FileError::Io { path, doing, source },
            other => other,
        }
    }

    /// An error of the system while the file is read.
    pub(crate) fn io(&self, error: io::Error) -> FileError {
        FileError::Io { path: self.shown.clone(), doing: "read", source: error }
    }
}
