//! Geometries of GeoJSON: read into lists of positions first, since their kind may stand after them.

use std::fmt;

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use crate::model::shortened;

/// A geometry as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawGeometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Option<Node>,
    geometries: Vec<RawGeometry>,
}

/// Positions, as deep as they are written.
#[derive(Debug)]
enum Node {
    Position(Coord<f64>),
    List(Vec<Node>),
    /// Neither: a text, a lone number.
    Other,
}

impl RawGeometry {
    /// The geometry, in the coordinates of the file.
    pub(super) fn assemble(self) -> Result<Geometry<f64>, String> {
        let Self { kind, coordinates, geometries } = self;
        let wrong = || format!("the coordinates are not those of a {}", shortened(&kind));
        if kind == "GeometryCollection" {
            let parts: Result<Vec<_>, _> = geometries.into_iter().map(Self::assemble).collect();
            return Ok(Geometry::GeometryCollection(GeometryCollection(parts?)));
        }
        let node = coordinates.ok_or_else(|| format!("a “{}” without coordinates", shortened(&kind)))?;
        if matches!(&node, Node::List(list) if list.is_empty()) {
            return Err(format!("an empty {}", shortened(&kind)));
        }
        let geometry = match kind.as_str() {
            "Point" => node.position().map(|at| Geometry::Point(Point(at))),
            "MultiPoint" => {
                node.line().map(|line| MultiPoint(line.0.into_iter().map(Point).collect()).into())
            }
            "LineString" => node.line().map(Geometry::LineString),
            "MultiLineString" => node.each(Node::line).map(|lines| MultiLineString(lines).into()),
            "Polygon" => node.polygon().map(Geometry::Polygon),
            "MultiPolygon" => node.each(Node::polygon).map(|areas| MultiPolygon(areas).into()),
            other => return Err(format!("a geometry of the kind “{}”", shortened(other))),
        };
        geometry.ok_or_else(wrong)
    }
}

impl Node {
    fn position(self) -> Option<Coord<f64>> {
        if let Self::Position(at) = self { Some(at) } else { None }
    }

    fn each<T>(self, of: impl Fn(Self) -> Option<T>) -> Option<Vec<T>> {
        if let Self::List(nodes) = self { nodes.into_iter().map(of).collect() } else { None }
    }

    fn line(self) -> Option<LineString<f64>> {
        self.each(Self::position).map(LineString)
    }

    fn polygon(self) -> Option<Polygon<f64>> {
        let mut rings = self.each(Self::line)?;
        if rings.is_empty() {
            return None;
        }
        let holes = rings.split_off(1);
        rings.pop().map(|outside| Polygon::new(outside, holes))
    }
}

/// An element of an array of coordinates.
enum Element {
    Number(f64),
    Node(Node),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Ok(match Element::deserialize(json)? {
            Element::Node(node) => node,
            Element::Number(_) => Self::Other,
        })
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Elements)
    }
}

struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Element, A::Error> {
        let first = match elements.next_element()? {
            None => return Ok(Element::Node(Node::List(Vec::new()))),
            Some(Element::Node(node)) => node,
            Some(Element::Number(x)) => {
                let second = elements.next_element()?;
                // Heights and what else may follow do not count.
                while elements.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Element::Node(match second {
                    Some(Element::Number(y)) => Node::Position(Coord { x, y }),
                    _ => Node::Other,
                }));
            }
        };
        let mut list = vec![first];
        while let Some(element) = elements.next_element()? {
            list.push(if let Element::Node(node) = element { node } else { Node::Other });
        }
        Ok(Element::Node(Node::List(list)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Element, E> {
        Ok(Element::Number(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "coordinates are far below 2⁵³, or out of range")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "coordinates are far below 2⁵³, or out of range")]
    fn visit_u64<E: Error>(self, number: u64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Element, E> {
        Ok(Element::Node(Node::Other))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Element, E> {
        Ok(Element::Node(Node::Other))
    }

    fn visit_unit<E: Error>(self) -> Result<Element, E> {
        Ok(Element::Node(Node::Other))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut members: A) -> Result<Element, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Element::Node(Node::Other))
    }
}
