//! Whole writes, bounded reads and mapped files.
//!
//! A file that this program writes is either the old one or the new one, never half of it, also
//! after a crash: the bytes go to a temporary file beside it, reach the disk, and take the name.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Bytes in hexadecimal, as a digest is written.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> Result<String, FileError> {
    let mut sha256 = Sha256::new();
    let mut file = open(path)?;
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block).map_err(|e| FileError::io(path, "read", e))? {
            0 => return Ok(hexadecimal(&sha256.finalize())),
            n => sha256.update(&block[..n]),
        }
    }
}

/// A file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Nothing has this name.
    #[error("{}: no such file; check the path", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder stands where a file is wanted.
    #[error("{}: this is a directory; give a file", path.display())]
    Directory {
        /// The path as given.
        path: PathBuf,
    },
    /// The folder to write in is not there.
    #[error("{}: no such folder; make it first", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A pipe or a device stands where a regular file is wanted.
    #[error("{}: this is not a regular file; copy its content to a file first", path.display())]
    NotRegular {
        /// The path as given.
        path: PathBuf,
    },
    /// The file has no byte.
    #[error("{}: the file is empty; give one with content", path.display())]
    Empty {
        /// The path as given.
        path: PathBuf,
    },
    /// The file is larger than its reader accepts.
    #[error("{}: the file is larger than {limit} bytes, the most that is read; split it", path.display())]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// The limit, bytes, inclusive.
        limit: u64,
    },
    /// The system refused.
    #[error("{}: cannot {doing}: {source}", path.display())]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What was being done, in the infinitive.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    /// An error of the system, with the path and what was being done.
    #[must_use]
    pub fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            Self::Missing { path }
        } else {
            Self::Io { path, doing, source }
        }
    }
}

/// Opens a file for reading in one pass; refuses a directory.
///
/// # Errors
/// [`FileError`] when it is missing, a directory, or cannot be opened.
pub fn open(path: &Path) -> Result<File, FileError> {
    let file = File::open(path).map_err(|e| FileError::io(path, "open", e))?;
    let metadata = file.metadata().map_err(|e| FileError::io(path, "look at", e))?;
    if metadata.is_dir() {
        return Err(FileError::Directory { path: path.to_owned() });
    }
    Ok(file)
}

/// The bytes of a file of at most `limit` bytes (inclusive).
///
/// # Errors
/// [`FileError`] when it is missing, a directory, empty, larger than `limit`, or unreadable.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let file = open(path)?;
    let mut bytes = Vec::new();
    // The length that the system announces may be wrong (a pipe, a file that grows): count.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| FileError::io(path, "read", e))?;
    match bytes.len() as u64 {
        0 => Err(FileError::Empty { path: path.to_owned() }),
        length if length > limit => Err(FileError::TooLarge { path: path.to_owned(), limit }),
        _ => Ok(bytes),
    }
}

/// Refuses, before long work, a path that [`write_whole`] would refuse after it.
///
/// # Errors
/// [`FileError`] when it is a directory, or its folder is missing.
pub fn check_destination(path: &Path) -> Result<(), FileError> {
    if path.is_dir() {
        return Err(FileError::Directory { path: path.to_owned() });
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if !folder.is_dir() => Err(FileError::NoFolder { path: folder.to_owned() }),
        _ => Ok(()),
    }
}

/// Writes a file whole: nobody ever sees a part of it, and a failure leaves the old one.
///
/// A device or a pipe (`/dev/stdout`) is written to directly, since it must not be replaced.
///
/// # Errors
/// [`FileError`] when the folder is missing or the disk is full.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_whole_with(path, |out| out.write_all(bytes))
}

/// [`write_whole`] for what is made while it is written.
///
/// # Errors
/// As [`write_whole`], and when `write` fails.
pub fn write_whole_with(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), FileError> {
    check_destination(path)?;
    let failed = |doing| move |e| FileError::io(path, doing, e);
    // Through a symbolic link, it is the file that is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(found) if !found.is_file() => {
            let mut device = File::options().write(true).open(&target).map_err(failed("open"))?;
            return write(&mut device).and_then(|()| device.flush()).map_err(failed("write"));
        }
        _ => {}
    }
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".maillage-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The default of `tempfile` is for secrets; this file is for its user's colleagues, as
        // far as their umask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = builder.tempfile_in(folder).map_err(failed("write beside"))?;
    let mut out = BufWriter::new(temporary);
    write(&mut out).map_err(failed("write"))?;
    let temporary = out.into_inner().map_err(|e| FileError::io(path, "write", e.into_error()))?;
    temporary.as_file().sync_all().map_err(failed("write to disk"))?;
    temporary.persist(&target).map_err(|e| FileError::io(path, "replace", e.error))?;
    // The new name itself must reach the disk.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write the folder of"))
}

/// The bytes of a regular file, mapped into memory: opening costs nothing, pages come when read.
///
/// For the project's own immutable data, which is replaced by [`write_whole`] and never changed
/// in place: cutting a mapped file would kill the process.
#[derive(Debug)]
pub struct MappedFile {
    map: memmap2::Mmap,
}

impl MappedFile {
    /// Maps a file.
    ///
    /// # Errors
    /// [`FileError`] when it is missing, a directory, not a regular file, empty, or cannot be
    /// mapped.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let file = open(path)?;
        let metadata = file.metadata().map_err(|e| FileError::io(path, "look at", e))?;
        if !metadata.is_file() {
            return Err(FileError::NotRegular { path: path.to_owned() });
        }
        if metadata.len() == 0 {
            return Err(FileError::Empty { path: path.to_owned() });
        }
        #[expect(
            unsafe_code,
            reason = "mapping is unsafe because another process may cut the file; data \
            files are replaced by renaming, which leaves this mapping intact"
        )]
        // SAFETY: the mapping is read-only, and every byte is checked before use by its readers.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(|e| FileError::io(path, "map", e))?;
        Ok(Self { map })
    }

    /// Its bytes, never empty.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gaps.csv");
        write_whole(&path, b"old").unwrap();
        let error = write_whole_with(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        })
        .unwrap_err();
        assert!(error.to_string().contains("gaps.csv: cannot write: disk full"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_missing_is_named_before_any_work() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("maps");
        for outcome in
            [check_destination(&missing.join("gaps.csv")), write_whole(&missing.join("gaps.csv"), b"")]
        {
            let said = outcome.unwrap_err().to_string();
            assert_eq!(said, format!("{}: no such folder; make it first", missing.display()));
        }
        assert!(check_destination(folder.path()).unwrap_err().to_string().contains("directory"));
        check_destination(&folder.path().join("gaps.csv")).unwrap();
        check_destination(Path::new("gaps.csv")).unwrap();
    }

    #[test]
    fn a_device_is_written_to_and_stays_a_device() {
        write_whole(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn what_cannot_be_read_is_said_plainly() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let said = |limit| read_bounded(&path, limit).unwrap_err().to_string();
        assert!(said(9).contains("no such file"));
        fs::write(&path, b"").unwrap();
        assert!(said(9).contains("empty"));
        assert!(MappedFile::open(&path).unwrap_err().to_string().contains("empty"));
        fs::write(&path, b"0123456789").unwrap();
        assert!(said(9).contains("larger than 9 bytes"));
        assert_eq!(read_bounded(&path, 10).unwrap().len(), 10);
        assert_eq!(MappedFile::open(&path).unwrap().bytes(), b"0123456789");
        assert!(read_bounded(folder.path(), 9).unwrap_err().to_string().contains("directory"));
    }

    #[test]
    fn a_written_file_is_readable_by_colleagues() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        write_whole(&path, b"x").unwrap();
        assert_ne!(fs::metadata(&path).unwrap().permissions().mode() & 0o044, 0);
    }
}
