//! A layer made ready to be asked for in parts: by box, by day, by property, by page, in several coordinate
//! systems.
//!
//! It is made once for a question and then only read: rows with typed cells, shapes turned as RFC 7946 wants
//! them, a packed R-tree over their boxes, identifiers in order. What is selected is told as places of rows,
//! ascending, so that pages of the same selection never overlap.

mod days;
mod kind;
mod page;
mod place;
mod select;
mod stops;

use geo::orient::{Direction, Orient};

pub use days::{Days, DaysError};
pub use kind::{CollectionExtent, CollectionKind};
pub use page::{add_feature, shown};
pub use place::{CollectionCrs, NotOffered, Placed};
pub use select::{BadFilter, Filter, Selection};
pub use stops::{PlannedStopRecord, planned_stops_layer};

use super::record::{Cell, Column, IntoCell as _, Layer, Record, Shape};
use crate::calendar::Date;

/// A row of a collection.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) cells: Vec<Cell>,
    /// The days that it is about; empty where it is about none, and `datetime` then lets it pass.
    pub(super) days: Vec<Date>,
}

/// Rows with their shapes in longitude and latitude, ready to be selected from.
#[derive(Debug)]
pub struct Collection {
    kind: CollectionKind,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Places of rows by identifier.
    by_id: Vec<u32>,
    placed: Placed,
}

impl Collection {
    /// From a layer. An identifier that comes again is followed by `~2`, `~3`…: each row has its own.
    ///
    /// Cost: about ten microseconds a row, and its shape is kept once.
    #[must_use]
    pub fn new<R: Record>(kind: CollectionKind, layer: Layer<R>) -> Self {
        let (identifier, dated) = (kind.identifier(), kind.dated());
        let mut columns = R::columns();
        let besides = layer.features.first().map_or(&[][..], |feature| feature.record.numbers());
        columns.extend(besides.iter().map(|(name, _)| Column::number(name.to_string())));
        let place_of = |name: &str| columns.iter().position(|column| column.name == name);
        let (id, date) = (place_of(identifier), dated.and_then(place_of));
        let mut rows = Vec::with_capacity(layer.features.len());
        let mut shapes = Vec::with_capacity(layer.features.len());
        for feature in layer.features {
            let mut cells = feature.record.cells();
            cells.extend(feature.record.numbers().iter().map(|(_, number)| number.cell()));
            let id = id.map_or_else(String::new, |place| shown(&cells[place]));
            let days = date.map_or_else(Vec::new, |place| days::of_cell(&cells[place]));
            rows.push(Row { id, cells, days });
            shapes.push(match feature.shape {
                Shape::Area(area) => Shape::Area(area.orient(Direction::Default)),
                other => other,
            });
        }
        let by_id = set_apart(&mut rows);
        Self { kind, columns, rows, by_id, placed: Placed::new(shapes) }
    }

    /// Which collection it is.
    #[must_use]
    pub const fn kind(&self) -> CollectionKind {
        self.kind
    }

    /// Its fields.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its shapes in longitude and latitude.
    #[must_use]
    pub const fn placed(&self) -> &Placed {
        &self.placed
    }

    /// The identifier of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn id(&self, row: usize) -> &str {
        &self.rows[row].id
    }

    /// The values of a row, in the order of [`Self::columns`].
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn cells(&self, row: usize) -> &[Cell] {
        &self.rows[row].cells
    }

    /// The row of an identifier.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        let place = self.by_id.binary_search_by(|row| self.rows[*row as usize].id.as_str().cmp(id)).ok()?;
        Some(self.by_id[place] as usize)
    }

    /// Bytes that it holds, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of_cell = |cell: &Cell| {
            size_of::<Cell>()
                + match cell {
                    Cell::Text(text) => text.len(),
                    Cell::List(items) => items.iter().map(|item| item.len() + size_of::<String>()).sum(),
                    _ => 0,
                }
        };
        let of_row = |row: &Row| {
            size_of::<Row>() + row.id.len() + row.days.len() * size_of::<Date>() + {
                row.cells.iter().map(of_cell).sum::<usize>()
            }
        };
        self.rows.iter().map(of_row).sum::<usize>() + self.by_id.len() * 4 + self.placed.bytes()
    }
}

/// Gives each row an identifier of its own, and their places in the order of these.
fn set_apart(rows: &mut [Row]) -> Vec<u32> {
    // More rows than fit 32 bits do not fit in memory.
    let mut by_id: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
    let sort = |by_id: &mut Vec<u32>, rows: &[Row]| {
        by_id.sort_by(|a, b| rows[*a as usize].id.cmp(&rows[*b as usize].id).then(a.cmp(b)));
    };
    sort(&mut by_id, rows);
    let mut again = 1;
    let mut last = String::new();
    for (i, row) in by_id.iter().enumerate() {
        let row = &mut rows[*row as usize];
        if i > 0 && row.id == last {
            again += 1;
            row.id = format!("{last}~{again}");
        } else {
            last.clone_from(&row.id);
            again = 1;
        }
    }
    sort(&mut by_id, rows);
    by_id
}
