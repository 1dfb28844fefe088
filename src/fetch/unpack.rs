//! Taking the wanted file out of what was downloaded, within a bound.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::{FetchError, Unpack};
use crate::files::{FileError, open, write_whole_with};

/// How much is unpacked at once, bytes.
const BLOCK: usize = 256 << 10;

/// How many names of an archive a message tells.
const TOLD: usize = 8;

/// Writes the wanted file of an archive whole, or not at all.
///
/// # Errors
/// [`FetchError::Archive`] when the archive is damaged, lacks it, or it is larger than `most` bytes (inclusive).
pub(super) fn unpack(archive: &Path, how: &Unpack, most: u64, to: &Path) -> Result<(), FetchError> {
    let file = BufReader::new(open(archive)?);
    match how {
        Unpack::None => copy(archive, file, most, to),
        Unpack::Gzip => copy(archive, MultiGzDecoder::new(file), most, to),
        Unpack::Zip(member) => {
            let mut zip = ZipArchive::new(file).map_err(|error| {
                damaged(archive, &format!("not a zip archive that can be read ({error})"))
            })?;
            let Some(index) = zip.index_for_name(member) else {
                return Err(damaged(archive, &lacks(&zip, member)));
            };
            let wanted = zip
                .by_index(index)
                .map_err(|error| damaged(archive, &format!("{member} cannot be unpacked ({error})")))?;
            if wanted.size() > most {
                return Err(damaged(archive, &too_much(member, most)));
            }
            copy(archive, wanted, most, to)
        }
    }
}

fn copy(archive: &Path, mut from: impl Read, most: u64, to: &Path) -> Result<(), FetchError> {
    // What the archive is to blame for, apart from what the disk is.
    let mut blamed = None;
    let mut block = vec![0; BLOCK];
    let written = write_whole_with(to, |out: &mut (dyn Write + Send)| {
        let mut total = 0_u64;
        loop {
            let read = match from.read(&mut block) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    blamed = Some(format!("damaged ({error})"));
                    return Err(error);
                }
            };
            total += read as u64;
            if total > most {
                blamed = Some(too_much("its content", most));
                return Err(io::Error::other("too large"));
            }
            out.write_all(&block[..read])?;
        }
    });
    match (written, blamed) {
        (Err(_), Some(problem)) => Err(damaged(archive, &problem)),
        (outcome, _) => Ok(outcome?),
    }
}

fn damaged(archive: &Path, problem: &str) -> FetchError {
    FetchError::Archive { path: archive.to_owned(), problem: problem.to_owned() }
}

fn too_much(what: &str, most: u64) -> String {
    format!(
        "{what} is larger than the {most} bytes that the catalogue allows; raise most_bytes in a catalogue of your own"
    )
}

fn lacks(zip: &ZipArchive<BufReader<File>>, member: &str) -> String {
    let names: Vec<String> = zip.file_names().flatten().take(TOLD).map(String::from).collect();
    let more = zip.len().saturating_sub(names.len());
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    let by_hand = if names
        .iter()
        .any(|name| Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("7z")))
    {
        "; unpack it by hand: unzip, then 7z x (package p7zip-full)"
    } else {
        "; unpack it by hand, and give the file that you need"
    };
    // Names of an archive are a stranger's text: quoted, so that no control character reaches the terminal.
    let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    format!("the archive has no {member}; it holds {}{rest}{by_hand}", names.join(", "))
}

/// Whether the failure is the archive's, which is then of no use but to a person.
pub(super) fn is_worth_keeping(archive: &Path) -> Result<bool, FileError> {
    Ok(ZipArchive::new(BufReader::new(open(archive)?)).is_ok())
}
