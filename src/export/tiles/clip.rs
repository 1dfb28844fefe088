//! A line cut at the edges of a square: Liang and Barsky, ACM TOG 3 (1984), doi:10.1145/357332.357333; and a ring:
//! Sutherland and Hodgman, CACM 17 (1974), doi:10.1145/360767.360802.

use geo_types::Coord;

/// The parts of a line inside the square from `low` to `high` in both directions, edges included.
pub(super) fn clipped(line: &[Coord<f64>], low: f64, high: f64) -> Vec<Vec<Coord<f64>>> {
    let mut parts: Vec<Vec<Coord<f64>>> = Vec::new();
    // Whether the last part goes on where the next segment begins.
    let mut open = false;
    for pair in line.windows(2) {
        let Some((enters, leaves)) = inside(pair[0], pair[1], low, high) else {
            open = false;
            continue;
        };
        let at = |share: f64| pair[0] + (pair[1] - pair[0]) * share;
        match parts.last_mut() {
            Some(part) if open && enters <= 0.0 => part.push(at(leaves)),
            _ => parts.push(vec![at(enters), at(leaves)]),
        }
        open = leaves >= 1.0;
    }
    parts
}

/// What of a ring lies inside the square, edges included; where it leaves and comes back it runs along the edge.
///
/// The ring may be closed or not; what is given is not. Cost: four passes over its points.
pub(super) fn clipped_ring(ring: &[Coord<f64>], low: f64, high: f64) -> Vec<Coord<f64>> {
    let mut kept = ring.to_vec();
    if kept.iter().all(|p| (low..=high).contains(&p.x) && (low..=high).contains(&p.y)) {
        return kept;
    }
    for side in 0..4 {
        // How far inside of a side a point is.
        let depth = |p: Coord<f64>| match side {
            0 => p.x - low,
            1 => high - p.x,
            2 => p.y - low,
            _ => high - p.y,
        };
        let mut next = Vec::with_capacity(kept.len());
        let mut before = kept.last().copied();
        for here in kept {
            if let Some(before) = before {
                let (a, b) = (depth(before), depth(here));
                if (a < 0.0) != (b < 0.0) {
                    next.push(before + (here - before) * (a / (a - b)));
                }
            }
            if depth(here) >= 0.0 {
                next.push(here);
            }
            before = Some(here);
        }
        kept = next;
    }
    kept
}

/// From and to which share of a segment it lies inside; `None` when it does not.
fn inside(a: Coord<f64>, b: Coord<f64>, low: f64, high: f64) -> Option<(f64, f64)> {
    let (mut enters, mut leaves) = (0.0f64, 1.0f64);
    for (from, along) in [(a.x, b.x - a.x), (a.y, b.y - a.y)] {
        if along == 0.0 {
            if !(low..=high).contains(&from) {
                return None;
            }
            continue;
        }
        let (at_low, at_high) = ((low - from) / along, (high - from) / along);
        enters = enters.max(at_low.min(at_high));
        leaves = leaves.min(at_low.max(at_high));
    }
    (enters <= leaves).then_some((enters, leaves))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
    }

    #[test]
    fn a_line_is_cut_where_it_crosses_the_edge_and_whole_where_it_does_not() {
        let inside = line(&[(1.0, 1.0), (5.0, 9.0), (10.0, 10.0)]);
        assert_eq!(clipped(&inside, 0.0, 10.0), std::slice::from_ref(&inside));
        let across = line(&[(-5.0, 5.0), (15.0, 5.0)]);
        assert_eq!(clipped(&across, 0.0, 10.0), [line(&[(0.0, 5.0), (10.0, 5.0)])]);
        let corner = line(&[(-4.0, 4.0), (4.0, -4.0)]);
        assert_eq!(clipped(&corner, 0.0, 10.0), [line(&[(0.0, 0.0), (0.0, 0.0)])]);
        assert!(clipped(&line(&[(-4.0, 3.0), (3.0, -4.0)]), 0.0, 10.0).is_empty());
        assert!(clipped(&line(&[(11.0, 0.0), (11.0, 9.0)]), 0.0, 10.0).is_empty());
    }

    #[test]
    fn a_ring_is_cut_to_the_square_and_fills_it_where_it_goes_around() {
        let sorted = |mut ring: Vec<Coord<f64>>| {
            ring.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
            ring.dedup();
            ring
        };
        let corner = line(&[(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0), (5.0, 5.0)]);
        let cut = line(&[(5.0, 5.0), (5.0, 10.0), (10.0, 5.0), (10.0, 10.0)]);
        assert_eq!(sorted(clipped_ring(&corner, 0.0, 10.0)), cut);
        let around = line(&[(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)]);
        let whole = line(&[(0.0, 0.0), (0.0, 10.0), (10.0, 0.0), (10.0, 10.0)]);
        assert_eq!(sorted(clipped_ring(&around, 0.0, 10.0)), whole);
        assert_eq!(clipped_ring(&cut, 0.0, 10.0), cut);
        assert!(clipped_ring(&line(&[(11.0, 0.0), (12.0, 0.0), (12.0, 5.0)]), 0.0, 10.0).is_empty());
        assert!(clipped_ring(&[], 0.0, 10.0).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let out = line(&[(5.0, 5.0), (5.0, 15.0), (8.0, 15.0), (8.0, 5.0), (8.0, 2.0)]);
        let parts = [line(&[(5.0, 5.0), (5.0, 10.0)]), line(&[(8.0, 10.0), (8.0, 5.0), (8.0, 2.0)])];
        assert_eq!(clipped(&out, 0.0, 10.0), parts);
    }
}
