//! Every algorithm against plain Dijkstra, plain Dijkstra against Floyd-Warshall, and the invariants.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::*;
use crate::network::ascii::{Map, position};
use crate::network::graph::build;
use crate::network::matrix::many_to_many;
use crate::network::profile::{Mode, Profile};
use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees, to_degrees};
use crate::network::route::route;
use crate::network::snap::{SnapOptions, Snapper};

/// Plain Dijkstra with a heap: the cost from every junction to a place, without the destination's walk.
fn dijkstra_to(graph: &RoadGraph, place: &Place) -> Vec<Option<Cost>> {
    let arcs = graph.arcs_in();
    let mut best = vec![None; graph.n_nodes()];
    let mut heap = BinaryHeap::new();
    for (node, cost) in place.arriving(graph).into_iter().flatten() {
        heap.push(Reverse((cost, node)));
    }
    while let Some(Reverse((cost, node))) = heap.pop() {
        if best[node as usize].is_none() {
            best[node as usize] = Some(cost);
            for [tail, ms, cm] in arcs.of(node) {
                heap.push(Reverse((cost.plus(Cost { ms: *ms, cm: *cm }), *tail)));
            }
        }
    }
    best
}

/// All pairs of junctions, by Floyd-Warshall.
fn floyd_warshall(graph: &RoadGraph) -> Vec<Vec<Option<Cost>>> {
    let n = graph.n_nodes();
    let mut cost = vec![vec![None; n]; n];
    let arcs = graph.arcs_out();
    for (a, row) in cost.iter_mut().enumerate() {
        for [b, ms, cm] in arcs.of(u32::try_from(a).unwrap()) {
            let arc = Some(Cost { ms: *ms, cm: *cm });
            let known = &mut row[*b as usize];
            *known = [*known, arc].into_iter().flatten().min();
        }
        row[a] = Some(Cost::ZERO);
    }
    for k in 0..n {
        for a in 0..n {
            for b in 0..n {
                if let (Some(to), Some(on)) = (cost[a][k], cost[k][b]) {
                    let through = Some(to.plus(on));
                    cost[a][b] = [cost[a][b], through].into_iter().flatten().min();
                }
            }
        }
    }
    cost
}

/// A random town: a grid of streets, some one-way, some missing, of several speeds.
pub(in crate::network) fn town() -> impl Strategy<Value = RawNetwork> {
    let streets = proptest::collection::vec((0..6u8, 1..5u8), 40);
    streets.prop_map(|streets| {
        let mut raw = RawNetwork::default();
        for row in 0..4 {
            for column in 0..5 {
                raw.points.push(from_degrees(position(column, row)));
            }
        }
        let across = (0..4u32).flat_map(|r| (0..4u32).map(move |c| (r * 5 + c, r * 5 + c + 1)));
        let down = (0..3u32).flat_map(|r| (0..5u32).map(move |c| (r * 5 + c, r * 5 + c + 5)));
        for ((a, b), (kind, speed)) in across.chain(down).zip(streets) {
            let kmh = f32::from(speed) * 10.0;
            let (forward_kmh, backward_kmh) = match kind {
                0 => continue,
                1 => (kmh, 0.0),
                2 => (0.0, kmh),
                _ => (kmh, kmh / 2.0),
            };
            raw.push_way(&[a, b], WaySpeeds { forward_kmh, backward_kmh, ..WaySpeeds::default() });
        }
        // So that there is always a road.
        raw.push_way(&[0, 1], WaySpeeds { forward_kmh: 30.0, backward_kmh: 30.0, ..WaySpeeds::default() });
        raw
    })
}

pub(in crate::network) fn graph_of(raw: &RawNetwork) -> RoadGraph {
    build(raw, &Profile::new(Mode::Foot), [0; 32]).unwrap()
}

pub(in crate::network) fn places(graph: &RoadGraph, at: &[(u8, u8)]) -> Vec<Place> {
    let snapper = Snapper::new(graph, SnapOptions::default());
    let position = |(x, y): &(u8, u8)| geo_types::Coord {
        x: f64::from(*x) * 0.004 / 256.0,
        y: f64::from(*y) * -0.003 / 256.0,
    };
    at.iter().map(|p| snapper.snap_onto(position(p), 0).unwrap()).collect()
}

pub(in crate::network) fn numbered(places: &[Place]) -> Vec<(u32, Place)> {
    (0..).zip(places.iter().copied()).collect()
}

/// What a sweep must say at a place, pair by pair.
fn by_pairs(graph: &RoadGraph, from: &Place, to: &[Place]) -> Vec<Label> {
    let costs = many_to_many(graph, &[vec![*from]], &to.iter().map(|p| vec![*p]).collect::<Vec<_>>(), 1);
    let mut labels: Vec<Label> = (0..to.len())
        .filter_map(|i| Some(Label { cost: costs.get(0, i)?, destination: u32::try_from(i).unwrap() }))
        .collect();
    labels.sort_unstable();
    labels
}

pub(in crate::network) type Spots = Vec<(u8, u8)>;

pub(in crate::network) fn spots(n: std::ops::Range<usize>) -> impl Strategy<Value = Spots> {
    proptest::collection::vec(any::<(u8, u8)>(), n)
}

proptest! {
    #[test]
    fn plain_dijkstra_is_floyd_warshall(raw in town(), spot in spots(1..2)) {
        let graph = graph_of(&raw);
        let all = floyd_warshall(&graph);
        let place = places(&graph, &spot)[0];
        for (node, cost) in dijkstra_to(&graph, &place).iter().enumerate() {
            let by_ends = place.arriving(&graph).into_iter().flatten()
                .filter_map(|(last, cost)| Some(all[node][last as usize]?.plus(cost))).min();
            prop_assert_eq!(*cost, by_ends);
        }
    }

    #[test]
    fn neither_the_width_of_a_bucket_nor_the_length_of_the_ring_changes_an_answer(
        raw in town(), venues in spots(1..7), shift in 0..20u32,
    ) {
        let graph = graph_of(&raw);
        let field = NearestField::<2>::sweep(&graph, &numbered(&places(&graph, &venues)));
        let seeds = numbered(&places(&graph, &venues)).into_iter().flat_map(|(destination, place)| {
            let ends = place.arriving(&graph).into_iter().flatten();
            ends.map(move |(node, cost)| (node, Label { cost, destination })).collect::<Vec<_>>()
        });
        let mut labels = vec![[Label::NONE; 2]; graph.n_nodes()];
        // One millisecond a bucket: nearly all arcs reach beyond the ring.
        relax_all(graph.arcs_in(), Buckets::of_width(shift), &mut labels, seeds.collect());
        prop_assert_eq!(field.nodes(), &labels);
    }

    #[test]
    fn the_sweep_is_plain_dijkstra_for_the_nearest_three(raw in town(), venues in spots(1..7)) {
        let graph = graph_of(&raw);
        let venues = places(&graph, &venues);
        let field = NearestField::<3>::sweep(&graph, &numbered(&venues));
        let single: Vec<_> = venues.iter().map(|v| dijkstra_to(&graph, v)).collect();
        for node in 0..graph.n_nodes() {
            let mut expected: Vec<Label> = (0..).zip(&single)
                .filter_map(|(destination, costs)| Some(Label { cost: costs[node]?, destination })).collect();
            expected.sort_unstable();
            expected.resize(expected.len().max(3), Label::NONE);
            prop_assert_eq!(&field.nodes()[node][..], &expected[..3]);
        }
        let one = NearestField::<1>::sweep(&graph, &numbered(&venues));
        for (one, three) in one.nodes().iter().zip(field.nodes()) {
            prop_assert_eq!(one[0], three[0]);
        }
    }

    #[test]
    fn a_place_gets_what_its_pairs_say_and_so_does_every_point(raw in town(), venues in spots(1..5), origin in spots(1..2)) {
        let graph = graph_of(&raw);
        let venues = places(&graph, &venues);
        let origin = places(&graph, &origin)[0];
        let field = NearestField::<2>::sweep(&graph, &numbered(&venues));
        let mut expected = by_pairs(&graph, &origin, &venues);
        expected.resize(expected.len().max(2), Label::NONE);
        prop_assert_eq!(&field.from_place(&origin)[..], &expected[..2]);
        let filled = field.points();
        for chain in 0..graph.n_chains() {
            for point in graph.points_of(chain) {
                let [forward, backward, cm] = graph.point_prefixes()[point];
                let position = to_degrees(graph.point_positions()[point]);
                let (chain, ms) = (u32::try_from(chain).unwrap(), [forward, backward]);
                let here = Place { chain, component: 0, position, ms, cm, walk: Cost::ZERO };
                prop_assert_eq!(field.from_place(&here), filled[point]);
            }
        }
    }

    #[test]
    fn one_pair_does_not_depend_on_the_others_nor_on_the_side_searched_from(
        raw in town(), from in spots(1..5), to in spots(1..5),
    ) {
        let graph = graph_of(&raw);
        let [from, to] = [from, to].map(|spots| places(&graph, &spots).into_iter().map(|p| vec![p]).collect::<Vec<_>>());
        let all = many_to_many(&graph, &from, &to, 2);
        for (i, origin) in from.iter().enumerate() {
            for (j, destination) in to.iter().enumerate() {
                let alone = many_to_many(&graph, std::slice::from_ref(origin), std::slice::from_ref(destination), 1);
                prop_assert_eq!(all.get(i, j), alone.get(0, 0));
                let way = route(&graph, &origin[0], &destination[0]);
                prop_assert_eq!(way.as_ref().map(|way| way.cost), alone.get(0, 0));
                if let Some(way) = way {
                    let walked: f64 = way.line.windows(2).map(|w| crate::geodesy::geodesic_metres(w[0], w[1])).sum();
                    let roads = f64::from(way.cost.cm - origin[0].walk.cm - destination[0].walk.cm) / 100.0;
                    prop_assert!((walked - roads).abs() < 0.3, "{walked} {roads}");
                }
            }
        }
    }

    #[test]
    fn a_venue_more_worsens_nothing_and_the_second_is_no_better_than_the_first(raw in town(), venues in spots(2..6)) {
        let graph = graph_of(&raw);
        let venues = numbered(&places(&graph, &venues));
        let all = NearestField::<2>::sweep(&graph, &venues);
        let fewer = NearestField::<2>::sweep(&graph, &venues[1..]);
        for (all, fewer) in all.nodes().iter().zip(fewer.nodes()) {
            prop_assert!(all[0] <= fewer[0] && all[1] <= fewer[1] && all[0] <= all[1]);
            prop_assert!(all[0].destination != all[1].destination || all[1] == Label::NONE);
        }
    }

    #[test]
    fn a_change_leaves_what_a_fresh_sweep_would_give(raw in town(), venues in spots(2..6), which in any::<proptest::sample::Index>()) {
        let graph = graph_of(&raw);
        let venues = numbered(&places(&graph, &venues));
        let which = which.index(venues.len());
        let mut fewer = venues.clone();
        let (destination, place) = fewer.remove(which);
        let mut field = NearestField::<2>::sweep(&graph, &venues);
        field.close(destination);
        let fresh = NearestField::<2>::sweep(&graph, &fewer);
        prop_assert_eq!(field.nodes(), fresh.nodes());
        prop_assert_eq!(field.points(), fresh.points());
        field.open(destination, &place);
        let fresh = NearestField::<2>::sweep(&graph, &venues);
        prop_assert_eq!(field.nodes(), fresh.nodes());
        prop_assert_eq!(field.points(), fresh.points());
    }

    #[test]
    fn a_road_more_worsens_nothing(raw in town(), a in 0..20u32, b in 0..20u32, kmh in 1..60u8) {
        prop_assume!(a != b);
        let mut more = raw.clone();
        let speeds = WaySpeeds { forward_kmh: f32::from(kmh), backward_kmh: 0.0, ..WaySpeeds::default() };
        more.push_way(&[a, b], speeds);
        let [before, after] = [graph_of(&raw), graph_of(&more)];
        // Junctions are told by their position; the new road may put some inside chains.
        let same = |position: &[i32; 2]| after.node_positions().iter().position(|p| p == position);
        let Some(venue) = same(&before.node_positions()[0]) else { return Ok(()) };
        let from = |graph: &RoadGraph, node: usize| {
            let mut labels = vec![[Label::NONE]; graph.n_nodes()];
            let seed = Label { cost: Cost::ZERO, destination: 0 };
            relax_all(graph.arcs_in(), Buckets::for_arcs(graph.arcs_in()), &mut labels, vec![(u32::try_from(node).unwrap(), seed)]);
            labels
        };
        let (was, is) = (from(&before, 0), from(&after, venue));
        for (node, position) in before.node_positions().iter().enumerate() {
            if let Some(at) = same(position) {
                // Roads that new junctions cut are rounded in more places.
                let (was, is) = (was[node][0].cost.ms, is[at][0].cost.ms);
                prop_assert!(is <= was.saturating_add(50), "{is} {was}");
            }
        }
    }
}

/// Minutes and seconds from one named point to another, `None` where there is no way.
fn seconds(map: &Map, from: char, to: char) -> Option<u32> {
    let graph = map.graph();
    let snapper = Snapper::new(&graph, SnapOptions { walking_kmh: 5.0, max_snap_m: 20.0 });
    let [from, to] = [from, to].map(|name| snapper.snap(map.at(name)).ok());
    many_to_many(&graph, &[vec![from?]], &[vec![to?]], 1).get(0, 0).map(|cost| (cost.ms + 500) / 1000)
}

#[test]
fn a_one_way_street_makes_the_way_back_longer() {
    let map = Map::draw(
        "A>>>B\n\
         |...|\n\
         C---D",
    );
    assert_eq!((seconds(&map, 'A', 'B'), seconds(&map, 'B', 'A')), (Some(45), Some(89)));
}

#[test]
fn a_river_without_a_bridge_is_gone_round() {
    let map = Map::draw(
        "A-+-+-B\n\
         |.....|\n\
         +.....+\n\
         ~~~~~~~\n\
         C-----D",
    );
    assert_eq!(seconds(&map, 'A', 'B'), Some(67));
    assert_eq!(seconds(&map, 'A', 'C'), None);
}

#[test]
fn a_ferry_carries_slowly() {
    let map = Map::draw("A-B~C-D");
    // Two roads of 22 s and 223 m at 1 m/s.
    assert_eq!(seconds(&map, 'A', 'D'), Some(22 + 223 + 22));
}

#[test]
fn a_roundabout_turns_one_way() {
    let map = Map::draw(
        "..A..\n\
         ..|..\n\
         B<C<D\n\
         v...^\n\
         E>F>G\n\
         ..|..\n\
         ..H..",
    );
    let (there, back) = (seconds(&map, 'A', 'H'), seconds(&map, 'H', 'A'));
    assert_eq!(there, back);
    assert_eq!(there, Some(111));
}

#[test]
fn a_house_in_the_middle_of_a_road_is_there_and_not_at_its_end() {
    let map = Map::draw("A---------B");
    let graph = map.graph();
    let snapper = Snapper::new(&graph, SnapOptions::default());
    // 55 m north of the road, 3 steps from A.
    let house = geo_types::Coord { x: 0.003, y: 0.000_5 };
    let place = snapper.snap(house).unwrap();
    assert!(place.cm.abs_diff(33_396) < 10 && place.walk.cm.abs_diff(5_529) < 5, "{place:?}");
    let at_a = snapper.snap(map.at('A')).unwrap();
    let cost = many_to_many(&graph, &[vec![place]], &[vec![at_a]], 1).get(0, 0).unwrap();
    // 334 m at 10 m/s and 55 m at 5 km/h.
    assert!(cost.ms.abs_diff(33_396 + 39_805) < 50, "{cost:?}");
    assert_eq!(cost.cm, place.cm + place.walk.cm);
    // The way back is the same, and both directly along the chain.
    assert_eq!(many_to_many(&graph, &[vec![at_a]], &[vec![place]], 1).get(0, 0), Some(cost));
}

#[test]
fn too_far_from_any_road_says_how_far() {
    let map = Map::draw("A---B");
    let graph = map.graph();
    let snapper = Snapper::new(&graph, SnapOptions::default());
    let sea = geo_types::Coord { x: 0.002, y: 0.03 };
    assert_eq!(
        snapper.snap(sea).unwrap_err().to_string(),
        "3317 m from the nearest road, more than the 2000 m allowed"
    );
    assert!(snapper.snap(geo_types::Coord { x: f64::NAN, y: 0.0 }).is_err());
}

#[test]
fn an_island_counts_only_for_what_is_on_it() {
    let map = Map::draw(
        "A-----------B\n\
         |...........|\n\
         +-----------+\n\
         .............\n\
         .............\n\
         C-----------D",
    );
    let graph = map.graph();
    let snapper = Snapper::new(&graph, SnapOptions::default());
    let [on_main, on_island] = ['A', 'C'].map(|name| snapper.snap(map.at(name)).unwrap());
    assert_eq!((on_main.component, on_island.component), (0, 1));
    let home = geo_types::Coord { x: 0.012, y: -0.005 };
    let nobody = snapper.snap_for(home, &crate::network::snap::Islands::of(&graph, &[on_main])).unwrap();
    assert_eq!(nobody.len(), 1);
    let islands = crate::network::snap::Islands::of(&graph, &[on_main, on_island]);
    let from = snapper.snap_for(home, &islands).unwrap();
    assert_eq!(from.iter().map(|p| p.component).collect::<Vec<_>>(), [0, 1]);
    let costs = many_to_many(&graph, &[from], &[vec![on_main], vec![on_island]], 1);
    let alone = many_to_many(&graph, &[nobody], &[vec![on_main]], 1);
    assert_eq!(costs.get(0, 0), alone.get(0, 0));
    assert_eq!(costs.get(0, 1).map(|c| (c.ms + 500) / 1000), Some(134));
}

#[test]
fn who_stands_where_a_one_way_street_ends_or_begins_is_at_the_junction() {
    // B is as near to the one-way street as to the road from A, and may be placed on either.
    for street in ['^', 'v'] {
        let map = Map::draw(&format!("A---B---C\n....{street}...|\n....D---E"));
        assert_eq!((seconds(&map, 'A', 'B'), seconds(&map, 'B', 'A')), (Some(45), Some(45)), "{street}");
    }
}
