use geo_types::{Coord, coord};
use proptest::prelude::*;

use super::*;
use crate::network::ascii::Map;
use crate::network::graph::build;
use crate::network::profile::{Mode, Profile};
use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees};

fn road(map: &Map) -> Road {
    Road::new(map.graph(), "drawn.roads", 2000.0).unwrap()
}

/// Two towns of 5 × 4 crossings, 3 km apart, with streets of several speeds, some one-way, some
/// missing; a bridge of one street joins them or does not.
fn towns() -> impl Strategy<Value = RoadGraph> {
    let streets = proptest::collection::vec((0..6u8, 1..5u8), 62);
    (streets, any::<bool>()).prop_map(|(streets, bridge)| {
        let mut raw = RawNetwork::default();
        for town in 0..2u32 {
            for crossing in 0..20u32 {
                let (column, row) = (f64::from(crossing % 5), f64::from(crossing / 5));
                let x = f64::from(town) * 0.027 + column * 0.001;
                raw.points.push(from_degrees(coord! { x: x, y: row * -0.001 }));
            }
        }
        let across = (0..4u32).flat_map(|r| (0..4u32).map(move |c| (r * 5 + c, r * 5 + c + 1)));
        let down = (0..3u32).flat_map(|r| (0..5u32).map(move |c| (r * 5 + c, r * 5 + c + 5)));
        let town: Vec<(u32, u32)> = across.chain(down).collect();
        let both = town.iter().copied().chain(town.iter().map(|(a, b)| (a + 20, b + 20)));
        let two_way = |kmh: f32| WaySpeeds { forward_kmh: kmh, backward_kmh: kmh, ..WaySpeeds::default() };
        for ((a, b), (kind, speed)) in both.zip(streets) {
            let kmh = f32::from(speed) * 10.0;
            let speeds = match kind {
                0 => continue,
                1 => WaySpeeds { backward_kmh: 0.0, ..two_way(kmh) },
                2 => WaySpeeds { forward_kmh: 0.0, ..two_way(kmh) },
                _ => two_way(kmh),
            };
            raw.push_way(&[a, b], speeds);
        }
        raw.push_way(&[0, 1], two_way(30.0));
        if bridge {
            raw.push_way(&[4, 20], two_way(50.0));
        }
        build(&raw, &Profile::new(Mode::Foot), [0; 32]).unwrap()
    })
}

fn positions(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Coord<f64>>> {
    let east = prop_oneof![-0.001..0.006f64, 0.026..0.032f64, 0.01..0.06f64];
    proptest::collection::vec((east, -0.004..0.001f64).prop_map(|(x, y)| coord! { x: x, y: y }), n)
}

fn asked(positions: &[Coord<f64>]) -> Vec<Option<Coord<f64>>> {
    positions.iter().copied().map(Some).collect()
}

proptest! {
    #[test]
    fn the_nearest_two_are_those_of_all_pairs(graph in towns(), origins in positions(1..8), venues in positions(1..10)) {
        let (origins, n_venues) = (asked(&origins), venues.len());
        let plain = Road::new(graph, "t", 600.0).unwrap();
        let pairs = plain.matrix(&origins, &asked(&venues), 2);
        let swept = plain.nearest_two(&origins, &venues);
        let four = plain.nearest(&origins, &venues, 3);
        let ranked = plain.contracted(1);
        prop_assert_eq!(&ranked.nearest_two(&origins, &venues), &swept);
        prop_assert_eq!(&ranked.matrix(&origins, &asked(&venues), 1), &pairs);
        for (o, answer) in swept.into_iter().enumerate() {
            let row = &pairs[o * n_venues..(o + 1) * n_venues];
            let mut all: Vec<_> =
                row.iter().enumerate().filter_map(|(d, leg)| Some((leg.as_ref().ok()?.duration, leg.as_ref().ok()?.distance, d))).collect();
            all.sort_unstable();
            let told = |reached: &Reached| (reached.leg.duration, reached.leg.distance, reached.destination);
            match answer {
                Ok(two) => {
                    prop_assert_eq!(told(&two.first), all[0]);
                    prop_assert_eq!(two.second.as_ref().map(told), all.get(1).copied());
                    let more: Vec<_> = four[o].as_ref().unwrap().iter().map(told).collect();
                    prop_assert_eq!(&more[..], &all[..all.len().min(3)]);
                }
                Err(_) => prop_assert!(all.is_empty()),
            }
        }
    }

    #[test]
    fn a_pair_alone_and_a_limited_search_say_the_same(
        graph in towns(), origins in positions(1..6), venues in positions(1..6), minutes in 1u32..30,
    ) {
        let road = Road::new(graph, "t", 600.0).unwrap();
        let pairs = road.matrix(&asked(&origins), &asked(&venues), 1);
        let mut expected = Vec::new();
        let limit = Seconds::from_minutes(minutes);
        for (d, venue) in venues.iter().enumerate() {
            for (o, origin) in origins.iter().enumerate() {
                let leg = road.leg(*origin, *venue);
                prop_assert_eq!(&leg, &pairs[o * venues.len() + d]);
                expected.extend(leg.ok().filter(|leg| leg.duration <= limit).map(|leg| (d, o, leg)));
            }
        }
        let mut found = Vec::new();
        road.for_each_within(&asked(&origins), &venues, limit, &mut |d, o, leg| found.push((d, o, leg)));
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn the_walk_to_the_road_counts_and_the_straight_line_is_the_geodesic() {
    let map = Map::draw("A---------B");
    let road = road(&map);
    let (home, venue) = (coord! { x: 0.0, y: 0.000_5 }, map.at('B'));
    let leg = road.leg(home, venue).unwrap();
    // 55.29 m on foot at 5 km/h, then ten steps of 111.32 m at 36 km/h.
    assert_eq!(leg.distance.thousandths() / 1000, 55 + 1113);
    assert_eq!(leg.duration.thousandths() / 1000, 39 + 112);
    assert_eq!(Some(leg.straight_line), geodesic(home, venue));
    let route = road.route(home, venue).unwrap();
    assert_eq!((route.line.first(), route.line.last()), (Some(&home), Some(&venue)));
    assert_eq!(route.leg, leg);
}

#[test]
fn who_is_too_far_from_a_road_is_told_how_far() {
    let map = Map::draw("A---------B");
    let answers =
        road(&map).nearest_two(&asked(&[coord! { x: 0.002, y: 0.03 }, map.at('A')]), &[map.at('B')]);
    assert_eq!(answers[0].as_ref().unwrap_err().to_string(), "not computed: 3317 m from the nearest road");
    assert!(answers[1].is_ok(), "the answer of one does not depend on the other");
    let far = road(&map).leg(map.at('A'), coord! { x: 0.002, y: 0.03 }).unwrap_err();
    assert_eq!(far.to_string(), "not computed: the destination is 3317 m from the nearest road");
    let none = road(&map).nearest_two(&asked(&[map.at('A')]), &[coord! { x: 0.002, y: 0.03 }]);
    assert_eq!(none, [Err(Unreached::NoDestinationNearRoad)]);
}

#[test]
fn an_island_is_reached_from_its_own_roads_only() {
    // Twelve steps make 1.3 km of road: an island. Five steps of water are 557 m.
    let map = Map::draw(
        "A-------------B\n\
         |             |\n\
         +-------------+\n\
         \n\
         \n\
         \n\
         \n\
         C------------D",
    );
    let road = road(&map);
    assert_eq!(road.leg(map.at('A'), map.at('D')), Err(Unreached::NoRoute));
    assert!(road.leg(map.at('C'), map.at('D')).is_ok());
    // With no venue on the island one leaves from the nearest road of the mainland, on foot.
    let leg = road.leg(map.at('C'), map.at('A')).unwrap();
    assert!(leg.duration > Seconds::from_minutes(6), "{leg:?}");
    // Both are asked at once: neither answer changes.
    let two = road.nearest_two(&asked(&[map.at('C')]), &[map.at('A'), map.at('D')]).remove(0).unwrap();
    assert_eq!((two.first.destination, two.second.map(|s| s.leg)), (1, Some(leg)));
}

#[test]
fn a_venue_among_roads_that_join_no_others_is_reached_from_the_street_beside_it() {
    // A yard of 1.3 km of road that touches nothing, 111 m from the street.
    let map = Map::draw(
        "A-------------B\n\
         C------------D",
    );
    let leg = road(&map).leg(map.at('A'), map.at('D')).unwrap();
    assert!(leg.duration > Seconds::from_minutes(1), "{leg:?}");
}

#[test]
fn a_one_way_street_makes_the_way_back_longer() {
    let map = Map::draw(
        "A>>>B\n\
         |   |\n\
         C---D",
    );
    let road = road(&map);
    let (there, back) = (road.leg(map.at('A'), map.at('B')), road.leg(map.at('B'), map.at('A')));
    assert!(there.unwrap().duration < back.unwrap().duration);
}

#[test]
fn nothing_to_reach_and_nowhere_to_leave_from_say_so() {
    let map = Map::draw("A---------B");
    let road = road(&map);
    assert_eq!(road.nearest_two(&[None], &[]), [Err(Unreached::NoDestination)]);
    assert_eq!(road.nearest_two(&[None], &[map.at('A')]), [Err(Unreached::NoPosition)]);
    assert!(Road::new(map.graph(), "t", f64::NAN).is_err());
}

#[test]
fn the_model_says_which_roads_it_goes_by() {
    let description = road(&Map::draw("A---------B")).describe();
    let roads = description.roads.unwrap();
    assert_eq!((description.code, description.estimate), ("road", false));
    assert_eq!((roads.profile.as_str(), roads.file.as_str()), ("foot", "drawn.roads"));
    assert_eq!(roads.extract_sha256.len(), 64);
}
