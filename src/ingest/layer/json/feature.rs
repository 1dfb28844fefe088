//! The features of a GeoJSON.

use std::borrow::Cow;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::geometry::RawGeometry;
use crate::ingest::layer::Oddity;
use crate::model::shortened;

/// A value as written, shortened.
pub(super) fn written(value: &Value) -> String {
    shortened(&value.to_string())
}

/// A feature, its geometry in a compact form.
#[derive(Default)]
pub(super) struct Feature {
    pub(super) properties: Value,
    pub(super) id: Option<Value>,
    pub(super) geometry: Option<RawGeometry>,
    pub(super) oddity: Option<Oddity>,
}

impl Feature {
    /// Reads whatever stands there: what is no feature is one with nothing but its oddity.
    pub(super) fn read<'de, D: Deserializer<'de>>(json: D, shapes: bool) -> Result<Self, D::Error> {
        json.deserialize_any(FeatureVisitor { shapes })
    }

    /// What stands where a feature should.
    fn none(found: &Value) -> Self {
        Self { oddity: Some(Oddity::NotAnObject { found: written(found) }), ..Self::default() }
    }
}

struct FeatureVisitor {
    shapes: bool,
}

impl<'de> Visitor<'de> for FeatureVisitor {
    type Value = Feature;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a GeoJSON Feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Feature, A::Error> {
        let mut feature = Feature::default();
        let mut kind = Value::Null;
        while let Some(member) = members.next_key::<Cow<'de, str>>()? {
            match member.as_ref() {
                "type" => kind = members.next_value()?,
                "properties" => feature.properties = members.next_value()?,
                "id" => feature.id = Some(members.next_value()?),
                "geometry" if self.shapes => feature.geometry = members.next_value()?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if kind != "Feature" {
            let kind = (!kind.is_null()).then(|| kind.as_str().map_or_else(|| written(&kind), shortened));
            feature.oddity = Some(Oddity::NotAFeature { kind });
        } else if !(feature.properties.is_object() || feature.properties.is_null()) {
            feature.oddity = Some(Oddity::NoProperties { found: written(&feature.properties) });
        }
        Ok(feature)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Feature, A::Error> {
        let mut count = 0_u64;
        while elements.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        let found = format!("an array of {count} elements");
        Ok(Feature { oddity: Some(Oddity::NotAnObject { found }), ..Feature::default() })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Feature, E> {
        Ok(Feature::none(&text.into()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Feature, E> {
        Ok(Feature::none(&value.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Feature, E> {
        Ok(Feature::none(&number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Feature, E> {
        Ok(Feature::none(&number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Feature, E> {
        Ok(Feature::none(&number.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Feature, E> {
        Ok(Feature::none(&Value::Null))
    }
}
