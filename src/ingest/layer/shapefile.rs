//! Shapefiles as rows: the columns of the table, the shape of the record.

use sha2::{Digest, Sha256};
use std::io::Read;

use super::places::Places;
use super::{Cell, Format, Header, LayerRead, ReadOptions, Row, RowSink, Shape, doubt_of};
use crate::files::hexadecimal;
use crate::ingest::IngestError;
use crate::ingest::shapefile::{self, Column, ShapeKind, Shapes};
use crate::ingest::source::Source;

/// Reads all records that are not deleted into `sink`.
pub(super) fn read(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let mut shapes = Shapes::open(source)?;
    let mut table = shapefile::table(source)?;
    let has_shapes = shapes.kind != ShapeKind::Nothing;
    let places = Places::of(if has_shapes {
        shapefile::crs(source, options.crs)?
    } else {
        options.crs.unwrap_or(crate::geodesy::Crs::LonLat)
    });
    let header = Header {
        path: source.shown.clone(),
        format: Format::Shapefile,
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        layer: None,
        has_shapes,
        encoding: table.encoding.words(),
        others: Vec::new(),
        layers: Vec::new(),
        doubt: doubt_of(options.crs, shapefile::declared_crs(source)),
    };
    let wanted = sink.begin(&header)?;
    let columns: Vec<Option<Column>> =
        wanted.columns.iter().map(|place| table.columns.get(*place).cloned()).collect();
    let mut rows = 0;
    loop {
        let is_deleted = match (shapes.advance()?, table.next()?) {
            (false, None) => break,
            (true, Some(counts)) => !counts,
            _ => return Err(shapefile::unpaired(&table, shapes).into()),
        };
        if is_deleted {
            continue;
        }
        let shape = match shapes.geometry() {
            _ if !wanted.shapes => Shape::None,
            Ok(None) => Shape::None,
            Ok(Some(Ok(geometry))) => places.shape(geometry),
            Ok(Some(Err(why))) => Shape::Unusable(why),
            Err(damaged) => return Err(damaged.into()),
        };
        let cells: Vec<Cell<'_>> = columns
            .iter()
            .map(|column| column.as_ref().map_or(Cell::Empty, |column| table.cell(column)))
            .collect();
        sink.row(Row { number: shapes.n_read, cells: &cells, shape, oddity: None })?;
        rows += 1;
    }
    Ok(LayerRead { format: Format::Shapefile, rows, sha256: sha256(source)? })
}

/// The digest of the files of a shapefile, one after the other.
fn sha256(source: &Source) -> Result<String, IngestError> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 1 << 18];
    for part in shapefile::parts(source) {
        let mut file = std::fs::File::open(&part.real).map_err(|e| part.io(e))?;
        loop {
            let read = file.read(&mut chunk).map_err(|e| part.io(e))?;
            if read == 0 {
                break;
            }
            digest.update(&chunk[..read]);
        }
    }
    Ok(hexadecimal(&digest.finalize()))
}
