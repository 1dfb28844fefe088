//! Which rows are asked for.

use super::super::record::{Cell, CellKind, Column};
use super::{Collection, Days, Placed};

/// What a field is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    column: usize,
    wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    /// This text; the empty one where there is no value.
    Text(String),
    Number(f64),
    /// None where it is beyond all numbers of rows.
    Integer(Option<i64>),
    Bool(bool),
}

/// A value that its field cannot have; says what it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFilter(pub &'static str);

impl Filter {
    /// A field by its place among the columns, and the text of a value: a number of a number, `true` or `false`,
    /// any text of a text. Of a field of several texts, one is to be that.
    ///
    /// # Errors
    /// When the field cannot have such a value.
    pub fn read(columns: &[Column], column: usize, text: &str) -> Result<Self, BadFilter> {
        let plain = text.len() <= 400 && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let wanted = match columns[column].kind {
            CellKind::Text => Wanted::Text(text.to_owned()),
            CellKind::Number => {
                let number: Option<f64> = plain.then(|| text.parse().ok()).flatten();
                Wanted::Number(number.filter(|n| n.is_finite()).ok_or(BadFilter("a decimal number"))?)
            }
            CellKind::Integer => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                Wanted::Integer(whole.then(|| text.parse().ok()).ok_or(BadFilter("a whole number"))?)
            }
            CellKind::Bool => Wanted::Bool(text.parse().map_err(|_| BadFilter("true or false"))?),
        };
        Ok(Self { column, wanted })
    }

    fn holds(&self, cells: &[Cell]) -> bool {
        match (&self.wanted, &cells[self.column]) {
            (Wanted::Text(wanted), Cell::Text(text)) => wanted == text,
            (Wanted::Text(wanted), Cell::List(items)) => items.contains(wanted),
            (Wanted::Text(wanted), Cell::Empty) => wanted.is_empty(),
            // Both were written as decimals: equal ones are equal bits.
            (Wanted::Number(wanted), Cell::Number(number)) => wanted.total_cmp(number).is_eq(),
            (Wanted::Integer(wanted), Cell::Integer(number)) => *wanted == Some(*number),
            (Wanted::Bool(wanted), Cell::Bool(truth)) => wanted == truth,
            _ => false,
        }
    }
}

/// What is asked of a collection: every condition given is to hold.
#[derive(Debug)]
pub struct Selection<'a> {
    /// Boxes, and the shapes in their coordinate system: least x, least y, largest x, largest y, edges included. A
    /// row without a shape is in every box.
    pub boxes: Option<(&'a Placed, &'a [[f64; 4]])>,
    /// Days; a row that is about none passes.
    pub days: Option<Days>,
    /// Fields and their values.
    pub filters: &'a [Filter],
}

impl Selection<'_> {
    /// The rows that are asked for, ascending.
    ///
    /// Cost: a search in the tree for boxes, exact tests for the shapes on their edges only, then one look at each
    /// row that is left.
    #[must_use]
    pub fn rows(&self, collection: &Collection) -> Vec<u32> {
        let mut rows = match self.boxes {
            Some((placed, boxes)) => placed.meeting(boxes),
            None => (0..u32::try_from(collection.len()).unwrap_or(u32::MAX)).collect(),
        };
        if self.days.is_some() || !self.filters.is_empty() {
            rows.retain(|row| {
                let row = &collection.rows[*row as usize];
                self.days.is_none_or(|days| row.days.is_empty() || days.hold_one_of(&row.days))
                    && self.filters.iter().all(|filter| filter.holds(&row.cells))
            });
        }
        rows
    }
}
