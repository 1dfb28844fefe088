//! Venues of an OpenStreetMap extract, drawn for the test.

use std::fs;

use crate::pbf::{Extract, Message, blob};
use crate::{check, text};

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

/// A block of one node with tags.
fn node(id: i64, lon_e7: i64, lat_e7: i64, tags: &[(&str, &str)]) -> Vec<u8> {
    let (mut table, mut node, mut group, mut block) =
        (Message::default(), Message::default(), Message::default(), Message::default());
    table.bytes(1, b"");
    for text in tags.iter().flat_map(|(key, value)| [key, value]) {
        table.bytes(1, text.as_bytes());
    }
    let n = tags.len() as u64;
    node.number(1, zigzag(id)).packed(2, (0..n).map(|i| 2 * i + 1)).packed(3, (0..n).map(|i| 2 * i + 2));
    node.number(8, zigzag(lat_e7)).number(9, zigzag(lon_e7));
    group.bytes(1, &node.0);
    block.bytes(1, &table.0).bytes(2, &group.0);
    block.0
}

#[test]
fn libraries_and_town_halls_are_venues_with_name_hours_and_place() {
    // A town hall drawn as a square around 44.5175, 3.4999 in Mende, and a home for the aged.
    let corners = [
        (10, 34_998_000, 445_174_000),
        (11, 35_000_000, 445_174_000),
        (12, 35_000_000, 445_176_000),
        (13, 34_998_000, 445_176_000),
    ];
    let extract = Extract {
        nodes: corners.to_vec(),
        ways: vec![
            (
                vec![10, 11, 12, 13, 10],
                vec![
                    ("amenity", "townhall"),
                    ("name", "Mairie de Mende"),
                    ("opening_hours", "Mo-Fr 09:00-12:00"),
                ],
            ),
            (vec![10, 11], vec![("amenity", "social_facility"), ("social_facility", "nursing_home")]),
            (vec![10, 12], vec![("highway", "footway")]),
        ],
        unsorted: true,
        ..Extract::default()
    };
    let mut bytes = extract.to_bytes();
    bytes.extend(blob(
        "OSMData",
        &node(5, 34_999_000, 445_180_000, &[("name", "Lamartine"), ("amenity", "library")]),
    ));
    bytes.extend(blob("OSMData", &node(6, 34_999_000, 445_180_000, &[("amenity", "bench")])));
    let folder = tempfile::tempdir().unwrap();
    let (path, fixed) = (folder.path().join("lozere.osm.pbf"), folder.path().join("fixed.csv"));
    fs::write(&path, &bytes).unwrap();
    let arguments = ["--format", "json", "--fixed", fixed.to_str().unwrap(), path.to_str().unwrap()];
    let output = check(&arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["rows"].as_u64(), report["venues"].as_u64()), (Some(2), Some(2)));
    assert_eq!((report["hours"]["read"].as_u64(), report["hours"]["none"].as_u64()), (Some(1), Some(1)));
    let left_out: Vec<_> =
        report["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "set_aside").collect();
    assert_eq!(left_out.len(), 2, "OpenStreetMap has no date of update: {left_out:?}");

    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let output = check(&[path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("lozere.osm.pbf"), "{}", text(&output.stderr));
}
