//! The network as a source gives it: ways over points, before anything is joined or contracted.
//!
//! OpenStreetMap is one source; drawings in tests are another. A source appends ways with
//! [`RawNetwork::push_way`], which cuts them where a point is unknown or lets nobody through, so that
//! what follows never meets such a point.

use geo_types::Coord;

use super::ground::RawGround;
use super::num::{fixed_degrees, small};
use super::origin::Origin;
use super::profile::{Attributes, NodeEffect, WayClass};

/// A position in ten-millionths of a degree: longitude, latitude.
pub type FixedPoint = [i32; 2];

/// The place of a point whose position is not known.
pub const UNKNOWN: FixedPoint = [i32::MIN; 2];

/// The position in degrees.
#[must_use]
pub fn to_degrees(point: FixedPoint) -> Coord<f64> {
    Coord { x: f64::from(point[0]) / 1e7, y: f64::from(point[1]) / 1e7 }
}

/// The position rounded to the ten-millionth of a degree (about a centimetre).
#[must_use]
pub fn from_degrees(position: Coord<f64>) -> FixedPoint {
    [fixed_degrees(position.x), fixed_degrees(position.y)]
}

/// Speeds and attributes of a way.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WaySpeeds {
    /// Speed in the direction of the way, km/h; 0 where it is closed.
    pub forward_kmh: f32,
    /// Speed against it, km/h; 0 where it is closed.
    pub backward_kmh: f32,
    /// Seconds from end to end where they are stated; 0 where they are not.
    pub duration_s: u32,
    /// What else is known.
    pub attributes: Attributes,
}

impl From<WayClass> for WaySpeeds {
    #[expect(clippy::cast_possible_truncation, reason = "seven digits of a speed are enough")]
    fn from(class: WayClass) -> Self {
        Self {
            forward_kmh: class.forward_kmh.unwrap_or(0.0) as f32,
            backward_kmh: class.backward_kmh.unwrap_or(0.0) as f32,
            duration_s: class.duration_s.unwrap_or(0),
            attributes: class.attributes,
        }
    }
}

/// A run of points travelled at one speed: `refs[first..first + len]`, at least two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawWay {
    /// Place of its first point in the list of references.
    pub first: u32,
    /// Number of points, at least 2.
    pub len: u32,
    /// How it is travelled.
    pub speeds: WaySpeeds,
}

/// Ways over points.
#[derive(Debug, Clone, Default)]
pub struct RawNetwork {
    /// Where it comes from.
    pub origin: Origin,
    /// Every point, in the order of the source.
    pub points: Vec<FixedPoint>,
    /// What some points do to those who pass, by point, sorted.
    pub effects: Vec<(u32, NodeEffect)>,
    /// The ways.
    pub ways: Vec<RawWay>,
    /// The points of the ways, one after the other.
    pub refs: Vec<u32>,
    /// Waters and places, where the source has any.
    pub ground: RawGround,
}

impl RawNetwork {
    /// Appends a way over known points, cut where a point is [`UNKNOWN`] or blocks.
    ///
    /// On both sides of a point that blocks, the way ends on a copy of it, which no other way
    /// shares. Returns the number of runs that were kept: 0 when fewer than two points are known.
    /// A stated duration is shared among the runs by their number of points.
    pub fn push_way(&mut self, points: &[u32], speeds: WaySpeeds) -> u32 {
        let mut n_runs = 0;
        let mut first = self.refs.len();
        for (place, point) in points.iter().enumerate() {
            let position = self.points[*point as usize];
            if position == UNKNOWN {
                n_runs += self.close_run(&mut first, points.len(), speeds);
            } else if self.blocks(*point) {
                if place > 0 {
                    self.push_copy(position);
                    n_runs += self.close_run(&mut first, points.len(), speeds);
                }
                if place + 1 < points.len() {
                    self.push_copy(position);
                }
            } else if self.refs.len() == first || self.refs.last() != Some(point) {
                self.refs.push(*point);
            }
        }
        n_runs + self.close_run(&mut first, points.len(), speeds)
    }

    fn blocks(&self, point: u32) -> bool {
        self.effects.binary_search_by_key(&point, |(p, _)| *p).is_ok_and(|at| self.effects[at].1.blocks)
    }

    fn push_copy(&mut self, position: FixedPoint) {
        self.refs.push(small(self.points.len()));
        self.points.push(position);
    }

    /// Ends the run that began at `first`, or drops it when it is shorter than a segment.
    fn close_run(&mut self, first: &mut usize, n_points: usize, speeds: WaySpeeds) -> u32 {
        let len = self.refs.len() - *first;
        if len < 2 {
            self.refs.truncate(*first);
            return 0;
        }
        let share = u64::from(speeds.duration_s) * (len as u64 - 1) / (n_points as u64 - 1).max(1);
        let duration_s =
            if speeds.duration_s == 0 { 0 } else { small(usize::try_from(share).unwrap_or(0)).max(1) };
        let speeds = WaySpeeds { duration_s, ..speeds };
        self.ways.push(RawWay { first: small(*first), len: small(len), speeds });
        *first = self.refs.len();
        1
    }

    /// The points of a way.
    #[must_use]
    pub fn way_points(&self, way: &RawWay) -> &[u32] {
        &self.refs[way.first as usize..way.first as usize + way.len as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_cut_where_a_point_is_unknown_or_blocks() {
        let mut raw = RawNetwork { points: (0..6).map(|x| [x, 0]).collect(), ..RawNetwork::default() };
        raw.points[1] = UNKNOWN;
        raw.effects = vec![(4, NodeEffect { blocks: true, ..NodeEffect::default() })];
        let street = WaySpeeds { forward_kmh: 10.0, backward_kmh: 10.0, ..WaySpeeds::default() };
        assert_eq!(raw.push_way(&[0, 1, 2, 2, 3, 4, 5], street), 2);
        let runs: Vec<&[u32]> = raw.ways.iter().map(|way| raw.way_points(way)).collect();
        assert_eq!(runs, [vec![2, 3, 6], vec![7, 5]]);
        assert_eq!(raw.points[6..], [[4, 0], [4, 0]]);
        assert_eq!(raw.push_way(&[1, 0], street), 0);
    }
}
