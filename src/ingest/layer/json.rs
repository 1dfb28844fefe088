//! GeoJSON, and JSON of objects in an array: one object in memory at a time.
//!
//! A file is read twice: which columns there are is only known at its end. Objects within objects become
//! columns with a path (`adresse.commune`); several values in an array are joined with `|`, as the national
//! schema of venues does.

mod document;
mod feature;
mod geometry;
mod survey;

use std::borrow::Cow;
use std::cell::Cell as Counter;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::rc::Rc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _};
use serde_json::Value;

use self::document::{Document, Item};
use self::feature::{Feature, written};
use self::survey::Plan;
use super::places::Places;
use super::text::{TextReader, survey as survey_text};
use super::{Cell, Format, Header, LayerRead, Oddity, ReadOptions, Row, RowSink, Shape, doubt_of};
use crate::geodesy::Crs;
use crate::ingest::IngestError;
use crate::ingest::source::Source;
use crate::model::shortened;

/// The largest file that is read, bytes.
pub(super) const MAX_BYTES: u64 = 4 << 30;
/// The longest object, bytes: the boundary of a région with all its vertices.
const MAX_ITEM: usize = 64 << 20;
/// The most columns.
const MAX_COLUMNS: usize = 4096;
const REMEDY: &str = "give a GeoJSON FeatureCollection, or a JSON array of objects";

/// Reads all objects into `sink`.
pub(super) fn read(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let mut file = source.open(MAX_BYTES)?;
    let written = survey_text(source, &mut file)?;
    let again = || -> Result<File, IngestError> { Ok(source.open(MAX_BYTES)?) };

    let mut text = TextReader::new(file, &written);
    let plan =
        parse(source, &mut text, |json, allowance| Plan::survey(json, allowance, options.layer.as_deref()))?;
    let crs = match (options.crs, &plan.crs) {
        (Some(crs), _) => crs,
        (None, None) => Crs::LonLat,
        (None, Some(name)) => crs_named(name).ok_or_else(|| IngestError::Malformed {
            path: source.shown.clone(),
            problem: format!("coordinates in “{}”, which is not known here", shortened(name)),
            remedy: "give the number of a known coordinate system (4326, 2154, …), or convert the file to longitude and latitude",
        })?,
    };
    let header = Header {
        path: source.shown.clone(),
        format: if plan.is_geo { Format::GeoJson } else { Format::Json },
        columns: plan.columns.clone(),
        layer: plan.member.clone().filter(|_| !plan.is_geo),
        has_shapes: plan.is_geo,
        encoding: written.words.clone(),
        others: Vec::new(),
        layers: Vec::new(),
        doubt: doubt_of(options.crs, plan.crs.as_deref().and_then(crs_named)),
    };
    let wanted = sink.begin(&header)?;
    let paths = paths_of(&header.columns, &wanted.columns);
    let mut rows = Rows {
        sink,
        paths: &paths,
        n_cells: wanted.columns.len(),
        shapes: wanted.shapes,
        is_geo: plan.is_geo,
        places: Places::of(crs),
        number: 0,
        stop: None,
    };
    let mut text = TextReader::new(again()?, &written);
    let member = plan.member.as_deref();
    let read = parse(source, &mut text, |json, allowance| {
        Document { member, item: &mut rows, allowance, limit: MAX_ITEM }.deserialize(json)
    });
    if let Some(stop) = rows.stop {
        return Err(stop);
    }
    let number = rows.number;
    read?;
    let sha256 = text.sha256().map_err(|e| source.io(e))?;
    Ok(LayerRead { format: header.format, rows: number, sha256 })
}

/// Runs a parser over all of a text.
fn parse<T>(
    source: &Source,
    text: &mut TextReader,
    take: impl FnOnce(
        &mut serde_json::Deserializer<serde_json::de::IoRead<BufReader<&mut TextReader>>>,
        Rc<Counter<usize>>,
    ) -> Result<T, serde_json::Error>,
) -> Result<T, IngestError> {
    let allowance = text.allowance();
    allowance.set(MAX_ITEM);
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, text));
    let taken = take(&mut json, allowance).and_then(|taken| json.end().map(|()| taken));
    taken.map_err(|e| {
        let (problem, remedy) = if e.is_io() {
            (
                format!(
                    "line {}: an object of more than {MAX_ITEM} bytes ({})",
                    e.line(),
                    shortened(&e.to_string())
                ),
                "look for a quote that is never closed",
            )
        } else {
            (shortened(&e.to_string()), REMEDY)
        };
        IngestError::Malformed { path: source.shown.clone(), problem, remedy }
    })
}

/// The system that the `crs` member of old GeoJSON names: `urn:ogc:def:crs:EPSG::2154`.
fn crs_named(name: &str) -> Option<Crs> {
    if name.contains("CRS84") {
        return Some(Crs::LonLat);
    }
    Crs::from_epsg(name.rsplit(':').next()?.parse().ok()?)
}

/// For each path of a wanted column, where its cells are.
fn paths_of(columns: &[String], wanted: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let mut paths: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, column) in wanted.iter().enumerate() {
        if let Some(name) = columns.get(*column) {
            paths.entry(name.clone()).or_default().push(place);
        }
    }
    paths
}

/// Gives objects to a sink.
struct Rows<'a> {
    sink: &'a mut dyn RowSink,
    paths: &'a BTreeMap<String, Vec<usize>>,
    n_cells: usize,
    shapes: bool,
    is_geo: bool,
    places: Places,
    number: u64,
    /// Why the sink stopped the reading.
    stop: Option<IngestError>,
}

impl Item for Rows<'_> {
    fn item<'de, D: Deserializer<'de>>(&mut self, json: D) -> Result<(), D::Error> {
        self.number += 1;
        let given = if self.is_geo {
            let feature = Feature::read(json, self.shapes)?;
            let shape = feature.geometry.map_or(Shape::None, |raw| match raw.assemble() {
                Ok(geometry) => self.places.shape(geometry),
                Err(why) => Shape::Unusable(why),
            });
            let oddity = feature.oddity;
            self.give(&feature.properties, feature.id.as_ref(), shape, oddity)
        } else {
            let value = Value::deserialize(json)?;
            let oddity = (!value.is_object()).then(|| Oddity::NotAnObject { found: written(&value) });
            self.give(&value, None, Shape::None, oddity)
        };
        given.map_err(|stop| {
            self.stop = Some(stop);
            D::Error::custom("stopped")
        })
    }
}

impl Rows<'_> {
    fn give(
        &mut self,
        properties: &Value,
        id: Option<&Value>,
        shape: Shape,
        oddity: Option<Oddity>,
    ) -> Result<(), IngestError> {
        let mut cells = vec![Cell::Empty; self.n_cells];
        if let Some(id) = id {
            put(id, "id", self.paths, &mut cells);
        }
        if properties.is_object() {
            fill(properties, &mut String::new(), self.paths, &mut cells);
        }
        self.sink.row(Row { number: self.number, cells: &cells, shape, oddity })
    }
}

/// Puts the values of an object where they are wanted.
fn fill<'v>(
    value: &'v Value,
    path: &mut String,
    paths: &BTreeMap<String, Vec<usize>>,
    cells: &mut [Cell<'v>],
) {
    let Value::Object(members) = value else { return put(value, path, paths, cells) };
    for (name, value) in members {
        let length = path.len();
        push_path(path, name);
        fill(value, path, paths, cells);
        path.truncate(length);
    }
}

fn put<'v>(value: &'v Value, path: &str, paths: &BTreeMap<String, Vec<usize>>, cells: &mut [Cell<'v>]) {
    for place in paths.get(path).into_iter().flatten() {
        if let Some(cell) = cells.get_mut(*place) {
            *cell = cell_of(value);
        }
    }
}

fn push_path(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name.trim());
}

fn cell_of(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(value) => Cell::Bool(*value),
        Value::String(text) if text.is_empty() => Cell::Empty,
        Value::String(text) => Cell::Text(Cow::Borrowed(text)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Integer(whole),
            // A whole number of twenty digits is a code: its digits count.
            (None, Some(real)) if !number.is_u64() => Cell::Number(real),
            _ => Cell::Text(Cow::Owned(number.to_string())),
        },
        Value::Array(values) if values.is_empty() => Cell::Empty,
        other => Cell::Text(Cow::Owned(crate::ingest::venues::as_text(other))),
    }
}

#[cfg(test)]
mod tests;
