//! The array that holds the objects of a document, one element at a time.

use std::borrow::Cow;
use std::cell::Cell as Counter;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Takes the elements of an array.
pub(super) trait Item {
    /// Takes one element.
    fn item<'de, D: Deserializer<'de>>(&mut self, json: D) -> Result<(), D::Error>;
}

/// A document: an array, or an object of which one member is that array.
pub(super) struct Document<'a, I> {
    pub(super) member: Option<&'a str>,
    pub(super) item: &'a mut I,
    /// Bytes that may be read for an element, set anew at each.
    pub(super) allowance: Rc<Counter<usize>>,
    pub(super) limit: usize,
}

impl<'de, I: Item> DeserializeSeed<'de> for Document<'_, I> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, I: Item> Visitor<'de> for Document<'_, I> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<(), A::Error> {
        elements_of(elements, self.item, &self.allowance, self.limit)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            self.allowance.set(self.limit);
            if Some(name.as_ref()) == self.member {
                let (item, allowance, limit) = (&mut *self.item, Rc::clone(&self.allowance), self.limit);
                members.next_value_seed(Document { member: None, item, allowance, limit })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Gives every element of an array to `item`.
pub(super) fn elements_of<'de, A: SeqAccess<'de>>(
    mut elements: A,
    item: &mut impl Item,
    allowance: &Counter<usize>,
    limit: usize,
) -> Result<(), A::Error> {
    loop {
        allowance.set(limit);
        if elements.next_element_seed(One(item))?.is_none() {
            return Ok(());
        }
    }
}

struct One<'a, I>(&'a mut I);

impl<'de, I: Item> DeserializeSeed<'de> for One<'_, I> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        self.0.item(json)
    }
}
