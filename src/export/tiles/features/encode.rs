//! The bytes of a tile: protocol buffers, as far as a tile needs them.

use i_overlay::i_float::int::point::IntPoint;

use super::fields::{Scratch, TileFields};
use super::geometry::{Drawn, add_start};
use super::level::TileLevel;
use super::{BUFFER, EXTENT, TileAddress};

/// A layer of one collection; nothing where no feature is in the tile.
pub(super) fn tile(name: &str, fields: &TileFields, level: &TileLevel, address: TileAddress) -> Vec<u8> {
    fields.with_scratch(|scratch| {
        let mut features = Vec::new();
        let mut part = Part {
            features: &mut features,
            feature: Vec::new(),
            buffer: Vec::new(),
            geometry: level.geometry_type(),
        };
        level.draw(address, |row, drawn, origin| {
            part.add(row, (fields.of(row as usize), scratch), drawn, origin);
        });
        if features.is_empty() {
            return Vec::new();
        }
        let (mut head, mut foot) = (Vec::new(), Vec::new());
        add_key(&mut head, 15, 0);
        add_varint(&mut head, 2);
        add_bytes(&mut head, 1, name.as_bytes());
        for key in &fields.keys {
            add_bytes(&mut foot, 3, key.as_bytes());
        }
        for value in &scratch.used {
            foot.extend_from_slice(fields.value(*value));
        }
        add_key(&mut foot, 5, 0);
        add_varint(&mut foot, u64::from(EXTENT.cast_unsigned()));
        let parts = [head, features, foot];
        let length: usize = parts.iter().map(Vec::len).sum();
        let mut tile = Vec::with_capacity(length + 8);
        add_key(&mut tile, 3, 2);
        add_varint(&mut tile, length as u64);
        for part in parts {
            tile.extend_from_slice(&part);
        }
        tile
    })
}

/// The features of a layer while they are written.
struct Part<'a> {
    features: &'a mut Vec<u8>,
    feature: Vec<u8>,
    buffer: Vec<u8>,
    /// 1 for points, 3 for areas.
    geometry: u64,
}

impl Part<'_> {
    fn add(
        &mut self,
        row: u32,
        (tags, scratch): (&[(u8, u32)], &mut Scratch),
        drawn: Drawn<'_>,
        origin: IntPoint,
    ) {
        let (out, buffer) = (&mut self.feature, &mut self.buffer);
        out.clear();
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
        add_varint(out, self.geometry);
        buffer.clear();
        add_start(buffer, drawn.first.x - origin.x, drawn.first.y - origin.y);
        add_key(out, 4, 2);
        add_varint(out, (buffer.len() + drawn.rest.len()) as u64);
        out.extend_from_slice(buffer);
        out.extend_from_slice(drawn.rest);
        add_bytes(self.features, 2, out);
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

#[inline]
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
