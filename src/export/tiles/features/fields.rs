//! The fields of every row, each value encoded once.

use std::sync::{Mutex, PoisonError};

use super::encode::{add_bytes, add_double, add_key, add_varint};
use crate::export::Collection;
use crate::export::record::Cell;

/// The fields of the rows of a collection, as tiles tell them.
///
/// Values that several rows have come first, then those of one row alone, both in the order of the rows: what one tile
/// uses lies together, and a value of one row needs not be looked up to see whether its tile has it already.
#[derive(Debug)]
pub struct TileFields {
    /// Names of fields.
    pub(super) keys: Vec<String>,
    /// Encoded values as a layer holds them, one after the other.
    values: Vec<u8>,
    /// Where each value begins in `values`, and the end of the last.
    starts: Vec<u32>,
    /// How many values several rows have.
    shared: u32,
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
    /// For each shared value the tile that used it last, and its number there.
    seen: Vec<(u32, u32)>,
    tile: u32,
    /// The values of this tile, in their order.
    pub(super) used: Vec<u32>,
}

impl Scratch {
    /// The number of a value in this tile.
    pub(super) fn number(&mut self, value: u32) -> u32 {
        let next = clipped(self.used.len());
        let Some(seen) = self.seen.get_mut(value as usize) else {
            self.used.push(value);
            return next;
        };
        if seen.0 != self.tile {
            *seen = (self.tile, next);
            self.used.push(value);
        }
        seen.1
    }
}

/// A value that a row of a field has, before values are numbered.
struct Distinct {
    encoded: Vec<u8>,
    /// The first row that has it, and its field: no other value has both.
    first: (usize, usize),
    rows: Vec<usize>,
}

impl TileFields {
    /// Encodes the values of a collection, equal ones of a field once. Cost: a microsecond a cell.
    #[must_use]
    pub fn new(collection: &Collection) -> Self {
        let columns = collection.columns();
        let n = collection.len();
        let mut distinct: Vec<Distinct> =
            (0..columns.len()).flat_map(|column| values_of(collection, column)).collect();
        distinct.sort_unstable_by_key(|value| (value.rows.len() == 1, value.first));
        let shared = distinct.partition_point(|value| value.rows.len() > 1);
        let (mut values, mut starts) = (Vec::new(), vec![0u32]);
        // By row and column; 0 stands for no value, and the others are one too large.
        let mut numbers = vec![0u32; n * columns.len()];
        for value in &distinct {
            add_bytes(&mut values, 4, &value.encoded);
            let number = clipped(starts.len());
            starts.push(clipped(values.len()));
            for row in &value.rows {
                numbers[row * columns.len() + value.first.1] = number;
            }
        }
        let (mut tags, mut rows) = (Vec::new(), vec![0]);
        for row in numbers.chunks(columns.len().max(1)) {
            tags.extend(
                row.iter().zip(0u8..).filter(|(value, _)| **value > 0).map(|(value, key)| (key, value - 1)),
            );
            rows.push(clipped(tags.len()));
        }
        let keys = columns.iter().map(|column| column.name.to_string()).collect();
        Self { keys, values, starts, shared: clipped(shared), tags, rows, scratch: Mutex::default() }
    }

    /// The tags of a row.
    pub(super) fn of(&self, row: usize) -> &[(u8, u32)] {
        &self.tags[self.rows[row] as usize..self.rows[row + 1] as usize]
    }

    /// A value, encoded as a field of its layer.
    pub(super) fn value(&self, value: u32) -> &[u8] {
        let value = value as usize;
        &self.values[self.starts[value] as usize..self.starts[value + 1] as usize]
    }

    /// Makes something with numbers for the values of one tile.
    pub(super) fn with_scratch<R>(&self, make: impl FnOnce(&mut Scratch) -> R) -> R {
        let pool = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        if scratch.tile == u32::MAX || scratch.seen.len() != self.shared as usize {
            scratch.seen = vec![(0, 0); self.shared as usize];
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
        self.values.len()
            + self.starts.len() * 4
            + self.shared as usize * 2 * 8
            + self.tags.len() * 8
            + self.rows.len() * 4
    }
}

/// The values of a field, each with the rows that have it.
fn values_of(collection: &Collection, column: usize) -> Vec<Distinct> {
    let mut all: Vec<(Vec<u8>, usize)> = (0..collection.len())
        .filter_map(|row| Some((encoded(&collection.cells(row)[column])?, row)))
        .collect();
    all.sort_unstable();
    let equal = all.chunk_by_mut(|a, b| a.0 == b.0);
    equal
        .map(|same| Distinct {
            encoded: std::mem::take(&mut same[0].0),
            first: (same[0].1, column),
            rows: same.iter().map(|(_, row)| *row).collect(),
        })
        .collect()
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
