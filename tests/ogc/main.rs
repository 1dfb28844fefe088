//! `/ogc` on the data that ships, without a socket: features, tiles, files by ranges. GDAL and others try the same
//! over a socket in `tools/ogc-test`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]
#![expect(clippy::float_cmp, reason = "the same digits are the same number")]

#[path = "../api_service/driver.rs"]
#[allow(dead_code, reason = "the tests of the API use the rest")]
mod driver;
mod documents;
mod features;
mod file;
mod indicators;
mod mvt;
mod plan;
mod tiles;
