//! A download that is not whole yet: `NAME.part`, and beside it `NAME.part.json` that says of what it is a part.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::FetchError;
use super::client::Version;
use crate::files::{FileError, read_bounded, write_whole};

/// The largest state that is read, bytes.
const MOST: u64 = 64 << 10;

/// Of what a part is a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// The address in the catalogue.
    pub(super) url: String,
    /// The address that gave it, after redirections.
    pub(super) final_url: String,
    /// The whole length, bytes, where it was said.
    pub(super) total: Option<u64>,
    /// The entity tag.
    pub(super) etag: Option<String>,
    /// The date of the last change.
    pub(super) last_modified: Option<String>,
    /// The date of the first answer.
    pub(super) date: Option<String>,
}

impl State {
    pub(super) fn version(&self) -> Version {
        Version {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
            date: self.date.clone(),
        }
    }
}

/// A part on disk, locked against other runs.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    state_path: PathBuf,
    file: File,
    length: u64,
}

impl Part {
    /// Opens the part of `name` in a folder, or begins one.
    ///
    /// # Errors
    /// [`FetchError::Busy`] when another run holds it, and when it cannot be opened.
    pub(super) fn open(dir: &Path, name: &str) -> Result<Self, FetchError> {
        if !dir.is_dir() {
            return Err(FileError::NoFolder { path: dir.to_owned() }.into());
        }
        let state_path = dir.join(format!("{name}.part.json"));
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let path = dir.join(format!("{name}.part"));
        let file = options.open(&path).map_err(|error| FileError::io(&path, "open", error))?;
        // On a file system without locks, two runs at once would be found out by the digest.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(FetchError::Busy { path });
        }
        let length = file.metadata().map_err(|error| FileError::io(&path, "look at", error))?.len();
        Ok(Self { path, state_path, file, length })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How much of it is there, bytes.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Of what it is a part, when that is known, is of this address, and can be asked for the rest.
    pub(super) fn state(&self, url: &str) -> Option<State> {
        self.any_state().filter(|state| state.url == url)
    }

    /// The same, of any address.
    pub(super) fn any_state(&self) -> Option<State> {
        let bytes = read_bounded(&self.state_path, MOST).ok()?;
        let state: State = serde_json::from_slice(&bytes).ok()?;
        let fits = state.total.is_none_or(|total| self.length <= total);
        (fits && state.version().resumable_by().is_some()).then_some(state)
    }

    /// Begins anew: nothing of what was there is kept.
    pub(super) fn restart(&mut self, state: &State) -> Result<(), FetchError> {
        let failed = |error| FileError::io(&self.path, "write", error);
        // The old state goes first: it must never stand beside bytes of the new file.
        remove(&self.state_path)?;
        self.file.set_len(0).map_err(failed)?;
        self.length = 0;
        self.file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let json = serde_json::to_vec_pretty(state).map_err(|error| failed(io::Error::other(error)))?;
        Ok(write_whole(&self.state_path, &json)?)
    }

    /// Goes to the end, to go on there.
    pub(super) fn resume(&mut self) -> Result<(), FetchError> {
        let failed = |error| FileError::io(&self.path, "write", error);
        self.file.seek(SeekFrom::Start(self.length)).map_err(failed)?;
        Ok(())
    }

    /// Adds bytes.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.file.write_all(bytes).map_err(|error| FileError::io(&self.path, "write", error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Makes sure that what is there survives a crash.
    pub(super) fn sync(&self) -> Result<(), FetchError> {
        Ok(self.file.sync_all().map_err(|error| FileError::io(&self.path, "write to disk", error))?)
    }

    /// Empties it, so that nothing is resumed.
    pub(super) fn forget(&mut self) -> Result<(), FetchError> {
        remove(&self.state_path)?;
        self.file.set_len(0).map_err(|error| FileError::io(&self.path, "write", error))?;
        self.length = 0;
        Ok(())
    }

    /// Removes it.
    pub(super) fn discard(self) -> Result<(), FetchError> {
        remove(&self.state_path)?;
        Ok(remove(&self.path)?)
    }

    /// Gives it its name, whole.
    pub(super) fn finish(self, name: &Path) -> Result<(), FetchError> {
        self.sync()?;
        fs::rename(&self.path, name).map_err(|error| FileError::io(name, "replace", error))?;
        if let Some(folder) = name.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(|error| FileError::io(name, "write the folder of", error))?;
        }
        Ok(remove(&self.state_path)?)
    }
}

fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FileError::io(path, "remove", error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(url: &str, etag: &str) -> State {
        State {
            url: url.to_owned(),
            final_url: url.to_owned(),
            total: Some(10),
            etag: Some(etag.to_owned()),
            last_modified: None,
            date: None,
        }
    }

    #[test]
    fn a_part_is_resumed_only_for_its_own_address_and_by_a_strong_tag() {
        let dir = tempfile::tempdir().unwrap();
        let mut part = Part::open(dir.path(), "a").unwrap();
        assert!(part.state("u").is_none());
        part.restart(&state("u", "\"1\"")).unwrap();
        part.append(b"12345").unwrap();
        assert!(part.state("u").is_some() && part.state("v").is_none());
        part.append(b"1234567").unwrap();
        assert!(part.state("u").is_none(), "longer than the whole");
        part.restart(&state("u", "W/\"1\"")).unwrap();
        assert!(part.state("u").is_none());
        part.restart(&state("u", "\"1\"")).unwrap();
        fs::write(&part.state_path, b"{\"url\":").unwrap();
        assert!(part.state("u").is_none());
    }

    #[test]
    fn two_runs_do_not_write_the_same_part() {
        let dir = tempfile::tempdir().unwrap();
        let held = Part::open(dir.path(), "a").unwrap();
        let said = Part::open(dir.path(), "a").unwrap_err().to_string();
        assert!(said.ends_with("a.part: another maillage fetch is writing it; wait for its end"), "{said}");
        held.discard().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        Part::open(dir.path(), "a").unwrap();
    }

    #[test]
    fn a_folder_that_is_missing_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let said = Part::open(&dir.path().join("no"), "a").unwrap_err().to_string();
        assert!(said.ends_with("no: no such folder; make it first"), "{said}");
    }
}
