//! What turn restrictions would change: measured here, not applied (`docs/adr/0007-turn-costs-on-arms.md`).
//!
//! A search over arcs instead of junctions, with every restriction of the extract applied exactly, beside
//! the same search without them. Restrictions are found on the graph by position: the junction, and the
//! arm whose next point is the next node of the way.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::{Path, PathBuf};

use geo_types::Coord;

use super::blob::{BlobFile, Scratch};
use super::block::Block;
use super::wire::{Fields, Packed, signed};
use crate::network::cost::Cost;
use crate::network::graph::{CLOSED, RoadGraph, TRAP, build};
use crate::network::num::small;
use crate::network::profile::{Mode, Profile};
use crate::network::raw::FixedPoint;
use crate::network::snap::{Place, SnapOptions, Snapper};

/// A relation that restricts a turn at one node.
struct Restriction {
    only: bool,
    from: Vec<i64>,
    via: Vec<i64>,
    to: Vec<i64>,
    /// Whether it leads over a way rather than a node.
    via_way: bool,
}

/// What an extract says of turns.
#[derive(Default)]
struct Turns {
    restrictions: Vec<Restriction>,
    ways: BTreeMap<i64, Vec<i64>>,
    nodes: BTreeMap<i64, FixedPoint>,
}

fn packed(bytes: &[u8]) -> Vec<u64> {
    let mut packed = Packed(bytes);
    let mut values = Vec::new();
    while let Some(value) = packed.next().unwrap() {
        values.push(value);
    }
    values
}

/// Numbers written each as the difference from the one before.
fn steps(bytes: &[u8]) -> Vec<i64> {
    let mut sum = 0;
    packed(bytes)
        .into_iter()
        .map(|step| {
            sum += signed(step);
            sum
        })
        .collect()
}

fn read_turns(path: &Path) -> Turns {
    let file = BlobFile::open(path).unwrap();
    let mut scratch = Scratch::new();
    let mut turns = Turns::default();
    for blob in &file.blobs {
        file.read(*blob, &mut scratch).unwrap();
        let block = Block::parse(&scratch.content).unwrap();
        block
            .for_each_node(|node| {
                let at = [node.lon_e7, node.lat_e7].map(|e7| i32::try_from(e7).unwrap());
                turns.nodes.insert(node.id, at);
                Ok(())
            })
            .unwrap();
        for way in block.elements(3).unwrap() {
            let (mut id, mut refs) = (0, Vec::new());
            let mut fields = Fields(way);
            while let Some((field, value)) = fields.next().unwrap() {
                match field {
                    1 => id = value.number().unwrap().cast_signed(),
                    8 => refs = steps(value.bytes().unwrap()),
                    _ => {}
                }
            }
            turns.ways.insert(id, refs);
        }
        for relation in block.elements(4).unwrap() {
            turns.restrictions.extend(restriction(&block, relation));
        }
    }
    turns
}

fn restriction(block: &Block<'_>, relation: &[u8]) -> Option<Restriction> {
    let [mut keys, mut values, mut roles, mut members, mut kinds] = [const { &[] as &[u8] }; 5];
    let mut fields = Fields(relation);
    while let Some((field, value)) = fields.next().unwrap() {
        match field {
            2 => keys = value.bytes().unwrap(),
            3 => values = value.bytes().unwrap(),
            8 => roles = value.bytes().unwrap(),
            9 => members = value.bytes().unwrap(),
            10 => kinds = value.bytes().unwrap(),
            _ => {}
        }
    }
    let text = |place: u64| block.string(place).unwrap();
    let tags: Vec<_> = packed(keys).into_iter().map(text).zip(packed(values).into_iter().map(text)).collect();
    let tag = |key: &str| tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
    let kind = tag("restriction")?;
    let excepted =
        tag("except").is_some_and(|e| e.split(';').any(|m| matches!(m.trim(), "motorcar" | "motor_vehicle")));
    if excepted || !(kind.starts_with("no_") || kind.starts_with("only_")) {
        return None;
    }
    let members: Vec<(&str, i64, u64)> = packed(roles)
        .into_iter()
        .zip(steps(members))
        .zip(packed(kinds))
        .map(|((role, id), kind)| (text(role), id, kind))
        .collect();
    let with = |role: &str| members.iter().filter(|(r, ..)| *r == role).map(|(_, id, _)| *id).collect();
    let via_way = members.iter().any(|(role, _, kind)| *role == "via" && *kind != 0);
    Some(Restriction {
        only: kind.starts_with("only_"),
        from: with("from"),
        via: with("via"),
        to: with("to"),
        via_way,
    })
}

/// Forbidden pairs of arcs (chain × 2 + direction), and how many restrictions made them.
fn forbidden(graph: &RoadGraph, turns: &Turns) -> (BTreeSet<(u32, u32)>, [usize; 3]) {
    let node_at: BTreeMap<FixedPoint, u32> =
        (0..).zip(graph.node_positions()).map(|(n, p)| (*p, n)).collect();
    // Arms of each junction: the position of the next point, and the arc that leaves by it.
    let mut arms: Vec<Vec<(FixedPoint, u32)>> = vec![Vec::new(); graph.n_nodes()];
    for chain in 0..graph.n_chains() {
        let ends = graph.chain(chain).ends;
        let inside = &graph.point_positions()[graph.points_of(chain)];
        let far = ends.map(|node| graph.node_positions()[node as usize]);
        let (first, last) = (inside.first().unwrap_or(&far[1]), inside.last().unwrap_or(&far[0]));
        arms[ends[0] as usize].push((*first, small(chain) * 2));
        arms[ends[1] as usize].push((*last, small(chain) * 2 + 1));
    }
    let mut pairs = BTreeSet::new();
    let (mut n_applied, mut n_via_ways, mut n_elsewhere) = (0, 0, 0);
    for restriction in &turns.restrictions {
        if restriction.via_way {
            n_via_ways += 1;
            continue;
        }
        let before = pairs.len();
        for via in &restriction.via {
            let Some(node) = turns.nodes.get(via).and_then(|at| node_at.get(at)) else { continue };
            let arms = &arms[*node as usize];
            let along = |ways: &[i64]| -> Vec<u32> {
                let refs = ways.iter().filter_map(|way| turns.ways.get(way));
                let next = refs.flat_map(|refs| {
                    refs.windows(2).filter_map(|pair| match pair {
                        [a, b] if a == via => turns.nodes.get(b),
                        [a, b] if b == via => turns.nodes.get(a),
                        _ => None,
                    })
                });
                next.filter_map(|at| arms.iter().find(|(p, _)| p == at)).map(|(_, arc)| *arc).collect()
            };
            let (from, to) = (along(&restriction.from), along(&restriction.to));
            if restriction.only && to.is_empty() {
                continue;
            }
            for from in from {
                // The arc that arrives by an arm is the other direction of the one that leaves by it.
                let is_meant = |arc: &u32| to.contains(arc) != restriction.only;
                pairs.extend(arms.iter().map(|(_, arc)| *arc).filter(is_meant).map(|to| (from ^ 1, to)));
            }
        }
        if pairs.len() > before { n_applied += 1 } else { n_elsewhere += 1 }
    }
    (pairs, [n_applied, n_via_ways, n_elsewhere])
}

/// No arc: one starts at a junction.
const NO_ARC: u32 = u32::MAX;

/// The best way between two places over arcs, without the forbidden pairs. One turns back at dead ends
/// only. A place at a junction is on no arm of it: no turn is needed to leave it or to arrive there.
fn best(
    graph: &RoadGraph,
    leaving: &[Vec<u32>],
    from: &Place,
    to: &Place,
    no: &BTreeSet<(u32, u32)>,
) -> Option<Cost> {
    let at_junction = |place: &Place, cost: Cost| cost.cm == place.walk.cm;
    let mut done = vec![false; graph.n_chains() * 2];
    let mut queue = BinaryHeap::new();
    for (direction, end) in from.leaving(graph).into_iter().enumerate() {
        if let Some((node, cost)) = end {
            let arc = if at_junction(from, cost) { NO_ARC } else { from.chain * 2 + small(direction) };
            queue.push(Reverse((cost, arc, node, false)));
        }
    }
    let exits = to.arriving(graph);
    let along = (from.chain == to.chain).then(|| from.along_to(to)).flatten();
    let along = along.map(|cost| cost.plus(from.walk).plus(to.walk));
    while let Some(Reverse((cost, arc, node, arrived))) = queue.pop() {
        if arrived {
            return along.into_iter().chain([cost]).min();
        }
        if arc != NO_ARC && std::mem::replace(&mut done[arc as usize], true) {
            continue;
        }
        for (end, last) in exits.iter().flatten() {
            if *end == node && at_junction(to, *last) {
                queue.push(Reverse((cost.plus(*last), arc, node, true)));
            }
        }
        let arms = &leaving[node as usize];
        let back = |next: u32| arc != NO_ARC && next == arc ^ 1;
        let ahead = |next: &&u32| !back(**next) && !no.contains(&(arc, **next));
        let dead_end = !arms.iter().any(|next| ahead(&next));
        for next in arms.iter().filter(|next| ahead(next) || (dead_end && back(**next))) {
            let (chain, direction) = (graph.chain((next / 2) as usize), (next % 2) as usize);
            if next / 2 == to.chain
                && let Some((_, last)) = exits[direction]
            {
                queue.push(Reverse((cost.plus(last), *next, node, true)));
            }
            let through = cost.plus(Cost { ms: chain.ms[direction], cm: chain.cm });
            queue.push(Reverse((through, *next, chain.ends[1 - direction], false)));
        }
    }
    along
}

/// The arcs that leave each junction for one that can be left again, rings included.
fn leaving(graph: &RoadGraph) -> Vec<Vec<u32>> {
    let mut arcs = vec![Vec::new(); graph.n_nodes()];
    for chain in 0..graph.n_chains() {
        let shape = graph.chain(chain);
        let leads_on = |d: &usize| graph.node_components()[shape.ends[1 - d] as usize] != TRAP;
        for direction in (0..2).filter(|d| shape.ms[*d] != CLOSED).filter(leads_on) {
            arcs[shape.ends[direction] as usize].push(small(chain * 2 + direction));
        }
    }
    arcs
}

fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("MAILLAGE_SHARED").map_or(beside, PathBuf::from);
    shared.join("data/golden").is_dir().then(|| shared.join("data"))
}

#[test]
fn restrictions_change_few_golden_pairs_by_more_than_half_a_percent() {
    let Some(data) = shared() else { return };
    for (name, extract) in [("andorra", "andorra"), ("bayreuth", "north-bayreuth")] {
        let path = data.join(format!("roads/{extract}.osm.pbf"));
        let profile = Profile::new(Mode::Car);
        let (raw, report) = super::read_pbf(&path, &profile).unwrap();
        let graph = build(&raw, &profile, [0; 32]).unwrap();
        let turns = read_turns(&path);
        let (pairs, [n_applied, n_via_ways, n_elsewhere]) = forbidden(&graph, &turns);
        println!(
            "{name}: {} restrictions; {} for cars: {n_applied} applied ({} pairs of arcs), {n_via_ways} over a way, {n_elsewhere} off the graph",
            report.turn_restrictions,
            turns.restrictions.len(),
            pairs.len()
        );
        let (leaving, snapper) = (leaving(&graph), Snapper::new(&graph, SnapOptions::default()));
        let (mut without, mut with, mut n_pairs, mut changes) = (Vec::new(), Vec::new(), 0, Vec::new());
        let rows = csv::Reader::from_path(data.join(format!("golden/{name}-od.csv"))).unwrap().into_records();
        for row in rows.map(Result::unwrap) {
            let number = |column: usize| row[column].parse::<f64>().unwrap_or(f64::NAN);
            let place = |column: usize| {
                snapper.snap_onto(Coord { x: number(column), y: number(column + 1) }, 0).unwrap()
            };
            let (from, to) = (place(3), place(5));
            let free = best(&graph, &leaving, &from, &to, &BTreeSet::new()).unwrap();
            let bound = best(&graph, &leaving, &from, &to, &pairs).unwrap();
            assert!(bound >= free, "a restriction never helps");
            n_pairs += 1;
            if bound.ms > free.ms {
                changes.push(f64::from(bound.ms) / f64::from(free.ms) - 1.0);
            }
            if &row[0] == "node" && !row[21].contains("osrm-other-route") {
                for (cost, into) in [(free, &mut without), (bound, &mut with)] {
                    into.push((f64::from(cost.ms) / 1000.0 / number(9) - 1.0).abs());
                }
            }
        }
        for list in [&mut without, &mut with, &mut changes] {
            list.sort_by(f64::total_cmp);
        }
        let at = |list: &[f64], of_20: usize| {
            list.get((list.len().max(1) - 1) * of_20 / 20).copied().unwrap_or(0.0)
        };
        let n_felt = changes.iter().filter(|change| **change > 0.005).count();
        println!(
            "{name}: {} of {n_pairs} pairs slower, {n_felt} by more than 0.5 %: by {:.2} % at the median, {:.2} % at most; off OSRM (median / 95 %) {:.3} / {:.3} without, {:.3} / {:.3} with",
            changes.len(),
            100.0 * at(&changes, 10),
            100.0 * at(&changes, 20),
            at(&without, 10),
            at(&without, 19),
            at(&with, 10),
            at(&with, 19),
        );
        assert!(n_felt * 20 <= n_pairs, "{n_felt} of {n_pairs} pairs change by more than 0.5 %: see ADR 7");
    }
}
