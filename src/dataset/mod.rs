//! A data folder on disk, and the territories that can be loaded from it.
//!
//! The one place that joins reading files ([`crate::ingest`]) and assembling territories
//! ([`crate::territory`]); the command line and the service both load through it.

mod check;
mod error;
mod fingerprints;
mod fixed;
mod folder;
mod gazetteer;
mod loading;
mod osm_venues;
mod roads;
mod sources;
mod venues;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use check::{CheckReport, Checked, CheckedFile, FindingCount, GuessedColumn, HoursCount};
pub use error::DatasetError;
pub use fingerprints::DataFile;
pub use fixed::{FixedFile, typology_of};
pub use folder::{DeclaredIndicator, FOLDER_FORMAT, FOLDER_ROADS, FOLDER_VERSION};
pub use gazetteer::TerritoryHit;
pub use loading::LoadedTerritory;
pub use osm_venues::read as read_osm_venues;
pub use roads::{contract_roads, hierarchy_path, open_roads};
pub use venues::{SourceFile, VenueSet, mapping_beside, read_mapping, read_one as read_venue_file};

use crate::files::read_bounded;
use crate::ingest::IngestError;
use crate::ingest::areas::read_areas;
use crate::ingest::cells::CellFile;
use crate::ingest::communes::CommuneFile;
use crate::model::{Area, CommuneCode};
use crate::territory::CommuneNames;
use gazetteer::Gazetteer;

/// The widest buffer around a territory, kilometres (inclusive).
pub const MAX_BUFFER_KM: f64 = 200.0;

/// Where a part of the data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub name: String,
    /// Who publishes it.
    pub producer: String,
    /// The date it stands for, in words.
    pub vintage: String,
    /// The licence it is under.
    pub licence: String,
    /// The file of venues that it is the source of, below the data folder; none for what concerns
    /// every territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// An open data folder: `france/communes.fgb`, `france/{epci,departements,regions}.csv`, `venues/`, and
/// `demand/cells.fgb` and `indicators/` where there are some (`docs/data-folder.md`). Immutable; threads may share it.
#[derive(Debug)]
pub struct Dataset {
    dir: PathBuf,
    communes: CommuneFile,
    epcis: Vec<Area>,
    departments: Vec<Area>,
    regions: Vec<Area>,
    sources: Vec<Source>,
    /// What its manifest calls the whole of it.
    name: Option<String>,
    cells: Option<CellFile>,
    indicators: Vec<folder::IndicatorColumns>,
    gazetteer: OnceLock<Gazetteer>,
    codes: OnceLock<BTreeSet<CommuneCode>>,
    commune_names: OnceLock<CommuneNames>,
    fingerprints: OnceLock<Vec<DataFile>>,
}

impl Dataset {
    /// Whether a folder looks like a data folder: it has `france/communes.fgb`.
    #[must_use]
    pub fn is_at(dir: &Path) -> bool {
        dir.join("france/communes.fgb").is_file()
    }

    /// Opens a data folder.
    ///
    /// Cost: a few milliseconds; communes are read on demand.
    ///
    /// # Errors
    /// [`DatasetError`] when the folder is not one, or a file in it is missing or damaged.
    pub fn open(dir: &Path) -> Result<Self, DatasetError> {
        if !Self::is_at(dir) {
            return Err(DatasetError::NotADataFolder { dir: dir.to_owned() });
        }
        let france = dir.join("france");
        let head = folder::read_manifest(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            communes: CommuneFile::open(&france.join("communes.fgb"))?,
            epcis: read_areas(&france.join("epci.csv"))?,
            departments: read_areas(&france.join("departements.csv"))?,
            regions: read_areas(&france.join("regions.csv"))?,
            sources: read_sources(&france.join("sources.json"))?,
            name: head.name,
            cells: folder::open_cells(dir)?,
            indicators: folder::read_indicators(dir, &head.indicators)?,
            gazetteer: OnceLock::new(),
            codes: OnceLock::new(),
            commune_names: OnceLock::new(),
            fingerprints: OnceLock::new(),
        })
    }

    /// The folder, as given to [`Self::open`].
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the whole of the data is called: what the folder says, else France.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("France")
    }

    /// The file of roads of the folder, where it has one.
    #[must_use]
    pub fn roads(&self) -> Option<PathBuf> {
        Some(self.dir.join(FOLDER_ROADS)).filter(|path| path.is_file())
    }

    /// Whether the folder has a département of this code, with communes.
    #[must_use]
    pub fn has_department(&self, code: &str) -> bool {
        self.departments.iter().any(|area| area.code == code && area.communes > 0)
    }

    /// Where the data comes from; empty when the folder does not say.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// A buffer in metres, from kilometres.
    ///
    /// # Errors
    /// [`DatasetError::BadBuffer`] when it is not from 0 to [`MAX_BUFFER_KM`], both included.
    pub fn buffer_metres(km: f64) -> Result<f64, DatasetError> {
        if (0.0..=MAX_BUFFER_KM).contains(&km) {
            Ok(km * 1000.0)
        } else {
            Err(DatasetError::BadBuffer { km })
        }
    }

    /// The codes of all current communes; read at the first use, apart from the gazetteer because
    /// every territory needs them and they cost much less.
    pub(crate) fn codes(&self) -> Result<&BTreeSet<CommuneCode>, DatasetError> {
        if let Some(read) = self.codes.get() {
            return Ok(read);
        }
        let read = self.communes.codes()?;
        Ok(self.codes.get_or_init(|| read))
    }

    /// Every commune without its boundary, and names to search; made at the first use.
    fn gazetteer(&self) -> Result<&Gazetteer, DatasetError> {
        if let Some(made) = self.gazetteer.get() {
            return Ok(made);
        }
        let made = Gazetteer::new(
            self.name(),
            self.communes.all(false)?,
            &self.epcis,
            &self.departments,
            &self.regions,
        );
        Ok(self.gazetteer.get_or_init(|| made))
    }
}

fn read_sources(path: &Path) -> Result<Vec<Source>, DatasetError> {
    // A folder that a user made may not say where its data comes from.
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = read_bounded(path, 1 << 20)?;
    serde_json::from_slice(&bytes).map_err(|e| {
        let problem = e.to_string();
        let remedy = "give a list of objects with name, producer, vintage and licence";
        DatasetError::Ingest(IngestError::Malformed { path: path.to_owned(), problem, remedy })
    })
}

#[cfg(test)]
mod tests;
