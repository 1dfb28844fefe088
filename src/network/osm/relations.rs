//! Areas of an extract: relations with the ways of their boundaries, and the places that lie in them.
//!
//! Three passes, so that memory is bounded by the boundaries and not by the file: the relations that are asked for; their
//! ways; the nodes of those, with the nodes that are members or asked for by their tags.

use std::collections::BTreeMap;
use std::path::Path;

use geo_types::Coord;

use super::OsmError;
use super::blob::BlobFile;
use super::block::{Block, Way};
use super::ids::IdIndex;
use super::places::{ElementKind, OsmPlace, each_blob, nodes_of, owned};
use super::rings::Elements;
use super::wire::{Fields, Malformed, Packed, signed};
use crate::network::origin::Day;

/// An element that a relation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsmMember {
    /// What it is.
    pub kind: ElementKind,
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Its part in the relation: `outer`, `inner`, `admin_centre`; often empty.
    pub role: String,
}

/// A relation with the tags that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsmRelation {
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Keys and values, as written, in the order of the file.
    pub tags: Vec<(String, String)>,
    /// The elements that it names, in its order; they need not be in the extract.
    pub members: Vec<OsmMember>,
}

/// Relations, and what of their boundaries an extract holds.
#[derive(Debug, Default)]
pub struct OsmAreas {
    /// The relations that were asked for, in the order of the file.
    pub relations: Vec<OsmRelation>,
    /// The nodes of the ways that they name, by the id of the way; without the ways that the extract lacks.
    pub ways: BTreeMap<i64, Vec<i64>>,
    /// The nodes that were asked for by their tags, in the order of the file, each with its position.
    pub places: Vec<OsmPlace>,
    /// The day that the extract stands for, where it says so.
    pub day: Option<Day>,
    positions: BTreeMap<i64, Coord<f64>>,
}

impl OsmAreas {
    /// Where a node of a way or a member is; `None` where the extract lacks it.
    #[must_use]
    pub fn position(&self, node: i64) -> Option<Coord<f64>> {
        self.positions.get(&node).copied()
    }
}

impl Elements for OsmAreas {
    fn way(&self, id: i64) -> Option<&[i64]> {
        self.ways.get(&id).map(Vec::as_slice)
    }

    fn position(&self, node: i64) -> Option<Coord<f64>> {
        Self::position(self, node)
    }
}

impl OsmRelation {
    /// The value of a tag; `None` where it has none, or nothing but spaces.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        value_of(&self.tags, key)
    }
}

impl OsmPlace {
    /// The value of a tag; `None` where it has none, or nothing but spaces.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        value_of(&self.tags, key)
    }
}

fn value_of<'t>(tags: &'t [(String, String)], key: &str) -> Option<&'t str> {
    tags.iter().find(|(k, _)| k == key).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// Reads the relations whose tags satisfy `is_area` with what the extract holds of their ways, and the nodes whose tags
/// satisfy `is_place`. Only nodes that have one of `keys` are asked about.
///
/// Cost: every blob is inflated three times, on up to four threads; memory is some 100 bytes a node of a boundary.
///
/// # Errors
/// When the file cannot be read, is not an extract, is cut or damaged.
pub fn read_areas(
    path: &Path,
    is_area: impl Fn(&[(&str, &str)]) -> bool + Sync,
    keys: &[&str],
    is_place: impl Fn(&[(&str, &str)]) -> bool + Sync,
) -> Result<OsmAreas, OsmError> {
    let file = BlobFile::open(path)?;
    let mut areas = OsmAreas { day: file.day, ..OsmAreas::default() };
    let relations = &mut areas.relations;
    each_blob(&file, "a block of relations", |c| relations_of(c, &is_area), |found| relations.extend(found))?;
    let named = |kind: ElementKind| {
        let members = areas.relations.iter().flat_map(|relation| &relation.members);
        IdIndex::new(members.filter(|member| member.kind == kind).map(|member| member.id).collect())
    };
    let (wanted_ways, centres) = (named(ElementKind::Way), named(ElementKind::Node));
    let ways = &mut areas.ways;
    each_blob(&file, "a block of ways", |c| ways_of(c, &wanted_ways), |found| ways.extend(found))?;
    let mut ids: Vec<i64> = areas.ways.values().flatten().copied().collect();
    let members = areas.relations.iter().flat_map(|relation| &relation.members);
    ids.extend(members.filter(|m| centres.place(m.id).is_some()).map(|m| m.id));
    ids.sort_unstable();
    ids.dedup();
    let index = IdIndex::new(ids.clone());
    index.check_size(path)?;
    let wanted = |tags: &[(&str, &str)]| is_place(tags);
    let (places, positions) = (&mut areas.places, &mut areas.positions);
    each_blob(
        &file,
        "a block of nodes",
        |content| nodes_of(content, keys, &wanted, &index),
        |(found, known)| {
            places.extend(found);
            positions.extend(known.into_iter().map(|(place, position)| (ids[place as usize], position)));
        },
    )?;
    Ok(areas)
}

pub(super) fn relations_of(
    content: &[u8],
    is_area: &impl Fn(&[(&str, &str)]) -> bool,
) -> Result<Vec<OsmRelation>, Malformed> {
    let block = Block::parse(content)?;
    let mut found = Vec::new();
    if !block.kinds()?.relations {
        return Ok(found);
    }
    let mut tags = Vec::new();
    for relation in block.elements(4)? {
        let (mut id, mut keys, mut values) = (0, Packed::default(), Packed::default());
        let (mut roles, mut ids, mut kinds) = (Packed::default(), Packed::default(), Packed::default());
        let mut fields = Fields(relation);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => id = value.number()?.cast_signed(),
                2 => keys = Packed(value.bytes()?),
                3 => values = Packed(value.bytes()?),
                8 => roles = Packed(value.bytes()?),
                9 => ids = Packed(value.bytes()?),
                10 => kinds = Packed(value.bytes()?),
                _ => {}
            }
        }
        block.tags(keys, values, &mut tags)?;
        if !is_area(&tags) {
            continue;
        }
        let (mut members, mut member) = (Vec::new(), 0i64);
        while let Some(step) = ids.next()? {
            member = member.wrapping_add(signed(step));
            let kind = match kinds.next()?.ok_or(Malformed)? {
                0 => ElementKind::Node,
                1 => ElementKind::Way,
                2 => ElementKind::Relation,
                _ => return Err(Malformed),
            };
            let role = block.string(roles.next()?.ok_or(Malformed)?)?.to_owned();
            members.push(OsmMember { kind, id: member, role });
        }
        found.push(OsmRelation { id, tags: owned(&tags), members });
    }
    Ok(found)
}

fn ways_of(content: &[u8], wanted: &IdIndex) -> Result<Vec<(i64, Vec<i64>)>, Malformed> {
    let block = Block::parse(content)?;
    let mut found = Vec::new();
    if !block.kinds()?.ways {
        return Ok(found);
    }
    block.for_each_way(|Way { id, mut refs, .. }| {
        if wanted.place(id).is_none() {
            return Ok(());
        }
        let (mut nodes, mut node) = (Vec::new(), 0i64);
        while let Some(step) = refs.next_signed()? {
            node = node.wrapping_add(step);
            nodes.push(node);
        }
        found.push((id, nodes));
        Ok(())
    })?;
    Ok(found)
}
