//! Which communes touch, and the outline of several of them.
//!
//! Boundaries of one source share the vertices of their common edge; those of two sources do not.
//! Two areas touch when a vertex of one lies within [`TOUCH_M`] of the other, which both cases pass.

use geo::BoundingRect;
use geo_types::{Coord, MultiPolygon, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geodesy::metres_to_area;

/// How near two boundaries must come to touch, metres.
const TOUCH_M: f64 = 1.0;
/// More than [`TOUCH_M`] in degrees, anywhere south of 80°.
const TOUCH_DEGREES: f64 = 1e-4;

/// Groups areas that touch, directly or through others: for each area, the smallest index of its
/// group. An area without a boundary is a group of its own.
///
/// Cost: near-linear in the number of vertices for boundaries that tile the plane.
pub(super) fn touching_groups(areas: &[Option<&MultiPolygon<f64>>]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..areas.len()).collect();
    let boxes: Vec<Option<Rect<f64>>> =
        areas.iter().map(|area| area.and_then(BoundingRect::bounding_rect)).collect();
    let tree = RTree::bulk_load(
        boxes
            .iter()
            .enumerate()
            .filter_map(|(i, b)| {
                let b = (*b)?;
                Some(GeomWithData::new(
                    Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]),
                    i,
                ))
            })
            .collect(),
    );
    for (i, (area, rect)) in areas.iter().zip(&boxes).enumerate() {
        let (Some(area), Some(rect)) = (area, rect) else { continue };
        let grown = AABB::from_corners(
            [rect.min().x - TOUCH_DEGREES, rect.min().y - TOUCH_DEGREES],
            [rect.max().x + TOUCH_DEGREES, rect.max().y + TOUCH_DEGREES],
        );
        for other in tree.locate_in_envelope_intersecting(grown).map(|found| found.data).filter(|j| *j > i) {
            // Joined already through a third: no need to look.
            if root(&mut groups, i) == root(&mut groups, other) {
                continue;
            }
            if areas[other].is_some_and(|other_area| touch(area, other_area)) {
                let (a, b) = (root(&mut groups, i), root(&mut groups, other));
                groups[a.max(b)] = a.min(b);
            }
        }
    }
    (0..groups.len()).map(|i| root(&mut groups, i)).collect()
}

/// Places among the areas of those that touch one, ascending. Cost: a look at the box of each.
pub(super) fn touching<'a>(
    area: &MultiPolygon<f64>,
    others: impl IntoIterator<Item = Option<&'a MultiPolygon<f64>>>,
) -> Vec<usize> {
    let touches = |other: Option<&MultiPolygon<f64>>| other.is_some_and(|other| touch(area, other));
    others.into_iter().enumerate().filter(|(_, other)| touches(*other)).map(|(i, _)| i).collect()
}

fn root(groups: &mut [usize], mut i: usize) -> usize {
    while groups[i] != i {
        groups[i] = groups[groups[i]];
        i = groups[i];
    }
    i
}

fn touch(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> bool {
    use geo::CoordsIter;
    let (Some(box_a), Some(box_b)) = (a.bounding_rect(), b.bounding_rect()) else { return false };
    let common = |p: &Coord<f64>| {
        let in_box = |r: Rect<f64>| {
            (r.min().x - TOUCH_DEGREES..=r.max().x + TOUCH_DEGREES).contains(&p.x)
                && (r.min().y - TOUCH_DEGREES..=r.max().y + TOUCH_DEGREES).contains(&p.y)
        };
        in_box(box_a) && in_box(box_b)
    };
    let near_a: Vec<Coord<f64>> = a.coords_iter().filter(common).collect();
    let near_b: Vec<Coord<f64>> = b.coords_iter().filter(common).collect();
    share_a_vertex(&near_a, &near_b)
        || near_a.iter().any(|p| metres_to_area(*p, b) <= TOUCH_M)
        || near_b.iter().any(|p| metres_to_area(*p, a) <= TOUCH_M)
}

/// The common case, far cheaper than a distance.
fn share_a_vertex(a: &[Coord<f64>], b: &[Coord<f64>]) -> bool {
    let key = |p: &Coord<f64>| (p.x.to_bits(), p.y.to_bits());
    let mut keys: Vec<_> = a.iter().map(key).collect();
    keys.sort_unstable();
    b.iter().any(|p| keys.binary_search(&key(p)).is_ok())
}

/// The outline of areas taken together, inner boundaries removed.
pub(super) fn dissolve(areas: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    match areas {
        [] => MultiPolygon(Vec::new()),
        [one] => (*one).clone(),
        many => {
            let polygons: Vec<_> = many.iter().flat_map(|area| area.0.iter()).collect();
            geo::unary_union(polygons)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::commune;
    use geo::Area;

    fn square(column: i32, row: i32) -> MultiPolygon<f64> {
        commune(1, column, row, 0).boundary.unwrap()
    }

    #[test]
    fn communes_that_share_an_edge_or_a_corner_are_one_group() {
        let areas = [square(0, 0), square(5, 5), square(1, 0), square(2, 1)];
        let refs: Vec<_> = areas.iter().map(Some).chain([None]).collect();
        assert_eq!(touching_groups(&refs), [0, 1, 0, 0, 4]);
    }

    #[test]
    fn boundaries_that_run_along_each_other_without_common_vertices_touch() {
        // The second square is half as tall: its corners lie on the first one's edge.
        let mut half = square(1, 0);
        half.0[0].exterior_mut(|ring| ring.0.iter_mut().for_each(|p| p.y = 44.03 + (p.y - 44.0) / 2.0));
        assert_eq!(touching_groups(&[Some(&square(0, 0)), Some(&half)]), [0, 0]);
    }

    #[test]
    fn a_dissolved_outline_has_no_inner_boundary() {
        let (a, b) = (square(0, 0), square(1, 0));
        let both = dissolve(&[&a, &b]);
        assert_eq!(both.0.len(), 1);
        assert!((both.unsigned_area() - a.unsigned_area() - b.unsigned_area()).abs() < 1e-9);
    }
}
