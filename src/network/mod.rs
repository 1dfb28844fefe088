//! Roads: from an OpenStreetMap extract or IGN's BD TOPO to travel times and lengths, exactly and for everyone at once.
//!
//! Nothing here knows people, venues or a file of answers: graphs, positions, seconds and metres.
//!
//! Data flows one way, in this order. [`profile`] says what a way is worth to a car, a bicycle or a
//! walker; [`osm`] and [`bdtopo`] read a file into [`raw`] ways over points; [`graph`] joins them into junctions and
//! chains of road, [`ground`] lays out the waters and places of the same source; [`file`](mod@file) keeps that on disk.
//! [`snap`] takes a position to the roads; [`sweep`] answers for everyone from all destinations at once;
//! [`matrix`] answers for pairs, [`hierarchy`] makes both many times faster, [`route`] with the way taken.

pub mod bdtopo;
mod cost;
pub mod file;
pub mod graph;
pub mod ground;
pub mod hierarchy;
mod import;
pub mod isochrone;
pub mod matrix;
mod num;
mod origin;
mod prefetch;
pub mod osm;
pub mod profile;
pub mod raw;
pub mod route;
pub mod snap;
pub mod sweep;

pub use cost::Cost;
pub use import::{BuildReport, BuildStage, ImportError, ImportOptions, fingerprint, import, import_with};
pub use origin::{Day, Origin, RoadSource};

#[cfg(test)]
pub(crate) mod ascii;
