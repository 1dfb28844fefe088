//! Features as text, in the coordinate system that is asked for.

use serde_json::Value;

use super::super::geojson::{Digits, add_geometry, value_of};
use super::super::record::Cell;
use super::{Collection, CollectionCrs, Placed};

/// Writes a feature as GeoJSON: its identifier, its shape in `crs`, its fields. `links`, where given, is a JSON
/// list that goes with it.
///
/// `placed` holds the shapes of the collection in that system.
pub fn add_feature(
    out: &mut String,
    (collection, placed): (&Collection, &Placed),
    crs: CollectionCrs,
    row: usize,
    links: Option<&Value>,
) {
    out.push_str(r#"{"type":"Feature","id":"#);
    add_text(out, collection.id(row));
    out.push_str(r#","geometry":"#);
    add_geometry(out, placed.shape(row), Digits { swapped: crs.is_swapped(), decimals: crs.decimals() });
    out.push_str(r#","properties":{"#);
    for (i, (column, cell)) in collection.columns().iter().zip(collection.cells(row)).enumerate() {
        if i > 0 {
            out.push(',');
        }
        add_text(out, &column.name);
        out.push(':');
        match cell {
            Cell::Text(text) => add_text(out, text),
            other => out.push_str(&value_of(other.clone()).to_string()),
        }
    }
    out.push('}');
    if let Some(links) = links {
        out.push_str(r#","links":"#);
        out.push_str(&links.to_string());
    }
    out.push('}');
}

/// A text as JSON.
fn add_text(out: &mut String, text: &str) {
    if text.bytes().any(|b| b < 0x20 || b == b'"' || b == b'\\') {
        out.push_str(&Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// A value as a person reads it: nothing where there is none, the parts of a list with commas between.
#[must_use]
pub fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::List(items) => items.join(", "),
        Cell::Number(number) => number.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Bool(truth) => truth.to_string(),
    }
}
