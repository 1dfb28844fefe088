//! Geometries of GeoJSON: read into lists of positions first, since their kind may stand after them.

use std::borrow::Cow;
use std::fmt;

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::model::shortened;

/// The most parts of a collection.
const MAX_PARTS: usize = 1 << 20;

/// A geometry as written, or what stands in its place.
#[derive(Debug)]
pub(super) enum RawGeometry {
    /// An object.
    Of {
        kind: String,
        coordinates: Option<Node>,
        /// The parts of a collection, or what stands there.
        geometries: Option<Box<RawGeometry>>,
    },
    /// An array of objects: no geometry itself.
    Parts(Vec<RawGeometry>),
    /// Neither, in words.
    Other(&'static str),
}

/// Positions, as deep as they are written.
#[derive(Debug)]
pub(super) enum Node {
    Position(Coord<f64>),
    List(Vec<Node>),
    /// Neither: a text, a lone number.
    Other,
}

impl RawGeometry {
    /// The geometry, in the coordinates of the file.
    pub(super) fn assemble(self) -> Result<Geometry<f64>, String> {
        let (kind, coordinates, geometries) = match self {
            Self::Of { kind, coordinates, geometries } => (kind, coordinates, geometries),
            Self::Parts(_) => return Err("an array where a geometry should stand".to_owned()),
            Self::Other(found) => return Err(format!("{found} where a geometry should stand")),
        };
        let wrong = || format!("the coordinates are not those of a {}", shortened(&kind));
        if kind == "GeometryCollection" {
            let Some(Self::Parts(parts)) = geometries.map(|geometries| *geometries) else {
                return Err("a GeometryCollection without an array of geometries".to_owned());
            };
            let parts: Result<Vec<_>, _> = parts.into_iter().map(Self::assemble).collect();
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

impl<'de> Deserialize<'de> for RawGeometry {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Geometries)
    }
}

struct Geometries;

impl<'de> Visitor<'de> for Geometries {
    type Value = RawGeometry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<RawGeometry, A::Error> {
        let (mut kind, mut coordinates, mut geometries) = (String::new(), None, None);
        while let Some(member) = members.next_key::<Cow<'de, str>>()? {
            match member.as_ref() {
                "type" => {
                    let value: Value = members.next_value()?;
                    kind = value.as_str().map_or_else(|| shortened(&value.to_string()), str::to_owned);
                }
                "coordinates" => coordinates = members.next_value()?,
                "geometries" => geometries = members.next_value()?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(RawGeometry::Of { kind, coordinates, geometries })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<RawGeometry, A::Error> {
        let mut parts = Some(Vec::new());
        while let Some(part) = elements.next_element::<RawGeometry>()? {
            // Once it is no array of geometries, the rest is passed over without being kept.
            let fits = matches!(part, RawGeometry::Of { .. });
            parts = parts.filter(|parts| fits && parts.len() < MAX_PARTS);
            if let Some(parts) = &mut parts {
                parts.push(part);
            }
        }
        Ok(parts.map_or(RawGeometry::Other("an array"), RawGeometry::Parts))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("a text"))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("true or false"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("a number"))
    }

    fn visit_unit<E: Error>(self) -> Result<RawGeometry, E> {
        Ok(RawGeometry::Other("nothing"))
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

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Element, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Element::Node(Node::Other))
    }
}
