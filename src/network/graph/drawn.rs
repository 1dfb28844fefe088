//! What a map needs of the roads: which chains lie in a box, and how fast one drives along them.

use std::ops::Range;

use geo_types::Coord;

use super::boxes::{FAN, FixedBox, levels};
use super::{CLOSED, RoadGraph};
use crate::network::num::{rounded, small};
use crate::network::raw::from_degrees;

/// The least length of road between two points that tells its speed, centimetres.
const TELLING_CM: u32 = 2000;

impl RoadGraph {
    /// The chains that may lie in a box, given by its south-western and north-eastern corners, degrees,
    /// in their order: all those that do and some around.
    ///
    /// Cost: about the number of chains given, divided by sixteen.
    #[must_use]
    pub fn chains_near(&self, low: Coord<f64>, high: Coord<f64>) -> Vec<u32> {
        let ([west, south], [east, north]) = (from_degrees(low), from_degrees(high));
        let mut near = Vec::new();
        let mut keep = |group: Range<usize>, _| near.extend(group.map(small));
        self.visit_groups_near([west, south, east, north], |_| true, &mut keep);
        near
    }

    /// Calls `visit` with every group of chains that has a box that meets `area`, and the box, in their order.
    /// Boxes that `wanted` refuses are left out with all that is in them.
    pub(in crate::network) fn visit_groups_near(
        &self,
        area: FixedBox,
        wanted: impl Fn(FixedBox) -> bool,
        mut visit: impl FnMut(Range<usize>, FixedBox),
    ) {
        let (boxes, levels) = (self.boxes(), levels(self.n_chains()));
        let keep = |b: FixedBox| {
            b[0] <= area[2] && area[0] <= b[2] && b[1] <= area[3] && area[1] <= b[3] && wanted(b)
        };
        let top = levels.len() - 1;
        let mut stack = if top > 0 { vec![(top, 0)] } else { Vec::new() };
        while let Some((level, place)) = stack.pop() {
            if level == 0 {
                visit(place * FAN..((place + 1) * FAN).min(self.n_chains()), boxes[place]);
                continue;
            }
            let (start, end) = (levels[level - 1], levels[level]);
            let children = place * FAN..((place + 1) * FAN).min(end - start);
            let kept = children.rev().filter(|child| keep(boxes[start + child]));
            stack.extend(kept.map(|child| (level - 1, child)));
        }
    }

    /// Speed along a chain in its faster direction, whole km/h; `None` where both are closed.
    ///
    /// What is lost at the junctions is left out where the points in between allow it.
    ///
    /// # Panics
    /// When there is no such chain.
    #[must_use]
    pub fn cruising_kmh(&self, chain: usize) -> Option<u32> {
        let whole = self.chain(chain);
        let prefixes = &self.point_prefixes()[self.points_of(chain)];
        let between = |d: usize| match prefixes {
            [first, .., last] if last[2] - first[2] >= TELLING_CM => {
                Some((first[d].abs_diff(last[d]), last[2] - first[2]))
            }
            _ => None,
        };
        let speed = |d: usize| {
            let (ms, cm) = between(d).unwrap_or((whole.ms[d], whole.cm));
            (whole.ms[d] != CLOSED).then(|| f64::from(cm) * 36.0 / f64::from(ms.max(1)))
        };
        [speed(0), speed(1)].into_iter().flatten().max_by(f64::total_cmp).map(rounded)
    }
}

#[cfg(test)]
mod tests {
    use crate::network::graph::build;
    use crate::network::profile::{Mode, Profile};
    use crate::network::raw::{RawNetwork, WaySpeeds, from_degrees};
    use geo_types::Coord;

    /// A hundred parallel roads of ten kilometres, one each hundredth of a degree, with a point each
    /// kilometre, at 36 km/h one way and closed the other.
    fn ladder() -> super::RoadGraph {
        let mut raw = RawNetwork::default();
        let speeds = WaySpeeds { forward_kmh: 36.0, ..WaySpeeds::default() };
        for road in 0..100u32 {
            for point in 0..11u32 {
                let at = Coord { x: 3.0 + 0.0126 * f64::from(point), y: 44.0 + 0.01 * f64::from(road) };
                raw.points.push(from_degrees(at));
            }
            raw.push_way(&(road * 11..road * 11 + 11).collect::<Vec<_>>(), speeds);
        }
        build(&raw, &Profile::new(Mode::Car), [0; 32]).unwrap()
    }

    #[test]
    fn all_chains_of_a_box_are_found_and_few_others() {
        let graph = ladder();
        for (south, north) in [(44.195, 44.305), (44.2, 44.2), (43.0, 45.5), (45.5, 46.0)] {
            let near = graph.chains_near(Coord { x: 3.05, y: south }, Coord { x: 3.06, y: north });
            let inside: Vec<u32> = (0..100u32)
                .filter(|chain| {
                    let lat = graph.line_of(*chain as usize).next().unwrap().y;
                    (south..=north).contains(&lat)
                })
                .collect();
            assert!(inside.iter().all(|chain| near.contains(chain)), "{south} {north}");
            assert!(near.len() <= inside.len() + 64 && near.is_sorted(), "{south} {north}: {near:?}");
        }
        assert!(graph.chains_near(Coord { x: 4.0, y: 43.0 }, Coord { x: 5.0, y: 46.0 }).is_empty());
    }

    #[test]
    fn the_speed_is_that_of_the_open_direction_without_the_junctions() {
        let graph = ladder();
        for chain in [0, 50, 99] {
            assert_eq!(graph.cruising_kmh(chain), Some(36));
        }
    }
}
