//! What is odd about a row: of its form, not of its values.

use std::fmt;

/// What is odd about a row. Its [`Display`](fmt::Display) is the reason in English words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// Fewer cells than columns: those that are missing are given as empty.
    MissingCells {
        /// Cells of the row.
        n_cells: usize,
        /// Columns of the header.
        n_columns: usize,
    },
    /// More cells than columns, and not all of the surplus empty: it is not given.
    SurplusCells {
        /// Cells of the row.
        n_cells: usize,
        /// Columns of the header.
        n_columns: usize,
    },
    /// Values right of a table in a sheet, which are not given.
    RightOfTable {
        /// Cells of the row.
        n_cells: usize,
        /// Columns of the header.
        n_columns: usize,
    },
    /// No cell has anything in it.
    Empty,
    /// Several lines of a text were read as one row.
    LinesTogether {
        /// The first line, from 1.
        first: u64,
        /// The last line, inclusive.
        last: u64,
    },
    /// The element of a JSON array is no object: nothing of it is given.
    NotAnObject {
        /// What stands there, shortened.
        found: String,
    },
    /// The element of a GeoJSON is an object of another kind than a feature.
    NotAFeature {
        /// The type that it says it is, shortened; `None` where it says none.
        kind: Option<String>,
    },
    /// The properties of a feature are no object: nothing of them is given.
    NoProperties {
        /// What stands there, shortened.
        found: String,
    },
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCells { n_cells, n_columns } => write!(
                f,
                "{n_cells} cells where the header has {n_columns}; the missing ones are taken as empty"
            ),
            Self::SurplusCells { n_cells, n_columns } => write!(
                f,
                "{n_cells} cells where the header has {n_columns}: a delimiter inside a cell that is not quoted, perhaps"
            ),
            Self::RightOfTable { n_cells, n_columns } => {
                write!(f, "{n_cells} cells where the header has {n_columns}: values right of the table")
            }
            Self::Empty => f.write_str("every cell of the row is empty"),
            Self::LinesTogether { first, last } => write!(
                f,
                "lines {first} to {last} are one row: a cell with line breaks, or a quotation mark that is not closed"
            ),
            Self::NotAnObject { found } => write!(f, "not an object: {found}"),
            Self::NotAFeature { kind: Some(kind) } => write!(f, "not a GeoJSON Feature: type “{kind}”"),
            Self::NotAFeature { kind: None } => f.write_str("not a GeoJSON Feature: it has no type"),
            Self::NoProperties { found } => write!(f, "its properties are not an object: {found}"),
        }
    }
}
