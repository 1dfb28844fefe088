//! Places of an extract: the nodes and ways whose tags are asked for, each with a position.
//!
//! Two passes: one over the ways, for those that are asked for and the ids of their nodes; one over the nodes, for
//! those that are asked for and the positions of those ids. Memory is bounded by what is asked for.

use std::path::Path;

use geo_types::Coord;

use super::OsmError;
use super::blob::{BlobFile, Scratch};
use super::block::Block;
use super::ids::IdIndex;
use super::parallel::{in_order, n_threads};
use super::wire::Malformed;

/// What kind of element a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ElementKind {
    /// A node: a point.
    Node,
    /// A way: an outline or a line.
    Way,
    /// A relation of other elements.
    Relation,
}

/// An element with the tags that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct OsmPlace {
    /// Node or way.
    pub kind: ElementKind,
    /// Its id in OpenStreetMap.
    pub id: i64,
    /// Keys and values, as written, in the order of the file.
    pub tags: Vec<(String, String)>,
    /// Where it is: of a way, the middle of the positions of its nodes that are in the extract; `None` when none is.
    pub position: Option<Coord<f64>>,
}

/// A way that is asked for: its id, its tags, and the ids of its nodes.
type RawWay = (i64, Vec<(String, String)>, Vec<i64>);

/// Reads the nodes and ways whose tags satisfy `wanted`; nodes first, each kind in the order of the file.
///
/// Only elements that have one of `keys` are asked about. Cost: every blob is inflated twice, on up to four threads.
///
/// # Errors
/// When the file cannot be read, is not an extract, is cut or damaged.
pub fn read_places(
    path: &Path,
    keys: &[&str],
    wanted: impl Fn(&[(&str, &str)]) -> bool + Sync,
) -> Result<Vec<OsmPlace>, OsmError> {
    let file = BlobFile::open(path)?;
    let mut ways: Vec<RawWay> = Vec::new();
    each_blob(
        &file,
        "a block of ways",
        |content| ways_of(content, keys, &wanted),
        |found| ways.extend(found),
    )?;
    let mut refs: Vec<i64> = ways.iter().flat_map(|(_, _, refs)| refs.iter().copied()).collect();
    refs.sort_unstable();
    refs.dedup();
    let index = IdIndex::new(refs);
    index.check_size(path)?;
    let mut positions: Vec<Option<Coord<f64>>> = vec![None; index.len()];
    let mut places = Vec::new();
    each_blob(
        &file,
        "a block of nodes",
        |content| nodes_of(content, keys, &wanted, &index),
        |(found, known)| {
            places.extend(found);
            for (place, position) in known {
                positions[place as usize] = Some(position);
            }
        },
    )?;
    places.extend(ways.into_iter().map(|(id, tags, refs)| {
        let nodes: Vec<Coord<f64>> =
            refs.iter().filter_map(|id| positions[index.place(*id)? as usize]).collect();
        OsmPlace { kind: ElementKind::Way, id, tags, position: middle(&nodes) }
    }));
    Ok(places)
}

/// Works on every blob, and takes the results in the order of the file.
pub(super) fn each_blob<T: Send>(
    file: &BlobFile,
    what: &'static str,
    work: impl Fn(&[u8]) -> Result<T, Malformed> + Sync,
    mut take: impl FnMut(T),
) -> Result<(), OsmError> {
    in_order(
        file.blobs.len(),
        n_threads(),
        Scratch::new,
        |scratch, item| {
            let blob = file.blobs[item];
            file.read(blob, scratch)?;
            work(&scratch.content).map_err(|Malformed| file.corrupt(blob, what))
        },
        |found| {
            take(found);
            Ok(())
        },
    )
}

pub(super) fn owned(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn ways_of(
    content: &[u8],
    keys: &[&str],
    wanted: &impl Fn(&[(&str, &str)]) -> bool,
) -> Result<Vec<RawWay>, Malformed> {
    let block = Block::parse(content)?;
    let places = block.places_of(keys);
    let mut found = Vec::new();
    let mut tags = Vec::new();
    if places.is_empty() || !block.kinds()?.ways {
        return Ok(found);
    }
    block.for_each_way(|way| {
        if !Block::has_key(&way, &places)? {
            return Ok(());
        }
        block.way_tags(&way, &mut tags)?;
        if !wanted(&tags) {
            return Ok(());
        }
        let (mut refs, mut ids, mut id) = (way.refs, Vec::new(), 0i64);
        while let Some(step) = refs.next_signed()? {
            id = id.wrapping_add(step);
            ids.push(id);
        }
        found.push((way.id, owned(&tags), ids));
        Ok(())
    })?;
    Ok(found)
}

pub(super) type FoundNodes = (Vec<OsmPlace>, Vec<(u32, Coord<f64>)>);

pub(super) fn nodes_of(
    content: &[u8],
    keys: &[&str],
    wanted: &impl Fn(&[(&str, &str)]) -> bool,
    index: &IdIndex,
) -> Result<FoundNodes, Malformed> {
    let block = Block::parse(content)?;
    let may_be_wanted = !block.places_of(keys).is_empty();
    let (mut found, mut known, mut tags) = (Vec::new(), Vec::new(), Vec::new());
    block.for_each_node(|node| {
        let place = index.place(node.id);
        if place.is_none() && !may_be_wanted {
            return Ok(());
        }
        let Some(position) = degrees(node.lon_e7, node.lat_e7) else { return Ok(()) };
        known.extend(place.map(|place| (place, position)));
        if may_be_wanted {
            block.node_tags(&node, &mut tags)?;
            if tags.iter().any(|(key, _)| keys.contains(key)) && wanted(&tags) {
                let (kind, position) = (ElementKind::Node, Some(position));
                found.push(OsmPlace { kind, id: node.id, tags: owned(&tags), position });
            }
        }
        Ok(())
    })?;
    Ok((found, known))
}

/// Ten-millionths of a degree as degrees; `None` when out of range.
pub(super) fn degrees(lon_e7: i64, lat_e7: i64) -> Option<Coord<f64>> {
    let degree = |e7: i64, limit: i32| {
        i32::try_from(e7)
            .ok()
            .filter(|e7| e7.unsigned_abs() <= limit.unsigned_abs())
            .map(|e7| f64::from(e7) / 1e7)
    };
    Some(Coord { x: degree(lon_e7, 1_800_000_000)?, y: degree(lat_e7, 900_000_000)? })
}

/// The middle of positions, the last of a closed outline not counted twice.
fn middle(nodes: &[Coord<f64>]) -> Option<Coord<f64>> {
    let nodes = match nodes {
        [first, rest @ .., last] if first == last && !rest.is_empty() => &nodes[1..],
        nodes => nodes,
    };
    let n = u32::try_from(nodes.len()).ok().filter(|n| *n > 0)?;
    let sum = nodes
        .iter()
        .fold(Coord { x: 0.0, y: 0.0 }, |sum, node| Coord { x: sum.x + node.x, y: sum.y + node.y });
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Some(Coord { x: round(sum.x / f64::from(n)), y: round(sum.y / f64::from(n)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_outline_counts_each_corner_once() {
        let at = |x: f64, y: f64| Coord { x, y };
        let square = [at(0.0, 0.0), at(2.0, 0.0), at(2.0, 2.0), at(0.0, 2.0), at(0.0, 0.0)];
        assert_eq!(middle(&square), Some(at(1.0, 1.0)));
        assert_eq!(middle(&square[..1]), Some(at(0.0, 0.0)));
        assert_eq!(middle(&[]), None);
    }
}
