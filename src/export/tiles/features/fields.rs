//! The fields of every row, each value encoded once.

use std::sync::{Mutex, PoisonError};

use super::encode::{add_bytes, add_double, add_key, add_varint};
use crate::export::Collection;
use crate::export::record::Cell;

/// The fields of the rows of a collection, as tiles tell them.
#[derive(Debug)]
pub struct TileFields {
    /// Names of fields.
    pub(super) keys: Vec<&'static str>,
    /// Encoded values, one after the other.
    values: Vec<u8>,
    /// Where each value begins in `values`, and the end of the last.
    starts: Vec<u32>,
    /// Key and value of the fields of the rows, one row after the other; fields without a value are left out.
    tags: Vec<(u8, u32)>,
    /// Where the tags of each row begin in `tags`, and the end of the last.
    rows: Vec<u32>,
    /// Used again from tile to tile: to clear it for each would cost more than to fill it.
    scratch: Mutex<Vec<Scratch>>,
}

/// The numbers that values have in one tile.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// For each value the tile that used it last, and its number there.
    seen: Vec<(u32, u32)>,
    tile: u32,
    /// The values of this tile, in their order.
    pub(super) used: Vec<u32>,
}

impl Scratch {
    /// The number of a value in this tile.
    pub(super) fn number(&mut self, value: u32) -> u32 {
        let seen = &mut self.seen[value as usize];
        if seen.0 != self.tile {
            // A tile has fewer values than fit 32 bits.
            *seen = (self.tile, u32::try_from(self.used.len()).unwrap_or(u32::MAX));
            self.used.push(value);
        }
        seen.1
    }
}

impl TileFields {
    /// Encodes the values of a collection, equal ones of a field once. Cost: a microsecond a cell.
    #[must_use]
    pub fn new(collection: &Collection) -> Self {
        let columns = collection.columns();
        let n = collection.len();
        let (mut values, mut starts) = (Vec::new(), vec![0u32]);
        // By row and column; 0 stands for no value, and the others are one too large.
        let mut numbers = vec![0u32; n * columns.len()];
        for column in 0..columns.len() {
            let mut encoded: Vec<(Vec<u8>, usize)> =
                (0..n).filter_map(|row| Some((encoded(&collection.cells(row)[column])?, row))).collect();
            encoded.sort_unstable();
            for same in encoded.chunk_by(|a, b| a.0 == b.0) {
                values.extend_from_slice(&same[0].0);
                let number = clipped(starts.len());
                starts.push(clipped(values.len()));
                for (_, row) in same {
                    numbers[row * columns.len() + column] = number;
                }
            }
        }
        let (mut tags, mut rows) = (Vec::new(), vec![0]);
        for row in numbers.chunks(columns.len().max(1)) {
            tags.extend(
                row.iter().zip(0u8..).filter(|(value, _)| **value > 0).map(|(value, key)| (key, value - 1)),
            );
            rows.push(clipped(tags.len()));
        }
        let keys = columns.iter().map(|column| column.name).collect();
        Self { keys, values, starts, tags, rows, scratch: Mutex::default() }
    }

    /// The tags of a row.
    pub(super) fn of(&self, row: usize) -> &[(u8, u32)] {
        &self.tags[self.rows[row] as usize..self.rows[row + 1] as usize]
    }

    /// A value, encoded.
    pub(super) fn value(&self, value: u32) -> &[u8] {
        let value = value as usize;
        &self.values[self.starts[value] as usize..self.starts[value + 1] as usize]
    }

    /// Makes something with numbers for the values of one tile.
    pub(super) fn with_scratch<R>(&self, make: impl FnOnce(&mut Scratch) -> R) -> R {
        let pool = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        if scratch.tile == u32::MAX || scratch.seen.len() != self.starts.len() {
            scratch.seen = vec![(0, 0); self.starts.len()];
            scratch.tile = 0;
        }
        scratch.tile += 1;
        scratch.used.clear();
        let result = make(&mut scratch);
        pool().push(scratch);
        result
    }

    /// Bytes that it holds, roughly, two tiles being made at once.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.values.len() + self.starts.len() * (4 + 2 * 8) + self.tags.len() * 8 + self.rows.len() * 4
    }
}

/// Tiles are made of what fits 4 GB.
fn clipped(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The message `Value` of a cell.
fn encoded(cell: &Cell) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match cell {
        Cell::Empty => return None,
        Cell::Text(text) => add_bytes(&mut out, 1, text.as_bytes()),
        Cell::List(items) => add_bytes(&mut out, 1, items.join("|").as_bytes()),
        Cell::Number(number) => add_double(&mut out, 3, *number),
        Cell::Integer(number) => {
            add_key(&mut out, 4, 0);
            add_varint(&mut out, number.cast_unsigned());
        }
        Cell::Bool(truth) => {
            add_key(&mut out, 7, 0);
            add_varint(&mut out, u64::from(*truth));
        }
    }
    Some(out)
}
