//! Areas that are none: found, and repaired where there is a meaning to repair to.
//!
//! An area is right when its rings are closed and cross neither themselves nor each other, holes lie in their
//! ring, and no part lies in another. Rings of different parts may touch at a point. Crossings are found by
//! sweeping over segments sorted by their west ends, with exact orientation tests (J. R. Shewchuk, *Adaptive
//! precision floating-point arithmetic and fast robust geometric predicates*, 1997, through the `geo` crate).
//!
//! The repair takes what any outer ring goes around at least once, less what holes go around: of a bow-tie both
//! wings stay. What was right is not touched: the boolean operations move vertices by some 10⁻⁹ degree.

use geo::BoundingRect;
use geo::algorithm::bool_ops::FillRule;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BooleanOps, GeodesicArea, OpType};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};

/// What an area is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Checked {
    /// Right as it stands.
    Right(MultiPolygon<f64>),
    /// Wrong, and put right.
    Repaired {
        /// The area, right.
        area: MultiPolygon<f64>,
        /// What was wrong.
        why: String,
        /// Square metres before and after; before, as the sum of the parts less the holes.
        square_metres: [f64; 2],
    },
    /// No area can be made of it, and why.
    Refused(String),
}

/// The polygons of a geometry, or what it is instead.
pub(super) fn polygons(geometry: Geometry<f64>) -> Result<MultiPolygon<f64>, &'static str> {
    match geometry {
        Geometry::Polygon(polygon) => Ok(MultiPolygon(vec![polygon])),
        Geometry::MultiPolygon(area) => Ok(area),
        Geometry::Rect(rect) => Ok(MultiPolygon(vec![rect.to_polygon()])),
        Geometry::Triangle(triangle) => Ok(MultiPolygon(vec![triangle.to_polygon()])),
        Geometry::GeometryCollection(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(polygons(part)?.0);
            }
            Ok(MultiPolygon(all))
        }
        Geometry::Point(_) | Geometry::MultiPoint(_) => Err("a point, where an area is wanted"),
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => {
            Err("a line, where an area is wanted")
        }
    }
}

/// Checks an area, and repairs it where it is wrong. Cost: near-linear in the number of vertices.
pub(super) fn check(area: MultiPolygon<f64>) -> Checked {
    let is_finite = |p: &Coord<f64>| p.x.is_finite() && p.y.is_finite();
    if let Some(bad) = rings(&area).flat_map(LineString::coords).find(|p| !is_finite(p)) {
        return Checked::Refused(format!("a vertex is ({}, {}), which is no number", bad.x, bad.y));
    }
    let (tidy, repeated, dropped) = tidied(&area);
    if tidy.0.is_empty() {
        return Checked::Refused("none of its rings has three different vertices".to_owned());
    }
    let mut why = Vec::new();
    if repeated > 0 {
        why.push(format!("{repeated} vertices were repeated"));
    }
    if dropped > 0 {
        why.push(format!("{dropped} rings had no area"));
    }
    let (repaired, defect) = match defect(&tidy) {
        None => (tidy, None),
        Some(defect) => (rebuilt(&tidy), Some(defect)),
    };
    why.extend(defect.map(str::to_owned));
    if why.is_empty() {
        return Checked::Right(area);
    }
    if let (Some(before), Some(left)) = (defect, self::defect(&repaired)) {
        return Checked::Refused(format!("{before}, and still {left} after the repair"));
    }
    let after = square_metres(&repaired);
    if after < 1.0 {
        return Checked::Refused(format!("{}: nothing is left of it", why.join(", ")));
    }
    Checked::Repaired { square_metres: [square_metres(&area), after], area: repaired, why: why.join(", ") }
}

/// Square metres on the ellipsoid, whatever the direction of rings.
fn square_metres(area: &MultiPolygon<f64>) -> f64 {
    let ring = |ring: &LineString<f64>| Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs();
    let part = |part: &Polygon<f64>| ring(part.exterior()) - part.interiors().iter().map(ring).sum::<f64>();
    area.0.iter().map(part).sum()
}

fn rings(area: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    area.0.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
}

/// Without repeated vertices and rings without area; how many of each there were.
fn tidied(area: &MultiPolygon<f64>) -> (MultiPolygon<f64>, usize, usize) {
    let (mut repeated, mut dropped) = (0, 0);
    let mut tidy = |ring: &LineString<f64>| {
        let mut vertices = ring.0.clone();
        vertices.dedup();
        repeated += ring.0.len() - vertices.len();
        if vertices.first() != vertices.last() {
            vertices.extend(vertices.first().copied());
        }
        let is_ring = vertices.len() >= 4;
        dropped += usize::from(!is_ring);
        is_ring.then_some(LineString(vertices))
    };
    let mut parts = Vec::with_capacity(area.0.len());
    for part in &area.0 {
        let holes: Vec<_> = part.interiors().iter().filter_map(&mut tidy).collect();
        if let Some(exterior) = tidy(part.exterior()) {
            parts.push(Polygon::new(exterior, holes));
        }
    }
    (MultiPolygon(parts), repeated, dropped)
}

/// A side of a ring.
struct Side {
    start: Coord<f64>,
    end: Coord<f64>,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
    ring: usize,
    place: usize,
    /// How many sides its ring has.
    of: usize,
}

/// What is wrong with a tidy area; `None` when nothing is.
fn defect(area: &MultiPolygon<f64>) -> Option<&'static str> {
    let mut sides = Vec::new();
    for (ring, line) in rings(area).enumerate() {
        let of = line.0.len() - 1;
        sides.extend(line.0.windows(2).enumerate().map(|(place, ends)| Side {
            start: ends[0],
            end: ends[1],
            west: ends[0].x.min(ends[1].x),
            east: ends[0].x.max(ends[1].x),
            south: ends[0].y.min(ends[1].y),
            north: ends[0].y.max(ends[1].y),
            ring,
            place,
            of,
        }));
    }
    sides.sort_by(|a, b| a.west.total_cmp(&b.west));
    for (i, side) in sides.iter().enumerate() {
        for other in sides[i + 1..].iter().take_while(|other| other.west <= side.east) {
            if other.south <= side.north
                && side.south <= other.north
                && let Some(what) = meeting(side, other)
            {
                return Some(what);
            }
        }
    }
    let outside = |hole: &LineString<f64>, ring: &Polygon<f64>| {
        hole.0.iter().any(|p| ring.coordinate_position(p) == CoordPos::Outside)
    };
    for part in &area.0 {
        if part.interiors().is_empty() {
            continue;
        }
        let whole = Polygon::new(part.exterior().clone(), Vec::new());
        if part.interiors().iter().any(|hole| outside(hole, &whole)) {
            return Some("a hole lies outside of its ring");
        }
    }
    let boxes: Vec<_> = area.0.iter().map(BoundingRect::bounding_rect).collect();
    for (i, part) in area.0.iter().enumerate() {
        for (j, other) in area.0.iter().enumerate() {
            let (Some(outer), Some(inner)) = (boxes[i], boxes[j]) else { continue };
            let fits = outer.min().x <= inner.min().x
                && outer.max().x >= inner.max().x
                && outer.min().y <= inner.min().y
                && outer.max().y >= inner.max().y;
            let inside = |p: &Coord<f64>| part.coordinate_position(p) == CoordPos::Inside;
            if i != j && fits && other.exterior().0.iter().any(inside) {
                return Some("a part lies in another");
            }
        }
    }
    None
}

/// How two sides meet, where they must not.
fn meeting(a: &Side, b: &Side) -> Option<&'static str> {
    let turn = RobustKernel::orient2d;
    let [b_start, b_end] = [b.start, b.end].map(|p| turn(a.start, a.end, p));
    let [a_start, a_end] = [a.start, a.end].map(|p| turn(b.start, b.end, p));
    let flat = Orientation::Collinear;
    if b_start != flat && b_end != flat && a_start != flat && a_end != flat {
        let crosses = b_start != b_end && a_start != a_end;
        return crosses.then_some("its outline crosses itself");
    }
    if b_start == flat && b_end == flat {
        // On one line: they may share one point at most.
        let along = |p: Coord<f64>| (p.x, p.y);
        let ends = |side: &Side| {
            let (p, q) = (along(side.start), along(side.end));
            if p <= q { (p, q) } else { (q, p) }
        };
        let ((a_first, a_last), (b_first, b_last)) = (ends(a), ends(b));
        let (first, last) = (
            if a_first > b_first { a_first } else { b_first },
            if a_last < b_last { a_last } else { b_last },
        );
        if first < last {
            return Some("its outline runs along itself");
        }
        if first > last {
            return None;
        }
    } else {
        let on = |p: Coord<f64>, side: &Side| {
            (side.west..=side.east).contains(&p.x) && (side.south..=side.north).contains(&p.y)
        };
        let touch = (b_start == flat && on(b.start, a))
            || (b_end == flat && on(b.end, a))
            || (a_start == flat && on(a.start, b))
            || (a_end == flat && on(a.end, b));
        if !touch {
            return None;
        }
    }
    // They touch at a point: neighbours of one ring do, and different rings may.
    let apart = a.place.abs_diff(b.place);
    let neighbours = a.ring != b.ring || apart == 1 || apart == a.of - 1;
    (!neighbours).then_some("its outline touches itself")
}

/// What outer rings go around, less what holes go around.
fn rebuilt(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let none = MultiPolygon::<f64>(Vec::new());
    let filled = |ring: &LineString<f64>| {
        Polygon::new(ring.clone(), Vec::new()).boolean_op_with_fill_rule(
            &none,
            OpType::Union,
            FillRule::NonZero,
        )
    };
    let all = |rings: &mut dyn Iterator<Item = &LineString<f64>>| {
        rings.map(filled).fold(none.clone(), |all, one| if all.0.is_empty() { one } else { all.union(&one) })
    };
    let outer = all(&mut area.0.iter().map(Polygon::exterior));
    let holes = all(&mut area.0.iter().flat_map(Polygon::interiors));
    let left = if holes.0.is_empty() { outer } else { outer.difference(&holes) };
    tidied(&left).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{coord, polygon};
    use proptest::prelude::*;

    fn ring(points: &[(f64, f64)]) -> MultiPolygon<f64> {
        let vertices =
            points.iter().map(|(x, y)| coord! { x: 3.0 + x / 100.0, y: 44.0 + y / 100.0 }).collect();
        MultiPolygon(vec![Polygon::new(LineString(vertices), Vec::new())])
    }

    fn repaired(area: MultiPolygon<f64>) -> (MultiPolygon<f64>, String, [f64; 2]) {
        match check(area) {
            Checked::Repaired { area, why, square_metres } => (area, why, square_metres),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_right_comes_back_as_it_was() {
        let square = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
        assert_eq!(check(square.clone()), Checked::Right(square));
        // A hole that touches its ring at one point is right.
        let holed = MultiPolygon(vec![polygon![
            exterior: [(x: 3.0, y: 44.0), (x: 4.0, y: 44.0), (x: 4.0, y: 45.0), (x: 3.0, y: 45.0)],
            interiors: [[(x: 3.0, y: 44.5), (x: 3.5, y: 44.6), (x: 3.5, y: 44.4)]],
        ]]);
        assert_eq!(check(holed.clone()), Checked::Right(holed));
    }

    #[test]
    fn of_a_bow_tie_both_wings_stay() {
        let (area, why, [_, after]) =
            repaired(ring(&[(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0), (0.0, 0.0)]));
        assert_eq!(why, "its outline crosses itself");
        assert_eq!(area.0.len(), 2);
        let wing = square_metres(&ring(&[(0.0, 0.0), (2.0, 2.0), (0.0, 4.0), (0.0, 0.0)]));
        assert!((after / wing - 2.0).abs() < 1e-3, "{after} {wing}");
    }

    #[test]
    fn a_ring_that_touches_itself_becomes_parts_or_holes_of_the_same_area() {
        let (area, why, [before, after]) = repaired(ring(&[
            (0.0, 0.0),
            (2.0, 2.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (2.0, 2.0),
            (0.0, 4.0),
            (0.0, 0.0),
        ]));
        assert_eq!((why.as_str(), area.0.len()), ("its outline touches itself", 2));
        assert!((before - after).abs() < 1.0, "{before} {after}");
    }

    #[test]
    fn a_hole_outside_a_repeated_vertex_and_a_part_in_another_are_put_right() {
        let whole = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
        let m2 = square_metres(&whole);
        let outline = whole.0[0].exterior().clone();
        let far = ring(&[(6.0, 6.0), (7.0, 6.0), (7.0, 7.0), (6.0, 6.0)]).0[0].exterior().clone();
        let (area, why, [_, after]) = repaired(MultiPolygon(vec![Polygon::new(outline.clone(), vec![far])]));
        assert_eq!((why.as_str(), area.0[0].interiors().len()), ("a hole lies outside of its ring", 0));
        assert!((after - m2).abs() < 1.0);

        let (_, why, [before, after]) =
            repaired(ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]));
        assert_eq!(why, "1 vertices were repeated");
        assert!((before - after).abs() < 1e-6);

        let inner = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]).0.remove(0);
        let (area, why, [_, after]) = repaired(MultiPolygon(vec![Polygon::new(outline, Vec::new()), inner]));
        assert_eq!((why.as_str(), area.0.len()), ("a part lies in another", 1));
        assert!((after - m2).abs() < 1.0);
    }

    #[test]
    fn what_is_no_area_is_refused_with_the_reason() {
        let said = |area| match check(area) {
            Checked::Refused(why) => why,
            other => panic!("{other:?}"),
        };
        assert!(said(ring(&[(0.0, 0.0), (f64::NAN, 0.0), (4.0, 4.0), (0.0, 0.0)])).contains("NaN"));
        assert!(said(ring(&[(0.0, 0.0), (4.0, 0.0), (0.0, 0.0)])).contains("three different"));
        assert!(said(ring(&[(0.0, 0.0), (4.0, 0.0), (2.0, 0.0), (0.0, 0.0)])).contains("runs along itself"));
        assert!(said(MultiPolygon(Vec::new())).contains("three different"));
        assert_eq!(polygons(Geometry::Point((3.0, 44.0).into())), Err("a point, where an area is wanted"));
    }

    proptest! {
        #[test]
        fn whatever_the_ring_the_answer_is_right_or_refused(
            points in prop::collection::vec((0i32..12, 0i32..12), 3..14),
        ) {
            let mut points: Vec<(f64, f64)> = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            points.extend(points.first().copied());
            if let Checked::Right(area) | Checked::Repaired { area, .. } = check(ring(&points)) {
                prop_assert_eq!(defect(&area), None);
                prop_assert!(square_metres(&area) > 0.0);
            }
        }
    }
}
