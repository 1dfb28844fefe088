//! Reading extracts that are drawn here, whole and damaged, and the golden ones where they are.
#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "drawings made here, small and known"
)]

use std::path::{Path, PathBuf};

#[path = "common/pbf.rs"]
mod pbf;

use maillage::network::osm::{OsmError, read_pbf};
use maillage::network::profile::{Mode, Profile, Refusal};
use pbf::{Extract, Message, blob, street};

fn read(
    bytes: &[u8],
) -> Result<(maillage::network::raw::RawNetwork, maillage::network::osm::ImportReport), OsmError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.osm.pbf");
    std::fs::write(&path, bytes).unwrap();
    read_pbf(&path, &Profile::new(Mode::Car))
}

#[test]
fn the_roads_of_an_extract_are_kept_and_the_rest_is_counted() {
    for unsorted in [false, true] {
        let (raw, report) = read(&Extract { unsorted, ..street() }.to_bytes()).unwrap();
        assert_eq!(raw.ways.len(), 1);
        assert_eq!(raw.way_points(&raw.ways[0]), [0, 1, 2, 3, 4]);
        assert_eq!(raw.points[1], [35_001_000, 445_000_000]);
        assert_eq!((report.ways_read, report.ways_kept, report.nodes_named), (3, 1, 5));
        assert_eq!(report.ways_refused[&Refusal::NotARoad], 1);
        assert_eq!(report.ways_refused[&Refusal::Class], 1);
    }
}

#[test]
fn a_file_that_lies_about_its_order_is_read_all_the_same() {
    let sorted = street().to_bytes();
    let (header, rest) = sorted.split_at(
        sorted.len()
            - blob("OSMData", &street().block(true)).len()
            - blob("OSMData", &street().block(false)).len(),
    );
    let ways_first =
        [header, &blob("OSMData", &street().block(false)), &blob("OSMData", &street().block(true))].concat();
    assert_eq!(rest.len() + header.len(), ways_first.len());
    assert_eq!(read(&ways_first).unwrap().0.ways.len(), 1);
}

#[test]
fn a_way_is_cut_at_a_node_that_the_extract_lacks() {
    let mut extract = street();
    extract.nodes.remove(2);
    let (raw, report) = read(&extract.to_bytes()).unwrap();
    assert_eq!(report.nodes_missing, 1);
    assert_eq!(raw.ways.len(), 2);
    extract.nodes.truncate(1);
    assert!(matches!(read(&extract.to_bytes()), Err(OsmError::NodesMissing { n_missing: 4, .. })));
}

#[test]
fn what_is_not_an_extract_is_refused_with_its_reason() {
    let whole = street().to_bytes();
    assert!(matches!(read(b""), Err(OsmError::Empty { .. })));
    assert!(matches!(read(b"<osm version=\"0.6\">"), Err(OsmError::NotPbf { .. })));
    assert!(matches!(read(&whole[..whole.len() / 2]), Err(OsmError::Truncated { .. })));
    assert!(matches!(read(&whole[..whole.len() - 1]), Err(OsmError::Truncated { .. })));
    let mut flipped = whole.clone();
    let last = flipped.len() - 8;
    flipped[last] ^= 0xff;
    assert!(matches!(read(&flipped), Err(OsmError::Corrupt { .. })), "{:?}", read(&flipped));
    let mut history = Message::default();
    history.bytes(4, b"HistoricalInformation");
    let answer = read(&blob("OSMHeader", &history.0)).unwrap_err().to_string();
    assert!(
        answer.ends_with("needs the feature \"HistoricalInformation\", which is not supported"),
        "{answer}"
    );
}

#[test]
fn two_million_nodes_and_no_road_say_so() {
    let extract =
        Extract { nodes: (0..2_000_000).map(|i| (i, i % 1000, i / 1000)).collect(), ..Extract::default() };
    let answer = read(&extract.to_bytes()).unwrap_err().to_string();
    assert!(answer.ends_with("has no road for the car profile: 0 ways read, none kept"), "{answer}");
}

#[test]
fn no_damage_makes_the_reader_panic() {
    let whole = street().to_bytes();
    let mut seed = 12_345u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut n_refused = 0;
    for _ in 0..2000 {
        let mut damaged = whole.clone();
        for _ in 0..=random(4) {
            let at = random(damaged.len());
            damaged[at] = random(256) as u8;
        }
        damaged.truncate(damaged.len() - random(3) * random(20));
        n_refused += usize::from(read(&damaged).is_err());
    }
    assert!(n_refused > 1000, "{n_refused}");
}

/// The golden data of the project, `None` where it is not on this machine.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("MAILLAGE_SHARED").map_or(beside, PathBuf::from);
    let found = shared.join("data/roads").is_dir();
    println!("golden data {} at {}", if found { "found" } else { "NOT FOUND" }, shared.display());
    found.then_some(shared)
}

#[test]
fn golden_extracts_are_read_whole() {
    let Some(shared) = shared() else { return };
    for (name, n_ways) in [("andorra", 500), ("north-bayreuth", 800)] {
        let path = shared.join(format!("data/roads/{name}.osm.pbf"));
        let (raw, report) = read_pbf(&path, &Profile::new(Mode::Car)).unwrap();
        println!("{name}: {report:?}");
        let n_refused: u64 = report.ways_refused.values().sum();
        assert_eq!(report.ways_read, report.ways_kept + n_refused);
        assert!(raw.ways.len() > n_ways);
    }
}
