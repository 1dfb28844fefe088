//! Roads, by user action: import, open, nearest venues for everyone, matrix.
//!
//! `MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench roads`: medians of five runs on the given
//! network, one thread unless said otherwise, with a checksum of each answer. Answers are checked to be
//! the same in every run, and the same by every method that computes them. Without a network there is
//! nothing to measure and the bench says so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints figures")]

use std::path::PathBuf;
use std::time::Instant;

use geo_types::Coord;
use maillage::network::file::{Expected, open, write};
use maillage::network::graph::RoadGraph;
use maillage::network::hierarchy::Hierarchy;
use maillage::network::import;
use maillage::network::matrix::many_to_many;
use maillage::network::profile::{Mode, Profile};
use maillage::network::raw::to_degrees;
use maillage::network::snap::{Place, SnapOptions, Snapper};
use maillage::network::sweep::{Labels, NearestField};

/// The median of five runs in milliseconds, and the answer, which must not change.
fn measure<T: PartialEq>(name: &str, mut run: impl FnMut() -> T) -> T {
    let mut times = Vec::new();
    let mut answer = None;
    for _ in 0..5 {
        let started = Instant::now();
        let this = run();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        assert!(answer.is_none_or(|before| before == this), "{name} changes from run to run");
        answer = Some(this);
    }
    times.sort_by(f64::total_cmp);
    println!("{name:55} {:10.2} ms", times[2]);
    answer.unwrap()
}

/// Positions of junctions spread over the network by a fixed sequence.
fn spread(graph: &RoadGraph, n: usize, seed: u64) -> Vec<Coord<f64>> {
    let mut state = seed;
    let nodes = graph.node_positions();
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        to_degrees(nodes[usize::try_from((state >> 33) % nodes.len() as u64).unwrap()])
    })
    .take(n)
    .collect()
}

/// Closes and opens again each of 21 destinations: the median and the worst of each.
fn what_if(graph: &RoadGraph, venues: &[(u32, Place)]) {
    let mut field = NearestField::<2>::sweep(graph, venues);
    let before = checksum(field.nodes());
    let (mut closing, mut opening) = (Vec::new(), Vec::new());
    for (destination, place) in venues.iter().step_by((venues.len() / 21).max(1)) {
        let started = Instant::now();
        field.close(*destination);
        closing.push(started.elapsed().as_secs_f64() * 1000.0);
        let started = Instant::now();
        field.open(*destination, place);
        opening.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    assert_eq!(checksum(field.nodes()), before, "closing and opening again changes something");
    for (name, mut times) in [("closed", closing), ("opened", opening)] {
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        println!(
            "one of {} {name}, nearest two right again: median {median:.2} ms, worst {worst:.2} ms",
            venues.len()
        );
    }
}

fn checksum<const K: usize>(labels: &[Labels<K>]) -> u64 {
    labels.iter().flatten().fold(0u64, |sum, label| {
        sum.rotate_left(5).wrapping_add(
            u64::from(label.cost.ms)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(u64::from(label.cost.cm) << 20)
                .wrapping_add(u64::from(label.destination)),
        )
    })
}

fn main() {
    let Some(pbf) = std::env::var_os("MAILLAGE_BENCH_PBF").map(PathBuf::from) else {
        println!("MAILLAGE_BENCH_PBF names no network: nothing measured");
        return;
    };
    let profile = Profile::new(Mode::Car);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.roads");
    let started = Instant::now();
    let (graph, report) = import(&pbf, &profile).unwrap();
    write(&graph, &path).unwrap();
    println!(
        "{:55} {:10.2} ms",
        "import, PBF to graph file (all cores)",
        started.elapsed().as_secs_f64() * 1000.0
    );
    println!("{report:?}\ncomponents: {}", report.components.len());
    drop(graph);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown"));
    measure("open and check the graph file", || open(&path, Expected::default()).unwrap().n_nodes());
    let graph = open(&path, Expected::default()).unwrap();
    println!("{} bytes on disk", std::fs::metadata(&path).unwrap().len());
    let started = Instant::now();
    let hierarchy = Hierarchy::build(&graph, 2);
    println!("{:55} {:10.2} ms", "hierarchy (2 threads)", started.elapsed().as_secs_f64() * 1000.0);
    println!("{} arcs upwards for {} arcs", hierarchy.n_arcs(), graph.n_arcs());
    // Some junctions are the ends of one-way roads: their nearest usable road may be far.
    let snapper = Snapper::new(&graph, SnapOptions { max_snap_m: 50_000.0, ..SnapOptions::default() });
    let places = |n: usize, seed: u64| -> Vec<Place> {
        spread(&graph, n, seed).iter().map(|p| snapper.snap(*p).unwrap()).collect()
    };
    let points = spread(&graph, 100_000, 3);
    measure("snap 100,000 positions", || {
        points.iter().map(|p| u64::from(snapper.snap(*p).unwrap().cm)).sum::<u64>()
    });
    for n_venues in [10, 1000] {
        let venues: Vec<(u32, Place)> = (0..).zip(places(n_venues, 7)).collect();
        let one = measure(&format!("nearest of {n_venues}, every junction"), || {
            checksum(NearestField::<1>::sweep(&graph, &venues).nodes())
        });
        let two = measure(&format!("nearest two of {n_venues}, every junction"), || {
            checksum(NearestField::<2>::sweep(&graph, &venues).nodes())
        });
        let ranked = measure(&format!("nearest of {n_venues}, every junction, by the hierarchy"), || {
            checksum(hierarchy.nearest::<1>(&graph, &venues).nodes())
        });
        let ranked_two =
            measure(&format!("nearest two of {n_venues}, every junction, by the hierarchy"), || {
                checksum(hierarchy.nearest::<2>(&graph, &venues).nodes())
            });
        assert_eq!((one, two), (ranked, ranked_two), "the hierarchy says otherwise");
        println!("checksums {one:016x} {two:016x}");
        what_if(&graph, &venues);
        let field = NearestField::<1>::sweep(&graph, &venues);
        measure(&format!("nearest of {n_venues}, points inside chains from junctions"), || {
            checksum(&field.points())
        });
    }
    let origins: Vec<Vec<Place>> = places(1000, 11).into_iter().map(|p| vec![p]).collect();
    let destinations: Vec<Vec<Place>> = places(20, 13).into_iter().map(|p| vec![p]).collect();
    let by_sweeps =
        measure("matrix 1,000 × 20 by sweeps", || many_to_many(&graph, &origins, &destinations, 1));
    let ranked = measure("matrix 1,000 × 20 by the hierarchy", || {
        hierarchy.many_to_many(&graph, &origins, &destinations, 1)
    });
    assert!(by_sweeps == ranked, "the hierarchy says otherwise");
    let origins: Vec<Vec<Place>> = places(35_000, 11).into_iter().map(|p| vec![p]).collect();
    let destinations: Vec<Vec<Place>> = places(1000, 13).into_iter().map(|p| vec![p]).collect();
    for n_threads in [1, 2] {
        measure(&format!("matrix 35,000 × 1,000 by the hierarchy, {n_threads} thread(s)"), || {
            let costs = hierarchy.many_to_many(&graph, &origins, &destinations, n_threads);
            costs.rows().flatten().flatten().map(|cost| u64::from(cost.ms)).sum::<u64>()
        });
    }
}
