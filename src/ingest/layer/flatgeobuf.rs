//! FlatGeobuf as rows.

use std::borrow::Cow;
use std::io::Read;

use sha2::{Digest, Sha256};

use super::places::Places;
use super::{Cell, Format, Header, LayerRead, ReadOptions, Row, RowSink, Shape, doubt_of};
use crate::files::hexadecimal;
use crate::geodesy::Crs;
use crate::ingest::IngestError;
use crate::ingest::flatgeobuf::{FgbError, FileCrs, Layout, Value};
use crate::ingest::source::Source;

/// The largest file that is read, bytes: it is held in memory.
const MAX_BYTES: u64 = 2 << 30;

/// Reads all features into `sink`.
pub(super) fn read(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let failed = |e: FgbError| IngestError::FlatGeobuf { path: source.shown.clone(), source: e };
    // Not mapped: a file that is not ours may be cut while it is read.
    let mut bytes = Vec::new();
    let file = source.open(MAX_BYTES)?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|e| source.io(e))?;
    let layout = Layout::read_any_crs(&bytes).map_err(failed)?;
    let crs = match (options.crs, layout.crs()) {
        (Some(crs), _) => crs,
        (None, FileCrs::Known(crs)) => *crs,
        (None, FileCrs::Unsaid) => Crs::LonLat,
        (None, FileCrs::Unknown(name)) => {
            return Err(IngestError::Malformed {
                path: source.shown.clone(),
                problem: format!("its coordinates are in {name}, which is not known here"),
                remedy: "give the number of a known coordinate system (2154, 4326, …), or convert it with ogr2ogr -t_srs EPSG:4326",
            });
        }
    };
    let places = Places::of(crs);
    let header = Header {
        path: source.shown.clone(),
        format: Format::FlatGeobuf,
        columns: layout.columns().iter().map(|column| column.name.clone()).collect(),
        layer: None,
        has_shapes: true,
        encoding: None,
        others: Vec::new(),
        layers: Vec::new(),
        doubt: match layout.crs() {
            FileCrs::Known(declared) => doubt_of(options.crs, Some(*declared)),
            FileCrs::Unsaid | FileCrs::Unknown(_) => None,
        },
    };
    let wanted = sink.begin(&header)?;
    for number in 0..layout.len() {
        let feature = layout.feature(&bytes, number).map_err(failed)?;
        let values = feature.values(&layout).map_err(failed)?;
        let cells: Vec<Cell<'_>> =
            wanted.columns.iter().map(|at| cell_of(values.get(*at).copied().flatten())).collect();
        let shape = if wanted.shapes { feature.shape() } else { None };
        let shape = match shape {
            None => Shape::None,
            Some(Ok(geometry)) => places.shape(geometry),
            Some(Err(why)) => Shape::Unusable(why),
        };
        sink.row(Row { number: number as u64 + 1, cells: &cells, shape, oddity: None })?;
    }
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    Ok(LayerRead { format: Format::FlatGeobuf, rows: layout.len() as u64, sha256 })
}

fn cell_of(value: Option<Value<'_>>) -> Cell<'_> {
    match value {
        None | Some(Value::Text("")) => Cell::Empty,
        // The format has moments and no days.
        Some(Value::Text(text)) => Cell::Text(Cow::Borrowed(day_of(text).unwrap_or(text))),
        Some(Value::Bool(value)) => Cell::Bool(value),
        Some(Value::Number(number)) if number.is_finite() => Cell::Number(number),
        Some(Value::Number(_)) => Cell::Empty,
        // A number of 20 digits is a code.
        Some(Value::Integer(whole)) => {
            i64::try_from(whole).map_or_else(|_| Cell::Text(Cow::Owned(whole.to_string())), Cell::Integer)
        }
        Some(Value::Binary(bytes)) => Cell::Text(Cow::Owned(format!("({} bytes)", bytes.len()))),
    }
}

/// The day of a moment at midnight.
fn day_of(text: &str) -> Option<&str> {
    let day = text.strip_suffix("T00:00:00")?;
    (day.len() == 10 && day.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit())).then_some(day)
}
