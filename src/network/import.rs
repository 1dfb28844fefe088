//! From an extract to a graph, in one call.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::graph::{GraphError, RoadGraph, build};
use super::osm::{ImportReport, OsmError, read_pbf};
use super::profile::Profile;

/// A graph cannot be made from an extract.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The extract.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// The graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BuildReport {
    /// What was read.
    pub extract: ImportReport,
    /// Junctions.
    pub n_nodes: usize,
    /// Open directions of chains.
    pub n_arcs: usize,
    /// Points inside chains.
    pub n_points: usize,
    /// Junctions and metres of road of every component, the one with most road first.
    pub components: Vec<[u32; 2]>,
    /// Time for the graph, after reading.
    pub graph_time: Duration,
}

/// A stage of an import, as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildStage {
    /// Reading the extract.
    Reading {
        /// Its length.
        n_bytes: u64,
    },
    /// Joining its ways to a graph.
    Joining {
        /// How many.
        n_ways: usize,
    },
}

/// [`import_watched`] without anyone watching.
///
/// # Errors
/// When the extract cannot be read or holds no road for the profile.
pub fn import(path: &Path, profile: &Profile) -> Result<(RoadGraph, BuildReport), ImportError> {
    import_watched(path, profile, &|_| {})
}

/// Reads an extract and builds its graph, with the fingerprint of the extract in it; `watch` is told
/// of each stage as it begins.
///
/// Cost: about a second for ten megabytes on two cores; memory is bounded by the roads.
///
/// # Errors
/// When the extract cannot be read or holds no road for the profile.
pub fn import_watched(
    path: &Path,
    profile: &Profile,
    watch: &dyn Fn(BuildStage),
) -> Result<(RoadGraph, BuildReport), ImportError> {
    watch(BuildStage::Reading { n_bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()) });
    let (read, fingerprint) = std::thread::scope(|scope| {
        let fingerprint = scope.spawn(|| fingerprint(path));
        let read = read_pbf(path, profile);
        (read, fingerprint.join())
    });
    let (raw, extract) = read?;
    let io = |source| OsmError::Io { path: path.to_owned(), source };
    let fingerprint = match fingerprint {
        Ok(fingerprint) => fingerprint.map_err(io)?,
        Err(_) => return Err(io(std::io::Error::other("the fingerprint was not computed")).into()),
    };
    watch(BuildStage::Joining { n_ways: raw.ways.len() });
    let started = Instant::now();
    let graph = build(&raw, profile, fingerprint)?;
    let report = BuildReport {
        extract,
        n_nodes: graph.n_nodes(),
        n_arcs: graph.n_arcs(),
        n_points: graph.n_points(),
        components: graph.components().to_vec(),
        graph_time: started.elapsed(),
    };
    Ok((graph, report))
}

/// SHA-256 of a file.
///
/// # Errors
/// When it cannot be read.
pub fn fingerprint(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            n_bytes => hash.update(&buffer[..n_bytes]),
        }
    }
}
