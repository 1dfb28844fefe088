//! GeoJSON (RFC 7946): longitude before latitude, right-hand rule, no `crs` member, coordinates of
//! 6 decimals (11 cm).

use geo::orient::{Direction, Orient};
use geo_types::{LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use super::record::{Cell, Feature, Layer, Record, Shape};

/// Writes a layer as a feature collection. A row without a place has a null geometry.
///
/// One feature at a time: the largest layer is tens of megabytes of text, and several times that as
/// a tree.
#[must_use]
pub fn to_geojson<R: Record>(layer: &Layer<R>) -> Vec<u8> {
    let mut text = format!(r#"{{"type":"FeatureCollection","name":{},"features":["#, json!(layer.name));
    for (i, feature) in layer.features.iter().enumerate() {
        text.push_str(if i > 0 { ",\n" } else { "\n" });
        let feature = ::geojson::Feature {
            bbox: None,
            geometry: geometry(&feature.shape).map(::geojson::Geometry::new),
            id: None,
            properties: Some(properties(&feature.record)),
            foreign_members: None,
        };
        text.push_str(&feature.to_string());
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
    let value = |cell: Cell| match cell {
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
    };
    R::columns()
        .iter()
        .map(|column| column.name.to_owned())
        .zip(record.cells().into_iter().map(value))
        .collect()
}

fn geometry(shape: &Shape) -> Option<::geojson::GeometryValue> {
    match shape {
        Shape::None => None,
        Shape::Point(p) => Some(::geojson::GeometryValue::new_point([round(p.x), round(p.y)])),
        Shape::Area(area) => Some(::geojson::GeometryValue::new_multi_polygon(rings(area))),
    }
}

fn rings(area: &MultiPolygon<f64>) -> Vec<Vec<Vec<[f64; 2]>>> {
    let ring = |line: &LineString<f64>| line.coords().map(|p| [round(p.x), round(p.y)]).collect();
    let polygon = |polygon: &Polygon<f64>| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
    };
    area.orient(Direction::Default).0.iter().map(polygon).collect()
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::super::records::SurroundingRecord;
    use super::*;
    use geo_types::polygon;

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
