//! Reading the roads of IGN's BD TOPO: the shapefile `TRONCON_DE_ROUTE`.
//!
//! A shapefile is several files with one name: the lines (`.shp`), their attributes (`.dbf`), their
//! coordinate system (`.prj`) and, at times, the encoding of the attributes (`.cpg`). Lines and attributes
//! are read side by side, one record at a time; memory is bounded by the roads that are kept. Positions
//! are taken to longitude and latitude, and segments are joined where their ends are at the same
//! centimetre. What comes out is the same [`RawNetwork`](super::raw::RawNetwork) as from OpenStreetMap.
//!
//! Both readers (`ingest::shapefile`) are our own (see `docs/adr/0010-bd-topo-shapefile.md`): every length is checked against the
//! file before anything is allocated, and nothing in them panics on what a file claims.
//!
//! References: ESRI, *Shapefile Technical Description* (1998); dBASE III, *File structure*; IGN,
//! *BD TOPO version 3, descriptif de contenu*.

mod columns;
mod join;
mod read;
mod rules;

use std::path::PathBuf;

use crate::geodesy::OutsideCrs;
use crate::ingest::shapefile::ShapefileError;

pub(super) use read::parts;
pub use read::{ShapefileOptions, read_shapefile};

/// A shapefile of roads cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BdTopoError {
    /// The shapefile as such.
    #[error(transparent)]
    Shapefile(#[from] ShapefileError),
    /// A shapefile of something else than lines.
    #[error("{path} holds {kind} and roads are lines: give TRONCON_DE_ROUTE.shp", path = path.display())]
    NotLines {
        /// The file.
        path: PathBuf,
        /// What it holds.
        kind: &'static str,
    },
    /// A column that roads must have.
    #[error(
        "{path} has no column {column}: give the TRONCON_DE_ROUTE of the BD TOPO (columns found: {found})",
        path = path.display()
    )]
    NoColumn {
        /// The table.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// Those that it has.
        found: String,
    },
    /// Every line is outside of the coordinate system.
    #[error("record {record} of {path}: {source}: is the coordinate system right? It can be given with --crs", path = path.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The first such record, from 1.
        record: u64,
        /// The position.
        source: OutsideCrs,
    },
    /// No line is a road for the profile.
    #[error("{path} has no road for the {profile} profile: {n_ways} lines read, none kept", path = path.display())]
    NoRoad {
        /// The file.
        path: PathBuf,
        /// The mode.
        profile: &'static str,
        /// Lines read.
        n_ways: u64,
    },
    /// More points than a network can have.
    #[error("{path} has more than {limit} points of roads", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound.
        limit: u64,
    },
}
