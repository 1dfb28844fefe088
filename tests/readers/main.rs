//! Every format that a planner has: what good files give, and what bad ones say.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot make its files has to fail"
)]

mod bad_files;
mod confined;
mod formats;
mod gdal;
mod given;
mod memory;
mod mutations;
mod opendocument;
#[path = "../common/pbf.rs"]
mod pbf;
mod seeds;
