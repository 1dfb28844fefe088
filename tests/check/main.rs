//! `maillage check`, through the real program.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::print_stdout,
    reason = "names that the tests give; what was compared is told"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot run the program has to fail")]

mod api;
mod fixed;
mod golden;
mod indicators;
mod osm;
#[path = "../common/pbf.rs"]
mod pbf;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `maillage check` with the data that ships.
fn check(arguments: &[&str]) -> Output {
    let data = root().join("data");
    Command::new(env!("CARGO_BIN_EXE_maillage"))
        .arg("check")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap()
}

fn check_file(name: &str, bytes: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    check(&[path.to_str().unwrap()])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const DOUBTFUL: &str = "id;nom;code_insee;latitude;longitude\n\
    right;Florac;48061;44,324679;3,596029\n\
    nowhere;Mende;48095;;\n\
    zero;Marvejols;48092;0;0\n\
    swapped;Langogne;48080;3.857039;44.72571\n\
    outside;Langogne;48080;44.5175;3.5\n\
    unknown;Ailleurs;48999;44.5175;3.5\n\
    right;Florac;48061;44.324680;3.596029\n\
    lost;Nulle part;;;\n";

#[test]
fn every_doubtful_row_is_reported_with_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lieux.csv");
    fs::write(&path, DOUBTFUL).unwrap();
    let output = check(&["--format", "json", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["rows"].as_u64(), report["venues"].as_u64()), (Some(8), Some(6)));
    let said: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] != "note")
        .map(|f| format!("{} {} {}", f["line"], f["kind"].as_str().unwrap(), f["severity"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            "2 decimal_comma fixed",
            "2 decimal_comma fixed",
            "3 no_coordinates fixed",
            "4 zero_coordinates fixed",
            "5 swapped_coordinates fixed",
            "6 outside_commune warning",
            "7 unknown_commune warning",
            "8 duplicate_id set_aside",
            "9 no_coordinates set_aside",
        ]
    );
}

#[test]
fn the_table_reads_alone_and_the_status_says_that_something_was_found() {
    let output = check_file("lieux.csv", DOUBTFUL.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let table = text(&output.stdout);
    assert!(table.contains("8 rows, 6 usable venues"), "{table}");
    assert!(table.contains("[swapped] latitude, longitude = 3.857039, 44.72571"), "{table}");
    assert!(table.contains("placed at the chef-lieu of Mende (48095)"), "{table}");
}

#[test]
fn the_venues_that_ship_are_clean() {
    let venues = root().join("data/venues");
    for name in ["lozere.csv", "grand-autunois-morvan.csv", "thiers.csv"] {
        let output = check(&[venues.join(name).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        assert!(text(&output.stdout).contains("missing_hours"), "said, and no fault");
    }
}

#[test]
fn a_file_that_cannot_be_read_gives_one_clear_line_and_status_2() {
    for (bytes, expected) in [
        (&b""[..], "empty"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "not a text file"),
        (b"a,b\n1,2\n", "no column"),
        (b"{\"type\": \"FeatureCollection\", \"features\": [", "EOF"),
    ] {
        let output = check_file("lieux.csv", bytes);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let said = text(&output.stderr);
        assert!(said.contains(expected) && said.contains("lieux.csv") && said.lines().count() == 1, "{said}");
    }
    let output = check(&[std::env::temp_dir().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("directory"));
}

#[test]
fn a_line_of_200_megabytes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"id,nom,code_insee\na,").unwrap();
    for _ in 0..200 {
        file.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    drop(file);
    let output = check(&[path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("the row that begins at line 2 is longer than 8388608 bytes"), "{said}");
}

#[test]
fn a_damaged_data_folder_gives_status_2_and_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let france = folder.path().join("france");
    fs::create_dir(&france).unwrap();
    for name in ["epci.csv", "departements.csv", "regions.csv"] {
        fs::copy(root().join("data/france").join(name), france.join(name)).unwrap();
    }
    let bytes = fs::read(root().join("data/france/communes.fgb")).unwrap();
    fs::write(france.join("communes.fgb"), &bytes[..bytes.len() / 2]).unwrap();
    let venues = root().join("data/venues/lozere.csv");
    let output = Command::new(env!("CARGO_BIN_EXE_maillage"))
        .arg("check")
        .arg(venues)
        .env("MAILLAGE_DATA", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("truncated: feature"), "{}", text(&output.stderr));
}
