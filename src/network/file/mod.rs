//! The graph on disk: one file, written whole or not at all, refused when it is not what is asked.
//!
//! The file is the bytes of the graph behind a header: what it is, what it was made from, and for each
//! section where it lies and its checksum (see [`container`]). It is opened by mapping, so that a
//! country opens in milliseconds and several processes share it. It is never changed in place: a new one
//! is written beside and renamed.

pub(in crate::network) mod container;
pub(in crate::network) mod pages;

use std::path::{Path, PathBuf};

use super::graph::RoadGraph;
use super::graph::image::N_SECTIONS;
use super::num::small;
use super::profile::Mode;
use crate::files;
use container::{Front, Kind, Refusal};

/// The layout that this program writes and reads.
const VERSION: u32 = 3;
/// What graph files look like, with the size of one element of each section.
const KIND: Kind<N_SECTIONS> = Kind {
    magic: *b"MAILLRD\n",
    version: VERSION,
    elements: [8, 4, 4, 12, 4, 4, 12, 4, 8, 16, 4, 8, 12, 16, 8, 1, 1, 16, 4, 8, 16, 1],
};
/// Bytes before the sections.
pub(in crate::network) const HEADER_BYTES: usize = KIND.header_bytes();

/// A graph file cannot be written or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] files::FileError),
    /// Something else than a road graph.
    #[error("{path} is not a road graph: make one with `maillage roads build EXTRACT.osm.pbf -o FILE.roads`", path = path.display())]
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
    let mode = Mode::ALL.iter().position(|mode| *mode == graph.mode()).unwrap_or(0);
    let fingerprints = [graph.profile_fingerprint(), graph.inputs_fingerprint()];
    let front = Front { tag: small(mode), fingerprints };
    Ok(KIND.write(front, graph.sections(), path)?)
}

/// Opens a graph and checks every byte of it: about 0.1 ms a megabyte in memory.
///
/// # Errors
/// When it cannot be read, is something else, of another layout, damaged, or not as expected.
pub fn open(path: &Path, expected: Expected) -> Result<RoadGraph, FileError> {
    let owned = || path.to_owned();
    let (front, sections) = KIND.open(path).map_err(|refusal| match refusal {
        Refusal::Unreadable(error) => FileError::File(error),
        Refusal::Other => FileError::NotAGraph { path: owned() },
        Refusal::Version(found) => FileError::Version { path: owned(), found },
        Refusal::Damaged(what) => FileError::Damaged { path: owned(), what },
    })?;
    let mode = Mode::ALL.get(front.tag as usize).copied();
    let mode = mode.ok_or_else(|| FileError::Damaged { path: owned(), what: "its mode".to_owned() })?;
    let [profile, inputs] = front.fingerprints;
    for (wanted, has, what) in [(expected.profile, profile, "profile"), (expected.inputs, inputs, "extract")]
    {
        if wanted.is_some_and(|wanted| wanted != has) {
            return Err(FileError::Fingerprint { path: owned(), what });
        }
    }
    Ok(RoadGraph::new(sections, mode, profile, inputs))
}

#[cfg(test)]
mod tests;
