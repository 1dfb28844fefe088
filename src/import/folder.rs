//! A folder that is whole or not there.
//!
//! The files go into a folder beside, each to the disk, and the folder takes the name last. To replace another one,
//! the two folders are exchanged in one step of the system, and the old one is removed: whoever is killed on the way
//! leaves the old folder or the new one, and perhaps a folder beside whose name begins with [`PREFIX`], which the next
//! import into that place removes. Imports into one place wait for each other.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ImportError;
use crate::dataset::Dataset;
use crate::files::{FileError, digest, hexadecimal};

/// What the name of an unfinished folder begins with.
pub(super) const PREFIX: &str = ".maillage-import-";

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Its place below the folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A folder that is being written.
pub(super) struct NewFolder {
    target: PathBuf,
    parent: PathBuf,
    /// Removed when it is dropped before it took its name.
    beside: tempfile::TempDir,
    /// Holds the lock of the place.
    _lock: File,
    replace: bool,
}

/// Refuses, before any work, a place in which no folder can be put.
///
/// # Errors
/// When something is there that must not be replaced, or the folder around is missing.
pub(super) fn check_target(target: &Path, replace: bool) -> Result<(PathBuf, PathBuf), ImportError> {
    let named = |path: &Path| path.file_name().map(|name| (path.to_owned(), name.to_owned()));
    let Some((target, _)) = named(target) else { return Err(ImportError::NoName { dir: target.to_owned() }) };
    // Through a symbolic link, it is the folder that is replaced.
    let target = fs::canonicalize(&target).unwrap_or(target);
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    if !parent.is_dir() {
        return Err(FileError::NoFolder { path: parent }.into());
    }
    if target.exists() {
        if !replace {
            return Err(ImportError::Exists { dir: target });
        }
        if !Dataset::is_at(&target) {
            return Err(ImportError::NotOurs { dir: target });
        }
    }
    Ok((target, parent))
}

impl NewFolder {
    /// Begins a folder beside its place.
    pub(super) fn begin(target: &Path, replace: bool) -> Result<Self, ImportError> {
        let (target, parent) = check_target(target, replace)?;
        let failed = |doing| {
            let parent = parent.clone();
            move |e| FileError::io(&parent, doing, e)
        };
        let lock = File::open(&parent).map_err(failed("open"))?;
        lock.lock().map_err(failed("lock"))?;
        for litter in fs::read_dir(&parent).map_err(failed("list"))?.flatten() {
            if litter.file_name().to_string_lossy().starts_with(PREFIX) {
                // What cannot be removed now is no harm.
                let _ = fs::remove_dir_all(litter.path());
            }
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // For colleagues, as far as the umask says.
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let beside = builder.tempdir_in(&parent).map_err(failed("write in"))?;
        Ok(Self { target, parent, beside, _lock: lock, replace })
    }

    /// Writes a file of the folder, to the disk.
    pub(super) fn write<E: From<io::Error> + Into<WriteError>>(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<WrittenFile, ImportError> {
        let path = self.beside.path().join(name);
        let shown = self.target.join(name);
        let failed = |doing| {
            let shown = shown.clone();
            move |e| FileError::io(&shown, doing, e)
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed("make the folder of"))?;
        }
        let file = File::create_new(&path).map_err(failed("write"))?;
        let mut out =
            Hashing { out: BufWriter::with_capacity(1 << 18, file), sha256: Sha256::new(), bytes: 0 };
        match write(&mut out).map_err(Into::into) {
            Ok(()) => {}
            Err(WriteError::Io(e)) => return Err(failed("write")(e).into()),
            Err(WriteError::Layer(e)) => return Err(e.into()),
        }
        let Hashing { out, sha256, bytes } = out;
        let file = out.into_inner().map_err(|e| failed("write")(e.into_error()))?;
        file.sync_all().map_err(failed("write to disk"))?;
        Ok(WrittenFile { path: name.to_owned(), bytes, sha256: hexadecimal(&sha256.finalize()) })
    }

    /// Has a file of the folder written by its path, whole and to the disk.
    pub(super) fn place(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), ImportError>,
    ) -> Result<WrittenFile, ImportError> {
        let path = self.beside.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| FileError::io(&path, "make the folder of", e))?;
        }
        write(&path)?;
        let bytes = fs::metadata(&path).map_err(|e| FileError::io(&path, "look at", e))?.len();
        Ok(WrittenFile { path: name.to_owned(), bytes, sha256: digest(&path)? })
    }

    /// Gives the folder its name.
    pub(super) fn finish(self) -> Result<(), ImportError> {
        let failed = |doing| {
            let target = self.target.clone();
            move |e| FileError::io(&target, doing, e)
        };
        sync_folders(self.beside.path()).map_err(failed("write the folder of"))?;
        let beside = self.beside.path();
        if self.replace && self.target.exists() {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            renameat_with(CWD, beside, CWD, &self.target, RenameFlags::EXCHANGE).map_err(|e| {
                ImportError::CannotExchange {
                    dir: self.target.clone(),
                    reason: io::Error::from(e).to_string(),
                }
            })?;
            File::open(&self.parent).and_then(|p| p.sync_all()).map_err(failed("write the folder of"))?;
            // The old folder is beside now; what of it cannot be removed, the next import removes.
            let _ = self.beside.close();
        } else {
            fs::rename(beside, &self.target).map_err(failed("name"))?;
            let _ = self.beside.keep();
            File::open(&self.parent).and_then(|p| p.sync_all()).map_err(failed("write the folder of"))?;
        }
        Ok(())
    }
}

/// Why a file could not be made.
pub(super) enum WriteError {
    Io(io::Error),
    Layer(crate::export::FlatGeobufError),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<crate::export::CellsError> for WriteError {
    fn from(error: crate::export::CellsError) -> Self {
        match error {
            crate::export::CellsError::Io(error) => Self::Io(error),
            crate::export::CellsError::Index(error) => Self::Layer(error),
        }
    }
}

/// Counts and digests what passes.
struct Hashing<W> {
    out: W,
    sha256: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sha256.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Names in a folder and below it reach the disk.
fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(target: &Path, replace: bool) -> Result<NewFolder, ImportError> {
        let folder = NewFolder::begin(target, replace)?;
        folder.write("france/communes.fgb", |out| out.write_all(b"x"))?;
        Ok(folder)
    }

    #[test]
    fn a_folder_is_whole_or_not_there_and_leaves_no_litter() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("lozere");
        drop(begun(&target, false).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        begun(&target, false).unwrap().finish().unwrap();
        assert_eq!(fs::read(target.join("france/communes.fgb")).unwrap(), b"x");
        assert!(begun(&target, false).err().unwrap().to_string().contains("--replace"));
        let again = begun(&target, true).unwrap();
        again.write("venues/a.csv", |out| out.write_all(b"id\n")).unwrap();
        again.finish().unwrap();
        assert!(target.join("venues/a.csv").exists());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_data_folder_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.odt"), b"years of work").unwrap();
        let said = begun(place.path(), true).err().unwrap().to_string();
        assert!(said.contains("not a data folder"), "{said}");
        assert!(begun(Path::new("/"), true).err().unwrap().to_string().contains("name of a folder"));
        let missing = place.path().join("no/where");
        assert!(begun(&missing, false).err().unwrap().to_string().contains("no such folder"));
    }

    #[test]
    fn litter_of_a_killed_import_is_removed() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join(format!("{PREFIX}dead"))).unwrap();
        begun(&place.path().join("a"), false).unwrap().finish().unwrap();
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}
