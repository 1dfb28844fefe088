//! From an extract or a shapefile to a graph, in one call.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::bdtopo::{self, BdTopoError, ShapefileOptions, read_shapefile};
use super::graph::{Extent, GraphError, RoadGraph, build};
use super::osm::{ImportReport, OsmError, read_pbf};
use super::profile::{Attributes, Profile};
use super::raw::RawNetwork;
use crate::geodesy::Crs;

/// First bytes of every `.shp`.
const SHAPEFILE: [u8; 4] = 9994u32.to_be_bytes();

/// A graph cannot be made from a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The extract.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// The shapefile.
    #[error(transparent)]
    BdTopo(#[from] BdTopoError),
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
    /// Roads closed as asked.
    pub closed: Extent,
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

/// What is known of a source beside what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportOptions {
    /// The coordinate system of a shapefile; `None` to take what its `.prj` says.
    pub crs: Option<Crs>,
    /// Roads with any of these are closed in the graph.
    pub closed: Attributes,
}

/// [`import_with`] without options and without anyone watching.
///
/// # Errors
/// When the file cannot be read or holds no road for the profile.
pub fn import(path: &Path, profile: &Profile) -> Result<(RoadGraph, BuildReport), ImportError> {
    import_with(path, profile, ImportOptions::default(), &|_| {})
}

/// Reads a source and builds its graph, with the fingerprint of the source in it; `watch` is told of
/// each stage as it begins.
///
/// The source is an OpenStreetMap extract (`.osm.pbf`) or the `.shp` of BD TOPO's `TRONCON_DE_ROUTE`, told
/// apart by their first bytes and their names.
///
/// Cost: about a second for ten megabytes of an extract on two cores; memory is bounded by the roads.
///
/// # Errors
/// When the source cannot be read or holds no road for the profile.
pub fn import_with(
    path: &Path,
    profile: &Profile,
    options: ImportOptions,
    watch: &dyn Fn(BuildStage),
) -> Result<(RoadGraph, BuildReport), ImportError> {
    watch(BuildStage::Reading { n_bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()) });
    let (read, fingerprint) = std::thread::scope(|scope| {
        let fingerprint = scope.spawn(|| fingerprint(path));
        let read = read(path, profile, options);
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
    let closed = graph.extent_of(options.closed);
    let graph = if closed.n_chains > 0 { graph.closing(options.closed) } else { graph };
    let report = BuildReport {
        extract,
        n_nodes: graph.n_nodes(),
        n_arcs: graph.n_arcs(),
        n_points: graph.n_points(),
        closed,
        components: graph.components().to_vec(),
        graph_time: started.elapsed(),
    };
    Ok((graph, report))
}

fn read(
    path: &Path,
    profile: &Profile,
    options: ImportOptions,
) -> Result<(RawNetwork, ImportReport), ImportError> {
    if is_shapefile(path) {
        Ok(read_shapefile(path, profile, ShapefileOptions { crs: options.crs })?)
    } else {
        Ok(read_pbf(path, profile)?)
    }
}

/// Whether a file is a shapefile: it is called `.shp`, or begins like one.
fn is_shapefile(path: &Path) -> bool {
    let called = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("shp"));
    let mut first = [0; 4];
    called
        || File::open(path)
            .and_then(|mut file| file.read_exact(&mut first))
            .is_ok_and(|()| first == SHAPEFILE)
}

/// SHA-256 of a source: of a file, or of the parts of a shapefile one after the other (`.shp`, `.dbf`, `.prj`,
/// `.cpg`, those that are there).
///
/// # Errors
/// When it cannot be read.
pub fn fingerprint(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let parts = if is_shapefile(path) { bdtopo::parts(path) } else { vec![path.to_owned()] };
    for part in parts {
        let mut file = File::open(part)?;
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                n_bytes => hash.update(&buffer[..n_bytes]),
            }
        }
    }
    Ok(hash.finalize().into())
}
