//! The nodes, ways and relations of one block.
//!
//! A block holds a table of strings and groups of elements of one kind. Nothing is copied: a tag is a
//! pair of slices of the block, made only for the elements that ask for it.

use super::wire::{Fields, Malformed, Packed, signed};

/// A block whose groups have been found but not read.
#[derive(Debug)]
pub(super) struct Block<'a> {
    strings: Vec<&'a str>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

/// Which kinds of element a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds {
    pub(super) nodes: bool,
    pub(super) ways: bool,
    pub(super) relations: bool,
}

/// A node: its id, its position in ten-millionths of a degree, its tags as places in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) id: i64,
    pub(super) lon_e7: i64,
    pub(super) lat_e7: i64,
    tags: Packed<'a>,
    values: Option<Packed<'a>>,
}

/// A way, unread.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way<'a> {
    pub(super) id: i64,
    keys: Packed<'a>,
    values: Packed<'a>,
    /// Node ids, each as the difference from the one before.
    pub(super) refs: Packed<'a>,
}

impl<'a> Block<'a> {
    pub(super) fn parse(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut block =
            Self { strings: Vec::new(), groups: Vec::new(), granularity: 100, lat_offset: 0, lon_offset: 0 };
        let mut fields = Fields(content);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => {
                    let mut table = Fields(value.bytes()?);
                    while let Some((field, value)) = table.next()? {
                        if field == 1 {
                            // A string that is not UTF-8 matches nothing that is asked for.
                            block.strings.push(std::str::from_utf8(value.bytes()?).unwrap_or(""));
                        }
                    }
                }
                2 => block.groups.push(value.bytes()?),
                17 => block.granularity = value.number()?.cast_signed(),
                19 => block.lat_offset = value.number()?.cast_signed(),
                20 => block.lon_offset = value.number()?.cast_signed(),
                _ => {}
            }
        }
        Ok(block)
    }

    /// Which kinds of element there are: reads one field a group.
    pub(super) fn kinds(&self) -> Result<Kinds, Malformed> {
        let mut kinds = Kinds::default();
        for group in &self.groups {
            match Fields(group).next()? {
                Some((1 | 2, _)) => kinds.nodes = true,
                Some((3, _)) => kinds.ways = true,
                Some((4, _)) => kinds.relations = true,
                _ => {}
            }
        }
        Ok(kinds)
    }

    /// Appends the tags of an element to `tags`.
    pub(super) fn tags(
        &self,
        mut keys: Packed<'_>,
        mut values: Packed<'_>,
        tags: &mut Vec<(&'a str, &'a str)>,
    ) -> Result<(), Malformed> {
        tags.clear();
        while let (Some(key), Some(value)) = (keys.next()?, values.next()?) {
            tags.push((self.string(key)?, self.string(value)?));
        }
        Ok(())
    }

    pub(super) fn way_tags(
        &self,
        way: &Way<'_>,
        tags: &mut Vec<(&'a str, &'a str)>,
    ) -> Result<(), Malformed> {
        self.tags(way.keys, way.values, tags)
    }

    /// Whether an element has one of these keys, by their places in the table.
    pub(super) fn has_key(way: &Way<'_>, wanted: &[u64]) -> Result<bool, Malformed> {
        let mut keys = way.keys;
        while let Some(key) = keys.next()? {
            if wanted.contains(&key) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The places of some strings in the table. Nothing says that a table holds a string once.
    pub(super) fn places_of(&self, wanted: &[&str]) -> Vec<u64> {
        (0..)
            .zip(&self.strings)
            .filter(|(_, string)| wanted.contains(string))
            .map(|(place, _)| place)
            .collect()
    }

    /// The tags of a node.
    pub(super) fn node_tags(
        &self,
        node: &Node<'_>,
        tags: &mut Vec<(&'a str, &'a str)>,
    ) -> Result<(), Malformed> {
        if let Some(values) = node.values {
            return self.tags(node.tags, values, tags);
        }
        tags.clear();
        let mut pairs = node.tags;
        while let (Some(key), Some(value)) = (pairs.next()?, pairs.next()?) {
            tags.push((self.string(key)?, self.string(value)?));
        }
        Ok(())
    }

    pub(super) fn string(&self, place: u64) -> Result<&'a str, Malformed> {
        usize::try_from(place).ok().and_then(|place| self.strings.get(place)).copied().ok_or(Malformed)
    }

    /// The bytes of every element of a kind: field 3 for ways, 4 for relations.
    pub(super) fn elements(&self, kind: u64) -> Result<Vec<&'a [u8]>, Malformed> {
        let mut elements = Vec::new();
        for group in &self.groups {
            let mut fields = Fields(group);
            while let Some((field, value)) = fields.next()? {
                if field == kind {
                    elements.push(value.bytes()?);
                }
            }
        }
        Ok(elements)
    }

    /// Calls `visit` for every way, and counts the relations that restrict a turn.
    pub(super) fn for_each_way(
        &self,
        mut visit: impl FnMut(Way<'a>) -> Result<(), Malformed>,
    ) -> Result<u64, Malformed> {
        let restriction = self.places_of(&["restriction"]);
        let mut n_restrictions = 0;
        for group in &self.groups {
            let mut fields = Fields(group);
            while let Some((field, value)) = fields.next()? {
                match field {
                    3 => visit(parse_way(value.bytes()?)?)?,
                    4 if !restriction.is_empty() => {
                        let relation = parse_way(value.bytes()?)?;
                        let mut values = relation.values;
                        while let Some(value) = values.next()? {
                            n_restrictions += u64::from(restriction.contains(&value));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(n_restrictions)
    }

    /// Calls `visit` for every node.
    pub(super) fn for_each_node(
        &self,
        mut visit: impl FnMut(Node<'a>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        for group in &self.groups {
            let mut fields = Fields(group);
            while let Some((field, value)) = fields.next()? {
                match field {
                    1 => visit(self.parse_node(value.bytes()?)?)?,
                    2 => self.for_each_dense_node(value.bytes()?, &mut visit)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn for_each_dense_node(
        &self,
        dense: &'a [u8],
        visit: &mut impl FnMut(Node<'a>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let (mut ids, mut lats, mut lons, mut tags) =
            (Packed::default(), Packed::default(), Packed::default(), Packed::default());
        let mut fields = Fields(dense);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => ids = Packed(value.bytes()?),
                8 => lats = Packed(value.bytes()?),
                9 => lons = Packed(value.bytes()?),
                10 => tags = Packed(value.bytes()?),
                _ => {}
            }
        }
        let (mut id, mut lat, mut lon) = (0i64, 0i64, 0i64);
        while let Some(step) = ids.next_signed()? {
            id = id.wrapping_add(step);
            lat = lat.wrapping_add(lats.next_signed()?.ok_or(Malformed)?);
            lon = lon.wrapping_add(lons.next_signed()?.ok_or(Malformed)?);
            let own = take_until_zero(&mut tags)?;
            visit(Node {
                id,
                lon_e7: self.fixed(lon, self.lon_offset),
                lat_e7: self.fixed(lat, self.lat_offset),
                tags: own,
                values: None,
            })?;
        }
        Ok(())
    }

    fn parse_node(&self, node: &'a [u8]) -> Result<Node<'a>, Malformed> {
        let (mut id, mut lat, mut lon) = (0, 0, 0);
        let (mut keys, mut values) = (Packed::default(), Packed::default());
        let mut fields = Fields(node);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => id = signed(value.number()?),
                2 => keys = Packed(value.bytes()?),
                3 => values = Packed(value.bytes()?),
                8 => lat = signed(value.number()?),
                9 => lon = signed(value.number()?),
                _ => {}
            }
        }
        let (lon_e7, lat_e7) = (self.fixed(lon, self.lon_offset), self.fixed(lat, self.lat_offset));
        Ok(Node { id, lon_e7, lat_e7, tags: keys, values: Some(values) })
    }

    /// A stored coordinate in ten-millionths of a degree.
    fn fixed(&self, stored: i64, offset: i64) -> i64 {
        offset.wrapping_add(self.granularity.wrapping_mul(stored)) / 100
    }
}

fn parse_way(way: &[u8]) -> Result<Way<'_>, Malformed> {
    let mut parsed = Way::default();
    let mut fields = Fields(way);
    while let Some((field, value)) = fields.next()? {
        match field {
            1 => parsed.id = value.number()?.cast_signed(),
            2 => parsed.keys = Packed(value.bytes()?),
            3 => parsed.values = Packed(value.bytes()?),
            8 => parsed.refs = Packed(value.bytes()?),
            _ => {}
        }
    }
    Ok(parsed)
}

/// The packed integers up to a zero, which is dropped.
fn take_until_zero<'a>(packed: &mut Packed<'a>) -> Result<Packed<'a>, Malformed> {
    let whole = packed.0;
    loop {
        let before = packed.0.len();
        match packed.next()? {
            Some(0) | None => return Ok(Packed(&whole[..whole.len() - before])),
            Some(_) => {}
        }
    }
}
