//! Isochrones of 15 and 30 minutes with polygons, from a position or ten, on a network.
//!
//! `MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench isochrone [-- OUT_DIR]`: medians of 21 runs, one
//! thread, roads loaded, from positions to the bytes of a GeoJSON. Answers are checked to be the same in every
//! run. With a folder, what `benches/peers/isochrone_valhalla.py` needs to ask Valhalla the same and to
//! compare is written there: the ten positions, the answers, and the time at a position every 100 m of road.
//! Without a network there is nothing to measure and the bench says so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints figures")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use geo_types::Coord;
use maillage::export::{IsochronesAsked, isochrones_layer, to_geojson};
use maillage::network::graph::RoadGraph;
use maillage::network::import;
use maillage::network::isochrone::{Direction, IsochroneOptions};
use maillage::network::matrix::many_to_many;
use maillage::network::profile::{Mode, Profile};
use maillage::network::raw::to_degrees;
use maillage::network::snap::{SnapOptions, Snapper};
use maillage::travel::Road;

/// Milliseconds that this thread has had a processor: steadier than the clock where others work too.
fn processor_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// Prints the median and the least of 21 runs, and the mean of processor time (its clock ticks every 4 ms);
/// the answer must not change.
fn measure<T: PartialEq>(name: &str, mut run: impl FnMut() -> T) -> T {
    let mut times = Vec::new();
    let before = processor_ms();
    let mut answer = None;
    for _ in 0..21 {
        let started = Instant::now();
        let this = run();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        assert!(answer.is_none_or(|before| before == this), "{name} changes from run to run");
        answer = Some(this);
    }
    let busy = (processor_ms() - before) / 21.0;
    times.sort_by(f64::total_cmp);
    println!("{name:50} {:9.2} ms, least {:9.2}, processor {busy:9.2}", times[10], times[0]);
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

/// From positions to bytes.
fn answer(road: &Road, positions: &[Coord<f64>], minutes: &[u32], cell_m: Option<f64>) -> Vec<u8> {
    let options = IsochroneOptions {
        minutes: minutes.to_vec(),
        direction: Direction::From,
        resolution_m: cell_m,
        ..Default::default()
    };
    let roads = road.roads();
    let asked = IsochronesAsked { place: None, n_places: positions.len(), options: &options, roads: &roads };
    let positions: Vec<_> = positions.iter().copied().map(Some).collect();
    to_geojson(&isochrones_layer(&asked, road.isochrones(&positions, &options).unwrap()))
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, b| (sum ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// A position in the middle of every stretch of road of up to 100 m: longitude, latitude, metres of
/// road that it stands for, and milliseconds from the nearest of `from`, empty where there is no way.
fn samples(graph: &RoadGraph, from: &[Coord<f64>]) -> String {
    let snapper = Snapper::new(graph, SnapOptions::default());
    let place = |at: &Coord<f64>| vec![snapper.snap(*at).unwrap()];
    let origins: Vec<_> = from.iter().map(place).collect();
    let (mut at, mut metres, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for chain in 0..graph.n_chains() {
        let line: Vec<_> = graph.line_of(chain).collect();
        for pair in line.windows(2) {
            let length = maillage::geodesy::geodesic_metres(pair[0], pair[1]);
            let n_parts = (length / 100.0).ceil().max(1.0);
            let mut part = 0.5;
            while part < n_parts {
                let position = pair[0] + (pair[1] - pair[0]) * (part / n_parts);
                // Nobody stands on a ferry.
                if let Some(place) = snapper.snap(position).ok().filter(|place| place.walk.cm == 0) {
                    at.push(position);
                    metres.push(length / n_parts);
                    places.push(vec![place]);
                }
                part += 1.0;
            }
        }
    }
    let costs = many_to_many(graph, &origins, &places, 1);
    let mut text = String::new();
    for (i, (at, metres)) in at.iter().zip(metres).enumerate() {
        let least = (0..origins.len()).filter_map(|origin| costs.get(origin, i)).map(|cost| cost.ms).min();
        let ms = least.map_or_else(String::new, |ms| ms.to_string());
        writeln!(text, "{},{},{metres:.1},{ms}", at.x, at.y).unwrap();
    }
    text
}

/// Writes what the peer's script reads.
fn hand_over(folder: &Path, road: &Road, positions: &[Coord<f64>]) {
    std::fs::write(folder.join("one.geojson"), answer(road, &positions[..1], &[15, 30], None)).unwrap();
    std::fs::write(folder.join("ten.geojson"), answer(road, positions, &[15, 30], None)).unwrap();
    std::fs::write(folder.join("one.csv"), samples(road.graph(), &positions[..1])).unwrap();
    std::fs::write(folder.join("ten.csv"), samples(road.graph(), positions)).unwrap();
    let lines: Vec<String> = positions.iter().map(|p| format!("{},{}\n", p.x, p.y)).collect();
    std::fs::write(folder.join("positions.csv"), lines.concat()).unwrap();
}

type Cell = fn(&[u32]) -> f64;

/// A square of the area of a cell of Valhalla's grid there, metres, rounded down: 0.001° for a longest time of 15
/// minutes, 0.002° for 30 (`src/thor/isochrone.cc`: the way of the time and ten minutes more at 70 miles an hour, in
/// 300 cells, rounded to 0.001°), the same in longitude, which is shorter by the cosine of 47°.
fn valhalla_cell_m(minutes: &[u32]) -> f64 {
    if minutes.contains(&30) { 180.0 } else { 90.0 }
}

fn main() {
    let Some(pbf) = std::env::var_os("MAILLAGE_BENCH_PBF").map(PathBuf::from) else {
        println!("MAILLAGE_BENCH_PBF names no network: nothing measured");
        return;
    };
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).map(PathBuf::from);
    let (graph, report) = import(&pbf, &Profile::new(Mode::Car)).unwrap();
    println!("{} junctions, {} arcs", report.n_nodes, report.n_arcs);
    let road = Road::new(graph, "bench.roads", 2000.0).unwrap();
    let positions = spread(road.graph(), 10, 5);
    for (cells, cell_m) in [("default cells", None), ("cells as Valhalla's", Some(valhalla_cell_m as Cell))] {
        let asked = |positions: &[Coord<f64>], minutes: &[u32]| {
            answer(&road, positions, minutes, cell_m.map(|cell_m| cell_m(minutes)))
        };
        for minutes in [&[15][..], &[30], &[15, 30]] {
            measure(&format!("one, {minutes:?} min, {cells}"), || asked(&positions[..1], minutes));
        }
        measure(&format!("each of ten, one by one, [15, 30] min, {cells}"), || {
            let one = |at: &Coord<f64>| checksum(&asked(&[*at], &[15, 30]));
            positions.iter().map(one).fold(0, u64::wrapping_add)
        });
        for minutes in [&[15][..], &[30], &[15, 30]] {
            measure(&format!("ten together, {minutes:?} min, {cells}"), || asked(&positions, minutes));
        }
    }
    let ten = answer(&road, &positions, &[15, 30], None);
    println!("{} bytes, checksum {:016x}", ten.len(), checksum(&ten));
    if let Some(folder) = folder {
        hand_over(&folder, &road, &positions);
    }
}
