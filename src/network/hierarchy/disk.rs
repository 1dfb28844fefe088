//! The hierarchy on disk, beside the graph that it ranks.
//!
//! It takes a minute to make for a country and milliseconds to open: the file is the tables of the
//! hierarchy behind a header with the fingerprint of the graph. It is opened by mapping, like the graph,
//! and refused when it ranks another one.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Hierarchy, N_SECTIONS};
use crate::files::FileError;
use crate::network::file::container::{Front, Kind, Refusal};
use crate::network::graph::RoadGraph;

/// The layout that this program writes and reads.
const VERSION: u32 = 1;
/// What hierarchy files look like, with the size of one element of each section.
pub(super) const KIND: Kind<N_SECTIONS> =
    Kind { magic: *b"MAILLCH\n", version: VERSION, elements: [4, 4, 4, 12, 4, 12] };

/// A hierarchy file cannot be written or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HierarchyError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something else than a hierarchy.
    #[error("{path} is not the hierarchy of a road graph: delete it, or make it again with `maillage roads contract`", path = path.display())]
    NotAHierarchy {
        /// The file.
        path: PathBuf,
    },
    /// Written by another version of this program.
    #[error("{path} has layout {found} and this program reads layout {VERSION}: delete it, or make it again with `maillage roads contract`", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u32,
    },
    /// Its bytes changed since it was written, or it was cut.
    #[error("{path} is damaged ({what}): delete it, or make it again with `maillage roads contract`", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        what: String,
    },
    /// It ranks another graph.
    #[error("{path} was made from another road graph: delete it, or make it again with `maillage roads contract`", path = path.display())]
    OtherGraph {
        /// The file.
        path: PathBuf,
    },
}

impl Hierarchy {
    /// Writes it: beside, to disk, then renamed. An existing file is replaced, or kept on failure.
    ///
    /// # Errors
    /// When the system refuses; nothing is then left behind.
    pub fn write(&self, path: &Path) -> Result<(), HierarchyError> {
        let front = Front { tag: self.pace, fingerprints: [self.graph, [0; 32]] };
        Ok(KIND.write(front, &self.sections, path)?)
    }

    /// Opens the hierarchy of `graph` and checks every byte of it: about 0.1 ms a megabyte in memory,
    /// of the file and of the arcs of the graph.
    ///
    /// # Errors
    /// When it cannot be read, is something else, of another layout, damaged, or of another graph.
    pub fn open(path: &Path, graph: &RoadGraph) -> Result<Self, HierarchyError> {
        let owned = || path.to_owned();
        let (front, sections) = KIND.open(path).map_err(|refusal| match refusal {
            Refusal::Unreadable(error) => HierarchyError::File(error),
            Refusal::Other => HierarchyError::NotAHierarchy { path: owned() },
            Refusal::Version(found) => HierarchyError::Version { path: owned(), found },
            Refusal::Damaged(what) => HierarchyError::Damaged { path: owned(), what },
        })?;
        let hierarchy = Self { sections, graph: front.fingerprints[0], pace: front.tag };
        if hierarchy.graph != fingerprint(graph) {
            return Err(HierarchyError::OtherGraph { path: owned() });
        }
        Ok(hierarchy)
    }
}

/// What a hierarchy depends on: the arcs of a graph, with their times and lengths.
///
/// Their checksums stand for them, with what the graph was made from: an accident is told, not a forger.
pub(super) fn fingerprint(graph: &RoadGraph) -> [u8; 32] {
    let arcs = graph.arcs_out();
    let mut hash = Sha256::new();
    hash.update(graph.profile_fingerprint());
    hash.update(graph.inputs_fingerprint());
    hash.update((graph.n_nodes() as u64).to_le_bytes());
    hash.update((graph.n_arcs() as u64).to_le_bytes());
    hash.update(crc32fast::hash(bytemuck::cast_slice(arcs.start)).to_le_bytes());
    hash.update(crc32fast::hash(bytemuck::cast_slice(arcs.arcs)).to_le_bytes());
    hash.finalize().into()
}
