//! `maillage import`, through the real program: what goes in, what the folder holds, and that it is whole or not there.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::similar_names,
    reason = "a test that cannot run the program has to fail"
)]
#![allow(unreachable_pub, reason = "shared test modules")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/pbf.rs"]
mod pbf;

mod crash;
mod folders;
mod grids;
mod osm;
mod tables;
mod traps;
mod trips;

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A file of a folder as text.
fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The manifest of a folder.
fn manifest(folder: &Path) -> Value {
    serde_json::from_str(&text(folder, "manifest.json")).unwrap()
}

/// Writes a file of a temporary folder, and gives its path.
fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Runs `maillage import`, which must succeed; the folder is `out` in the temporary one.
fn import(folder: &Path, arguments: &[&str]) -> String {
    let out = folder.join("out");
    let mut all = vec!["import", "-o", out.to_str().unwrap()];
    all.extend(arguments);
    String::from_utf8(common::maillage_ok(&all)).unwrap()
}

/// Runs `maillage import`, which must be refused, and gives what it said.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let out = folder.join("out");
    let mut all = vec!["import", "-o", out.to_str().unwrap()];
    all.extend(arguments);
    let output = common::maillage(&all);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!out.exists(), "a refused import leaves nothing");
    String::from_utf8(output.stderr).unwrap()
}

/// A square commune in GeoJSON, `column` places east of 3°, 44°; a place is 0.1°.
fn commune(code: &str, name: &str, column: u8, more: &str) -> String {
    let west = 3.0 + f64::from(column) / 10.0;
    let east = west + 0.1;
    format!(
        r#"{{"type":"Feature","properties":{{"INSEE_COM":"{code}","NOM":"{name}"{more}}},"geometry":{{"type":"Polygon","coordinates":[[[{west},44.0],[{east},44.0],[{east},44.1],[{west},44.1],[{west},44.0]]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}
