//! The bytes of a tile: protocol buffers, as far as a tile needs them.

use i_overlay::i_float::int::point::IntPoint;

use super::fields::{Scratch, TileFields};
use super::level::{Drawn, TileLevel};
use super::{BUFFER, EXTENT, TileAddress};

/// A layer of one collection; nothing where no feature is in the tile.
pub(super) fn tile(name: &str, fields: &TileFields, level: &TileLevel, address: TileAddress) -> Vec<u8> {
    fields.with_scratch(|scratch| {
        let mut features = Vec::new();
        let (mut feature, mut buffer) = (Vec::new(), Vec::new());
        for row in level.rows_in(address) {
            level.drawn(row, address, |drawn, origin| {
                feature.clear();
                add_feature(
                    &mut feature,
                    &mut buffer,
                    (fields.of(row as usize), scratch),
                    row,
                    &drawn,
                    origin,
                );
                add_bytes(&mut features, 2, &feature);
            });
        }
        if features.is_empty() {
            return Vec::new();
        }
        let mut layer = Vec::with_capacity(features.len() * 2);
        add_key(&mut layer, 15, 0);
        add_varint(&mut layer, 2);
        add_bytes(&mut layer, 1, name.as_bytes());
        layer.extend_from_slice(&features);
        for key in &fields.keys {
            add_bytes(&mut layer, 3, key.as_bytes());
        }
        for value in &scratch.used {
            add_bytes(&mut layer, 4, fields.value(*value));
        }
        add_key(&mut layer, 5, 0);
        add_varint(&mut layer, u64::from(EXTENT.cast_unsigned()));
        let mut tile = Vec::with_capacity(layer.len() + 8);
        add_bytes(&mut tile, 3, &layer);
        tile
    })
}

fn add_feature(
    out: &mut Vec<u8>,
    buffer: &mut Vec<u8>,
    (tags, scratch): (&[(u8, u32)], &mut Scratch),
    row: u32,
    drawn: &Drawn<'_>,
    origin: IntPoint,
) {
    // The number of a row: 0 would not be written.
    add_key(out, 1, 0);
    add_varint(out, u64::from(row) + 1);
    buffer.clear();
    for (key, value) in tags {
        add_varint(buffer, u64::from(*key));
        add_varint(buffer, u64::from(scratch.number(*value)));
    }
    add_bytes(out, 2, buffer);
    add_key(out, 3, 0);
    buffer.clear();
    let mut pen = Pen { out: buffer, x: origin.x, y: origin.y };
    match drawn {
        Drawn::Point(at) => {
            add_varint(out, 1);
            pen.command(1, 1);
            pen.to(*at);
        }
        Drawn::Area(rings) => {
            add_varint(out, 3);
            for ring in *rings {
                let Some((first, rest)) = ring.split_first() else { continue };
                pen.command(1, 1);
                pen.to(*first);
                pen.command(2, rest.len());
                for point in rest {
                    pen.to(*point);
                }
                pen.command(7, 1);
            }
        }
    }
    add_bytes(out, 4, buffer);
}

/// Writes commands, each point from the last one.
struct Pen<'a> {
    out: &'a mut Vec<u8>,
    x: i32,
    y: i32,
}

impl Pen<'_> {
    fn command(&mut self, id: u64, count: usize) {
        add_varint(self.out, id | (count as u64) << 3);
    }

    fn to(&mut self, at: IntPoint) {
        for step in [at.x - self.x, at.y - self.y] {
            add_varint(self.out, u64::from(((step << 1) ^ (step >> 31)).cast_unsigned()));
        }
        (self.x, self.y) = (at.x, at.y);
    }
}

/// The square of a tile grown by its buffer, least and largest x and y.
pub(super) fn shown(origin: IntPoint, beyond: i32) -> [i32; 4] {
    [origin.x - beyond, origin.y - beyond, origin.x + EXTENT + beyond, origin.y + EXTENT + beyond]
}

/// The same, grown as far as a tile is drawn.
pub(super) fn drawn_square(origin: IntPoint) -> [i32; 4] {
    shown(origin, BUFFER)
}

pub(super) fn add_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        // The low seven bits.
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

/// The number and the wire type of a field.
pub(super) fn add_key(out: &mut Vec<u8>, field: u64, wire: u64) {
    add_varint(out, field << 3 | wire);
}

pub(super) fn add_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    add_key(out, field, 2);
    add_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub(super) fn add_double(out: &mut Vec<u8>, field: u64, number: f64) {
    add_key(out, field, 1);
    out.extend_from_slice(&number.to_le_bytes());
}
