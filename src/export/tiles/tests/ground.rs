//! Tiles of a drawn ground, read back.

use super::*;
use crate::export::tiles::ground::ground_tile;
use crate::network::ground::{GroundKind, RawGround, RawLine, RawPlace};

/// A feature of a tile: layer, tags in words, type (1 point, 2 line, 3 area), its parts.
type Shown = (String, String, u64, Vec<Vec<[i64; 2]>>);

fn shown(tile: &[u8]) -> Vec<Shown> {
    fields(tile).iter().flat_map(|(_, _, layer)| layer_of(&fields(layer))).collect()
}

fn layer_of(layer: &[(u64, u64, &[u8])]) -> Vec<Shown> {
    let of = |field: u64| layer.iter().filter(move |(f, ..)| *f == field);
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    let name = text(of(1).next().unwrap().2);
    let keys: Vec<String> = of(3).map(|(.., key)| text(key)).collect();
    let values: Vec<String> = of(4)
        .map(|(.., value)| match fields(value)[0] {
            (1, _, word) => text(word),
            (_, number, _) => number.to_string(),
        })
        .collect();
    let feature = |(_, _, feature): &(u64, u64, &[u8])| {
        let feature = fields(feature);
        let of = |field: u64| feature.iter().find(|(f, ..)| *f == field).map(|(_, n, bytes)| (*n, *bytes));
        let at = |place: u64| usize::try_from(place).unwrap();
        let tags = packed(of(2).map_or(&[], |(_, bytes)| bytes));
        let words: Vec<String> =
            tags.chunks(2).map(|pair| format!("{}={}", keys[at(pair[0])], values[at(pair[1])])).collect();
        (name.clone(), words.join(" "), of(3).unwrap().0, parts(&packed(of(4).unwrap().1)))
    };
    of(2).map(feature).collect()
}

fn parts(mut commands: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let (mut parts, mut here): (Vec<Vec<[i64; 2]>>, _) = (Vec::new(), [0, 0]);
    while let Some((command, rest)) = commands.split_first() {
        let n = usize::try_from(command >> 3).unwrap();
        commands = rest;
        if command & 7 == 7 {
            continue;
        }
        for _ in 0..n {
            let step = |n: u64| (n >> 1).cast_signed() ^ -((n & 1).cast_signed());
            here = [here[0] + step(commands[0]), here[1] + step(commands[1])];
            commands = &commands[2..];
            if command & 7 == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().unwrap().push(here);
        }
    }
    parts
}

fn twice_area(ring: &[[i64; 2]]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

/// Counter-clockwise on the ground, as `from_degrees` has it.
fn round(lon: f64, lat: f64, size: f64, n: u32) -> Vec<crate::network::raw::FixedPoint> {
    let turn = |i: u32| std::f64::consts::TAU * f64::from(i % n) / f64::from(n);
    (0..=n)
        .map(|i| from_degrees(Coord { x: lon + size * turn(i).cos(), y: lat + size * turn(i).sin() }))
        .collect()
}

/// A lake of some ten kilometres with an island, a river through the land, a town and a hamlet.
fn drawn() -> RoadGraph {
    let mut raw = RawNetwork::default();
    for x in [3.4, 3.6] {
        raw.points.push(from_degrees(Coord { x, y: 44.6 }));
    }
    raw.push_way(&[0, 1], WaySpeeds { forward_kmh: 90.0, ..WaySpeeds::default() });
    let points: Vec<_> =
        (0..400).map(|i| from_degrees(Coord { x: 3.0 + 0.003 * f64::from(i), y: 44.45 })).collect();
    let place = |kind, name: &str, people, x| RawPlace {
        kind,
        name: name.to_owned(),
        people,
        at: from_degrees(Coord { x, y: 44.5 }),
    };
    raw.ground = RawGround {
        waters: vec![
            vec![round(3.5, 44.5, 0.08, 90), round(3.5, 44.5, 0.03, 30)],
            vec![round(3.7, 44.5, 0.0003, 12)],
        ],
        lines: vec![RawLine { kind: GroundKind::River, whole: RawGround::length(&points), points }],
        places: vec![
            place(GroundKind::Town, "Port", 3200, 3.41),
            place(GroundKind::Hamlet, "Le Quai", 0, 3.44),
        ],
    };
    build(&raw, &Profile::new(Mode::Car), [0; 32]).unwrap()
}

#[test]
fn a_lake_with_its_island_a_river_a_road_and_names_are_read_back_in_the_order_of_drawing() {
    let all = shown(&ground_tile(&drawn(), tile_at(9, 3.5, 44.5)).unwrap());
    let words: Vec<(&str, &str, u64)> = all.iter().map(|(l, w, t, _)| (l.as_str(), w.as_str(), *t)).collect();
    assert_eq!(words[0], ("water", "", 3));
    assert!(words[1..words.len() - 2].iter().all(|w| *w == ("waterways", "kind=river", 2)), "{words:?}");
    assert_eq!(words[words.len() - 2], ("roads", "kmh=90", 2));
    assert_eq!(words[words.len() - 1], ("places", "kind=town name=Port people=3200", 1));
    let [lake, island] = &all[0].3[..] else { panic!("{:?}", all[0]) };
    assert!(twice_area(lake) > 0 && twice_area(island) < 0, "outer rings turn one way and islands the other");
    assert!(twice_area(lake) > -5 * twice_area(island));
}

#[test]
fn from_near_small_things_come_and_from_afar_they_go() {
    let graph = drawn();
    let count = |zoom: u8, layer: &str| {
        shown(&ground_tile(&graph, tile_at(zoom, 3.44, 44.5)).unwrap())
            .iter()
            .filter(|(l, ..)| l == layer)
            .count()
    };
    assert_eq!((count(2, "water"), count(2, "places")), (0, 0));
    assert_eq!((count(8, "water"), count(8, "places")), (1, 1));
    assert_eq!(count(13, "places"), 1, "the town is in the next tile");
    let near = shown(&ground_tile(&graph, tile_at(14, 3.7, 44.5)).unwrap());
    assert_eq!(near.iter().filter(|(layer, ..)| layer == "water").count(), 1, "the pond");
}

#[test]
fn areas_end_beyond_the_edge_of_a_tile_and_fill_one_that_they_go_around() {
    let graph = drawn();
    for tile in [tile_at(12, 3.44, 44.5), tile_at(14, 3.55, 44.5), tile_at(13, 3.5, 44.515)] {
        for (layer, _, _, parts) in shown(&ground_tile(&graph, tile).unwrap()) {
            for [x, y] in parts.into_iter().flatten() {
                assert!((-80..=4176).contains(&x) && (-80..=4176).contains(&y), "{layer} {x} {y}");
            }
        }
    }
    let inside = shown(&ground_tile(&graph, tile_at(14, 3.55, 44.5)).unwrap());
    assert_eq!(twice_area(&inside[0].3[0]), 2 * (4096 + 160) * (4096 + 160), "all of it is water");
    let on_the_island = shown(&ground_tile(&graph, tile_at(14, 3.5, 44.5)).unwrap());
    let areas: i64 =
        on_the_island.iter().filter(|f| f.0 == "water").flat_map(|f| &f.3).map(|r| twice_area(r)).sum();
    assert_eq!(areas, 0, "an island over the whole of a tile takes all of the lake away");
}

#[test]
fn a_tile_without_anything_has_no_bytes_and_the_same_tile_the_same() {
    let graph = drawn();
    assert!(ground_tile(&graph, tile_at(10, 2.0, 48.0)).unwrap().is_empty());
    let tile = tile_at(11, 3.5, 44.5);
    assert_eq!(ground_tile(&graph, tile).unwrap(), ground_tile(&drawn(), tile).unwrap());
}

#[test]
fn rings_that_touch_and_shapes_of_nonsense_are_written_as_rings() {
    let at = |x: f64, y: f64| from_degrees(Coord { x, y });
    let mut raw = RawNetwork { points: vec![at(3.4, 44.6), at(3.6, 44.6)], ..RawNetwork::default() };
    raw.push_way(&[0, 1], WaySpeeds { forward_kmh: 90.0, ..WaySpeeds::default() });
    // The island begins where the outer ring ends; a ring back and forth; one of a point; one around the world.
    let touching = vec![
        vec![at(3.5, 44.5), at(3.6, 44.5), at(3.6, 44.6), at(3.5, 44.6)],
        vec![at(3.5, 44.6), at(3.55, 44.55), at(3.55, 44.52)],
    ];
    let nothing = vec![vec![at(3.5, 44.5), at(3.6, 44.5), at(3.5, 44.5)]];
    let world =
        vec![vec![[i32::MIN, i32::MIN], [i32::MAX, i32::MIN], [i32::MAX, i32::MAX], [i32::MIN, i32::MAX]]];
    raw.ground.waters =
        vec![touching, nothing, vec![vec![at(3.5, 44.5)]], vec![Vec::new()], Vec::new(), world];
    let graph = build(&raw, &Profile::new(Mode::Car), [0; 32]).unwrap();
    for zoom in [9, 14] {
        let all = shown(&ground_tile(&graph, tile_at(zoom, 3.501, 44.595)).unwrap());
        let waters: Vec<_> = all.iter().filter(|(layer, ..)| layer == "water").collect();
        assert_eq!(waters.len(), 2, "{zoom} {waters:?}");
        for ring in waters.iter().flat_map(|water| &water.3) {
            assert!(ring.len() > 2 && twice_area(ring) != 0, "{waters:?}");
        }
    }
}
