//! The roads of a file, as a travel model.

use std::path::{Path, PathBuf};

use super::DatasetError;
use crate::files::FileError;
use crate::network::file::{self, Expected};
use crate::network::graph::RoadGraph;
use crate::network::hierarchy::Hierarchy;
use crate::network::profile::Attributes;
use crate::travel::Road;

/// Opens a file of roads made by `maillage roads build`, with its hierarchy where
/// [`contract_roads`] left one. Roads with any of `closed` are closed: the graph is then copied, and has no
/// hierarchy.
///
/// Every byte is checked. Cost: a few milliseconds a hundred megabytes; what is not used is not read
/// again.
///
/// # Errors
/// [`DatasetError`] when one of them cannot be read, is not such a file, when the hierarchy is of other
/// roads, or when the walk to the road is out of range.
pub fn open_roads(path: &Path, max_snap_m: f64, closed: Attributes) -> Result<Road, DatasetError> {
    let whole = open_graph(path)?;
    let is_copied = whole.extent_of(closed).n_chains > 0 && !whole.has_closed(closed);
    let graph = if is_copied { whole.closing(closed) } else { whole };
    let beside = hierarchy_path(path);
    // A hierarchy is of the roads as they are in the file.
    let hierarchy =
        if beside.exists() && !is_copied { Some(Hierarchy::open(&beside, &graph)?) } else { None };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let road = Road::new(graph, name, max_snap_m)?;
    Ok(match hierarchy {
        Some(hierarchy) => road.with_hierarchy(hierarchy),
        None => road,
    })
}

/// Contracts a file of roads and writes the hierarchy beside it, on `n_threads` threads: the file written.
///
/// # Errors
/// [`DatasetError`] when the roads cannot be read or the hierarchy cannot be written.
pub fn contract_roads(path: &Path, n_threads: usize) -> Result<PathBuf, DatasetError> {
    let graph = open_graph(path)?;
    let beside = hierarchy_path(path);
    Hierarchy::build(&graph, n_threads).write(&beside)?;
    Ok(beside)
}

/// Where the hierarchy of a file of roads is: `.ch` after its name.
#[must_use]
pub fn hierarchy_path(roads: &Path) -> PathBuf {
    let mut name = roads.as_os_str().to_owned();
    name.push(".ch");
    name.into()
}

fn open_graph(path: &Path) -> Result<RoadGraph, DatasetError> {
    // For the plain words about what is missing, empty or a folder.
    let metadata = crate::files::open(path)?.metadata().map_err(|e| FileError::io(path, "look at", e))?;
    if !metadata.is_file() {
        return Err(FileError::NotRegular { path: path.to_owned() }.into());
    }
    Ok(file::open(path, Expected::default())?)
}
