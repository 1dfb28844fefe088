//! The tags of one OpenStreetMap element.

/// The tags of a way or a node: keys and values as they are written.
///
/// A lookup is linear: an element has a dozen tags at most, and nearly all are refused at the first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tags<'a>(&'a [(&'a str, &'a str)]);

impl<'a> Tags<'a> {
    /// The tags of an element. A key that comes twice has its first value.
    #[must_use]
    pub const fn new(pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self(pairs)
    }

    /// The value of `key`; `None` where the key is absent or its value is empty.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(k, v)| *k == key && !v.is_empty()).map(|(_, v)| *v)
    }

    /// Whether `key` has exactly `value`.
    #[must_use]
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// The value of `key:suffix`, without making a string.
    #[must_use]
    pub fn get_suffixed(&self, key: &str, suffix: &str) -> Option<&'a str> {
        let matches = |k: &str| {
            k.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')).is_some_and(|rest| rest == suffix)
        };
        self.0.iter().find(|(k, v)| matches(k) && !v.is_empty()).map(|(_, v)| *v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_key_and_by_key_and_suffix() {
        let tags = Tags::new(&[("maxspeed", "50"), ("maxspeed:forward", "30"), ("name", "")]);
        assert_eq!(tags.get("maxspeed"), Some("50"));
        assert_eq!(tags.get_suffixed("maxspeed", "forward"), Some("30"));
        assert_eq!(tags.get("name"), None);
        assert!(tags.is("maxspeed", "50") && !tags.is("maxspeed", "5"));
    }
}
