//! GeoJSON (RFC 7946): longitude before latitude, right-hand rule, no `crs` member, coordinates of
//! 6 decimals (11 cm).

use geo::orient::{Direction, Orient};
use geo_types::{Coord, LineString};
use serde_json::{Map, Value, json};

use super::provenance::Provenance;
use super::record::{Cell, Feature, IntoCell as _, Layer, Record, Shape};

/// Writes a layer as a feature collection. A row without a place has a null geometry.
///
/// One feature at a time: the largest layer is tens of megabytes of text, and several times that as
/// a tree.
#[must_use]
pub fn to_geojson<R: Record>(layer: &Layer<R>) -> Vec<u8> {
    to_geojson_with(layer, None)
}

/// [`to_geojson`] with what the layer was made from, as a foreign member “provenance” (RFC 7946, 6.1).
#[must_use]
pub(super) fn to_geojson_with<R: Record>(layer: &Layer<R>, provenance: Option<&Provenance>) -> Vec<u8> {
    let mut text = format!(r#"{{"type":"FeatureCollection","name":{},"#, json!(layer.name));
    if let Some(provenance) = provenance {
        text.push_str(&format!(r#""provenance":{},"#, provenance.to_json()));
    }
    text.push_str(r#""features":["#);
    for (i, feature) in layer.features.iter().enumerate() {
        text.push_str(if i > 0 { ",\n" } else { "\n" });
        text.push_str(r#"{"type":"Feature","geometry":"#);
        add_oriented(&mut text, &feature.shape);
        text.push_str(r#","properties":"#);
        text.push_str(&Value::Object(properties(&feature.record)).to_string());
        text.push('}');
    }
    text.push_str("\n]}\n");
    text.into_bytes()
}

/// The rows of a layer as JSON objects, without shapes.
#[must_use]
pub fn to_json_rows<R: Record>(features: &[Feature<R>]) -> Vec<Value> {
    features.iter().map(|feature| Value::Object(properties(&feature.record))).collect()
}

fn properties<R: Record>(record: &R) -> Map<String, Value> {
    let columns = R::columns();
    let fields =
        columns.iter().map(|column| column.name.to_string()).zip(record.cells().into_iter().map(value_of));
    let more = record.more().into_iter().flatten().map(|(name, text)| (name.clone(), json!(text)));
    let numbers = record.numbers().iter().map(|(name, number)| (name.to_string(), value_of(number.cell())));
    fields.chain(numbers).chain(more).collect()
}

/// The value of a field as JSON.
pub(super) fn value_of(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::List(items) => json!(items),
        // A whole number is written without “.0”.
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
            let whole = number as i64;
            json!(whole)
        }
        Cell::Number(number) => json!(number),
        Cell::Integer(number) => json!(number),
        Cell::Bool(truth) => json!(truth),
    }
}

/// How positions are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    /// The second coordinate first.
    pub(super) swapped: bool,
    /// The most decimals of a coordinate, up to 9.
    pub(super) decimals: usize,
}

/// As RFC 7946 wants them, in degrees of 11 cm.
const DEGREES: Digits = Digits { swapped: false, decimals: 6 };

fn add_oriented(text: &mut String, shape: &Shape) {
    match shape {
        Shape::Area(area) => add_geometry(text, &Shape::Area(area.orient(Direction::Default)), DEGREES),
        other => add_geometry(text, other, DEGREES),
    }
}

/// Written straight: positions are nearly all of a layer. Rings are turned as they are given.
pub(super) fn add_geometry(text: &mut String, shape: &Shape, digits: Digits) {
    match shape {
        Shape::None => text.push_str("null"),
        Shape::Point(point) => {
            text.push_str(r#"{"type":"Point","coordinates":"#);
            add_position(text, *point, digits);
            text.push('}');
        }
        Shape::Area(area) => {
            text.push_str(r#"{"type":"MultiPolygon","coordinates":"#);
            add_list(text, &area.0, |text, polygon| {
                let rings: Vec<&LineString<f64>> =
                    std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
                add_list(text, &rings, |text, ring| {
                    add_list(text, &ring.0, |text, at| add_position(text, *at, digits));
                });
            });
            text.push('}');
        }
    }
}

fn add_list<T>(text: &mut String, items: &[T], add: impl Fn(&mut String, &T)) {
    text.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        add(text, item);
    }
    text.push(']');
}

fn add_position(text: &mut String, at: Coord<f64>, Digits { swapped, decimals }: Digits) {
    let (first, second) = if swapped { (at.y, at.x) } else { (at.x, at.y) };
    text.push('[');
    add_decimal(text, first, decimals);
    text.push(',');
    add_decimal(text, second, decimals);
    text.push(']');
}

/// So many decimals, without the zeros at the end but the first.
fn add_decimal(text: &mut String, value: f64, decimals: usize) {
    let steps = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9][decimals.min(9)];
    #[expect(clippy::cast_possible_truncation, reason = "degrees or metres: far below 2⁶³ steps")]
    let steps = (value * steps).round() as i64;
    if steps < 0 {
        text.push('-');
    }
    let mut left = steps.unsigned_abs();
    // From the last digit on; the point is before the last `decimals`.
    let mut digits = [b'0'; 32];
    let (mut start, mut end) = (digits.len(), digits.len());
    for place in 0.. {
        if place == decimals {
            start -= 1;
            digits[start] = b'.';
        }
        if place > decimals && left == 0 {
            break;
        }
        start -= 1;
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    while digits[end - 1] == b'0' && digits[end - 2] != b'.' {
        end -= 1;
    }
    // Digits are text always; pushed at once they take a quarter of the time of one by one.
    text.push_str(std::str::from_utf8(&digits[start..end]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::super::records::SurroundingRecord;
    use super::*;
    use geo_types::{MultiPolygon, polygon};

    #[test]
    fn degrees_have_six_decimals_at_most_and_one_at_least() {
        for (degrees, expected) in [
            (0.0, "0.0"),
            (-0.000_000_4, "0.0"),
            (-0.000_000_5, "-0.000001"),
            (3.0, "3.0"),
            (-3.5, "-3.5"),
            (179.999_999_6, "180.0"),
            (44.517_832_999, "44.517833"),
            (2.100_05, "2.10005"),
            (-0.1, "-0.1"),
            (10.0, "10.0"),
        ] {
            let mut text = String::new();
            add_decimal(&mut text, degrees, 6);
            assert_eq!(text, expected, "{degrees}");
        }
        for (metres, expected) in [(700_000.004, "700000.0"), (-12.346, "-12.35"), (0.5, "0.5")] {
            let mut text = String::new();
            add_decimal(&mut text, metres, 2);
            assert_eq!(text, expected, "{metres}");
        }
    }

    fn layer(shape: Shape) -> Layer<SurroundingRecord> {
        let record = SurroundingRecord { code: "01001".to_owned(), name: "L’Abergement".to_owned() };
        Layer { name: "surroundings", areas: true, features: vec![Feature { record, shape }] }
    }

    #[test]
    fn a_clockwise_ring_is_turned_and_codes_stay_text() {
        let clockwise =
            polygon![(x: 3.0, y: 44.0), (x: 3.0, y: 45.0), (x: 4.000_000_4, y: 45.0), (x: 3.0, y: 44.0)];
        let text = String::from_utf8(to_geojson(&layer(Shape::Area(MultiPolygon(vec![clockwise]))))).unwrap();
        insta::assert_snapshot!(text, @r#"
        {"type":"FeatureCollection","name":"surroundings","features":[
        {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[3.0,44.0],[4.0,45.0],[3.0,45.0],[3.0,44.0]]]]},"properties":{"code":"01001","name":"L’Abergement"}}
        ]}
        "#);
    }

    #[test]
    fn a_row_without_a_place_keeps_its_row() {
        let text = String::from_utf8(to_geojson(&layer(Shape::None))).unwrap();
        assert!(text.contains(r#""geometry":null"#), "{text}");
    }
}
