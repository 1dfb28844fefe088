//! Features of a GeoJSON collection, one at a time: memory holds one feature, not the file.

use std::fmt;
use std::io::{BufReader, Read};
use std::path::Path;

use geo_types::Coord;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::fields::{Field, Place, Row};
use super::guard::{CHUNK, Progress};
use super::record::Sink;
use crate::ingest::IngestError;
use crate::model::{FindingKind, shortened};

/// Reads all features into `sink`.
pub(super) fn read(
    path: &Path,
    input: &mut impl Read,
    progress: &Progress,
    sink: &mut Sink,
) -> Result<(), IngestError> {
    progress.begin("what stands before feature", 1);
    let mut stop = None;
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(CHUNK, input));
    let read =
        Collection { progress, sink, stop: &mut stop }.deserialize(&mut json).and_then(|()| json.end());
    match (stop, read) {
        (Some(stop), _) => Err(stop),
        (None, Err(e)) => Err(IngestError::Malformed {
            path: path.to_owned(),
            problem: e.to_string(),
            remedy: "give a GeoJSON FeatureCollection of points, in longitude and latitude",
        }),
        (None, Ok(())) => Ok(()),
    }
}

/// The whole document.
struct Collection<'a> {
    progress: &'a Progress,
    sink: &'a mut Sink,
    /// Why reading stopped, where the format itself is not at fault.
    stop: &'a mut Option<IngestError>,
}

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut is_collection = false;
        let mut has_features = false;
        while let Some(member) = members.next_key::<String>()? {
            match member.as_str() {
                "type" => {
                    let kind: Value = members.next_value()?;
                    is_collection = kind == "FeatureCollection";
                    if !is_collection {
                        let kind = shortened(&kind.to_string());
                        return Err(A::Error::custom(format!("type {kind}, not a FeatureCollection")));
                    }
                }
                "crs" => check_crs(&members.next_value()?).map_err(A::Error::custom)?,
                "features" => {
                    has_features = true;
                    let (progress, sink, stop) = (self.progress, &mut *self.sink, &mut *self.stop);
                    members.next_value_seed(Features { progress, sink, stop })?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if is_collection && has_features {
            Ok(())
        } else {
            Err(A::Error::custom("no “type” and “features” of a GeoJSON FeatureCollection"))
        }
    }
}

/// The array of features.
struct Features<'a> {
    progress: &'a Progress,
    sink: &'a mut Sink,
    stop: &'a mut Option<IngestError>,
}

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        loop {
            let number = self.sink.rows + 1;
            self.progress.begin("feature", number);
            let Some(feature) = features.next_element::<Value>()? else { return Ok(()) };
            if let Err(stop) = self.sink.count_row() {
                *self.stop = Some(stop);
                return Err(A::Error::custom("stopped"));
            }
            take(number, &feature, self.sink);
        }
    }
}

fn take(number: u64, feature: &Value, sink: &mut Sink) {
    let is_feature = feature.get("type").is_some_and(|kind| kind == "Feature");
    if !is_feature {
        let value = shortened(&feature.to_string());
        return sink.set_aside(number, FindingKind::UnreadableRow, &value, "not a GeoJSON Feature");
    }
    let mut row = Row::new(number);
    let none = Map::new();
    for (name, value) in feature.get("properties").and_then(Value::as_object).unwrap_or(&none) {
        if let Some(field) = Field::of(name) {
            row.set(field, &as_text(value));
        }
    }
    if let (None, Some(id)) = (row.get(Field::Id), feature.get("id")) {
        row.set(Field::Id, &as_text(id));
    }
    row.place = match feature.get("geometry") {
        None | Some(Value::Null) => Place::Cells,
        Some(geometry) => place(geometry),
    };
    sink.take(&row);
}

fn place(geometry: &Value) -> Place {
    let is_point = geometry.get("type").is_some_and(|kind| kind == "Point");
    let coordinate = |i: usize| geometry.get("coordinates")?.get(i)?.as_f64();
    match (is_point, coordinate(0), coordinate(1)) {
        (true, Some(x), Some(y)) => Place::Point(Coord { x, y }),
        _ => Place::NoPoint(shortened(&geometry.to_string())),
    }
}

/// A property as a cell would show it; several values are joined as the schema does.
pub(in crate::ingest) fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(as_text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

/// Refuses a collection that says it is in other coordinates than longitude and latitude.
pub(in crate::ingest) fn check_crs(crs: &Value) -> Result<(), String> {
    let name = match crs {
        Value::Null => return Ok(()),
        crs => crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default(),
    };
    if name.contains("CRS84") || name.ends_with(":4326") {
        Ok(())
    } else {
        Err(format!("coordinates in “{}”, not in longitude and latitude (CRS84)", shortened(name)))
    }
}
