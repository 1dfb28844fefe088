use super::*;
use crate::network::file::{Expected, open, write};
use crate::network::graph::build;
use crate::network::profile::{Attributes, Mode, Profile};
use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees};
use geo_types::Coord;

const WORLD: FixedBox = [i32::MIN, i32::MIN, i32::MAX, i32::MAX];

fn at(lon: f64, lat: f64) -> FixedPoint {
    from_degrees(Coord { x: lon, y: lat })
}

fn square(lon: f64, lat: f64, side: f64) -> Vec<FixedPoint> {
    [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
        .map(|(x, y)| at(lon + x, lat + y))
        .to_vec()
}

fn drawn() -> RawGround {
    let river: Vec<FixedPoint> = (0..600).map(|i| at(3.0 + 0.001 * f64::from(i), 44.5)).collect();
    let whole = RawGround::length(&river);
    let place =
        |kind, name: &str, people, lon| RawPlace { kind, name: name.to_owned(), people, at: at(lon, 44.5) };
    let ponds = (0..40).map(|i| vec![square(3.0 + 0.01 * f64::from(i), 44.0, 0.0005)]);
    RawGround {
        waters: std::iter::once(vec![square(3.2, 44.2, 0.1), square(3.22, 44.22, 0.01)])
            .chain(ponds)
            .collect(),
        lines: vec![RawLine { kind: GroundKind::River, points: river, whole }],
        places: vec![
            place(GroundKind::Hamlet, "Le Mas", 0, 3.5),
            place(GroundKind::Town, "Mende", 12_000, 3.5),
            place(GroundKind::City, &"é".repeat(200), 400_000, 3.9),
        ],
    }
}

fn graph() -> crate::network::graph::RoadGraph {
    let mut raw =
        RawNetwork { ground: drawn(), points: vec![at(3.0, 44.0), at(3.1, 44.0)], ..RawNetwork::default() };
    raw.push_way(
        &[0, 1],
        WaySpeeds { forward_kmh: 50.0, attributes: Attributes::WINTER, ..WaySpeeds::default() },
    );
    build(&raw, &Profile::new(Mode::Car), [0; 32]).unwrap()
}

fn seen(ground: &Ground<'_>, zoom: u8, area: FixedBox, most: usize) -> Vec<(GroundKind, String, usize)> {
    let mut seen = Vec::new();
    ground
        .visit(zoom, area, most, |f| seen.push((f.kind, f.name.to_owned(), f.parts().map(<[_]>::len).sum())));
    seen
}

#[test]
fn what_was_drawn_is_found_again_after_the_disk_and_with_roads_closed() {
    let graph = graph();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.roads");
    write(&graph, &path).unwrap();
    let opened = open(&path, Expected::default()).unwrap();
    let winter = opened.closing(Attributes::WINTER);
    for graph in [&graph, &opened, &winter] {
        let ground = graph.ground();
        // The river is kept in pieces of 256 points that share their ends.
        assert_eq!(ground.counts(), GroundCounts { waters: 41, waterways: 3, places: 3 });
        let all = seen(&ground, MAX_ZOOM, WORLD, usize::MAX);
        assert_eq!(all.len(), 47);
        assert_eq!(all.iter().map(|(.., n)| n).sum::<usize>(), 10 + 40 * 5 + 602 + 3);
        let lake = all.iter().position(|(kind, _, n)| (*kind, *n) == (GroundKind::Water, 10)).unwrap();
        assert!(lake < 5, "the lake comes before the ponds");
        assert!(all.iter().any(|(_, name, _)| *name == "é".repeat(80)), "names are cut between letters");
    }
}

#[test]
fn from_afar_only_what_is_large_is_there_and_elsewhere_nothing() {
    let (graph, everywhere) = (graph(), usize::MAX);
    let ground = graph.ground();
    let kinds = |zoom| -> Vec<GroundKind> {
        let mut kinds: Vec<_> =
            seen(&ground, zoom, WORLD, everywhere).into_iter().map(|(kind, ..)| kind).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(0), []);
    assert_eq!(kinds(4), [GroundKind::City]);
    assert_eq!(kinds(8), [GroundKind::Water, GroundKind::River, GroundKind::City, GroundKind::Town]);
    assert_eq!(seen(&ground, 8, WORLD, everywhere).len(), 6, "no pond yet");
    assert!(kinds(13).contains(&GroundKind::Hamlet));
    let far = [at(8.0, 40.0), at(9.0, 41.0)].concat();
    assert_eq!(seen(&ground, 14, [far[0], far[1], far[2], far[3]], everywhere), []);
}

#[test]
fn no_more_points_are_looked_at_than_allowed() {
    let graph = graph();
    let ground = graph.ground();
    for most in [0, 1, 12, 300, 700] {
        let n: usize = seen(&ground, 14, WORLD, most).iter().map(|(.., n)| n).sum();
        assert!(n <= most, "{n} {most}");
    }
}

#[test]
fn tables_of_nonsense_are_read_without_harm() {
    let mut state = 7u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        crate::network::num::low(state >> 33)
    };
    for _ in 0..500 {
        let limit = [3, 40, u32::MAX][next() as usize % 3];
        let features: Vec<[u32; 4]> =
            (0..20).map(|_| [next() % 4096, next() % limit, next() % limit, next()]).collect();
        let parts: Vec<u32> = (0..30).map(|_| next() % limit).collect();
        let points: Vec<FixedPoint> = (0..25).map(|_| [next().cast_signed(), next().cast_signed()]).collect();
        let (boxes, names) = ([WORLD; 5], [0xc3u8; 20]);
        let ground =
            Ground { features: &features, parts: &parts, points: &points, boxes: &boxes, names: &names };
        let n: usize = seen(&ground, 255, WORLD, 1000).iter().map(|(.., n)| n).sum();
        assert!(n <= 1000);
        assert!(ground.counts().waters <= 20);
    }
}
