//! Why a data folder, or a territory of it, cannot be used.

use std::path::PathBuf;

use crate::files::FileError;
use crate::ingest::IngestError;
use crate::network::file::FileError as RoadsError;
use crate::network::hierarchy::HierarchyError;
use crate::network::osm::OsmError;
use crate::travel::RoadError;

/// A data folder cannot be used, or does not hold what is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The folder has no communes.
    #[error("{}: not a data folder: it has no france/communes.fgb; give the folder that ships with maillage with --data", dir.display())]
    NotADataFolder {
        /// The folder as given.
        dir: PathBuf,
    },
    /// A file of the folder, or of venues, cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A folder cannot be listed.
    #[error(transparent)]
    File(#[from] FileError),
    /// An extract of OpenStreetMap cannot be read.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// A file of roads cannot be used.
    #[error(transparent)]
    Roads(#[from] RoadsError),
    /// The hierarchy beside a file of roads cannot be used.
    #[error(transparent)]
    Hierarchy(#[from] HierarchyError),
    /// A parameter of the road model is out of range.
    #[error(transparent)]
    Road(#[from] RoadError),
    /// A file of venues is given twice.
    #[error("{}: given twice; give each file once", path.display())]
    SameFileTwice {
        /// The path as given the second time.
        path: PathBuf,
    },
    /// No territory has this code.
    #[error("no {looked_up} in the data{}", suggestion(near))]
    UnknownTerritory {
        /// What was looked up: `département “99”`.
        looked_up: String,
        /// Codes and names that are near, best first.
        near: Vec<String>,
    },
    /// The buffer is out of range.
    #[error("a buffer of {km} km; it goes from 0 to {} km", crate::dataset::MAX_BUFFER_KM)]
    BadBuffer {
        /// The refused value, kilometres.
        km: f64,
    },
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) }
}
