//! The nearest places of the user's points.

use super::record::record;
use crate::ingest::points::PointRecord;
use crate::travel::{Road, TravelModel, Unreached};
use crate::units::{Metres, Seconds};

record! {
    /// One of the nearest places of one point.
    pub struct NearestRow {
        /// Identifier of the point.
        pub id: String,
        /// 1 for the nearest; empty when none is reached.
        pub rank: Option<usize>,
        /// Identifier of the place.
        pub venue_id: Option<String>,
        /// Travel time, both walks included, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_s: Option<Seconds>,
        /// Length, both walks included, metres.
        #[schema(value_type = Option<f64>)]
        pub distance_m: Option<Metres>,
        /// The walk from the point to the nearest road, metres, also where it is too long.
        #[schema(value_type = Option<f64>)]
        pub snap_m: Option<Metres>,
        /// Why no place is reached; empty when one is.
        pub reason: Option<String>,
    }
}

/// The `k` nearest places of every point that can be reached, and one row with the reason for a
/// point that reaches none. Points come in their order.
///
/// A place without a position is never reached.
#[must_use]
pub fn nearest_rows(road: &Road, from: &[PointRecord], to: &[PointRecord], k: usize) -> Vec<NearestRow> {
    let origins: Vec<_> = from.iter().map(|point| point.position).collect();
    let placed: Vec<_> = to.iter().filter_map(|point| Some((point, point.position?))).collect();
    let destinations: Vec<_> = placed.iter().map(|(_, position)| *position).collect();
    let mut rows = Vec::with_capacity(from.len() * k);
    for (point, answer) in from.iter().zip(road.nearest(&origins, &destinations, k)) {
        let walk = point.position.ok_or(Unreached::NoPosition).and_then(|at| road.walk_to_road(at));
        let snap_m = match walk {
            Ok(metres) | Err(Unreached::NotNearRoad { metres }) => Some(metres),
            Err(_) => None,
        };
        let empty = NearestRow {
            id: point.id.clone(),
            rank: None,
            venue_id: None,
            duration_s: None,
            distance_m: None,
            snap_m,
            reason: None,
        };
        match answer {
            Ok(reached) => rows.extend(reached.iter().zip(1..).map(|(reached, rank)| NearestRow {
                rank: Some(rank),
                venue_id: Some(placed[reached.destination].0.id.clone()),
                duration_s: Some(reached.leg.duration),
                distance_m: Some(reached.leg.distance),
                ..empty.clone()
            })),
            // Nothing was filtered here.
            Err(Unreached::NoDestination) => {
                let reason = Some("no place to reach has a known position".to_owned());
                rows.push(NearestRow { reason, ..empty });
            }
            Err(reason) => rows.push(NearestRow { reason: Some(reason.to_string()), ..empty }),
        }
    }
    rows
}
