//! The first reading of a JSON file: where its objects are, and which names they have.

use std::borrow::Cow;
use std::cell::Cell as Counter;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::document::{Item, elements_of};
use super::{MAX_COLUMNS, MAX_ITEM, push_path};
use crate::ingest::layer::places::Names;

/// Where the rows of a document are.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Whether they are features.
    pub(super) is_geo: bool,
    /// The member that holds them; `None` for an array at the top.
    pub(super) member: Option<String>,
    /// The columns.
    pub(super) columns: Vec<String>,
    /// The name of the coordinate system, where the document has one.
    pub(super) crs: Option<String>,
}

impl Plan {
    /// Reads a document; `layer` names the array that is wanted.
    pub(super) fn survey<'de, D: Deserializer<'de>>(
        json: D,
        allowance: Rc<Counter<usize>>,
        layer: Option<&str>,
    ) -> Result<Self, D::Error> {
        let found = json.deserialize_any(Look { allowance })?;
        let is_geo = found.kind.as_deref() == Some("FeatureCollection");
        if !is_geo && let Some(kind @ ("Feature" | "Topology" | "GeometryCollection")) = found.kind.as_deref()
        {
            return Err(D::Error::custom(format!("type “{kind}”, not a FeatureCollection")));
        }
        let wanted = if is_geo { Some("features") } else { layer };
        let arrays =
            || found.arrays.iter().filter_map(|array| array.member.as_deref()).collect::<Vec<_>>().join(", ");
        let array = match wanted {
            Some(wanted) => found.arrays.iter().find(|array| array.member.as_deref() == Some(wanted)),
            None => found.arrays.iter().find(|array| array.n_objects > 0).or(found.arrays.first()),
        };
        let Some(array) = array else {
            return Err(D::Error::custom(match wanted {
                Some(wanted) => format!("no array “{wanted}” in the document; it has: {}", arrays()),
                None => "no array of objects in the document".to_owned(),
            }));
        };
        if array.n_objects == 0 && array.n_elements > 0 {
            return Err(D::Error::custom("the array holds no object"));
        }
        let names = &array.names.in_order;
        let columns = if is_geo {
            let mut columns: Vec<String> =
                names.iter().filter_map(|name| name.strip_prefix("properties.")).map(str::to_owned).collect();
            if names.iter().any(|name| name == "id") && !columns.iter().any(|name| name == "id") {
                columns.insert(0, "id".to_owned());
            }
            columns
        } else {
            names.clone()
        };
        Ok(Self { is_geo, member: array.member.clone(), columns, crs: found.crs })
    }
}

/// An array of a document and the names of its objects.
#[derive(Debug, Default)]
struct Array {
    member: Option<String>,
    names: Names,
    n_objects: u64,
    n_elements: u64,
}

#[derive(Debug, Default)]
struct Found {
    kind: Option<String>,
    crs: Option<String>,
    arrays: Vec<Array>,
}

/// Looks at the document.
struct Look {
    allowance: Rc<Counter<usize>>,
}

impl<'de> Visitor<'de> for Look {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects, or an object that holds one")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Found, A::Error> {
        let mut array = Array::default();
        elements_of(elements, &mut array, &self.allowance, MAX_ITEM)?;
        Ok(Found { arrays: vec![array], ..Found::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Found, A::Error> {
        let mut found = Found::default();
        while let Some(name) = members.next_key::<String>()? {
            self.allowance.set(MAX_ITEM);
            match name.as_str() {
                "type" => found.kind = members.next_value::<Value>()?.as_str().map(str::to_owned),
                "crs" => {
                    let crs: Value = members.next_value()?;
                    let name = crs.pointer("/properties/name").and_then(Value::as_str);
                    found.crs = (!crs.is_null()).then(|| name.unwrap_or_default().to_owned());
                }
                _ => {
                    let mut array = Array { member: Some(name), ..Array::default() };
                    let look = Member { array: &mut array, allowance: &self.allowance };
                    if members.next_value_seed(look)? {
                        found.arrays.push(array);
                    }
                    if found.arrays.len() > MAX_COLUMNS {
                        return Err(A::Error::custom("too many arrays in one document"));
                    }
                }
            }
        }
        Ok(found)
    }
}

/// A member of the document: whether it is an array.
struct Member<'a> {
    array: &'a mut Array,
    allowance: &'a Counter<usize>,
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<bool, D::Error> {
        json.deserialize_any(self)
    }
}

/// The visits of values that hold nothing of interest.
macro_rules! scalars {
    ($value:ty, $answer:expr) => {
        fn visit_bool<E: Error>(self, _: bool) -> Result<$value, E> {
            Ok($answer(self))
        }
        fn visit_i64<E: Error>(self, _: i64) -> Result<$value, E> {
            Ok($answer(self))
        }
        fn visit_u64<E: Error>(self, _: u64) -> Result<$value, E> {
            Ok($answer(self))
        }
        fn visit_f64<E: Error>(self, _: f64) -> Result<$value, E> {
            Ok($answer(self))
        }
        fn visit_str<E: Error>(self, _: &str) -> Result<$value, E> {
            Ok($answer(self))
        }
        fn visit_unit<E: Error>(self) -> Result<$value, E> {
            Ok($answer(self))
        }
    };
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<bool, A::Error> {
        elements_of(elements, self.array, self.allowance, MAX_ITEM)?;
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    scalars!(bool, |_| false);
}

impl Item for Array {
    fn item<'de, D: Deserializer<'de>>(&mut self, json: D) -> Result<(), D::Error> {
        self.n_elements += 1;
        let mut path = String::new();
        let keys = Keys { names: &mut self.names, path: &mut path };
        self.n_objects += u64::from(json.deserialize_any(keys)?);
        if self.names.in_order.len() > MAX_COLUMNS {
            return Err(D::Error::custom(format!("objects of more than {MAX_COLUMNS} different names")));
        }
        Ok(())
    }
}

/// Adds the paths of the values of an object; whether it is one.
struct Keys<'a> {
    names: &'a mut Names,
    path: &'a mut String,
}

impl Keys<'_> {
    /// The value at the path is a cell; nothing at the top is.
    fn cell(self) -> bool {
        if !self.path.is_empty() {
            self.names.add(self.path);
        }
        false
    }
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<bool, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            let length = self.path.len();
            push_path(self.path, &name);
            if self.names.in_order.len() > MAX_COLUMNS {
                return Err(A::Error::custom(format!("objects of more than {MAX_COLUMNS} different names")));
            }
            members.next_value_seed(Keys { names: self.names, path: self.path })?;
            self.path.truncate(length);
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.cell())
    }

    scalars!(bool, Self::cell);
}
