//! Waters and places of an extract, read in the same passes as its roads.
//!
//! Relations come first, so that the ways that they name are known when ways are read; then ways with tags of water, or
//! named; then the nodes of these, and the nodes that are places.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString};

use super::ElementKind;
use super::block::{Block, Node, Way};
use super::ids::IdIndex;
use super::places::degrees;
use super::relations::{OsmRelation, relations_of};
use super::report::GroundReport;
use super::rings::{Elements, outline};
use super::wire::Malformed;
use crate::network::ground::{GroundKind, RawGround, RawLine, RawPlace};
use crate::network::raw::{FixedPoint, UNKNOWN, from_degrees, to_degrees};

/// Keys of the ways that may be water.
const KEYS: [&str; 3] = ["natural", "waterway", "landuse"];

fn value<'t>(tags: &[(&'t str, &'t str)], key: &str) -> &'t str {
    tags.iter().find(|(k, _)| *k == key).map_or("", |(_, value)| value.trim())
}

/// Whether a closed way or a relation is an area of water.
fn is_water(tags: &[(&str, &str)]) -> bool {
    value(tags, "natural") == "water"
        || value(tags, "waterway") == "riverbank"
        || value(tags, "landuse") == "reservoir"
}

fn line_kind(tags: &[(&str, &str)]) -> Option<GroundKind> {
    match value(tags, "waterway") {
        "river" => Some(GroundKind::River),
        "canal" => Some(GroundKind::Canal),
        _ => (value(tags, "natural") == "coastline").then_some(GroundKind::Coastline),
    }
}

/// The relations of a block that are areas of water.
pub(super) fn waters_of(content: &[u8]) -> Result<Vec<OsmRelation>, Malformed> {
    relations_of(content, &|tags| value(tags, "type") == "multipolygon" && is_water(tags))
}

/// The relations that are areas of water, and the ways that they name.
#[derive(Debug)]
pub(super) struct Wanted {
    relations: Vec<OsmRelation>,
    members: IdIndex,
}

impl Wanted {
    pub(super) fn new(relations: Vec<OsmRelation>) -> Self {
        let members = relations.iter().flat_map(|relation| &relation.members);
        let ways = members.filter(|member| member.kind == ElementKind::Way).map(|member| member.id);
        let members = IdIndex::new(ways.collect());
        Self { relations, members }
    }
}

/// What one blob, or all, holds of the ways of waters: the ids of their nodes.
#[derive(Debug, Default)]
pub(super) struct GroundWays {
    /// Closed ways that are areas.
    areas: Vec<Vec<i64>>,
    lines: Vec<(GroundKind, String, Vec<i64>)>,
    /// Ways that relations name, by id.
    members: BTreeMap<i64, Vec<i64>>,
}

impl GroundWays {
    /// Where the keys of waters are in the table of a block.
    pub(super) fn keys(block: &Block<'_>) -> Vec<u64> {
        block.places_of(&KEYS)
    }

    /// Looks at a way; `keys` are those of its block.
    pub(super) fn take<'a>(
        &mut self,
        (block, keys): (&Block<'a>, &[u64]),
        way: &Way<'a>,
        wanted: &Wanted,
        tags: &mut Vec<(&'a str, &'a str)>,
    ) -> Result<(), Malformed> {
        let is_member = wanted.members.place(way.id).is_some();
        let may_be_water = Block::has_key(way, keys)?;
        if !is_member && !may_be_water {
            return Ok(());
        }
        block.way_tags(way, tags)?;
        let (kind, is_area) = (line_kind(tags), is_water(tags));
        if !is_member && kind.is_none() && !is_area {
            return Ok(());
        }
        let (mut refs, mut nodes, mut id) = (way.refs, Vec::new(), 0i64);
        while let Some(step) = refs.next_signed()? {
            id = id.wrapping_add(step);
            nodes.push(id);
        }
        let is_closed = nodes.len() > 3 && nodes.first() == nodes.last();
        if let Some(kind) = kind {
            self.lines.push((kind, value(tags, "name").to_owned(), nodes.clone()));
        } else if is_area && is_closed {
            self.areas.push(nodes.clone());
        }
        if is_member {
            self.members.insert(way.id, nodes);
        }
        Ok(())
    }

    /// Puts what was found in the next blob behind.
    pub(super) fn append(&mut self, mut next: Self) {
        self.areas.append(&mut next.areas);
        self.lines.append(&mut next.lines);
        self.members.append(&mut next.members);
    }

    /// The ids of the nodes of all of them.
    pub(super) fn nodes(&self) -> IdIndex {
        let lines = self.lines.iter().map(|(.., nodes)| nodes);
        let ids = self.areas.iter().chain(lines).chain(self.members.values()).flatten();
        IdIndex::new(ids.copied().collect())
    }

    /// Waters and places, with what came of them.
    pub(super) fn assemble(
        self,
        wanted: &Wanted,
        (index, positions): (&IdIndex, &[FixedPoint]),
        places: Vec<RawPlace>,
    ) -> (RawGround, GroundReport) {
        let drawn = Drawn { ways: &self.members, index, positions };
        let mut ground = RawGround { places, ..RawGround::default() };
        let mut report = GroundReport { places: ground.places.len() as u64, ..GroundReport::default() };
        for nodes in &self.areas {
            let ring = drawn.line(nodes);
            // A hole in an outline would be closed by a straight line across.
            if ring.len() == nodes.len() {
                ground.waters.push(vec![ring]);
            } else {
                report.waters_open += 1;
            }
        }
        for relation in &wanted.relations {
            let Ok(area) = outline(relation, &drawn) else {
                report.waters_open += 1;
                continue;
            };
            let ring = |line: &LineString<f64>| line.0.iter().map(|at| from_degrees(*at)).collect();
            ground.waters.extend(area.0.iter().map(|polygon| {
                std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
            }));
        }
        ground.lines = drawn.waterways(self.lines);
        report.waters = ground.waters.len() as u64;
        report.waterways = ground.lines.len() as u64;
        (ground, report)
    }
}

/// The ways of waters with the positions of their nodes.
struct Drawn<'a> {
    ways: &'a BTreeMap<i64, Vec<i64>>,
    index: &'a IdIndex,
    positions: &'a [FixedPoint],
}

impl Elements for Drawn<'_> {
    fn way(&self, id: i64) -> Option<&[i64]> {
        self.ways.get(&id).map(Vec::as_slice)
    }

    fn position(&self, node: i64) -> Option<Coord<f64>> {
        self.fixed(node).map(to_degrees)
    }
}

impl Drawn<'_> {
    fn fixed(&self, node: i64) -> Option<FixedPoint> {
        let position = *self.positions.get(self.index.place(node)? as usize)?;
        (position != UNKNOWN).then_some(position)
    }

    /// The positions that are known, in order.
    fn line(&self, nodes: &[i64]) -> Vec<FixedPoint> {
        nodes.iter().filter_map(|node| self.fixed(*node)).collect()
    }

    /// Lines joined where they go on, each with the length of all those of its name that it is connected with.
    fn waterways(&self, lines: Vec<(GroundKind, String, Vec<i64>)>) -> Vec<RawLine> {
        let (joined, n_groups) = join(lines);
        let mut wholes = vec![0.0; n_groups];
        let mut drawn = Vec::new();
        for (kind, group, nodes) in joined {
            let points = self.line(&nodes);
            if points.len() > 1 {
                wholes[group] += RawGround::length(&points);
                drawn.push((kind, group, points));
            }
        }
        let line = |(kind, group, points): (_, usize, _)| RawLine { kind, points, whole: wholes[group] };
        drawn.into_iter().map(line).collect()
    }
}

/// A line with the number of the group that it is connected with.
type Joined = (GroundKind, usize, Vec<i64>);

/// Joins lines of one kind and name where two of them meet and no third, and numbers those that are connected; how many
/// groups there are.
fn join(mut lines: Vec<(GroundKind, String, Vec<i64>)>) -> (Vec<Joined>, usize) {
    lines.retain(|(.., nodes)| nodes.len() > 1);
    lines.sort_by(|(a, name_a, _), (b, name_b, _)| (a, name_a).cmp(&(b, name_b)));
    let (mut joined, mut n_groups) = (Vec::new(), 0);
    for same in lines.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)) {
        let ends = |line: usize| {
            let nodes = &same[line].2;
            [nodes[0], nodes[nodes.len() - 1]]
        };
        let mut at: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for line in 0..same.len() {
            for end in ends(line) {
                at.entry(end).or_default().push(line);
            }
        }
        let mut group = vec![usize::MAX; same.len()];
        for line in 0..same.len() {
            if group[line] != usize::MAX {
                continue;
            }
            let mut reached = vec![line];
            while let Some(line) = reached.pop() {
                if group[line] == usize::MAX {
                    group[line] = n_groups;
                    reached.extend(
                        ends(line).iter().flat_map(|end| &at[end]).filter(|l| group[**l] == usize::MAX),
                    );
                }
            }
            n_groups += 1;
        }
        let goes_on = |end: i64| at[&end].len() == 2;
        let mut is_used = vec![false; same.len()];
        // Those that begin where nothing goes on; then what is left of circles.
        let starts = (0..same.len()).flat_map(|line| ends(line).map(|end| (line, end)));
        let (first, circles): (Vec<_>, Vec<_>) = starts.partition(|(_, end)| !goes_on(*end));
        for (line, end) in first.into_iter().chain(circles) {
            let mut next = (!is_used[line]).then_some((line, end));
            let mut path: Vec<i64> = Vec::new();
            while let Some((line, from)) = next {
                is_used[line] = true;
                let nodes = &same[line].2;
                let is_turned = nodes[0] != from;
                let on = path.len().min(1);
                if is_turned {
                    path.extend(nodes.iter().rev().skip(on));
                } else {
                    path.extend(&nodes[on..]);
                }
                let end = path[path.len() - 1];
                next = at[&end].iter().find(|l| goes_on(end) && !is_used[**l]).map(|l| (*l, end));
            }
            if !path.is_empty() {
                joined.push((same[0].0, group[line], path));
            }
        }
    }
    (joined, n_groups)
}

/// A node that is a place with a name.
pub(super) fn place_of(tags: &[(&str, &str)], node: &Node<'_>) -> Option<RawPlace> {
    let code = value(tags, "place");
    let kind = GroundKind::ALL.into_iter().find(|kind| kind.is_place() && kind.code() == code)?;
    let name: String = value(tags, "name").chars().filter(|letter| !letter.is_control()).collect();
    let at = degrees(node.lon_e7, node.lat_e7).map(from_degrees).filter(|_| !name.is_empty())?;
    // Digits alone: what is written otherwise is estimated or a range.
    let people = value(tags, "population").parse().unwrap_or(0);
    Some(RawPlace { kind, name, people, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn river(name: &str, nodes: &[i64]) -> (GroundKind, String, Vec<i64>) {
        (GroundKind::River, name.to_owned(), nodes.to_vec())
    }

    #[test]
    fn lines_of_one_name_are_joined_where_they_go_on_and_not_where_they_fork() {
        let (mut joined, n_groups) = join(vec![
            river("Lot", &[5, 4, 3]),
            river("Tarn", &[3, 9]),
            river("Lot", &[1, 2, 3]),
            river("Lot", &[7, 8]),
        ]);
        joined.sort();
        let lot = joined.iter().find(|(.., nodes)| nodes.contains(&4)).unwrap();
        assert!(lot.2 == [1, 2, 3, 4, 5] || lot.2 == [5, 4, 3, 2, 1], "{joined:?}");
        assert_eq!((joined.len(), n_groups), (3, 3));
        let (fork, n_groups) = join(vec![river("", &[1, 2]), river("", &[2, 3]), river("", &[2, 4])]);
        assert_eq!((fork.len(), n_groups), (3, 1));
        let (circle, _) = join(vec![river("", &[1, 2]), river("", &[2, 1]), river("", &[6, 7, 6])]);
        assert_eq!(circle.iter().map(|(.., nodes)| nodes.len()).collect::<Vec<_>>(), [3, 3]);
        assert_eq!(join(vec![river("", &[1]), river("", &[])]), (Vec::new(), 0));
    }
}
