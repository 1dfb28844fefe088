//! The golden answers of OSRM on two real extracts, where they are on this machine.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "files that are known")]

use std::path::{Path, PathBuf};

use geo_types::Coord;
use maillage::network::Cost;
use maillage::network::graph::{RoadGraph, build};
use maillage::network::matrix::many_to_many;
use maillage::network::osm::read_pbf;
use maillage::network::profile::{Mode, Profile};
use maillage::network::snap::{SnapOptions, Snapper};
use maillage::network::sweep::NearestField;

/// The golden data of the project, `None` where it is not on this machine.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("MAILLAGE_SHARED").map_or(beside, PathBuf::from);
    let found = shared.join("data/golden").is_dir();
    println!("golden data {} at {}", if found { "found" } else { "NOT FOUND" }, shared.display());
    found.then(|| shared.join("data"))
}

fn graph(data: &Path, extract: &str) -> RoadGraph {
    graph_for(data, extract, &Profile::new(Mode::Car))
}

fn graph_for(data: &Path, extract: &str, profile: &Profile) -> RoadGraph {
    let (raw, _) = read_pbf(&data.join(format!("roads/{extract}.osm.pbf")), profile).unwrap();
    let graph = build(&raw, profile, [0; 32]).unwrap();
    println!(
        "{extract}: {} junctions, {} arcs, components {:?}",
        graph.n_nodes(),
        graph.n_arcs(),
        &graph.components()[..3]
    );
    graph
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

fn at(row: &csv::StringRecord, column: usize) -> Coord<f64> {
    Coord { x: number(row, column), y: number(row, column + 1) }
}

/// One pair, snapped onto the mainland.
fn pair(graph: &RoadGraph, from: Coord<f64>, to: Coord<f64>) -> Option<Cost> {
    let snapper = Snapper::new(graph, SnapOptions::default());
    let [from, to] = [from, to].map(|position| vec![snapper.snap_onto(position, 0).unwrap()]);
    many_to_many(graph, &[from], &[to], 1).get(0, 0)
}

/// The value below which a share of the values lies.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let place = (share * (values.len() - 1) as f64).round() as usize;
    values[place]
}

#[test]
fn pairs_agree_with_osrm_on_both_extracts() {
    let Some(data) = shared() else { return };
    for (name, extract) in [("andorra", "andorra"), ("bayreuth", "north-bayreuth")] {
        let graph = graph(&data, extract);
        let (mut times, mut lengths, mut ratios, mut n_pairs) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for row in rows(&data.join(format!("golden/{name}-od.csv"))) {
            let cost = pair(&graph, at(&row, 3), at(&row, 5));
            n_pairs += usize::from(cost.is_some());
            let cost = cost.unwrap();
            if &row[0] == "node" && !row[21].contains("osrm-other-route") {
                let seconds = f64::from(cost.ms) / 1000.0;
                let metres = f64::from(cost.cm) / 100.0;
                ratios.push(seconds / number(&row, 9));
                times.push((seconds / number(&row, 9) - 1.0).abs());
                lengths.push((metres / number(&row, 10) - 1.0).abs());
                if std::env::var_os("MAILLAGE_GOLDEN_ROWS").is_some() {
                    println!(
                        "{name} {} {} {seconds:.0} {} {metres:.0} {}",
                        &row[1], &row[2], &row[9], &row[10]
                    );
                }
            }
        }
        let q = [0.5, 0.95].map(|share| (quantile(&mut times, share), quantile(&mut lengths, share)));
        println!(
            "{name}: {} pairs; time off by {:.3} (median) {:.3} (95 %); length {:.4} {:.4}; time ratio 5/50/95 % {:.3} {:.3} {:.3}",
            times.len(),
            q[0].0,
            q[1].0,
            q[0].1,
            q[1].1,
            quantile(&mut ratios, 0.05),
            quantile(&mut ratios, 0.5),
            quantile(&mut ratios, 0.95),
        );
        assert_eq!(n_pairs, 400, "every pair is answered");
        assert!(q[0].1 <= 0.003, "length, median: {}", q[0].1);
        assert!(q[0].0 <= 0.05, "time, median: {}", q[0].0);
        assert!(q[1].0 <= 0.12, "time, 95 %: {}", q[1].0);
    }
}

#[test]
fn the_nearest_venue_is_that_of_osrm_for_nearly_all_origins() {
    let Some(data) = shared() else { return };
    let graph = graph(&data, "north-bayreuth");
    let snapper = Snapper::new(&graph, SnapOptions::default());
    let golden = data.join("golden");
    let places = |file: &str| -> Vec<_> {
        rows(&golden.join(file)).iter().map(|row| snapper.snap_onto(at(row, 2), 0).unwrap()).collect()
    };
    let venues: Vec<_> = (0..).zip(places("bayreuth-venues-10.csv")).collect();
    let field = NearestField::<2>::sweep(&graph, &venues);
    let origins = places("bayreuth-origins.csv");
    let answers = rows(&golden.join("bayreuth-nearest.csv"));
    let n_same = answers
        .iter()
        .filter(|row| {
            let origin: usize = row[0].parse().unwrap();
            field.from_place(&origins[origin])[0].destination.to_string() == row[1]
        })
        .count();
    println!("{n_same} of {} origins have OSRM's venue", answers.len());
    assert!(n_same * 100 >= answers.len() * 98, "{n_same} of {}", answers.len());
}

/// Which pairs of a file change when roads for residents and customers are closed to everyone: more than
/// would change if they were closed to through traffic alone.
#[test]
fn roads_for_residents_are_hardly_ever_a_way_through() {
    let Some(data) = shared() else { return };
    for (name, extract) in [("andorra", "andorra"), ("bayreuth", "north-bayreuth")] {
        let open = Profile::new(Mode::Car);
        let mut closed = open.settings().closed.clone();
        closed.extend(["destination", "customers", "delivery", "permit", "residents"].map(str::to_owned));
        let closed = open.with_overrides(&format!("closed = {closed:?}")).unwrap();
        let [open, closed] = [open, closed].map(|profile| graph_for(&data, extract, &profile));
        let (mut n_pairs, mut n_ends, mut changes, mut better) = (0, 0, Vec::new(), 0);
        for row in rows(&data.join(format!("golden/{name}-od.csv"))) {
            let (from, to) = (at(&row, 3), at(&row, 5));
            let place = |graph: &RoadGraph, position: Coord<f64>| {
                Snapper::new(graph, SnapOptions::default()).snap_onto(position, 0).unwrap().position
            };
            let moved = |position: Coord<f64>| {
                let [a, b] = [&open, &closed].map(|graph| place(graph, position));
                (a.x - b.x).abs() + (a.y - b.y).abs() > 1e-6
            };
            n_pairs += 1;
            if moved(from) || moved(to) {
                n_ends += 1;
                continue;
            }
            let [with, without] = [&open, &closed].map(|graph| pair(graph, from, to).unwrap());
            if without.ms > with.ms + 50 {
                changes.push(f64::from(without.ms) / f64::from(with.ms) - 1.0);
                let off = |cost: Cost| (f64::from(cost.ms) / 1000.0 - number(&row, 9)).abs();
                better += usize::from(off(without) < off(with));
            }
        }
        println!(
            "{name}: {n_pairs} pairs, {n_ends} end on a road for residents, {} others pass over one and are {:.2} % slower without at the median, {:.2} % at most; {better} come nearer to OSRM",
            changes.len(),
            if changes.is_empty() { 0.0 } else { 100.0 * quantile(&mut changes, 0.5) },
            if changes.is_empty() { 0.0 } else { 100.0 * quantile(&mut changes, 1.0) },
        );
        assert!(changes.len() * 20 <= n_pairs, "{} of {n_pairs} pairs pass over one", changes.len());
    }
}
