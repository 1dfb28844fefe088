//! Reading an OpenStreetMap extract (`.osm.pbf`): its roads and the nodes that they need, with waters and places ([`ground`]).
//!
//! Two passes, so that memory is bounded by the road network and not by the file. The first reads
//! the ways and keeps those that the profile accepts, with the ids of their nodes. The second reads
//! the nodes and keeps the positions of those ids. Most files are sorted, nodes first: the border
//! between nodes and ways is then found by bisection and no blob is inflated twice. Blobs are read by
//! several threads and put together in the order of the file, so the result does not depend on them.
//!
//! The reader is our own (see `docs/adr/0006-own-pbf-reader.md`): nothing in it panics on or
//! allocates after what a file claims.

mod blob;
mod block;
mod ground;
mod ids;
mod parallel;
mod places;
mod read;
mod relations;
mod report;
#[cfg(test)]
mod restrictions;
mod rings;
mod wire;

use std::path::PathBuf;

pub use places::{ElementKind, OsmPlace, read_places};
pub use read::read_pbf;
pub use relations::{OsmAreas, OsmMember, OsmRelation, read_areas};
pub use report::{GroundReport, ImportReport};
pub use rings::{Elements, Outline, outline};

use super::num::low;

/// An extract cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OsmError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has no byte.
    #[error("{path} is empty: download it again", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{path} is not an OpenStreetMap extract in PBF (.osm.pbf): download one for the region", path = path.display())]
    NotPbf {
        /// The file.
        path: PathBuf,
    },
    /// The file ends in the middle of a blob.
    #[error("{path} is cut short after {n_bytes} bytes: download it again", path = path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Its length.
        n_bytes: u64,
    },
    /// Bytes that cannot be what they should be.
    #[error("{path} is damaged at byte {offset}: {what} cannot be read: download it again", path = path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Where, from its start.
        offset: u64,
        /// What cannot be read.
        what: &'static str,
    },
    /// The file asks for something that this reader does not know.
    #[error("{path} needs the feature {feature:?}, which is not supported", path = path.display())]
    UnknownFeature {
        /// The file.
        path: PathBuf,
        /// The feature.
        feature: String,
    },
    /// No way is a road for the profile.
    #[error(
        "{path} has no road for the {profile} profile: {n_ways} ways read, none kept",
        path = path.display()
    )]
    NoRoad {
        /// The file.
        path: PathBuf,
        /// The mode.
        profile: &'static str,
        /// Ways read.
        n_ways: u64,
    },
    /// Ways are roads for the profile, and the extract holds no two neighbouring nodes of any.
    #[error("{path} lacks the nodes of its roads: {n_missing} are missing; take an extract with complete ways", path = path.display())]
    NodesMissing {
        /// The file.
        path: PathBuf,
        /// Nodes that the roads name and the extract lacks.
        n_missing: u64,
    },
    /// More than 4 billion nodes of roads.
    #[error("{path} has more than {limit} nodes of roads", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound.
        limit: u64,
    },
}
