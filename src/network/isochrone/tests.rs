//! What is inside, what is outside, and that polygons are polygons.

use geo::{Area, Contains, Coord, CoordsIter, MapCoords, MultiPolygon, Validation};
use proptest::prelude::*;

use super::*;
use crate::network::ascii::Map;
use crate::network::cost::Cost;
use crate::network::graph::CLOSED;
use crate::network::matrix::many_to_many;
use crate::network::raw::to_degrees;
use crate::network::snap::{SnapOptions, Snapper};
use crate::network::sweep::tests::{graph_of, places, spots, town};

/// Cells of 10 m: a step of a drawing is 111 m and takes 11.1 s.
fn options(minutes: &[u32], direction: Direction) -> IsochroneOptions {
    IsochroneOptions {
        minutes: minutes.to_vec(),
        direction,
        corridor_m: 100.0,
        filling_m: 0.0,
        resolution_m: Some(10.0),
    }
}

fn snapped(graph: &RoadGraph, at: Coord<f64>) -> Place {
    Snapper::new(graph, SnapOptions::default()).snap(at).unwrap()
}

fn stands(places: &[Place]) -> Vec<Stand> {
    places.iter().map(|place| Stand::from(*place)).collect()
}

fn one(map: &Map, from: char, minutes: u32, direction: Direction) -> MultiPolygon<f64> {
    let graph = map.graph();
    let place = snapped(&graph, map.at(from));
    let mut answers = isochrones(&graph, &[place.into()], &options(&[minutes], direction)).unwrap();
    let area = answers.pop().unwrap().area;
    assert!(area.is_valid(), "{:?}", area.check_validation());
    area
}

/// Which named points are inside.
fn inside(map: &Map, area: &MultiPolygon<f64>, names: &str) -> String {
    names.chars().filter(|name| area.contains(&map.at(*name))).collect()
}

/// A point some steps east and south of the drawing's corner.
fn step(east: f64, south: f64) -> Coord<f64> {
    Coord { x: east * 0.001, y: -south * 0.001 }
}

#[test]
fn across_a_river_without_a_bridge_nothing_is_inside() {
    // A minute is 600 m, 5.4 steps. D is one step from B as the crow flies, beyond the one bridge.
    let map = Map::draw(
        "A----B----------------+\n\
        \x20                     |\n\
         C----D----------------+",
    );
    let area = one(&map, 'A', 1, Direction::From);
    assert_eq!(inside(&map, &area, "ABCD"), "AB");
    // The land between belongs to the nearer bank.
    assert!(area.contains(&step(2.5, 0.7)));
    assert!(!area.contains(&step(2.5, 1.3)));
    let area = one(&map, 'A', 9, Direction::From);
    assert_eq!(inside(&map, &area, "ABCD"), "ABCD");
}

#[test]
fn the_end_of_the_time_is_found_on_the_road() {
    // 3 minutes are 16.2 steps, on a road of 40.
    let map = Map::draw("A----------------------------------------B");
    let area = one(&map, 'A', 3, Direction::From);
    for (east, is_in) in [(16.1, true), (16.55, false), (40.0, false), (0.0, true)] {
        assert_eq!(area.contains(&step(east, 0.0)), is_in, "{east}");
    }
    // A corridor, not a blob: 100 m on both sides, in cells of 10 m.
    for (south, is_in) in [(0.8, true), (-0.8, true), (1.15, false), (-1.15, false)] {
        assert_eq!(area.contains(&step(8.0, south)), is_in, "{south}");
    }
}

#[test]
fn a_place_far_from_its_road_lies_in_its_own_land_as_far_as_the_walk_goes() {
    // The place stands 8 steps north of the road, 890 m: a walk of 10.7 minutes.
    let map = Map::draw("A----------------------------------------B");
    let graph = map.graph();
    let at = step(20.0, -8.0);
    let stand = Stand { at, place: snapped(&graph, at) };
    for direction in [Direction::To, Direction::From] {
        let answers = isochrones(&graph, &[stand], &options(&[5, 10, 11], direction)).unwrap();
        let inside = |south: f64, east: f64| -> Vec<bool> {
            answers.iter().map(|answer| answer.area.contains(&step(east, south))).collect()
        };
        assert!(answers.iter().all(|answer| answer.area.is_valid()));
        assert_eq!(inside(-8.0, 20.0), [true, true, true], "the place itself");
        // 4 steps are 5.3 minutes; land goes 100 m farther, less than a step.
        assert_eq!(inside(-2.5, 20.0), [false, true, true], "on the way");
        assert_eq!(inside(0.0, 20.0), [false, false, true], "the road");
        assert_eq!(inside(0.0, 24.0), [false, false, false], "beyond the time, on the road");
    }
}

#[test]
fn a_corridor_is_as_wide_everywhere_over_many_blocks() {
    // 260 steps across are 2,900 cells, 60 down are 660: land is made in blocks of 512 by 256.
    let across = "-".repeat(129);
    let down = format!("|{}|{}|\n", " ".repeat(129), " ".repeat(129)).repeat(59);
    let map = Map::draw(&format!("A{across}B{across}C\n{down}D{across}E{across}F"));
    for (filling_m, direction) in [(0.0, Direction::From), (300.0, Direction::To)] {
        let graph = map.graph();
        let place = snapped(&graph, map.at('B'));
        let asked = IsochroneOptions { filling_m, ..options(&[20, 200], direction) };
        let answers = isochrones(&graph, &[place.into()], &asked).unwrap();
        assert!(answers.iter().all(|answer| answer.area.is_valid()));
        for east in 24..236 {
            for (south, is_in) in [(0.8, true), (-0.8, true), (1.15, false), (-1.15, false)] {
                let at = step(f64::from(east), south);
                // Corners are rounded where another road begins.
                if (f64::from(east) - 130.0).abs() > 6.0 {
                    assert_eq!(answers[0].area.contains(&at), is_in, "{east} {south}");
                    assert_eq!(answers[1].area.contains(&at), is_in, "{east} {south}");
                }
            }
        }
        assert_eq!((answers[1].area.0.len(), answers[1].area.0[0].interiors().len()), (1, 2));
    }
}

#[test]
fn a_dead_end_is_inside_as_far_as_the_time_goes() {
    let map = Map::draw(
        "A-----B-----C\n\
        \x20     |\n\
        \x20     |\n\
        \x20     D",
    );
    assert_eq!(inside(&map, &one(&map, 'A', 1, Direction::From), "ABCD"), "A");
    assert_eq!(inside(&map, &one(&map, 'A', 2, Direction::From), "ABCD"), "ABD");
}

#[test]
fn an_island_is_outside_and_has_land_of_its_own() {
    let map = Map::draw(
        "A----+----B\n\
         \n\
         \n\
        \x20 I-----------J",
    );
    let area = one(&map, 'A', 9, Direction::From);
    assert_eq!(inside(&map, &area, "ABIJ"), "AB");
    assert_eq!(inside(&map, &one(&map, 'I', 9, Direction::From), "ABIJ"), "IJ");
}

#[test]
fn a_one_way_street_counts_in_its_direction_only() {
    let map = Map::draw(
        "A>>>>>B\n\
         |     |\n\
         |     |\n\
         |     |\n\
         +-----C",
    );
    assert_eq!(inside(&map, &one(&map, 'A', 1, Direction::From), "AB"), "A");
    assert_eq!(inside(&map, &one(&map, 'A', 2, Direction::From), "AB"), "AB");
    // Towards A from B there are 3 + 6 + 4 steps round, 144 s; from C there are 10, 111 s.
    assert_eq!(inside(&map, &one(&map, 'A', 2, Direction::To), "ABC"), "AC");
    assert_eq!(inside(&map, &one(&map, 'C', 2, Direction::To), "ABC"), "ABC");
}

#[test]
fn a_ring_keeps_its_hole_and_filling_closes_it() {
    let map = Map::draw(
        "A------+\n\
         |      |\n\
         |      |\n\
         |      |\n\
         |      |\n\
         +------B",
    );
    let area = one(&map, 'A', 5, Direction::From);
    assert_eq!((area.0.len(), area.0[0].interiors().len()), (1, 1));
    assert!(!area.contains(&step(3.5, 2.5)));
    let graph = map.graph();
    let filled = IsochroneOptions { filling_m: 200.0, ..options(&[5], Direction::From) };
    let filled =
        isochrones(&graph, &[snapped(&graph, map.at('A')).into()], &filled).unwrap().pop().unwrap().area;
    assert_eq!(filled.0[0].interiors().len(), 0);
    // Outside of the ring nothing is added, a rounded corner inside apart.
    let outer = |area: &MultiPolygon<f64>| {
        MultiPolygon::from(geo::Polygon::new(area.0[0].exterior().clone(), vec![]))
    };
    let (before, after) = (outer(&area).unsigned_area(), filled.unsigned_area());
    assert!((after / before - 1.0).abs() < 0.02, "{before} {after}");
}

#[test]
fn an_unreached_road_in_a_ring_is_never_filled() {
    let map = Map::draw(
        "A------+\n\
         |      |\n\
         |  I-J |\n\
         |      |\n\
         +------B",
    );
    let graph = map.graph();
    let filled = IsochroneOptions { filling_m: 500.0, ..options(&[9], Direction::From) };
    let area =
        isochrones(&graph, &[snapped(&graph, map.at('A')).into()], &filled).unwrap().pop().unwrap().area;
    assert_eq!(inside(&map, &area, "ABIJ"), "AB");
    assert_eq!(area.0[0].interiors().len(), 1);
}

#[test]
fn places_far_apart_are_answered_together_as_each_alone() {
    let road = "-".repeat(3000);
    let map = Map::draw(&format!("A{road}B"));
    let graph = map.graph();
    let both = [snapped(&graph, map.at('A')), snapped(&graph, map.at('B'))];
    let ask =
        |places: &[Place]| isochrones(&graph, &stands(places), &options(&[2], Direction::From)).unwrap();
    let together = ask(&both).pop().unwrap().area;
    assert_eq!(together.0.len(), 2);
    let alone: f64 = both.iter().map(|place| ask(&[*place])[0].area.unsigned_area()).sum();
    assert!((together.unsigned_area() / alone - 1.0).abs() < 0.02);
}

#[test]
fn questions_out_of_range_are_refused_by_name() {
    let base = IsochroneOptions::default();
    let refused = |options: IsochroneOptions| options.check().unwrap_err().to_string();
    let minutes = |minutes: &[u32]| IsochroneOptions { minutes: minutes.to_vec(), ..base.clone() };
    assert_eq!(refused(minutes(&[0])), "0 minutes is not between 1 and 240");
    assert_eq!(refused(minutes(&[10, 241])), "241 minutes is not between 1 and 240");
    assert_eq!(refused(minutes(&[20, 10])), "minutes must increase: 20 comes before 10");
    assert_eq!(refused(minutes(&[])), "0 times asked: 1 to 9 are possible");
    assert_eq!(refused(minutes(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), "10 times asked: 1 to 9 are possible");
    let coarse = IsochroneOptions { resolution_m: Some(5.0), ..base.clone() };
    assert_eq!(refused(coarse), "a resolution of 5 m is not between 10 and 1000 m");
    let wrong = IsochroneOptions { corridor_m: f64::NAN, ..base };
    assert_eq!(refused(wrong), "a corridor of NaN m is not between 0 and 2000 m");
}

#[test]
fn nowhere_to_start_from_gives_no_land() {
    let graph = Map::draw("A----B").graph();
    let answers = isochrones(&graph, &[], &IsochroneOptions::default()).unwrap();
    assert!(answers.iter().all(|answer| answer.area.0.is_empty()) && answers.len() == 3);
}

#[test]
fn a_ferry_takes_one_across_and_gives_no_land() {
    // The ferry's 7 steps take 13 minutes, the roads' 10 nearly two.
    let map = Map::draw("A----B~~~~~~C----D");
    let area = one(&map, 'A', 15, Direction::From);
    assert_eq!(inside(&map, &area, "ABCD"), "ABCD");
    assert_eq!(area.0.len(), 2);
    assert!(!area.contains(&step(8.0, 0.0)));
    assert_eq!(inside(&map, &one(&map, 'A', 13, Direction::From), "ABCD"), "AB");
}

#[test]
fn cells_grow_with_the_land_and_the_answer_says_so() {
    // Four roads of 111 km with 4 km between: about 200 tiles, of 7,900 cells of 25 m each.
    let road = "-".repeat(1000);
    let down = "|\n".repeat(35);
    let map = Map::draw(&format!("A{road}B\n{down}+{road}+\n{down}+{road}+\n{down}+{road}+"));
    let graph = map.graph();
    let place = snapped(&graph, map.at('A'));
    let resolution = |minutes: u32, n_places: usize| {
        let asked = IsochroneOptions { resolution_m: None, ..options(&[minutes], Direction::From) };
        isochrones(&graph, &vec![place.into(); n_places], &asked).unwrap()[0].resolution_m.to_string()
    };
    assert_eq!([resolution(20, 1), resolution(240, 1), resolution(240, 10)], ["25", "50", "25"]);
}

/// The place at a share of a straight stretch of a chain, whether anybody could be taken there or not.
fn place_at(graph: &RoadGraph, chain: usize, stretch: usize, share: f64) -> Place {
    let whole = graph.chain(chain);
    let closed = |ms: u32, way: usize| if whole.ms[way] == CLOSED { CLOSED } else { ms };
    let mut stations = vec![[closed(0, 0), whole.ms[1], 0]];
    stations.extend(&graph.point_prefixes()[graph.points_of(chain)]);
    stations.push([whole.ms[0], closed(0, 1), whole.cm]);
    let [a, b] = [stations[stretch], stations[stretch + 1]];
    let between = |i: usize| {
        if a[i] == CLOSED {
            return CLOSED;
        }
        crate::network::num::rounded(f64::from(a[i]) + (f64::from(b[i]) - f64::from(a[i])) * share)
    };
    let line: Vec<_> = graph.line_of(chain).collect();
    Place {
        chain: u32::try_from(chain).unwrap(),
        component: 0,
        position: line[stretch] + (line[stretch + 1] - line[stretch]) * share,
        ms: [between(0), between(1)],
        cm: between(2),
        walk: Cost::ZERO,
    }
}

/// Positions all along the roads, each with its time in milliseconds, `None` where there is no way.
fn along_roads(graph: &RoadGraph, venues: &[Place], direction: Direction) -> Vec<(Coord<f64>, Option<u32>)> {
    let venues: Vec<Vec<Place>> = venues.iter().map(|venue| vec![*venue]).collect();
    // The places themselves: as little as is reached around them, it is around them.
    let mut found: Vec<_> = venues.iter().map(|v| (v[0].position, Some(v[0].walk.ms))).collect();
    for chain in 0..graph.n_chains() {
        for stretch in 0..=graph.points_of(chain).len() {
            for share in [0.02, 0.25, 0.5, 0.75, 0.98] {
                let here = [vec![place_at(graph, chain, stretch, share)]];
                let costs = match direction {
                    Direction::From => many_to_many(graph, &venues, &here, 1),
                    Direction::To => many_to_many(graph, &here, &venues, 1),
                };
                found.push((here[0][0].position, costs.rows().flatten().flatten().map(|cost| cost.ms).min()));
            }
        }
    }
    found
}

fn metres(a: Coord<f64>, b: Coord<f64>) -> f64 {
    crate::geodesy::geodesic_metres(a, b)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn roads_within_the_time_are_inside_and_others_outside(
        raw in town(), venues in spots(1..3), away in any::<bool>(), filling in 0..3u8, cell in 10..40u8,
    ) {
        let graph = graph_of(&raw);
        let venues = places(&graph, &venues);
        let direction = if away { Direction::From } else { Direction::To };
        let cell_m = f64::from(cell);
        let asked = IsochroneOptions {
            filling_m: f64::from(filling) * 60.0, resolution_m: Some(cell_m), ..options(&[1, 2, 3, 5], direction)
        };
        let answers = isochrones(&graph, &stands(&venues), &asked).unwrap();
        prop_assert_eq!(&answers, &isochrones(&graph, &stands(&venues), &asked).unwrap());
        let roads = along_roads(&graph, &venues, direction);
        for answer in &answers {
            prop_assert!(answer.area.is_valid(), "{:?}", answer.area.check_validation());
            // As it is written: six decimals.
            let written = answer.area.map_coords(|c| Coord { x: (c.x * 1e6).round() / 1e6, y: (c.y * 1e6).round() / 1e6 });
            prop_assert!(written.is_valid(), "{:?}", written.check_validation());
            let limit = answer.minutes * 60_000;
            // Interpolation and snapping round to the millisecond.
            let within: Vec<_> = roads.iter().filter(|(_, ms)| ms.is_some_and(|ms| ms + 5 < limit)).collect();
            for (at, ms) in &within {
                prop_assert!(answer.area.contains(at), "{:?} {:?} of {}", at, ms, answer.minutes);
            }
            for (at, _) in roads.iter().filter(|(_, ms)| ms.is_none_or(|ms| ms > limit)) {
                if answer.area.contains(at) {
                    // Only samples of what is within are known here, a quarter of a step apart.
                    let nearest = within.iter().map(|(w, _)| metres(*w, *at)).fold(f64::INFINITY, f64::min);
                    prop_assert!(nearest <= 8.0f64.sqrt() * cell_m + 35.0, "{at:?} {nearest} m away is inside");
                }
            }
        }
        for pair in answers.windows(2) {
            for (at, _) in &roads {
                prop_assert!(!pair[0].area.contains(at) || pair[1].area.contains(at), "not nested at {:?}", at);
            }
            for at in grid_around() {
                prop_assert!(!pair[0].area.contains(&at) || pair[1].area.contains(&at), "not nested at {:?}", at);
            }
            // Every corner of the shorter time is inside of the longer one.
            for at in pair[0].area.coords_iter() {
                prop_assert!(pair[1].area.contains(&at), "corner {:?} is not nested", at);
            }
        }
    }
}

/// Positions all over a drawn town.
fn grid_around() -> Vec<Coord<f64>> {
    (0..40)
        .flat_map(|x| (0..32).map(move |y| step(f64::from(x) * 0.15 - 1.0, f64::from(y) * 0.15 - 0.9)))
        .collect()
}

#[test]
fn junctions_have_the_time_of_a_sweep() {
    let map = Map::draw("A-----B>>>>C\n|     |    |\n+-----+----+");
    let graph = map.graph();
    let place = snapped(&graph, map.at('A'));
    for direction in [Direction::To, Direction::From] {
        let reach = Reach::search(&graph, &[place], direction, 600_000);
        for node in 0..u32::try_from(graph.n_nodes()).unwrap() {
            let here = [vec![snapped(&graph, to_degrees(graph.node_positions()[node as usize]))]];
            let there = [vec![place]];
            let cost = match direction {
                Direction::From => many_to_many(&graph, &there, &here, 1).get(0, 0),
                Direction::To => many_to_many(&graph, &here, &there, 1).get(0, 0),
            };
            let (found, expected) = (reach.ms(node).unwrap(), cost.unwrap().ms);
            assert!(found.abs_diff(expected) <= 1, "{direction:?} {node} {found} {expected}");
        }
    }
}
