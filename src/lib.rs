//! Maillage: how a network of places covers a territory, and what a change would do.
//!
//! # Glossary
//!
//! * **venue**: a place that helps with digital life (France Services, library, EPN, …).
//! * **commune**: the French municipality, known by its 5-character INSEE code (`48095`, `2A004`).
//! * **epci**: an intermunicipal body, known by its 9-digit SIREN.
//! * **chef-lieu**: the point where a commune's town hall stands; it stands for where people live
//!   when nothing finer is known.
//! * **demand point**: a point with people: a chef-lieu with its commune's municipal population, or a
//!   cell of a population grid with its own.
//! * **indicator**: a figure of communes that somebody brings: a fragility index, a share, a count.
//! * **territory**: the communes that a question is about, with the venues that can serve them.
//! * **access**: time and length from a demand point to its nearest venue, on a stated travel model.
//! * **band**: the class of access times between two thresholds; an access at exactly the upper
//!   limit is inside.
//! * **coverage**: the people in each band, and the people who can reach no venue.
//! * **gap**: communes beyond the threshold, joined where they touch.
//! * **fragility**: people who would fall into a gap if one venue closed.
//! * **finding**: something wrong or doubtful in an input row, with what was done about it.
//!
//! # Flow
//!
//! Data flows one way through the modules, in the order of the list below: a module uses those
//! above it, never one below (`tests/layers.rs` keeps it true).

pub mod units;
pub mod calendar;
pub mod geodesy;
pub mod files;
pub mod confined;
pub mod model;
pub mod ingest;
pub mod territory;
pub mod network;
pub mod travel;
pub mod coverage;
pub mod siting;
pub mod dataset;
pub mod tour;
pub mod prepare;
pub mod export;
pub mod import;
pub mod report;
pub mod server;
pub mod fetch;
pub mod cli;
