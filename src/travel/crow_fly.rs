//! The crow-fly estimate: geodesic length × a detour factor, at a constant speed.
//!
//! `distance = straight line × detour`, `duration = distance ÷ speed`: both follow from the two
//! parameters exactly, up to the last digit kept (millimetre, millisecond).
//!
//! Nearest venues are exact on the ellipsoid: an R-tree over earth-centred coordinates gives
//! candidates by growing chord, and the search stops when the chord alone, which never exceeds the
//! geodesic, is longer than the second-best geodesic found.

use geo_types::Coord;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::{Leg, MAX_NEAREST, ModelDescription, Reached, TravelModel, Unreached};
use crate::geodesy::{earth_centred, geodesic_metres, is_lon_lat};
use crate::units::{Metres, Seconds};

/// A parameter of the model is out of range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrowFlyError {
    /// The detour factor.
    #[error("detour {0} is outside 1 to 5")]
    Detour(f64),
    /// The speed.
    #[error("speed {0} km/h is outside 1 to 150 km/h")]
    Speed(f64),
}

/// The crow-fly model with its two parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrowFly {
    detour: f64,
    speed_kmh: f64,
}

impl Default for CrowFly {
    /// Detour 1.3, 50 km/h.
    fn default() -> Self {
        Self { detour: 1.3, speed_kmh: 50.0 }
    }
}

impl CrowFly {
    /// Accepted detour factors, both ends inclusive.
    pub const DETOUR_RANGE: (f64, f64) = (1.0, 5.0);
    /// Accepted speeds in km/h, both ends inclusive.
    pub const SPEED_RANGE: (f64, f64) = (1.0, 150.0);

    /// The model with a detour factor and a speed in km/h.
    ///
    /// # Errors
    /// When one is outside its range, or not a number.
    pub fn new(detour: f64, speed_kmh: f64) -> Result<Self, CrowFlyError> {
        if !(Self::DETOUR_RANGE.0..=Self::DETOUR_RANGE.1).contains(&detour) {
            Err(CrowFlyError::Detour(detour))
        } else if !(Self::SPEED_RANGE.0..=Self::SPEED_RANGE.1).contains(&speed_kmh) {
            Err(CrowFlyError::Speed(speed_kmh))
        } else {
            Ok(Self { detour, speed_kmh })
        }
    }

    /// The trip over a given straight line. The straight line is rounded first, so that the two
    /// other figures follow from the one that is shown.
    fn over(&self, straight_line_m: f64) -> Option<Leg> {
        let straight_line = Metres::new(straight_line_m).ok()?;
        let distance = Metres::new(straight_line.value() * self.detour).ok()?;
        let duration = Seconds::new(distance.value() * 3.6 / self.speed_kmh).ok()?;
        Some(Leg { duration, distance, straight_line })
    }

    /// The longest straight line that is travelled in `limit`, generously rounded up.
    fn straight_reach_m(&self, limit: Seconds) -> f64 {
        limit.value() * self.speed_kmh / 3.6 / self.detour + 1.0
    }

    fn nearest_of(
        &self,
        origin: Option<Coord<f64>>,
        destinations: &[Coord<f64>],
        tree: &RTree<Indexed>,
        k: usize,
    ) -> Result<Vec<Reached>, Unreached> {
        if tree.size() == 0 {
            return Err(Unreached::NoDestination);
        }
        let origin = origin.filter(|p| is_lon_lat(*p)).ok_or(Unreached::NoPosition)?;
        let mut best: Vec<Reached> = Vec::with_capacity(k + 1);
        for candidate in tree.nearest_neighbor_iter(earth_centred(origin)) {
            let chord = chord(earth_centred(origin), *candidate.geom());
            // A millimetre of slack: lengths are rounded to it.
            if best.len() == k && best.last().is_some_and(|l| chord > l.leg.straight_line.value() + 0.001) {
                break;
            }
            let Some(leg) = self.over(geodesic_metres(origin, destinations[candidate.data])) else {
                continue;
            };
            let reached = Reached { destination: candidate.data, leg };
            let place = best.partition_point(|other| order(other) < order(&reached));
            best.insert(place, reached);
            best.truncate(k);
        }
        if best.is_empty() { Err(Unreached::NoDestination) } else { Ok(best) }
    }
}

/// A point in earth-centred metres with its place in the list it came from.
type Indexed = GeomWithData<[f64; 3], usize>;

/// Nearest first, then the earlier in the list.
fn order(reached: &Reached) -> (Seconds, Metres, usize) {
    (reached.leg.duration, reached.leg.straight_line, reached.destination)
}

fn chord(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(p, q)| (p - q) * (p - q)).sum::<f64>().sqrt()
}

impl TravelModel for CrowFly {
    fn describe(&self) -> ModelDescription {
        ModelDescription {
            code: super::CROW_FLY,
            estimate: true,
            detour: Some(self.detour),
            speed_kmh: Some(self.speed_kmh),
            roads: None,
        }
    }

    fn leg(&self, origin: Coord<f64>, destination: Coord<f64>) -> Result<Leg, Unreached> {
        if !is_lon_lat(origin) || !is_lon_lat(destination) {
            return Err(Unreached::NoPosition);
        }
        self.over(geodesic_metres(origin, destination)).ok_or(Unreached::NoPosition)
    }

    fn nearest(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        k: usize,
    ) -> Vec<Result<Vec<Reached>, Unreached>> {
        let k = k.clamp(1, MAX_NEAREST);
        let tree = RTree::bulk_load(
            destinations.iter().enumerate().map(|(i, p)| Indexed::new(earth_centred(*p), i)).collect(),
        );
        origins.iter().map(|origin| self.nearest_of(*origin, destinations, &tree, k)).collect()
    }

    fn for_each_within(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        limit: Seconds,
        found: &mut dyn FnMut(usize, usize, Leg),
    ) {
        let located = origins
            .iter()
            .enumerate()
            .filter_map(|(i, origin)| Some((i, origin.filter(|p| is_lon_lat(*p))?)));
        let tree = RTree::bulk_load(located.map(|(i, p)| Indexed::new(earth_centred(p), i)).collect());
        let reach = self.straight_reach_m(limit);
        for (d, destination) in destinations.iter().enumerate() {
            let mut near: Vec<usize> = tree
                .locate_within_distance(earth_centred(*destination), reach * reach)
                .map(|o| o.data)
                .collect();
            near.sort_unstable();
            for o in near {
                let leg = origins[o].and_then(|origin| self.leg(origin, *destination).ok());
                if let Some(leg) = leg.filter(|leg| leg.duration <= limit) {
                    found(d, o, leg);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::coord;
    use proptest::prelude::*;

    fn positions(n: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<Coord<f64>>> {
        proptest::collection::vec((2.0..5.0f64, 43.0..46.0f64).prop_map(|(x, y)| coord! { x: x, y: y }), n)
    }

    #[test]
    fn distance_and_duration_follow_from_the_straight_line_shown() {
        let model = CrowFly::new(1.37, 42.0).unwrap();
        let leg = model.leg(coord! { x: 3.5, y: 44.5 }, coord! { x: 3.6, y: 44.6 }).unwrap();
        assert_eq!(leg.distance, Metres::new(leg.straight_line.value() * 1.37).unwrap());
        assert_eq!(leg.duration, Seconds::new(leg.distance.value() / (42.0 / 3.6)).unwrap());
    }

    #[test]
    fn with_no_venue_every_origin_says_so() {
        let answers = CrowFly::default().nearest_two(&[Some(coord! { x: 3.0, y: 44.0 }), None], &[]);
        assert!(answers.iter().all(|a| *a == Err(Unreached::NoDestination)));
    }

    #[test]
    fn an_origin_without_position_says_so() {
        let answers = CrowFly::default().nearest_two(&[None], &[coord! { x: 3.0, y: 44.0 }]);
        assert_eq!(answers, [Err(Unreached::NoPosition)]);
    }

    #[test]
    fn two_venues_in_one_place_are_nearest_and_second_in_list_order() {
        let place = coord! { x: 3.0, y: 44.0 };
        let answer = CrowFly::default().nearest_two(&[Some(place)], &[place, place])[0].clone().unwrap();
        assert_eq!((answer.first.destination, answer.second.unwrap().destination), (0, 1));
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        assert!(CrowFly::new(f64::NAN, 50.0).is_err());
        assert!(CrowFly::new(0.99, 50.0).is_err());
        assert!(CrowFly::new(1.3, 151.0).is_err());
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_an_exhaustive_search(origins in positions(1..20), venues in positions(1..40), k in 1usize..6) {
            let model = CrowFly::default();
            let asked: Vec<_> = origins.iter().copied().map(Some).collect();
            for (origin, answer) in origins.iter().zip(model.nearest(&asked, &venues, k)) {
                let mut all: Vec<_> = venues.iter().enumerate()
                    .map(|(i, v)| (model.leg(*origin, *v).unwrap(), i)).collect();
                all.sort_unstable();
                all.truncate(k);
                let found: Vec<_> = answer.unwrap().iter().map(|r| (r.leg, r.destination)).collect();
                prop_assert_eq!(found, all);
            }
        }

        #[test]
        fn within_is_every_origin_up_to_the_limit(origins in positions(1..40), venue in positions(1), minutes in 1u32..90) {
            let model = CrowFly::default();
            let limit = Seconds::from_minutes(minutes);
            let asked: Vec<_> = origins.iter().copied().map(Some).collect();
            let expected: Vec<usize> = (0..origins.len())
                .filter(|i| model.leg(origins[*i], venue[0]).unwrap().duration <= limit).collect();
            let mut found = Vec::new();
            model.for_each_within(&asked, &venue, limit, &mut |_, origin, _| found.push(origin));
            prop_assert_eq!(found, expected);
        }
    }
}
