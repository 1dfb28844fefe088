//! From ways over points to the bytes of a graph.

use std::cmp::Reverse;

use super::boxes::{self, FixedBox};
use super::chains::{Chains, NONE, contract};
use super::crossings::{Arm, arm_costs};
use super::hilbert::Hilbert;
use super::image::ImageBuilder;
use super::{CLOSED, GraphError, RoadGraph, components};
use crate::geodesy::LocalPlane;
use crate::network::file::HEADER_BYTES;
use crate::network::num::{rounded, small};
use crate::network::profile::{Attributes, Profile, Settings};
use crate::network::raw::{FixedPoint, RawNetwork, WaySpeeds, to_degrees};

/// The longest that a chain may take or measure: 3 days, 2,684 km. Keeps sums far from overflowing.
const LONGEST: u32 = 1 << 28;

/// Metres along the straight line between two near points, right to a few millionths up to 10 km.
fn metres(a: FixedPoint, b: FixedPoint) -> f64 {
    let (a, b) = (to_degrees(a), to_degrees(b));
    let d = LocalPlane::at((a + b) / 2.0).project(b);
    2.0 * (d.x * d.x + d.y * d.y).sqrt()
}

/// Builds the graph of a network.
///
/// Cost: a few hundred nanoseconds a point. The same network and profile give the same bytes.
///
/// # Errors
/// When there is no way, or when the profile cannot be written.
pub fn build(raw: &RawNetwork, profile: &Profile, inputs: [u8; 32]) -> Result<RoadGraph, GraphError> {
    if raw.ways.is_empty() {
        return Err(GraphError::NoWay);
    }
    let chains = contract(raw);
    let curve = Hilbert::over(&raw.points);
    let (nodes, node_of) = number_nodes(raw, &chains, &curve);
    let order = order_chains(raw, &chains, &curve);
    let mut laid = lay_chains(raw, &chains, &order, &node_of);
    drop((chains, order, node_of));
    add_turn_costs(&mut laid, &nodes, profile);
    let out = rows(&laid.ends, &laid.costs, nodes.len(), 0);
    let heads: Vec<u32> = out.arcs.iter().map(|arc| arc[0]).collect();
    let (mut labels, core_sizes) = components::label(&out.start, &heads);
    drop(heads);
    let table = rank_components(&laid.ends, &laid.costs, &mut labels, &core_sizes);
    let boxes = boxes::pack((0..laid.ends.len()).map(|chain| laid.bounding_box(chain, &nodes)));
    let into = rows(&laid.ends, &laid.costs, nodes.len(), 1);

    let capacity =
        8 * nodes.len() + 32 * out.arcs.len() + 28 * laid.ends.len() + 20 * laid.points.len() + 65_536;
    let mut image = ImageBuilder::new(HEADER_BYTES, capacity + 16 * boxes.len() + 16 * nodes.len());
    image.push(&nodes);
    image.push(&labels);
    for rows in [out, into] {
        image.push(&rows.start);
        image.push(&rows.arcs);
        image.push(&rows.chains);
    }
    image.push(&laid.ends);
    image.push(&laid.costs);
    image.push(&laid.starts);
    image.push(&laid.points);
    image.push(&laid.prefixes);
    image.push(&boxes);
    image.push(&table);
    image.push(profile.to_toml()?.as_bytes());
    image.push(raw.origin.to_text().as_bytes());
    let ground = crate::network::ground::Laid::new(&raw.ground);
    image.push(&ground.features);
    image.push(&ground.parts);
    image.push(&ground.points);
    image.push(&ground.boxes);
    image.push(&ground.names);
    let sections = image.finish().ok_or(GraphError::NoWay)?;
    Ok(RoadGraph::new(sections, profile.mode(), profile.fingerprint()?, inputs))
}

/// Junctions in Hilbert order, and the number of every point that is one.
fn number_nodes(raw: &RawNetwork, chains: &Chains, curve: &Hilbert) -> (Vec<FixedPoint>, Vec<u32>) {
    let mut node_of = vec![NONE; raw.points.len()];
    let mut junctions = Vec::new();
    for chain in 0..chains.len() {
        for point in chains.ends(chain, raw) {
            if node_of[point as usize] == NONE {
                node_of[point as usize] = 0;
                junctions.push((curve.place(raw.points[point as usize]), point));
            }
        }
    }
    junctions.sort_unstable();
    for (node, (_, point)) in junctions.iter().enumerate() {
        node_of[*point as usize] = small(node);
    }
    (junctions.iter().map(|(_, point)| raw.points[*point as usize]).collect(), node_of)
}

/// Chains in the Hilbert order of a point in their middle.
fn order_chains(raw: &RawNetwork, chains: &Chains, curve: &Hilbert) -> Vec<u32> {
    let mut order: Vec<(u32, u32)> = (0..chains.len())
        .map(|chain| {
            let steps = chains.steps(chain);
            let points = chains.pieces[(steps[steps.len() / 2] / 2) as usize].points(raw);
            (curve.place(raw.points[points[points.len() / 2] as usize]), small(chain))
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, chain)| chain).collect()
}

/// Chains as they will be stored. Interior points of chain `c` are `starts[c]..starts[c + 1]`.
#[derive(Default)]
struct Laid {
    ends: Vec<[u32; 2]>,
    costs: Vec<[u32; 4]>,
    starts: Vec<u32>,
    points: Vec<FixedPoint>,
    prefixes: Vec<[u32; 3]>,
    /// Seconds lost on arriving at each end of each chain, at signals.
    arrivals: Vec<[f32; 2]>,
}

impl Laid {
    fn interior(&self, chain: usize) -> std::ops::Range<usize> {
        self.starts[chain] as usize..self.starts[chain + 1] as usize
    }

    fn bounding_box(&self, chain: usize, nodes: &[FixedPoint]) -> FixedBox {
        let ends = self.ends[chain].map(|node| nodes[node as usize]);
        let inside = self.points[self.interior(chain)].iter().copied();
        inside.chain(ends).fold(boxes::EMPTY, boxes::with_point)
    }
}

/// Sums along one chain: milliseconds forwards and backwards, metres.
#[derive(Clone, Copy, Default)]
struct Sums {
    forward_ms: f64,
    backward_ms: f64,
    metres: f64,
}

fn lay_chains(raw: &RawNetwork, chains: &Chains, order: &[u32], node_of: &[u32]) -> Laid {
    let mut laid = Laid { starts: vec![0], ..Laid::default() };
    let mut sums: Vec<Sums> = Vec::new();
    for chain in order {
        let mut total = Sums::default();
        let (mut open, mut attributes) = ([true; 2], 0);
        let mut arrivals = [0f32; 2];
        sums.clear();
        for (n_step, step) in chains.steps(*chain as usize).iter().enumerate() {
            let piece = chains.pieces[(step / 2) as usize];
            let speeds = raw.ways[piece.way as usize].speeds;
            let reversed = step % 2 == 1;
            let rates = ms_per_metre(raw, piece.way, speeds, reversed);
            open = [0, 1].map(|d| open[d] && rates[d].is_finite());
            attributes |= speeds.attributes.0;
            let points = piece.points(raw);
            let at = |place: usize| points[if reversed { points.len() - 1 - place } else { place }];
            for place in 0..points.len() {
                let effect = effect_at(raw, at(place), reversed);
                if place == 0 {
                    if n_step == 0 {
                        arrivals[0] = effect[1];
                    }
                    continue;
                }
                let length = metres(raw.points[at(place - 1) as usize], raw.points[at(place) as usize]);
                total.metres += length;
                total.forward_ms += length * rates[0];
                total.backward_ms += length * rates[1];
                if place + 1 == points.len() {
                    arrivals[1] = effect[0];
                }
                sums.push(total);
                laid.points.push(raw.points[at(place) as usize]);
                // Lost after the point, whichever way one goes.
                total.forward_ms += f64::from(effect[0]) * 1000.0;
                total.backward_ms += f64::from(effect[1]) * 1000.0;
            }
        }
        laid.points.pop();
        let last = sums.pop().unwrap_or_default();
        let cost = |open: bool, ms: f64| if open { rounded(ms).clamp(1, LONGEST) } else { CLOSED };
        let costs = [cost(open[0], last.forward_ms), cost(open[1], last.backward_ms)];
        let length = rounded(last.metres * 100.0).clamp(1, LONGEST);
        for sum in &sums {
            laid.prefixes.push([
                if open[0] { rounded(sum.forward_ms).min(costs[0]) } else { CLOSED },
                if open[1] { rounded(last.backward_ms - sum.backward_ms).min(costs[1]) } else { CLOSED },
                rounded(sum.metres * 100.0).min(length),
            ]);
        }
        laid.ends.push(chains.ends(*chain as usize, raw).map(|point| node_of[point as usize]));
        laid.costs.push([costs[0], costs[1], length, u32::from(attributes)]);
        laid.starts.push(small(laid.points.len()));
        laid.arrivals.push(arrivals);
    }
    laid
}

/// Milliseconds a metre along and against the direction of travel; infinite where it is closed.
fn ms_per_metre(raw: &RawNetwork, way: u32, speeds: WaySpeeds, reversed: bool) -> [f64; 2] {
    let mut rates = [speeds.forward_kmh, speeds.backward_kmh]
        .map(|kmh| if kmh > 0.0 { 3600.0 / f64::from(kmh) } else { f64::INFINITY });
    if speeds.duration_s > 0 {
        let points = raw.way_points(&raw.ways[way as usize]);
        let length: f64 =
            points.windows(2).map(|p| metres(raw.points[p[0] as usize], raw.points[p[1] as usize])).sum();
        let stated = f64::from(speeds.duration_s) * 1000.0 / length.max(0.01);
        rates = rates.map(|rate| if rate.is_finite() { stated } else { rate });
    }
    if reversed { [rates[1], rates[0]] } else { rates }
}

/// Seconds lost at a point by those who travel along and against the direction of the chain.
fn effect_at(raw: &RawNetwork, point: u32, reversed: bool) -> [f32; 2] {
    let Ok(at) = raw.effects.binary_search_by_key(&point, |(p, _)| *p) else { return [0.0; 2] };
    #[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
    let [forward, backward] = [raw.effects[at].1.forward_s as f32, raw.effects[at].1.backward_s as f32];
    if reversed { [backward, forward] } else { [forward, backward] }
}

/// Adds what junctions cost to the chains that meet there.
fn add_turn_costs(laid: &mut Laid, nodes: &[FixedPoint], profile: &Profile) {
    // Sides of chains by node: chain × 2 + side.
    let mut sides: Vec<(u32, u32)> = Vec::with_capacity(laid.ends.len() * 2);
    for (chain, ends) in laid.ends.iter().enumerate() {
        sides.extend([(ends[0], small(chain) * 2), (ends[1], small(chain) * 2 + 1)]);
    }
    sides.sort_unstable();
    let costs = costs_of_sides(laid, nodes, profile.settings(), &sides);
    for ((_, side), [arriving, leaving]) in sides.iter().zip(costs) {
        let (chain, end) = ((side / 2) as usize, (side % 2) as usize);
        // Direction 0 leaves by end 0 and arrives at end 1.
        add(&mut laid.costs[chain][end], leaving);
        add(&mut laid.costs[chain][1 - end], arriving);
        for place in laid.interior(chain) {
            add(&mut laid.prefixes[place][end], leaving);
        }
    }
}

/// Milliseconds to arrive and to leave by each side of a chain, given by junction.
fn costs_of_sides(
    laid: &Laid,
    nodes: &[FixedPoint],
    settings: &Settings,
    sides: &[(u32, u32)],
) -> Vec<[u32; 2]> {
    let of_run = |run: &[(u32, u32)]| {
        let mut costs = Vec::with_capacity(run.len());
        let mut arms = Vec::new();
        for meeting in run.chunk_by(|a, b| a.0 == b.0) {
            arms.clear();
            arms.extend(meeting.iter().map(|(node, side)| arm(laid, nodes, *node, *side)));
            for ((_, side), [comes_in, goes_out]) in meeting.iter().zip(arm_costs(settings, &arms)) {
                let signal = f64::from(laid.arrivals[(side / 2) as usize][(side % 2) as usize]);
                costs.push([rounded((comes_in + signal) * 1000.0), rounded(goes_out * 1000.0)]);
            }
        }
        costs
    };
    // One run of junctions a thread; the answer does not depend on where they are cut.
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let node_of_run = |run: usize| small(nodes.len() * run / n_threads);
    let cut = |run: usize| sides.partition_point(|(node, _)| *node < node_of_run(run));
    std::thread::scope(|scope| {
        let runs = (0..n_threads).map(|run| &sides[cut(run)..cut(run + 1)]);
        let of_run = &of_run;
        let threads: Vec<_> = runs.map(|run| scope.spawn(move || of_run(run))).collect();
        let joined = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|costs| costs.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

fn add(cost: &mut u32, more: u32) {
    if *cost != CLOSED {
        *cost = cost.saturating_add(more).min(2 * LONGEST);
    }
}

/// How a junction sees a side of a chain.
fn arm(laid: &Laid, nodes: &[FixedPoint], node: u32, side: u32) -> Arm {
    let (chain, end) = ((side / 2) as usize, (side % 2) as usize);
    let costs = laid.costs[chain];
    let plane = LocalPlane::at(to_degrees(nodes[node as usize]));
    let far = nodes[laid.ends[chain][1 - end] as usize];
    let interior = &laid.points[laid.interior(chain)];
    let ahead = |point: &FixedPoint| {
        let d = plane.project(to_degrees(*point));
        (d, d.x.hypot(d.y))
    };
    // The first point ten metres away: nearer ones tell how the junction was drawn.
    let far_enough = |point: &&FixedPoint| ahead(point).1 >= 10.0;
    let seen =
        if end == 0 { interior.iter().find(far_enough) } else { interior.iter().rev().find(far_enough) };
    let (d, _) = ahead(seen.unwrap_or(&far));
    let best_ms = costs[0].min(costs[1]);
    Arm {
        bearing: d.x.atan2(d.y).to_degrees(),
        kmh: f64::from(costs[2]) * 36.0 / f64::from(best_ms.max(1)),
        comes_in: costs[1 - end] != CLOSED,
        goes_out: costs[end] != CLOSED,
        roundabout: Attributes(low_byte(costs[3])).has(Attributes::ROUNDABOUT),
    }
}

/// Attributes as they are stored.
pub(super) const fn low_byte(attributes: u32) -> u8 {
    attributes.to_le_bytes()[0]
}

/// Arcs in compressed rows.
pub(super) struct Rows {
    pub(super) start: Vec<u32>,
    pub(super) arcs: Vec<[u32; 3]>,
    pub(super) chains: Vec<u32>,
}

/// The arcs by their tail (`end` 0) or by their head (`end` 1). Chains from a node to itself make no
/// arc: they shorten nothing.
pub(super) fn rows(chain_ends: &[[u32; 2]], costs: &[[u32; 4]], n_nodes: usize, end: usize) -> Rows {
    let arcs = || {
        (0..chain_ends.len() * 2).filter_map(|arc| {
            let (chain, direction) = (arc / 2, arc % 2);
            let ends = chain_ends[chain];
            let [near, far] = [ends[direction ^ end], ends[direction ^ end ^ 1]];
            let cost = costs[chain];
            (near != far && cost[direction] != CLOSED).then_some((
                near,
                [far, cost[direction], cost[2]],
                small(arc),
            ))
        })
    };
    let mut start = vec![0u32; n_nodes + 1];
    for (near, _, _) in arcs() {
        start[near as usize + 1] += 1;
    }
    for node in 0..n_nodes {
        start[node + 1] += start[node];
    }
    let n_arcs = start[n_nodes] as usize;
    let mut next = start.clone();
    let (mut placed, mut chains) = (vec![[0; 3]; n_arcs], vec![0; n_arcs]);
    for (near, arc, chain) in arcs() {
        let at = next[near as usize] as usize;
        next[near as usize] += 1;
        placed[at] = arc;
        chains[at] = chain;
    }
    Rows { start, arcs: placed, chains }
}

/// Nodes of the core and metres of road of every component, and their labels in that order: the one
/// with most road first. Closed chains are no road.
pub(super) fn rank_components(
    chain_ends: &[[u32; 2]],
    costs: &[[u32; 4]],
    labels: &mut [u32],
    core_sizes: &[u32],
) -> Vec<[u32; 2]> {
    let mut centimetres = vec![0u64; core_sizes.len()];
    for (ends, cost) in chain_ends.iter().zip(costs) {
        let [a, b] = ends.map(|node| labels[node as usize]);
        if a == b && a != components::TRAP && [cost[0], cost[1]] != [CLOSED; 2] {
            centimetres[a as usize] += u64::from(cost[2]);
        }
    }
    let mut order: Vec<usize> = (0..core_sizes.len()).collect();
    order.sort_by_key(|c| (Reverse(centimetres[*c]), *c));
    let mut rank = vec![0; order.len()];
    for (place, component) in order.iter().enumerate() {
        rank[*component] = small(place);
    }
    for label in labels.iter_mut().filter(|label| **label != components::TRAP) {
        *label = rank[*label as usize];
    }
    let row = |c: usize| [core_sizes[c], u32::try_from(centimetres[c] / 100).unwrap_or(u32::MAX)];
    order.into_iter().map(row).collect()
}
