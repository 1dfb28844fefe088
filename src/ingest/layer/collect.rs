//! For tests: a sink that keeps all rows as text.

use geo_types::Geometry;

use super::{Header, ReadOptions, Row, RowSink, Shape, Wanted, read_layer};
use crate::ingest::IngestError;

/// A row as it came.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) struct Kept {
    pub(in crate::ingest) number: u64,
    /// Cells in the debug form that tells their type, joined by `|`.
    pub(in crate::ingest) cells: String,
    pub(in crate::ingest) shape: Shape,
    pub(in crate::ingest) oddity: Option<String>,
}

/// Keeps everything.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Keep {
    pub(in crate::ingest) header: Option<Header>,
    pub(in crate::ingest) rows: Vec<Kept>,
}

impl RowSink for Keep {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        self.header = Some(header.clone());
        Ok(Wanted { columns: (0..header.columns.len()).collect(), shapes: true })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        let cell = |cell: &super::Cell<'_>| match cell {
            super::Cell::Empty => "-".to_owned(),
            super::Cell::Text(text) => format!("“{text}”"),
            super::Cell::Integer(whole) => format!("{whole}"),
            super::Cell::Number(number) => format!("{number:?}"),
            super::Cell::Bool(value) => format!("{value}"),
        };
        self.rows.push(Kept {
            number: row.number,
            cells: row.cells.iter().map(cell).collect::<Vec<_>>().join("|"),
            shape: row.shape,
            oddity: row.oddity.map(|oddity| oddity.to_string()),
        });
        Ok(())
    }
}

impl Keep {
    pub(in crate::ingest) fn columns(&self) -> String {
        self.header.as_ref().map(|header| header.columns.join("|")).unwrap_or_default()
    }

    pub(in crate::ingest) fn cells(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.cells.as_str()).collect()
    }

    pub(in crate::ingest) fn geometry(&self, row: usize) -> &Geometry<f64> {
        match &self.rows[row].shape {
            Shape::Of(geometry) => geometry,
            other => panic!("{other:?}"),
        }
    }
}

/// Reads bytes that stand in a file of that name.
pub(in crate::ingest) fn read_as(
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &ReadOptions,
) -> Result<Keep, IngestError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_path(&path, options)
}

/// Reads a file.
pub(in crate::ingest) fn read_path(
    path: &std::path::Path,
    options: &ReadOptions,
) -> Result<Keep, IngestError> {
    let mut keep = Keep::default();
    let read = read_layer(path, options, &mut keep)?;
    assert_eq!(read.rows, keep.rows.len() as u64);
    assert_eq!(Some(read.format), keep.header.as_ref().map(|header| header.format));
    Ok(keep)
}
