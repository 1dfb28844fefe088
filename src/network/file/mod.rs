//! The graph on disk: one file, written whole or not at all, refused when it is not what is asked.
//!
//! The file is the bytes of the graph behind a header: what it is, what it was made from, and for each
//! section where it lies and its checksum (CRC-32). It is opened by mapping, so that a country opens
//! in milliseconds and several processes share it. It is never changed in place: a new one is written
//! beside and renamed.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::graph::RoadGraph;
use super::graph::image::{ALIGN, Image, N_SECTIONS, Sections};
use super::num::small;
use super::profile::Mode;
use crate::files;

/// First bytes of a graph file.
const MAGIC: &[u8; 8] = b"MAILLRD\n";
/// The layout that this program writes and reads.
const VERSION: u32 = 1;
/// Bytes of a section in the table: start, length, checksum, size of a number.
const ENTRY: usize = 24;
/// Bytes before the table: magic, version, mode, two fingerprints.
const FIXED: usize = 8 + 4 + 4 + 32 + 32;
/// Bytes before the sections: fixed part, table, checksum of both.
pub(in crate::network) const HEADER_BYTES: usize = (FIXED + N_SECTIONS * ENTRY + 4).next_multiple_of(ALIGN);
/// Size of one element of each section, bytes.
const ELEMENT: [usize; N_SECTIONS] = [8, 4, 4, 12, 4, 4, 12, 4, 8, 16, 4, 8, 12, 16, 8, 1];

/// A graph file cannot be written or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system refused.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] files::FileError),
    /// Something else than a road graph.
    #[error("{path} is not a road graph: make one with `maillage roads build EXTRACT.osm.pbf -o {path}`", path = path.display())]
    NotAGraph {
        /// The file.
        path: PathBuf,
    },
    /// Written by another version of this program.
    #[error("{path} has layout {found} and this program reads layout {VERSION}: make it again with `maillage roads build`", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u32,
    },
    /// Its bytes changed since it was written, or it was cut.
    #[error("{path} is damaged ({what}): make it again with `maillage roads build`", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        what: String,
    },
    /// Made from other files or with another profile.
    #[error("{path} was made from another {what}: make it again with `maillage roads build`", path = path.display())]
    Fingerprint {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: &'static str,
    },
}

/// What a graph must have been made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expected {
    /// Fingerprint of the profile; `None` for any.
    pub profile: Option<[u8; 32]>,
    /// Fingerprint of the inputs; `None` for any.
    pub inputs: Option<[u8; 32]>,
}

/// Writes a graph: beside, to disk, then renamed. An existing file is replaced, or kept on failure.
///
/// # Errors
/// When the system refuses; nothing is then left behind.
pub fn write(graph: &RoadGraph, path: &Path) -> Result<(), FileError> {
    files::write_whole_with(path, |out| {
        out.write_all(&header(graph))?;
        out.write_all(&graph.sections().image.bytes()[HEADER_BYTES..])
    })?;
    Ok(())
}

/// Opens a graph and checks every byte of it: about 0.1 ms a megabyte in memory.
///
/// # Errors
/// When it cannot be read, is something else, of another layout, damaged, or not as expected.
pub fn open(path: &Path, expected: Expected) -> Result<RoadGraph, FileError> {
    let io = |source| FileError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    let not_a_graph = || FileError::NotAGraph { path: path.to_owned() };
    if file.metadata().map_err(io)?.len() < HEADER_BYTES as u64 {
        return Err(not_a_graph());
    }
    let image = Image::Mapped(map(&file).map_err(io)?);
    let bytes = image.bytes();
    if &bytes[..8] != MAGIC {
        return Err(not_a_graph());
    }
    let damaged = |what: &str| FileError::Damaged { path: path.to_owned(), what: what.to_owned() };
    let found = u32_at(bytes, 8);
    if found != VERSION {
        return Err(FileError::Version { path: path.to_owned(), found });
    }
    let table_end = FIXED + N_SECTIONS * ENTRY;
    if u32_at(bytes, table_end) != crc32fast::hash(&bytes[..table_end]) {
        return Err(damaged("its header"));
    }
    let mode = Mode::ALL.get(u32_at(bytes, 12) as usize).copied().ok_or_else(|| damaged("its mode"))?;
    let mut ranges: [Range<usize>; N_SECTIONS] = std::array::from_fn(|_| 0..0);
    for (section, range) in ranges.iter_mut().enumerate() {
        *range = check_section(bytes, section).ok_or_else(|| damaged(&format!("its section {section}")))?;
    }
    let fingerprint = |at: usize| <[u8; 32]>::try_from(&bytes[at..at + 32]).unwrap_or_default();
    let (profile, inputs) = (fingerprint(16), fingerprint(48));
    for (wanted, has, what) in [(expected.profile, profile, "profile"), (expected.inputs, inputs, "extract")]
    {
        if wanted.is_some_and(|wanted| wanted != has) {
            return Err(FileError::Fingerprint { path: path.to_owned(), what });
        }
    }
    Ok(RoadGraph::new(Sections { image, ranges }, mode, profile, inputs))
}

/// Where a section lies, if its bytes are those that were written.
fn check_section(bytes: &[u8], section: usize) -> Option<Range<usize>> {
    let entry = FIXED + section * ENTRY;
    let start = usize::try_from(u64_at(bytes, entry)).ok()?;
    let len = usize::try_from(u64_at(bytes, entry + 8)).ok()?;
    let range = start..start.checked_add(len)?;
    let content = bytes.get(range.clone())?;
    let sound = start % ALIGN == 0 && len % ELEMENT[section] == 0;
    (sound && crc32fast::hash(content) == u32_at(bytes, entry + 16)).then_some(range)
}

fn header(graph: &RoadGraph) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend(VERSION.to_le_bytes());
    let mode = Mode::ALL.iter().position(|mode| *mode == graph.mode()).unwrap_or(0);
    header.extend(small(mode).to_le_bytes());
    header.extend(graph.profile_fingerprint());
    header.extend(graph.inputs_fingerprint());
    let sections = graph.sections();
    let image = sections.image.bytes();
    for (range, element) in sections.ranges.iter().zip(ELEMENT) {
        header.extend((range.start as u64).to_le_bytes());
        header.extend((range.len() as u64).to_le_bytes());
        header.extend(crc32fast::hash(&image[range.clone()]).to_le_bytes());
        header.extend(small(element).to_le_bytes());
    }
    header.extend(crc32fast::hash(&header).to_le_bytes());
    header.resize(HEADER_BYTES, 0);
    header
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// Maps a file that is only ever replaced by renaming.
#[expect(unsafe_code, reason = "mapping a file has no safe form; the one place where it is done")]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: the map is read-only, and graph files are never written in place: `write` makes another
    // file and renames it, which leaves the mapped one as it was.
    unsafe { memmap2::Mmap::map(file) }
}

#[cfg(test)]
mod tests;
