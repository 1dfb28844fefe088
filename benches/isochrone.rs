//! Isochrones of 15 and 30 minutes with polygons, from a position or ten, on a network.
//!
//! `MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench isochrone [-- OUT_DIR]`: medians of 21 runs, one
//! thread, after loading. Answers are checked to be the same in every run. With a folder, the answers
//! are written there as GeoJSON, and the ten positions for `benches/peers/isochrone_valhalla.py`, which
//! asks Valhalla the same. Without a network there is nothing to measure and the bench says so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints figures")]

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

use geo::CoordsIter;
use geo_types::Coord;
use maillage::network::graph::RoadGraph;
use maillage::network::import;
use maillage::network::isochrone::{Direction, Isochrone, IsochroneOptions, isochrones};
use maillage::network::profile::{Mode, Profile};
use maillage::network::raw::to_degrees;
use maillage::network::snap::{Place, SnapOptions, Snapper};

/// The median of 21 runs in milliseconds, and the answer, which must not change.
fn measure<T: PartialEq>(name: &str, mut run: impl FnMut() -> T) -> T {
    let mut times = Vec::new();
    let mut answer = None;
    for _ in 0..21 {
        let started = Instant::now();
        let this = run();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        assert!(answer.is_none_or(|before| before == this), "{name} changes from run to run");
        answer = Some(this);
    }
    times.sort_by(f64::total_cmp);
    println!("{name:60} {:10.2} ms (least {:.2})", times[10], times[0]);
    answer.unwrap()
}

/// Positions of junctions of the mainland spread over the network by a fixed sequence.
fn spread(graph: &RoadGraph, n: usize, seed: u64) -> Vec<Coord<f64>> {
    let mut state = seed;
    let nodes = graph.node_positions();
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % nodes.len() as u64).unwrap()
    })
    .filter(|node| graph.node_components()[*node] == 0)
    .map(|node| to_degrees(nodes[node]))
    .take(n)
    .collect()
}

/// FNV-1a over the bits of every coordinate.
fn checksum(isochrones: &[Isochrone]) -> u64 {
    let coordinates = isochrones.iter().flat_map(|isochrone| isochrone.area.coords_iter());
    let bits = coordinates.flat_map(|c| [c.x.to_bits(), c.y.to_bits()]);
    bits.fold(0xcbf2_9ce4_8422_2325, |sum, bits| (sum ^ bits).wrapping_mul(0x0100_0000_01b3))
}

fn describe(isochrones: &[Isochrone]) {
    for isochrone in isochrones {
        let holes: usize = isochrone.area.iter().map(|polygon| polygon.interiors().len()).sum();
        println!(
            "    {} min: {} polygons, {holes} holes, {} corners, cells of {} m",
            isochrone.minutes,
            isochrone.area.0.len(),
            isochrone.area.coords_count(),
            isochrone.resolution_m
        );
    }
    println!("    checksum {:016x}", checksum(isochrones));
}

/// A feature collection, for looking at.
fn geojson(isochrones: &[Isochrone]) -> String {
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (place, isochrone) in isochrones.iter().enumerate() {
        let polygons: Vec<Vec<Vec<[f64; 2]>>> = isochrone
            .area
            .iter()
            .map(|polygon| {
                std::iter::once(polygon.exterior())
                    .chain(polygon.interiors())
                    .map(|ring| ring.coords().map(|c| [c.x, c.y]).collect())
                    .collect()
            })
            .collect();
        let comma = if place > 0 { "," } else { "" };
        write!(
            text,
            "{comma}{{\"type\":\"Feature\",\"properties\":{{\"minutes\":{}}},\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":{polygons:?}}}}}",
            isochrone.minutes
        )
        .unwrap();
    }
    text + "]}"
}

fn main() {
    let Some(pbf) = std::env::var_os("MAILLAGE_BENCH_PBF").map(PathBuf::from) else {
        println!("MAILLAGE_BENCH_PBF names no network: nothing measured");
        return;
    };
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).map(PathBuf::from);
    let (graph, report) = import(&pbf, &Profile::new(Mode::Car)).unwrap();
    println!("{} junctions, {} arcs", report.n_nodes, report.n_arcs);
    let snapper = Snapper::new(&graph, SnapOptions::default());
    let positions = spread(&graph, 10, 5);
    let places: Vec<Place> = positions.iter().map(|p| snapper.snap_onto(*p, 0).unwrap()).collect();
    let ask = |places: &[Place], minutes: &[u32]| {
        let options =
            IsochroneOptions { minutes: minutes.to_vec(), direction: Direction::From, ..Default::default() };
        isochrones(&graph, places, &options).unwrap()
    };
    for minutes in [&[15][..], &[30], &[15, 30]] {
        measure(&format!("one position, {minutes:?} min"), || ask(&places[..1], minutes));
    }
    describe(&ask(&places[..1], &[15, 30]));
    measure("each of ten positions, one by one, 15 and 30 min", || {
        places.iter().map(|place| checksum(&ask(&[*place], &[15, 30]))).fold(0, u64::wrapping_add)
    });
    let ten = measure("ten positions together, 15 and 30 min", || ask(&places, &[15, 30]));
    describe(&ten);
    if let Some(folder) = folder {
        std::fs::write(folder.join("one.geojson"), geojson(&ask(&places[..1], &[15, 30]))).unwrap();
        std::fs::write(folder.join("ten.geojson"), geojson(&ten)).unwrap();
        let lines: Vec<String> = positions.iter().map(|p| format!("{},{}\n", p.x, p.y)).collect();
        std::fs::write(folder.join("positions.csv"), lines.concat()).unwrap();
    }
}
