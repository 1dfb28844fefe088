//! Reads vector tiles, strictly, sharing nothing with what writes them.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::Value;

/// A feature of a tile: its number, its fields, its shape in steps of the tile, y southwards.
pub(crate) struct Feature {
    pub(crate) id: u64,
    pub(crate) fields: BTreeMap<String, Value>,
    pub(crate) points: Vec<Coord<f64>>,
    pub(crate) area: MultiPolygon<f64>,
}

/// The name of the only layer of a tile, and its features; none in a tile without bytes.
pub(crate) fn read(tile: &[u8]) -> (String, Vec<Feature>) {
    if tile.is_empty() {
        return (String::new(), Vec::new());
    }
    let layers = fields(tile);
    assert_eq!(layers.len(), 1);
    assert_eq!(layers[0].0, 3);
    let layer = fields(layers[0].2);
    let of = |field: u64| layer.iter().filter(move |(f, ..)| *f == field);
    assert_eq!((of(15).next().unwrap().1, of(5).next().unwrap().1), (2, 4096), "version and extent");
    let keys: Vec<String> = of(3).map(|(.., text)| String::from_utf8(text.to_vec()).unwrap()).collect();
    let values: Vec<Value> = of(4).map(|(.., value)| cell(value)).collect();
    let features = of(2).map(|(.., bytes)| feature(&fields(bytes), &keys, &values)).collect();
    (String::from_utf8(of(1).next().unwrap().2.to_vec()).unwrap(), features)
}

fn feature(parts: &[(u64, u64, &[u8])], keys: &[String], values: &[Value]) -> Feature {
    let of = |field: u64| parts.iter().find(|(f, ..)| *f == field).unwrap();
    let at = |place: u64| usize::try_from(place).unwrap();
    let tags = packed(of(2).2);
    assert_eq!(tags.len() % 2, 0);
    let fields =
        tags.chunks(2).map(|pair| (keys[at(pair[0])].clone(), values[at(pair[1])].clone())).collect();
    let (points, area) = shape(of(3).1, &packed(of(4).2));
    Feature { id: of(1).1, fields, points, area }
}

/// Rings of a positive area begin a polygon, others are its holes.
fn shape(kind: u64, geometry: &[u64]) -> (Vec<Coord<f64>>, MultiPolygon<f64>) {
    let (mut points, mut polygons): (Vec<Coord<f64>>, Vec<Polygon<f64>>) = (Vec::new(), Vec::new());
    let (mut here, mut ring, mut rest) = (Coord { x: 0.0, y: 0.0 }, Vec::new(), geometry.iter());
    while let Some(command) = rest.next() {
        let (id, count) = (command & 7, command >> 3);
        for _ in 0..count {
            if id == 7 {
                assert!(ring.len() >= 3, "a ring of {} points", ring.len());
                let twice: f64 = (0..ring.len())
                    .map(|i| {
                        let (a, b): (Coord<f64>, Coord<f64>) = (ring[i], ring[(i + 1) % ring.len()]);
                        a.x * b.y - b.x * a.y
                    })
                    .sum();
                let line = LineString::new(std::mem::take(&mut ring));
                if twice > 0.0 {
                    polygons.push(Polygon::new(line, Vec::new()));
                } else {
                    assert!(twice < 0.0, "a ring without area");
                    polygons.last_mut().expect("a hole comes after its polygon").interiors_push(line);
                }
                continue;
            }
            for axis in [&mut here.x, &mut here.y] {
                let step = *rest.next().unwrap();
                #[expect(clippy::cast_precision_loss, reason = "steps of a tile")]
                let step = ((step >> 1).cast_signed() ^ -((step & 1).cast_signed())) as f64;
                *axis += step;
            }
            match (kind, id) {
                (1, 1) => points.push(here),
                (3, 1) => {
                    assert!(ring.is_empty());
                    ring.push(here);
                }
                (3, 2) => ring.push(here),
                other => panic!("command {other:?}"),
            }
        }
    }
    assert!(ring.is_empty(), "a ring that is not closed");
    (points, MultiPolygon(polygons))
}

fn cell(value: &[u8]) -> Value {
    let mut rest = value;
    let key = varint(&mut rest);
    match key >> 3 {
        1 => String::from_utf8(fields(value)[0].2.to_vec()).unwrap().into(),
        3 => f64::from_le_bytes(rest.try_into().unwrap()).into(),
        4 => varint(&mut rest).cast_signed().into(),
        7 => (varint(&mut rest) == 1).into(),
        other => panic!("a value of kind {other}"),
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let (number, content): (u64, &[u8]) = match tag & 7 {
            0 => (varint(&mut bytes), &[]),
            1 => {
                let (content, rest) = bytes.split_at(8);
                bytes = rest;
                (0, content)
            }
            2 => {
                let length = varint(&mut bytes);
                let (content, rest) = bytes.split_at(usize::try_from(length).unwrap());
                bytes = rest;
                (length, content)
            }
            other => panic!("wire type {other}"),
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
