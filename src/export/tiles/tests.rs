//! Tiles of drawn roads, read back by a reader that shares nothing with the writer.

mod ground;

use super::*;
use crate::network::graph::build;
use crate::network::profile::Profile;
use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees};

/// A lane at 20 km/h and a road at 90 from west to east, 20 km, and a ferry from south to north.
fn network(mode: Mode) -> RoadGraph {
    let mut raw = RawNetwork::default();
    for (lat, kmh) in [(44.50, 20.0), (44.52, 90.0)] {
        let first = u32::try_from(raw.points.len()).unwrap();
        for point in 0..21 {
            // A bend every other point, of 11 m: seen from near only.
            let y = lat + 0.0001 * f64::from(point % 2);
            raw.points.push(from_degrees(Coord { x: 3.4 + 0.0126 * f64::from(point), y }));
        }
        let speeds = WaySpeeds { forward_kmh: kmh, backward_kmh: kmh, ..WaySpeeds::default() };
        raw.push_way(&(first..first + 21).collect::<Vec<_>>(), speeds);
    }
    let ferry = WaySpeeds { forward_kmh: 5.0, attributes: Attributes::FERRY, ..WaySpeeds::default() };
    raw.push_way(&[0, 21], ferry);
    build(&raw, &Profile::new(mode), [0; 32]).unwrap()
}

/// The tile that holds a position.
fn tile_at(zoom: u8, lon: f64, lat: f64) -> TileAddress {
    let whole = TileAddress::new(0, 0, 0).unwrap().project(Coord { x: lon, y: lat }) * f64::from(1 << zoom);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the world")]
    TileAddress::new(zoom, whole.x as u32, whole.y as u32).unwrap()
}

/// A line of a tile: its tags in words, and its points.
type Line = (String, Vec<[i64; 2]>);

fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let number = varint(&mut bytes);
        let content = if tag & 7 == 2 {
            let (content, rest) = bytes.split_at(usize::try_from(number).unwrap());
            bytes = rest;
            content
        } else {
            &[]
        };
        found.push((tag >> 3, number, content));
    }
    found
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    numbers
}

fn read(tile: &[u8]) -> Vec<Line> {
    let layers = fields(tile);
    let Some((3, _, layer)) = layers.first() else { return Vec::new() };
    let layer = fields(layer);
    let of = |field: u64| layer.iter().filter(move |(f, ..)| *f == field);
    assert_eq!(of(15).next().unwrap().1, 2, "version");
    assert_eq!(of(5).next().unwrap().1, 4096, "extent");
    assert_eq!(of(1).next().unwrap().2, ROADS_LAYER.as_bytes());
    let keys: Vec<&str> = of(3).map(|(.., text)| std::str::from_utf8(text).unwrap()).collect();
    let values: Vec<u64> = of(4).map(|(.., value)| fields(value)[0].1).collect();
    of(2).map(|(.., feature)| line(&fields(feature), &keys, &values)).collect()
}

fn line(feature: &[(u64, u64, &[u8])], keys: &[&str], values: &[u64]) -> Line {
    let of = |field: u64| feature.iter().find(|(f, ..)| *f == field).unwrap();
    assert_eq!(of(3).1, 2, "a line");
    let at = |place: u64| usize::try_from(place).unwrap();
    let tags = packed(of(2).2);
    let words: Vec<String> =
        tags.chunks(2).map(|pair| format!("{}={}", keys[at(pair[0])], values[at(pair[1])])).collect();
    let geometry = packed(of(4).2);
    assert_eq!(geometry[0], 1 | 1 << 3, "one move");
    assert_eq!(geometry[3] & 7, 2, "then lines");
    let steps: Vec<i64> = [&geometry[1..3], &geometry[4..]]
        .concat()
        .iter()
        .map(|n| (n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
        .collect();
    let mut here = [0, 0];
    let points = steps.chunks(2).map(|step| {
        here = [here[0] + step[0], here[1] + step[1]];
        here
    });
    (words.join(" "), points.collect())
}

#[test]
fn from_near_every_road_is_there_with_its_speed_and_the_fastest_comes_last() {
    let lines = read(&road_tile(&network(Mode::Car), tile_at(11, 3.401, 44.51)).unwrap());
    let words: Vec<&str> = lines.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words, ["kmh=5 ferry=1", "kmh=20", "kmh=90"]);
}

#[test]
fn from_afar_only_the_fast_roads_of_a_car_and_its_ferries_are_there() {
    let words = |mode, zoom| -> Vec<String> {
        let tile = road_tile(&network(mode), tile_at(zoom, 3.401, 44.51)).unwrap();
        read(&tile).into_iter().map(|(words, _)| words).collect()
    };
    assert_eq!(words(Mode::Car, 8), ["kmh=5 ferry=1", "kmh=90"]);
    assert_eq!(words(Mode::Foot, 8).len(), 3, "a walker has no fast roads");
}

#[test]
fn a_line_ends_beyond_the_edge_of_its_tile_and_goes_on_in_the_next() {
    let graph = network(Mode::Car);
    let tile = tile_at(12, 3.5, 44.52);
    let next = TileAddress::new(12, tile.column() + 1, tile.row()).unwrap();
    let [here, there] = [tile, next].map(|tile| {
        let lines = read(&road_tile(&graph, tile).unwrap());
        lines.into_iter().find(|(words, _)| words == "kmh=90").unwrap().1
    });
    let (last, first) = (here.last().unwrap(), there.first().unwrap());
    assert_eq!((last[0], first[0]), (4096 + 80, -80));
    assert!((last[1] - first[1]).abs() < 40, "{last:?} {first:?}");
    for [x, y] in here.into_iter().chain(there) {
        assert!((-80..=4176).contains(&x) && (-80..=4176).contains(&y), "{x} {y}");
    }
}

#[test]
fn small_bends_are_left_out_from_afar_and_kept_from_near() {
    let points = |zoom: u8| {
        let tile = road_tile(&network(Mode::Car), tile_at(zoom, 3.5, 44.52)).unwrap();
        let lines = read(&tile);
        lines.into_iter().find(|(words, _)| words == "kmh=90").unwrap().1.len()
    };
    assert_eq!(points(7), 2);
    assert!(points(14) > 2);
}

#[test]
fn a_tile_without_roads_has_no_bytes_and_one_that_does_not_exist_has_no_address() {
    let graph = network(Mode::Car);
    assert!(road_tile(&graph, tile_at(14, 2.0, 48.0)).unwrap().is_empty());
    assert!(road_tile(&graph, TileAddress::new(0, 0, 0).unwrap()).unwrap().len() < 200);
    for (zoom, column, row) in [(15, 0, 0), (3, 8, 0), (3, 0, 8), (0, 1, 0), (255, 0, 0)] {
        assert_eq!(TileAddress::new(zoom, column, row), None);
    }
}

#[test]
fn a_tile_holds_where_its_bounds_say() {
    for zoom in [0, 5, 14] {
        let tile = tile_at(zoom, 3.5, 44.5);
        let (low, high) = tile.bounds(0.0);
        for (corner, place) in [(low, (0.0, 1.0)), (high, (1.0, 0.0))] {
            let on_tile = tile.project(corner);
            assert!((on_tile.x - place.0).abs() < 1e-6 && (on_tile.y - place.1).abs() < 1e-6, "{on_tile:?}");
        }
    }
}
