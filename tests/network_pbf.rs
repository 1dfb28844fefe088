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

use maillage::network::ground::{GroundKind, RawGround};
use maillage::network::osm::{GroundReport, OsmError, read_pbf};
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

/// A street, and around it: a lake in two ways with an island, a lake that is not whole, a pond, a river in two ways that
/// one way of another name goes between, a coast and places.
fn land() -> Extract {
    let mut extract = street();
    let water = vec![("natural", "water")];
    let mut line = |at: &[(i64, i64)]| -> Vec<i64> {
        let n = |count: usize| i64::try_from(count).unwrap();
        let first = 1000 + n(extract.nodes.len());
        for (i, (x, y)) in (0..).zip(at) {
            extract.nodes.push((first + i, 35_000_000 + x * 10_000, 445_000_000 + y * 10_000));
        }
        (first..first + n(at.len())).collect()
    };
    let shore = line(&[(0, 0), (100, 0), (100, 100), (0, 100)]);
    let island = line(&[(40, 40), (60, 40), (50, 60)]);
    let pond = line(&[(200, 0), (210, 0), (205, 9)]);
    let river = line(&[(0, 300), (50, 310), (100, 300), (150, 310), (200, 300)]);
    let coast = line(&[(0, 500), (50, 500), (90, 510)]);
    let closed = |ring: &[i64]| [ring, &ring[..1]].concat();
    let named = |name: &'static str| vec![("waterway", "river"), ("name", name)];
    extract.ways.extend([
        (shore[..3].to_vec(), Vec::new()),
        (vec![shore[2], shore[3], shore[0]], Vec::new()),
        (closed(&island), vec![("place", "island")]),
        (closed(&pond), vec![("landuse", "reservoir")]),
        (pond.clone(), water.clone()),
        (river[..3].to_vec(), named("Lot")),
        (vec![river[4], river[3], river[2]], named("Lot")),
        (vec![river[1], coast[0]], named("Bès")),
        (coast, vec![("natural", "coastline")]),
    ]);
    let lake = vec![("type", "multipolygon"), ("natural", "water")];
    extract.relations = vec![
        (vec![(4, "outer"), (5, "outer"), (6, "inner")], lake.clone()),
        (vec![(4, "outer"), (999, "outer")], lake.clone()),
        (vec![(7, "outer")], vec![("type", "multipolygon"), ("landuse", "forest")]),
    ];
    extract.places = vec![
        (
            5000,
            35_000_000,
            445_000_000,
            vec![("name", "Le\u{7}Bourg"), ("place", "village"), ("population", "350")],
        ),
        (
            5001,
            35_000_000,
            445_100_000,
            vec![("place", "hamlet"), ("name", "Le Mas"), ("population", "about 5")],
        ),
        (5002, 35_000_000, 445_100_000, vec![("place", "hamlet")]),
        (5003, 35_000_000, 445_100_000, vec![("place", "isolated_dwelling"), ("name", "Ferme")]),
    ];
    extract
}

#[test]
fn waters_and_places_come_with_the_roads_whatever_the_order_of_the_file() {
    let blocks = |unsorted| Extract { unsorted, ..land() };
    let (mut sorted, report) = read(&blocks(false).to_bytes()).unwrap();
    assert_eq!(report.ways_read, 3 + 9);
    let GroundReport { waters, waters_open, waterways, places } = report.ground;
    assert_eq!((waters, waters_open, waterways, places), (2, 1, 3, 2));
    let ground = sorted.ground.clone();
    assert_eq!(ground.waters[0].iter().map(Vec::len).collect::<Vec<_>>(), [4], "the pond");
    assert_eq!(ground.waters[1].iter().map(Vec::len).collect::<Vec<_>>(), [5, 4], "the lake with its island");
    let lot = ground.lines.iter().find(|line| line.points.len() == 5).unwrap();
    assert_eq!(lot.kind, GroundKind::River);
    assert!((lot.whole - RawGround::length(&lot.points)).abs() < 1e-12);
    assert!(ground.lines.iter().any(|line| line.kind == GroundKind::Coastline && line.points.len() == 3));
    let place = |i: usize| (ground.places[i].kind, ground.places[i].name.as_str(), ground.places[i].people);
    assert_eq!(place(0), (GroundKind::Village, "LeBourg", 350));
    assert_eq!(place(1), (GroundKind::Hamlet, "Le Mas", 0));
    // The same in any order, also in that of a file that lies about it.
    let (unsorted, _) = read(&blocks(true).to_bytes()).unwrap();
    assert_eq!(unsorted.ground, ground);
    let mut lying = blocks(true).to_bytes();
    let header = blocks(false).to_bytes();
    let (from, to) = (head_len(&lying), head_len(&header));
    lying.splice(..from, header[..to].iter().copied());
    let (lied, _) = read(&lying).unwrap();
    assert_eq!(lied.ground, ground);
    sorted.ground = RawGround::default();
    let (plain, _) = read(&street().to_bytes()).unwrap();
    assert_eq!(
        (sorted.points, sorted.refs),
        (plain.points, plain.refs),
        "the roads are what they are without"
    );
}

/// Length of the first blob of a file, with its head.
fn head_len(bytes: &[u8]) -> usize {
    let head = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
    // The last field of the head is the length of the blob, below 128 for a header.
    4 + head + usize::from(bytes[4 + head - 1])
}
