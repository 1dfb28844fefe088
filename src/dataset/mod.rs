//! A data folder on disk, and the territories that can be loaded from it.
//!
//! The one place that joins reading files ([`crate::ingest`]) and assembling territories
//! ([`crate::territory`]); the command line and the service both load through it.
