//! Every exported file, read by GDAL as a planner's QGIS reads it, says what was written.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]
#![allow(unreachable_pub, reason = "shared test modules")]

#[path = "../common/mod.rs"]
mod common;
mod gdal;
mod text;
