//! `maillage import`: files of any format into a territory folder that `--data` reads.
//!
//! What is given goes over the base data: boundaries decide which communes there are, tables are brought to their codes
//! (mergers), the people of grid cells go to the communes that hold them. Nothing is lost: every row is used, elsewhere, or
//! a finding. Nothing is written before everything is read, and the folder is whole or not there ([`folder`]).
//! The layout is in `docs/data-folder.md`.

mod areas;
mod attach;
mod boundaries;
mod bringing;
mod codes;
mod communes;
mod error;
mod figures;
mod folder;
mod grid;
mod indicator_check;
mod indicator_columns;
mod indicators;
mod log;
mod manifest;
mod mergers;
mod osm;
mod parts;
mod population;
mod prepare;
mod repair;
mod tables;
mod thousands;
mod venues;
mod whereabouts;
mod write;

use std::path::PathBuf;

pub use attach::{CellCount, NEAREST_M};
pub use error::ImportError;
pub use folder::WrittenFile;
pub use indicator_check::{IndicatorReport, Subject, check_indicators, subject_of};
pub use indicator_columns::{IndicatorColumn, IndicatorRole, MOST_INDICATORS};
pub use indicators::IndicatorFile;
pub use log::{Counted, Tally};
pub use manifest::{Base, CellTotals, Input, Manifest, OsmParameters, Parameters, Role, Totals};
pub use osm::{LevelCover, OsmRequest, PeopleOrigins, prepare_osm};
pub use prepare::prepare;
pub use write::thousandths as signed;

use crate::geodesy::Crs;
use crate::model::{Commune, CommuneCode, Finding, GridCell, TerritoryCode};
use crate::network::graph::RoadGraph;
use areas::Known;
use indicators::Indicators;
use venues::VenuesOut;

/// What is to be imported.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// The data folder to begin with; `None` for none.
    pub base: Option<PathBuf>,
    /// The territory to restrict the folder to; `None` for everything.
    pub territory: Option<TerritoryCode>,
    /// How far around it communes, cells and venues are kept, metres.
    pub buffer_m: f64,
    /// Boundaries of communes.
    pub boundaries: Vec<PathBuf>,
    /// Their coordinate system, where the files do not say or say wrong.
    pub crs: Option<Crs>,
    /// The layer of a `GeoPackage` of boundaries.
    pub layer: Option<String>,
    /// Population of communes.
    pub population: Option<PathBuf>,
    /// Its column; `None` for the usual names.
    pub population_column: Option<String>,
    /// INSEE's `v_mvt_commune`.
    pub mergers: Option<PathBuf>,
    /// Cells with people.
    pub grid: Vec<PathBuf>,
    /// Venues; those of the base data when empty.
    pub venues: Vec<PathBuf>,
    /// Indicators of communes.
    pub indicators: Vec<IndicatorFile>,
    /// What the user says of the date of a file, by its path as given.
    pub vintages: Vec<(PathBuf, String)>,
}

/// A folder that is ready to be written.
pub struct Prepared {
    manifest: Manifest,
    findings: Vec<Finding>,
    communes: Vec<Commune>,
    /// By their place on the map.
    cells: Option<Vec<GridCell>>,
    known: Known,
    venues: Vec<VenuesOut>,
    indicators: Vec<Indicators>,
    sources: Vec<crate::dataset::Source>,
    /// Communes of the territory itself.
    inside: std::collections::BTreeSet<CommuneCode>,
    /// Roads for cars.
    roads: Option<RoadGraph>,
}

impl Prepared {
    /// What it is made of, and what it holds; its list of files is filled by [`Self::write`].
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What was found, the first thousand of each kind and file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
