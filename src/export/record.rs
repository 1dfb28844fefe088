//! Rows with named, typed fields, and the layers made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo_types::{Coord, MultiPolygon};

use crate::units::{Cost, Metres, People, Seconds, Weight};

/// The type of a field, the same in every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text; codes are text.
    Text,
    /// A decimal number.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Bool,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Empty,
    /// Text.
    Text(String),
    /// Several texts; joined with `|` where a format has no lists.
    List(Vec<String>),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Bool(bool),
}

/// A named, typed field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name, in every format.
    pub name: &'static str,
    /// Type.
    pub kind: CellKind,
}

/// A row whose fields are known by name, type and order.
pub trait Record {
    /// The fields, in order.
    fn columns() -> Vec<Column>;
    /// The values, in the order of [`Self::columns`].
    fn cells(&self) -> Vec<Cell>;
    /// Fields that this row has besides, as text by name: what a user's file said. CSV and GeoJSON write them.
    fn more(&self) -> Option<&BTreeMap<String, String>> {
        None
    }
    /// Numbers that this row has besides, by name: indicators of communes, and people by band where there are grid cells.
    /// Every row of a layer has the same names in the same order.
    fn numbers(&self) -> &[NamedNumber] {
        &[]
    }
}

/// A number that a row has besides its fields; `None` where there is none.
pub type NamedNumber = (Arc<str>, Option<f64>);

/// The names of the numbers that rows have besides their fields.
pub(super) fn number_names<'a, R: Record + 'a>(mut rows: impl Iterator<Item = &'a R>) -> Vec<Arc<str>> {
    rows.next()
        .map(|row| row.numbers().iter().map(|(name, _)| Arc::clone(name)).collect())
        .unwrap_or_default()
}

/// A number as a cell.
pub(super) fn number_cell(number: Option<f64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

/// What a feature looks like on a map.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// The row has no known place.
    None,
    /// A point.
    Point(Coord<f64>),
    /// An area.
    Area(MultiPolygon<f64>),
}

/// A row with its shape.
#[derive(Debug, Clone)]
pub struct Feature<R> {
    /// The row.
    pub record: R,
    /// Its shape.
    pub shape: Shape,
}

/// Features of one kind, in EPSG:4326.
#[derive(Debug, Clone)]
pub struct Layer<R> {
    /// Name of the layer.
    pub name: &'static str,
    /// Whether shapes are areas; otherwise points.
    pub areas: bool,
    /// Features, ordered.
    pub features: Vec<Feature<R>>,
}

/// What can stand in a field.
pub(super) trait IntoCell {
    /// The type of the field.
    const KIND: CellKind;
    /// The value.
    fn cell(&self) -> Cell;
}

impl IntoCell for String {
    const KIND: CellKind = CellKind::Text;
    fn cell(&self) -> Cell {
        Cell::Text(self.clone())
    }
}

impl IntoCell for Vec<String> {
    const KIND: CellKind = CellKind::Text;
    fn cell(&self) -> Cell {
        Cell::List(self.clone())
    }
}

impl IntoCell for f64 {
    const KIND: CellKind = CellKind::Number;
    fn cell(&self) -> Cell {
        Cell::Number(*self)
    }
}

macro_rules! quantity_cells {
    ($($quantity:ty),*) => {$(
        impl IntoCell for $quantity {
            const KIND: CellKind = CellKind::Number;
            fn cell(&self) -> Cell {
                Cell::Number(self.value())
            }
        }
    )*};
}
quantity_cells!(Seconds, Metres, People, Weight, Cost);

impl IntoCell for usize {
    const KIND: CellKind = CellKind::Integer;
    fn cell(&self) -> Cell {
        i64::try_from(*self).map_or(Cell::Empty, Cell::Integer)
    }
}

impl IntoCell for bool {
    const KIND: CellKind = CellKind::Bool;
    fn cell(&self) -> Cell {
        Cell::Bool(*self)
    }
}

impl<T: IntoCell> IntoCell for Option<T> {
    const KIND: CellKind = T::KIND;
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Empty, IntoCell::cell)
    }
}

/// Declares a row type once: its fields, their documentation, their JSON schema, their cells.
macro_rules! record {
    ($(#[$doc:meta])* pub struct $name:ident with numbers { $($(#[$field_doc:meta])* pub $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Numbers besides.
            #[serde(skip)]
            #[schema(ignore)]
            pub numbers: Vec<$crate::export::record::NamedNumber>,
        }

        impl $crate::export::record::Record for $name {
            fn columns() -> Vec<$crate::export::record::Column> {
                use $crate::export::record::{Column, IntoCell};
                vec![$(Column { name: stringify!($field), kind: <$kind as IntoCell>::KIND },)*]
            }
            fn cells(&self) -> Vec<$crate::export::record::Cell> {
                use $crate::export::record::IntoCell;
                vec![$(self.$field.cell(),)*]
            }
            fn numbers(&self) -> &[$crate::export::record::NamedNumber] {
                &self.numbers
            }
        }
    };
    ($(#[$doc:meta])* pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }

        impl $crate::export::record::Record for $name {
            fn columns() -> Vec<$crate::export::record::Column> {
                use $crate::export::record::{Column, IntoCell};
                vec![$(Column { name: stringify!($field), kind: <$kind as IntoCell>::KIND },)*]
            }
            fn cells(&self) -> Vec<$crate::export::record::Cell> {
                use $crate::export::record::IntoCell;
                vec![$(self.$field.cell(),)*]
            }
        }
    };
}
pub(super) use record;
