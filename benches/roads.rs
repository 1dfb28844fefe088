//! Roads, by user action: import, open, nearest venues for everyone, what if, matrix.
//!
//! `MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench roads -- [PART]...`: medians (and least) of
//! seven runs on the given network, one thread unless said otherwise, with a checksum of each answer.
//! Answers are checked to be the same in every run, and the same by every method that computes them.
//! Parts: `import`, `snap`, `nearest`, `points`, `what-if`, `matrix`; all when none is named. The graph and
//! its hierarchy are kept beside the network (`region.osm.roads`, `region.osm.ranks`) and used again unless
//! `import` is among the parts. Without a network there is nothing to measure and the bench says so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints figures")]

use std::path::{Path, PathBuf};
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

/// Milliseconds that this thread has had a processor: steadier than the clock where others work too.
fn processor_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// Prints the median and the least of seven runs, and the mean of processor time (its clock ticks every
/// 4 ms); the answer must not change.
fn measure<T: PartialEq>(name: &str, mut run: impl FnMut() -> T) -> T {
    let (mut times, mut busy) = (Vec::new(), 0.0);
    let mut answer = None;
    for _ in 0..7 {
        let (started, before) = (Instant::now(), processor_ms());
        let this = run();
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        busy += processor_ms() - before;
        assert!(answer.is_none_or(|before| before == this), "{name} changes from run to run");
        answer = Some(this);
    }
    times.sort_by(f64::total_cmp);
    println!("{name:55} {:9.2} ms, least {:9.2}, processor {:9.2}", times[3], times[0], busy / 7.0);
    answer.unwrap()
}

/// The seconds that something takes.
fn once<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let answer = run();
    println!("{name:55} {:10.2} ms", started.elapsed().as_secs_f64() * 1000.0);
    answer
}

fn peak_memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown"));
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

/// Closes and opens again each of 21 destinations: the median and the worst of each, beside a full sweep.
fn what_if<const K: usize>(graph: &RoadGraph, venues: &[(u32, Place)]) {
    let mut field = NearestField::<K>::sweep(graph, venues);
    let mut full: Vec<f64> = (0..7)
        .map(|_| {
            let started = Instant::now();
            field = NearestField::<K>::sweep(graph, venues);
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    full.sort_by(f64::total_cmp);
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
    let both = [closing.clone(), opening.clone()].concat();
    for (name, mut times) in [("closed", closing), ("opened", opening), ("either", both)] {
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        let [share, most] = [median, worst].map(|ms| ms / full[3]);
        let n = venues.len();
        println!(
            "one of {n} {name}, nearest {K} right again: median {median:.2} ms, worst {worst:.2}: {share:.3} and {most:.3} sweeps"
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

/// Makes the graph and its hierarchy where they are missing or asked for, and opens them.
fn prepare(pbf: &Path, again: bool) -> (RoadGraph, Hierarchy) {
    let (roads, ranks) = (pbf.with_extension("roads"), pbf.with_extension("ranks"));
    if again || !roads.exists() {
        let report = once("import, PBF to graph file (all cores)", || {
            let (graph, report) = import(pbf, &Profile::new(Mode::Car)).unwrap();
            write(&graph, &roads).unwrap();
            report
        });
        println!("{report:?}\ncomponents: {}", report.components.len());
        peak_memory();
    }
    if again || Hierarchy::open(&ranks, &open(&roads, Expected::default()).unwrap()).is_err() {
        let graph = open(&roads, Expected::default()).unwrap();
        let hierarchy = once("hierarchy (2 threads)", || Hierarchy::build(&graph, 2));
        hierarchy.write(&ranks).unwrap();
        peak_memory();
    }
    let graph = open(&roads, Expected::default()).unwrap();
    measure("open and check the graph file", || open(&roads, Expected::default()).unwrap().n_nodes());
    measure("open and check the hierarchy file", || Hierarchy::open(&ranks, &graph).unwrap().n_arcs());
    let hierarchy = Hierarchy::open(&ranks, &graph).unwrap();
    let bytes = |path: &Path| std::fs::metadata(path).unwrap().len();
    println!("{} + {} bytes on disk", bytes(&roads), bytes(&ranks));
    println!(
        "{} junctions, {} arcs, {} points, {} arcs upwards",
        graph.n_nodes(),
        graph.n_arcs(),
        graph.n_points(),
        hierarchy.n_arcs()
    );
    (graph, hierarchy)
}

fn nearest(graph: &RoadGraph, hierarchy: &Hierarchy, venues: &[(u32, Place)]) {
    // The sum of what was found is cheap, and not part of what is measured.
    let n = venues.len();
    let one = measure(&format!("nearest of {n}, every junction"), || {
        Answer(NearestField::<1>::sweep(graph, venues))
    });
    let two = measure(&format!("nearest two of {n}, every junction"), || {
        Answer(NearestField::<2>::sweep(graph, venues))
    });
    let ranked = measure(&format!("nearest of {n}, every junction, by the hierarchy"), || {
        Answer(hierarchy.nearest::<1>(graph, venues))
    });
    let ranked_two = measure(&format!("nearest two of {n}, every junction, by the hierarchy"), || {
        Answer(hierarchy.nearest::<2>(graph, venues))
    });
    assert!(one == ranked && two == ranked_two, "the hierarchy says otherwise");
    println!("checksums {:016x} {:016x}", checksum(one.0.nodes()), checksum(two.0.nodes()));
}

/// A field, compared by what it says of the junctions.
struct Answer<'a, const K: usize>(NearestField<'a, K>);

impl<const K: usize> PartialEq for Answer<'_, K> {
    fn eq(&self, other: &Self) -> bool {
        self.0.nodes() == other.0.nodes()
    }
}

fn matrices(graph: &RoadGraph, hierarchy: &Hierarchy, places: &impl Fn(usize, u64) -> Vec<Place>) {
    let alone = |places: Vec<Place>| places.into_iter().map(|p| vec![p]).collect::<Vec<_>>();
    let [origins, destinations] = [alone(places(1000, 11)), alone(places(20, 13))];
    let by_sweeps = once("matrix 1,000 × 20 by sweeps", || many_to_many(graph, &origins, &destinations, 1));
    let ranked = measure("matrix 1,000 × 20 by the hierarchy", || {
        hierarchy.many_to_many(graph, &origins, &destinations, 1)
    });
    assert!(by_sweeps == ranked, "the hierarchy says otherwise");
    let [origins, destinations] = [alone(places(35_000, 11)), alone(places(1000, 13))];
    for n_threads in [1, 2] {
        let costs =
            measure(&format!("matrix 35,000 × 1,000 by the hierarchy, {n_threads} thread(s)"), || {
                hierarchy.many_to_many(graph, &origins, &destinations, n_threads)
            });
        println!("sum {} ms", costs.rows().flatten().flatten().map(|cost| u64::from(cost.ms)).sum::<u64>());
    }
}

fn main() {
    let Some(pbf) = std::env::var_os("MAILLAGE_BENCH_PBF").map(PathBuf::from) else {
        println!("MAILLAGE_BENCH_PBF names no network: nothing measured");
        return;
    };
    let named: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let asked = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let (graph, hierarchy) = prepare(&pbf, asked("import"));
    // Some junctions are the ends of one-way roads: their nearest usable road may be far.
    let snapper = Snapper::new(&graph, SnapOptions { max_snap_m: 50_000.0, ..SnapOptions::default() });
    let places = |n: usize, seed: u64| -> Vec<Place> {
        spread(&graph, n, seed).iter().map(|p| snapper.snap(*p).unwrap()).collect()
    };
    if asked("snap") {
        let points = spread(&graph, 100_000, 3);
        measure("snap 100,000 positions", || {
            points.iter().map(|p| u64::from(snapper.snap(*p).unwrap().cm)).sum::<u64>()
        });
    }
    for n_venues in [10, 1000] {
        let venues: Vec<(u32, Place)> = (0..).zip(places(n_venues, 7)).collect();
        if asked("nearest") {
            nearest(&graph, &hierarchy, &venues);
        }
        if asked("what-if") {
            what_if::<1>(&graph, &venues);
            what_if::<2>(&graph, &venues);
        }
        if asked("points") {
            let field = NearestField::<1>::sweep(&graph, &venues);
            measure(&format!("nearest of {n_venues}, points inside chains from junctions"), || {
                checksum(&field.points())
            });
        }
    }
    if asked("matrix") {
        matrices(&graph, &hierarchy, &places);
    }
}
