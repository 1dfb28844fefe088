//! The made-up roads that the page is tried on (`tools/browser-test`), through the real binary.
//!
//! `DRAW_ROADS_TO=FILE.osm.pbf cargo test --test countryside` writes them to a file as well.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "files and small numbers that are made here"
)]
#![allow(unreachable_pub, reason = "shared test modules")]

mod common;
#[path = "common/countryside.rs"]
mod countryside;
#[path = "common/pbf.rs"]
mod pbf;

use std::fs;

use common::maillage_ok;
use countryside::countryside;

#[test]
fn the_roads_that_the_page_is_tried_on_reach_nearly_every_commune_and_never_change() {
    let bytes = countryside().to_bytes();
    assert_eq!(bytes, countryside().to_bytes());
    if let Some(path) = std::env::var_os("DRAW_ROADS_TO") {
        fs::write(path, &bytes).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let [pbf, roads] = ["lozere.osm.pbf", "lozere.roads"].map(|name| folder.path().join(name));
    fs::write(&pbf, &bytes).unwrap();
    let [pbf, roads] = [&pbf, &roads].map(|path| path.to_str().unwrap());
    maillage_ok(&["roads", "build", pbf, "-o", roads]);
    let asked = ["summary", "--territory", "48", "--format", "json", "--roads", roads];
    let summary: serde_json::Value = serde_json::from_slice(&maillage_ok(&asked)).unwrap();
    let unreachable = summary["unreachable"]["communes"].as_u64().unwrap();
    assert!((1..4).contains(&unreachable), "the massif has no road, all others have one: {unreachable}");
    let other = summary["crow_fly"]["other_venue_points"].as_u64().unwrap();
    assert!((10..70).contains(&other), "the river sends some to another venue: {other}");
}
