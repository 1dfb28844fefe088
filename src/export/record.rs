//! Rows with named, typed fields, and the layers made of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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

impl CellKind {
    /// Its type in XML Schema, as metadata of tables name it.
    pub(super) const fn xsd(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "double",
            Self::Integer => "integer",
            Self::Bool => "boolean",
        }
    }
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, in every format.
    pub name: Cow<'static, str>,
    /// Type.
    pub kind: CellKind,
}

impl Column {
    /// A field of numbers.
    pub(super) fn number(name: String) -> Self {
        Self { name: Cow::Owned(name), kind: CellKind::Number }
    }
}

/// A row whose fields are known by name, type and order.
pub trait Record {
    /// The fields, in order.
    fn columns() -> Vec<Column>;
    /// The values, in the order of [`Self::columns`].
    fn cells(&self) -> Vec<Cell>;
    /// Fields that this row has besides, as text by name: what a user's file said.
    fn more(&self) -> Option<&BTreeMap<String, String>> {
        None
    }
    /// Numbers that this row has besides, by name: indicators of communes, then people by band where there are grid cells.
    /// Every row of a layer has the same names in the same order.
    fn numbers(&self) -> &[NamedNumber] {
        &[]
    }
}

/// A number that a row has besides its fields; `None` where there is none.
pub type NamedNumber = (Arc<str>, Option<f64>);

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

/// The columns of rows in a format whose rows all have the same: the declared ones, then numbers
/// ([`Record::numbers`]), then what some rows have besides ([`Record::more`]), by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// Names and types, in order.
    pub(super) all: Vec<(String, CellKind)>,
    /// How many of them come before those of [`Record::more`].
    pub(super) n_fixed: usize,
}

impl Columns {
    pub(super) fn of<'a, R: Record + 'a>(rows: impl IntoIterator<Item = &'a R>) -> Self {
        let declared = R::columns().into_iter().map(|column| (column.name.into_owned(), column.kind));
        let mut all: Vec<(String, CellKind)> = declared.collect();
        let mut rows = rows.into_iter().peekable();
        let numbers = rows.peek().map_or(&[][..], |row| row.numbers());
        all.extend(numbers.iter().map(|(name, _)| (name.to_string(), CellKind::Number)));
        let n_fixed = all.len();
        let more: BTreeSet<&String> = rows.filter_map(Record::more).flat_map(BTreeMap::keys).collect();
        all.extend(more.into_iter().map(|name| (name.clone(), CellKind::Text)));
        Self { all, n_fixed }
    }

    /// The cells of a row, as many as there are columns.
    pub(super) fn cells<R: Record>(&self, row: &R) -> Vec<Cell> {
        let mut cells = row.cells();
        cells.extend(row.numbers().iter().map(|(_, number)| number.cell()));
        let more = self.all[self.n_fixed..].iter();
        cells.extend(more.map(|(name, _)| match row.more().and_then(|more| more.get(name)) {
            Some(text) => Cell::Text(text.clone()),
            None => Cell::Empty,
        }));
        cells
    }
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
                vec![$(Column { name: stringify!($field).into(), kind: <$kind as IntoCell>::KIND },)*]
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
                vec![$(Column { name: stringify!($field).into(), kind: <$kind as IntoCell>::KIND },)*]
            }
            fn cells(&self) -> Vec<$crate::export::record::Cell> {
                use $crate::export::record::IntoCell;
                vec![$(self.$field.cell(),)*]
            }
        }
    };
}
pub(super) use record;
