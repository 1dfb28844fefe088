//! The same graph with some of its roads closed: in winter, without ferries…
//!
//! A closed chain stays where it is, with both directions [`CLOSED`]: junctions, chains and points keep
//! their numbers, so that summer and winter are compared place by place. Arcs over closed chains are
//! dropped and components are found anew, so every search works on the result as on any graph and pays
//! nothing for it. See `docs/adr/0009-closures-without-rebuilding.md`.

use sha2::{Digest, Sha256};

use super::build::{low_byte, rank_components, rows};
use super::image::{ImageBuilder, Section};
use super::{CLOSED, RoadGraph, components};
use crate::network::file::HEADER_BYTES;
use crate::network::profile::Attributes;

/// How much road has some attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Chains.
    pub n_chains: usize,
    /// Their length, metres.
    pub metres: u64,
}

impl RoadGraph {
    /// How much road would be closed by [`closing`](Self::closing) the same attributes.
    #[must_use]
    pub fn extent_of(&self, attributes: Attributes) -> Extent {
        let concerned =
            self.chain_costs().iter().filter(|cost| Attributes(low_byte(cost[3])).meets(attributes));
        let (n_chains, cm) = concerned.fold((0, 0), |(n, cm), cost| (n + 1, cm + u64::from(cost[2])));
        Extent { n_chains, metres: cm / 100 }
    }

    /// Whether there are roads with some of these attributes, and all of them are closed.
    #[must_use]
    pub fn has_closed(&self, attributes: Attributes) -> bool {
        let costs = self.chain_costs().iter();
        let mut concerned = costs.filter(|cost| Attributes(low_byte(cost[3])).meets(attributes)).peekable();
        concerned.peek().is_some() && concerned.all(|cost| cost[..2] == [CLOSED; 2])
    }

    /// The graph with every chain closed that has one of `attributes`.
    ///
    /// Junctions, chains and points keep their numbers; components do not. What junctions cost is what
    /// it was. The fingerprint of the profile becomes another one, so that nothing that was prepared
    /// for the whole graph passes for this one. With no attribute the copy is the graph itself.
    ///
    /// Cost: one pass over the graph, about what copying it takes, and its size in memory.
    #[must_use]
    pub fn closing(&self, attributes: Attributes) -> Self {
        let mut costs = self.chain_costs().to_vec();
        let mut prefixes = self.point_prefixes().to_vec();
        for (chain, cost) in costs.iter_mut().enumerate() {
            if Attributes(low_byte(cost[3])).meets(attributes) {
                [cost[0], cost[1]] = [CLOSED; 2];
                for prefix in &mut prefixes[self.points_of(chain)] {
                    [prefix[0], prefix[1]] = [CLOSED; 2];
                }
            }
        }
        let (ends, nodes) = (self.chain_ends(), self.node_positions());
        let out = rows(ends, &costs, nodes.len(), 0);
        let heads: Vec<u32> = out.arcs.iter().map(|arc| arc[0]).collect();
        let (mut labels, core_sizes) = components::label(&out.start, &heads);
        let table = rank_components(ends, &costs, &mut labels, &core_sizes);
        let into = rows(ends, &costs, nodes.len(), 1);

        let sections = self.sections();
        let mut image = ImageBuilder::new(HEADER_BYTES, sections.image.bytes().len() + 65_536);
        image.push(nodes);
        image.push(&labels);
        for rows in [out, into] {
            image.push(&rows.start);
            image.push(&rows.arcs);
            image.push(&rows.chains);
        }
        image.push(ends);
        image.push(&costs);
        image.push(sections.get::<u32>(Section::ChainStart));
        image.push(self.point_positions());
        image.push(&prefixes);
        image.push(self.boxes());
        image.push(&table);
        image.push(sections.get::<u8>(Section::Profile));
        image.push(sections.get::<u8>(Section::Origin));
        let ground = self.ground();
        image.push(ground.features);
        image.push(ground.parts);
        image.push(ground.points);
        image.push(ground.boxes);
        image.push(ground.names);
        let sections = image.finish_other();
        let profile = closing_fingerprint(self.profile_fingerprint(), attributes);
        Self::new(sections, self.mode(), profile, self.inputs_fingerprint())
    }
}

/// The fingerprint of a profile whose roads with some attributes are closed.
#[must_use]
pub fn closing_fingerprint(profile: [u8; 32], attributes: Attributes) -> [u8; 32] {
    if attributes == Attributes::default() {
        return profile;
    }
    let mut hash = Sha256::new();
    hash.update(profile);
    hash.update(b"closing");
    hash.update([attributes.0]);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ascii::Map;
    use crate::network::file::{Expected, open, write};
    use crate::network::hierarchy::Hierarchy;
    use crate::network::num::small;
    use crate::network::route::route;
    use crate::network::snap::{SnapOptions, Snapper, Unsnapped};
    use crate::network::sweep::NearestField;
    use crate::network::sweep::tests::{graph_of, town};
    use proptest::prelude::*;

    /// Seconds between two named points.
    fn seconds(map: &Map, graph: &RoadGraph, from: char, to: char) -> Option<u32> {
        let snapper = Snapper::new(graph, SnapOptions::default());
        let [from, to] = [from, to].map(|name| snapper.snap_onto(map.at(name), 0).unwrap());
        let swept = NearestField::<1>::sweep(graph, &[(0, to)]).from_place(&from)[0].reached();
        let ranked =
            Hierarchy::build(graph, 1).nearest::<1>(graph, &[(0, to)]).from_place(&from)[0].reached();
        let routed = route(graph, &from, &to);
        assert_eq!(swept, ranked);
        assert_eq!(swept.map(|label| label.cost), routed.map(|route| route.cost));
        swept.map(|label| label.cost.ms / 1000)
    }

    fn winter(map: &Map) -> (RoadGraph, RoadGraph) {
        let summer = map.graph();
        let winter = summer.closing(Attributes::WINTER);
        (summer, winter)
    }

    #[test]
    fn a_pass_is_gone_round_in_winter_and_everything_keeps_its_number() {
        let map = Map::draw(
            "A-+****+-B\n\
             ..|....|..\n\
             ..+----+..",
        );
        let (summer, winter) = self::winter(&map);
        assert_eq!(seconds(&map, &summer, 'A', 'B'), Some(100));
        assert_eq!(seconds(&map, &winter, 'A', 'B'), Some(144));
        assert_eq!(winter.node_positions(), summer.node_positions());
        assert_eq!(winter.point_positions(), summer.point_positions());
        assert_eq!(winter.n_arcs() + 2, summer.n_arcs());
        assert_eq!(summer.extent_of(Attributes::WINTER), Extent { n_chains: 1, metres: 556 });
        assert_eq!([&summer, &winter].map(|graph| graph.has_closed(Attributes::WINTER)), [false, true]);
        assert!(!winter.has_closed(Attributes::FERRY), "there is none");
    }

    #[test]
    fn a_hamlet_cut_off_by_snow_is_an_island_and_who_lives_on_the_pass_walks_to_the_open_road() {
        let map = Map::draw(
            "A--+**P**+--H\n\
             ...|.....|..|\n\
             ...+.....+--+",
        );
        let (summer, winter) = self::winter(&map);
        assert_eq!((summer.components().len(), seconds(&map, &summer, 'A', 'H').is_some()), (1, true));
        let roads: Vec<u32> = winter.components().iter().map(|c| c[1]).filter(|metres| *metres > 0).collect();
        assert_eq!(roads.len(), 2, "{:?}", winter.components());
        let snapper = Snapper::new(&winter, SnapOptions { max_snap_m: 100.0, ..SnapOptions::default() });
        assert!(matches!(snapper.snap(map.at('P')), Err(Unsnapped::TooFar { .. })));
        let place = Snapper::new(&winter, SnapOptions::default()).snap(map.at('P')).unwrap();
        assert!((33_000..34_000).contains(&place.walk.cm), "{place:?}");
    }

    #[test]
    fn a_graph_with_closed_roads_is_kept_on_disk_like_any_other_and_says_that_it_is_another() {
        let (summer, winter) = self::winter(&Map::draw("A-+****+-B\n..|....|..\n..+----+.."));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("winter.roads");
        write(&winter, &path).unwrap();
        let fingerprint = closing_fingerprint(summer.profile_fingerprint(), Attributes::WINTER);
        let opened = open(&path, Expected { profile: Some(fingerprint), inputs: None }).unwrap();
        assert_eq!(opened.n_arcs(), winter.n_arcs());
        assert!(open(&path, Expected { profile: Some(summer.profile_fingerprint()), inputs: None }).is_err());
    }

    #[test]
    fn closing_nothing_changes_nothing_and_closing_twice_is_closing_once() {
        let (summer, winter) = self::winter(&Map::draw("A-+****+~B\n..|....|..\n..+----+.."));
        let same = summer.closing(Attributes::default());
        assert_eq!(same.sections().image.bytes(), summer.sections().image.bytes());
        assert_eq!(same.profile_fingerprint(), summer.profile_fingerprint());
        let again = winter.closing(Attributes::WINTER);
        assert_eq!(again.sections().image.bytes(), winter.sections().image.bytes());
        let grounded = summer.closing(Attributes::WINTER.with(Attributes::FERRY));
        assert_eq!(grounded.n_arcs() + 4, summer.n_arcs());
    }
    /// Milliseconds from a junction to all others, by relaxing every arc until nothing moves.
    fn milliseconds(graph: &RoadGraph, from: u32) -> Vec<u64> {
        let mut best = vec![u64::MAX; graph.n_nodes()];
        best[from as usize] = 0;
        for _ in 0..graph.n_nodes() {
            for tail in (0..small(graph.n_nodes()))
                .filter(|tail| best[*tail as usize] != u64::MAX)
                .collect::<Vec<_>>()
            {
                for [head, ms, _] in graph.arcs_out().of(tail) {
                    let through = best[tail as usize] + u64::from(*ms);
                    best[*head as usize] = best[*head as usize].min(through);
                }
            }
        }
        best
    }

    proptest! {
        #[test]
        fn closing_roads_gives_the_times_of_a_network_that_never_had_them(mut town in town(), every in 2..5usize) {
            // The last way is the one that is always there.
            let n_ways = town.ways.len() - 1;
            town.ways[..n_ways].iter_mut().step_by(every).for_each(|way| way.speeds.attributes = Attributes::WINTER);
            let closed = graph_of(&town).closing(Attributes::WINTER);
            town.ways.retain(|way| way.speeds.attributes != Attributes::WINTER);
            let never = graph_of(&town);
            // Where a road goes round in a ring, the junction is any of its points.
            let place = |position| closed.node_positions().iter().position(|p| *p == position);
            let both = never.node_positions().iter().enumerate().filter_map(|(n, p)| Some((n, place(*p)?)));
            let both: Vec<(usize, usize)> = both.collect();
            for (from, same) in &both {
                let (a, b) = (milliseconds(&never, small(*from)), milliseconds(&closed, small(*same)));
                for (to, there) in &both {
                    // Chains are rounded to the millisecond one by one, and here they are shorter.
                    let near = a[*to].abs_diff(b[*there]) <= 40;
                    prop_assert!(near, "{} {}", a[*to], b[*there]);
                }
            }
        }
    }
}
