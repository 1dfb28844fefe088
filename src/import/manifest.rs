//! What a folder was made of: sources, parameters, rows, totals, findings, files.
//!
//! No date of today is in it: the same files give the same manifest.

use std::path::PathBuf;

use serde::Serialize;

use super::attach::CellCount;
use super::folder::WrittenFile;
use super::log::{Counted, Tally};
use super::osm::{LevelCover, PeopleOrigins};
use crate::dataset::{DeclaredIndicator, FOLDER_FORMAT, FOLDER_VERSION};
use crate::units::People;

/// What a file is to an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Boundaries of communes.
    Boundaries,
    /// Population of communes.
    Population,
    /// Mergers of communes.
    Mergers,
    /// Cells of a grid with their people.
    Grid,
    /// Indicators of communes.
    Indicators,
    /// Venues.
    Venues,
    /// Roads.
    Roads,
}

impl Role {
    /// The word used in the manifest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boundaries => "boundaries",
            Self::Population => "population",
            Self::Mergers => "mergers",
            Self::Grid => "grid",
            Self::Indicators => "indicators",
            Self::Venues => "venues",
            Self::Roads => "roads",
        }
    }

    /// What it is called in French, where sources are cited.
    pub(super) const fn french(self) -> &'static str {
        match self {
            Self::Boundaries => "Limites des communes",
            Self::Population => "Population des communes",
            Self::Mergers => "Mouvements des communes",
            Self::Grid => "Population par carreau",
            Self::Indicators => "Indicateurs des communes",
            Self::Venues => "Lieux",
            Self::Roads => "Routes",
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// What it is.
    pub role: Role,
    /// Its path, as given.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The date that it stands for, as given; none where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vintage: Option<String>,
    /// What became of its rows.
    pub rows: Tally,
}

/// The data that an import began with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Base {
    /// The folder, as given or found.
    pub path: PathBuf,
    /// SHA-256 of its communes, in hexadecimal.
    pub communes_sha256: String,
    /// What its own manifest was, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<String>,
}

/// The options that decide what is in the folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameters {
    /// The territory that the folder is restricted to; none for everything.
    pub territory: Option<String>,
    /// How far around it communes are kept, km.
    pub buffer_km: f64,
    /// EPSG number that boundaries were said to have.
    pub crs: Option<u32>,
    /// The column of populations that was read.
    pub population_column: Option<String>,
    /// How far from a boundary the centre of a cell may be, metres.
    pub cell_reach_m: f64,
    /// What was chosen in an extract of OpenStreetMap, where the folder is made of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub osm: Option<OsmParameters>,
}

/// What was chosen in an extract of OpenStreetMap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OsmParameters {
    /// The level of administration that serves as communes; none where places do, since no level is whole.
    pub admin_level: Option<u8>,
    /// What the levels that were looked at cover, in the order in which they were tried.
    pub levels: Vec<LevelCover>,
    /// Where the people of communes are known from.
    pub people: PeopleOrigins,
}

/// Cells against communes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CellTotals {
    /// Cells in the folder.
    pub all: CellCount,
    /// Of those, whose figures were imputed.
    pub imputed: CellCount,
    /// Attached to the commune that holds their centre.
    pub inside: CellCount,
    /// Attached to the commune that the file names.
    pub named: CellCount,
    /// Attached to the nearest commune.
    pub nearest: CellCount,
    /// Set aside: in no commune, nor near one.
    pub set_aside: CellCount,
    /// Communes with cells.
    pub communes: u64,
    /// Municipal population of these communes.
    pub municipal_population: People,
    /// People of the cells less that population, in thousandths of a person; negative where cells hold fewer. Nothing is
    /// rescaled.
    pub difference_thousandths: i64,
    /// Municipal population of the communes without any cell, whose people stay at their chef-lieu.
    pub population_without_cells: People,
}

/// What the folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Communes, those of the surroundings included.
    pub communes: u64,
    /// Of those, in the territory.
    pub communes_inside: u64,
    /// Communes without a boundary.
    pub without_boundary: u64,
    /// Communes whose population is not known.
    pub without_population: u64,
    /// Municipal population.
    pub population: u64,
    /// Of those, in the territory.
    pub population_inside: u64,
    /// Venues.
    pub venues: u64,
    /// Cells; none without a grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<CellTotals>,
}

/// What a folder was made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// [`FOLDER_FORMAT`].
    pub format: &'static str,
    /// [`FOLDER_VERSION`].
    pub version: u32,
    /// What the whole is called; none for France or a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The program that made it.
    pub made_by: String,
    /// The options.
    pub parameters: Parameters,
    /// The data that it began with; none for a folder of its own.
    pub base: Option<Base>,
    /// The files that were given, in the order of roles.
    pub inputs: Vec<Input>,
    /// Indicators of communes.
    pub indicators: Vec<DeclaredIndicator>,
    /// What it holds.
    pub totals: Totals,
    /// Findings by file, kind and severity; `findings.csv` tells them one by one.
    pub findings: Vec<Counted>,
    /// Every other file of the folder.
    pub files: Vec<WrittenFile>,
}

impl Manifest {
    /// A manifest of a folder of this format, without anything in it.
    pub(super) fn new(parameters: Parameters, base: Option<Base>) -> Self {
        Self {
            format: FOLDER_FORMAT,
            version: FOLDER_VERSION,
            name: None,
            made_by: concat!("maillage ", env!("CARGO_PKG_VERSION")).to_owned(),
            parameters,
            base,
            inputs: Vec::new(),
            indicators: Vec::new(),
            totals: Totals::default(),
            findings: Vec::new(),
            files: Vec::new(),
        }
    }
}
