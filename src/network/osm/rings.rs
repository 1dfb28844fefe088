//! Areas from the ways of a relation.
//!
//! Ways share nodes, not positions: they are joined by the ids of their ends. Each ring is closed where the path comes to
//! a node for the second time, so that rings that touch at a node do not run into one another. A relation of which a way
//! or a node is missing, or whose ways leave an end open, has no area: a part of a boundary says nothing about the rest.

use std::collections::BTreeMap;

use geo::{Area, BoundingRect, Contains, InteriorPoint};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{ElementKind, OsmRelation};

/// The area of a relation as its ways draw it; or why there is none.
pub type Outline = Result<MultiPolygon<f64>, String>;

/// The ways and nodes that relations name.
pub trait Elements {
    /// The nodes of a way; `None` where the extract lacks it.
    fn way(&self, id: i64) -> Option<&[i64]>;
    /// Where a node is; `None` where the extract lacks it.
    fn position(&self, node: i64) -> Option<Coord<f64>>;
}

/// The area of a relation.
///
/// # Errors
/// Why there is none: a way or a node is missing, or its boundary is open.
pub fn outline(relation: &OsmRelation, elements: &impl Elements) -> Outline {
    let outer = rings(relation, elements, |role| role != "inner")?;
    let inner = rings(relation, elements, |role| role == "inner")?;
    if outer.is_empty() {
        return Err("it has no ways".to_owned());
    }
    let mut parts: Vec<Polygon<f64>> = outer.into_iter().map(|ring| Polygon::new(ring, Vec::new())).collect();
    // The smallest first: a hole belongs to the innermost part around it.
    parts.sort_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    for hole in inner {
        let point = Polygon::new(hole.clone(), Vec::new()).interior_point();
        let is_around = |part: &&mut Polygon<f64>| {
            let rect = part.bounding_rect();
            point.is_some_and(|point| {
                rect.is_some_and(|rect| rect.contains(&point))
                    && Polygon::new(part.exterior().clone(), Vec::new()).contains(&point)
            })
        };
        // A hole in nothing takes nothing away.
        if let Some(part) = parts.iter_mut().find(is_around) {
            part.interiors_push(hole);
        }
    }
    Ok(MultiPolygon(parts))
}

/// The closed rings of the ways in some roles.
fn rings(
    relation: &OsmRelation,
    elements: &impl Elements,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<LineString<f64>>, String> {
    let members = relation.members.iter().filter(|m| m.kind == ElementKind::Way && is_wanted(&m.role));
    let (mut ways, mut missing, mut n_members) = (Vec::new(), 0u32, 0u32);
    let mut seen = std::collections::BTreeSet::new();
    for member in members {
        // Named twice by mistake, a way is still one.
        if !seen.insert(member.id) {
            continue;
        }
        n_members += 1;
        match elements.way(member.id) {
            Some(nodes @ [_, _, ..]) => ways.push(nodes),
            Some(_) => {}
            None => missing += 1,
        }
    }
    if missing > 0 {
        return Err(format!("the extract lacks {missing} of the {n_members} ways of its boundary"));
    }
    let ids = close(&ways)?;
    ids.into_iter().map(|ring| drawn(&ring, elements)).collect()
}

/// Joins ways to rings of node ids, each with its first node repeated as its last.
fn close(ways: &[&[i64]]) -> Result<Vec<Vec<i64>>, String> {
    let mut at: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, way) in ways.iter().enumerate() {
        at.entry(way[0]).or_default().push(place);
        at.entry(way[way.len() - 1]).or_default().push(place);
    }
    let mut is_used = vec![false; ways.len()];
    let mut rings = Vec::new();
    for start in 0..ways.len() {
        if is_used[start] {
            continue;
        }
        // The ways of the path, each with its nodes in the direction of travel.
        let mut path: Vec<Vec<i64>> = Vec::new();
        let mut next = Some((start, ways[start][0]));
        while let Some((place, from)) = next.take() {
            is_used[place] = true;
            let mut nodes = ways[place].to_vec();
            if nodes[0] != from {
                nodes.reverse();
            }
            let end = nodes[nodes.len() - 1];
            path.push(nodes);
            if let Some(first) = path.iter().position(|way| way[0] == end) {
                let mut ring: Vec<i64> = Vec::new();
                for way in path.drain(first..) {
                    ring.extend(&way[..way.len() - 1]);
                }
                ring.push(end);
                rings.push(ring);
                if path.is_empty() {
                    break;
                }
            }
            let free = at.get(&end).into_iter().flatten().find(|place| !is_used[**place]);
            next = free.map(|place| (*place, end));
        }
        if let Some(last) = path.last() {
            return Err(format!("its boundary is open at node {}", last[last.len() - 1]));
        }
    }
    Ok(rings)
}

/// The positions of a ring.
fn drawn(ring: &[i64], elements: &impl Elements) -> Result<LineString<f64>, String> {
    let lacks = |id: i64| format!("the extract lacks node {id} of its boundary");
    let positions: Result<Vec<Coord<f64>>, String> =
        ring.iter().map(|id| elements.position(*id).ok_or_else(|| lacks(*id))).collect();
    Ok(LineString(positions?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_joined_whatever_their_order_and_direction() {
        let closed = close(&[&[1, 2, 3], &[5, 4, 3], &[5, 6, 1]]).unwrap();
        assert_eq!(closed, [vec![1, 2, 3, 4, 5, 6, 1]]);
        assert_eq!(close(&[&[7, 8, 9, 7]]).unwrap(), [vec![7, 8, 9, 7]]);
    }

    #[test]
    fn rings_that_touch_at_a_node_stay_apart() {
        let mut closed = close(&[&[1, 2, 3], &[3, 4, 5, 3], &[3, 6, 1]]).unwrap();
        closed.sort();
        assert_eq!(closed, [vec![1, 2, 3, 6, 1], vec![3, 4, 5, 3]]);
    }

    #[test]
    fn an_open_end_is_named() {
        assert!(close(&[&[1, 2, 3], &[3, 4]]).unwrap_err().contains("node 4"));
        assert_eq!(close(&[]).unwrap(), Vec::<Vec<i64>>::new());
    }
}
