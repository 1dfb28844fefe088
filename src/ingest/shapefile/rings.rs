//! From the rings of a record to areas with holes.
//!
//! The format says: a ring that turns clockwise is an outside, one that turns the other way a hole of the
//! outside around it. Files do not always keep to it: a hole that lies in no outside is an area of its own, and
//! so is every ring where all turn the wrong way.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::model::Bounds;

/// The most rings of one shape: what is compared grows with their square.
const MAX_RINGS: usize = 16_384;

/// The areas that rings bound; why not, in words.
pub(super) fn areas(rings: Vec<LineString<f64>>) -> Result<MultiPolygon<f64>, String> {
    if rings.len() > MAX_RINGS {
        return Err(format!("an area of {} rings, where {MAX_RINGS} are read", rings.len()));
    }
    let (holes, outsides): (Vec<_>, Vec<_>) =
        rings.into_iter().filter(|ring| !ring.0.is_empty()).partition(|ring| twice_area(ring) > 0.0);
    if outsides.is_empty() {
        return Ok(MultiPolygon(holes.into_iter().map(|ring| Polygon::new(ring, Vec::new())).collect()));
    }
    let sizes: Vec<f64> = outsides.iter().map(|ring| twice_area(ring).abs()).collect();
    let boxes: Vec<Option<Bounds>> =
        outsides.iter().map(|ring| Bounds::around(ring.0.iter().copied())).collect();
    let mut inside: Vec<Vec<LineString<f64>>> = vec![Vec::new(); outsides.len()];
    let mut alone = Vec::new();
    for hole in holes {
        let around = (0..outsides.len())
            .filter(|at| boxes[*at].as_ref().is_some_and(|bounds| may_hold(bounds, &hole)))
            .filter(|at| outsides.len() == 1 || holds(&outsides[*at], &hole))
            .min_by(|a, b| sizes[*a].total_cmp(&sizes[*b]));
        match around {
            Some(at) => inside[at].push(hole),
            None => alone.push(Polygon::new(hole, Vec::new())),
        }
    }
    let mut areas: Vec<_> =
        outsides.into_iter().zip(inside).map(|(ring, holes)| Polygon::new(ring, holes)).collect();
    areas.append(&mut alone);
    Ok(MultiPolygon(areas))
}

/// Twice the area of a ring: positive where it turns against the clock. What is not a number turns nowhere.
fn twice_area(ring: &LineString<f64>) -> f64 {
    // From the first vertex, so that large coordinates do not eat the digits of small rings.
    let Some(from) = ring.0.first().copied() else { return 0.0 };
    let pair = |pair: &[Coord<f64>]| {
        let (a, b) = (pair[0] - from, pair[1] - from);
        a.x * b.y - a.y * b.x
    };
    ring.0.windows(2).map(pair).sum()
}

fn may_hold(bounds: &Bounds, hole: &LineString<f64>) -> bool {
    hole.0.first().is_some_and(|at| {
        (bounds.west..=bounds.east).contains(&at.x) && (bounds.south..=bounds.north).contains(&at.y)
    })
}

/// Whether the first vertex of a hole that is not a vertex of the ring lies in it: a hole may touch its outside.
fn holds(ring: &LineString<f64>, hole: &LineString<f64>) -> bool {
    let free = hole.0.iter().take(16).find(|at| !ring.0.contains(at)).or(hole.0.first());
    free.is_some_and(|at| {
        let crossings = ring.0.windows(2).filter(|pair| {
            let (a, b) = (pair[0], pair[1]);
            (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
        });
        crossings.count() % 2 == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, size: f64, clockwise: bool) -> LineString<f64> {
        let mut ring: Vec<_> = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
            .map(|(x, y)| Coord { x: west + x * size, y: south + y * size })
            .into();
        if !clockwise {
            ring.reverse();
        }
        LineString(ring)
    }

    /// Left edge of each outside, and of its holes.
    fn shown(rings: Vec<LineString<f64>>) -> Vec<(f64, Vec<f64>)> {
        let west = |ring: &LineString<f64>| ring.0[0].x.min(ring.0[2].x);
        let area = |area: &Polygon<f64>| (west(area.exterior()), area.interiors().iter().map(west).collect());
        areas(rings).unwrap().iter().map(area).collect()
    }

    #[test]
    fn a_hole_goes_to_the_smallest_outside_around_it() {
        // An island in a lake in a land, and another land.
        let rings = vec![
            square(20.0, 0.0, 5.0, true),
            square(2.0, 2.0, 6.0, false),
            square(0.0, 0.0, 10.0, true),
            square(4.0, 4.0, 2.0, true),
            square(4.5, 4.5, 0.5, false),
        ];
        assert_eq!(shown(rings), [(20.0, vec![]), (0.0, vec![2.0]), (4.0, vec![4.5])]);
    }

    #[test]
    fn rings_that_turn_the_wrong_way_or_lie_alone_are_areas() {
        assert_eq!(shown(vec![square(0.0, 0.0, 1.0, false)]), [(0.0, vec![])]);
        let apart = vec![square(0.0, 0.0, 1.0, true), square(5.0, 5.0, 1.0, false)];
        assert_eq!(shown(apart), [(0.0, vec![]), (5.0, vec![])]);
        assert!(areas(vec![square(0.0, 0.0, 1.0, true); MAX_RINGS + 1]).is_err());
    }

    #[test]
    fn a_hole_that_touches_its_outside_stays_in_it() {
        let other = square(10.0, 0.0, 10.0, true);
        assert_eq!(
            shown(vec![square(0.0, 0.0, 10.0, true), other, square(0.0, 0.0, 3.0, false)]),
            [(0.0, vec![0.0]), (10.0, vec![])]
        );
    }
}
