//! Bytes to records and findings: one file per format.
//!
//! Nothing here decides about a territory, and no row is lost: it comes back as a record or as a
//! finding.

pub mod areas;
pub mod candidates;
pub mod communes;
mod error;
pub mod flatgeobuf;
pub mod hours;
pub mod layer;
pub mod points;
pub mod shapefile;
pub(crate) mod source;
pub mod trips;
pub mod venues;
pub mod weights;

pub use error::IngestError;
