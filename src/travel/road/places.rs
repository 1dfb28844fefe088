//! Where on the roads a point is taken to stand.
//!
//! A point stands at the nearest place on an edge of the mainland, or of an island with at least a
//! kilometre of road. Someone who stands on an island may also leave from the mainland, where a
//! road of it is near enough: the island's roads may be an accident of the drawing, or of where the
//! extract was cut. A venue that stands on an island is reached from the mainland only where a road
//! of it passes hardly farther off than the island's own: one does not swim to it.
//!
//! Both rules look at one end alone, so the answer for a pair never depends on the other pairs asked.

use geo_types::Coord;

use crate::network::snap::{Place, Snapper, Unsnapped};
use crate::travel::Unreached;
use crate::units::Metres;

/// How much farther than the island's the mainland's road may be from a venue, centimetres.
const ASIDE_CM: u32 = 25_000;

/// The places from which one leaves; the nearest comes first.
pub(super) fn of_origin(snapper: &Snapper<'_>, position: Coord<f64>) -> Result<Vec<Place>, Unreached> {
    stand(snapper, position, u32::MAX)
        .map_err(|reason| unreached(reason, |metres| Unreached::NotNearRoad { metres }))
}

/// The places at which one arrives; the nearest comes first.
pub(super) fn of_destination(snapper: &Snapper<'_>, position: Coord<f64>) -> Result<Vec<Place>, Unreached> {
    stand(snapper, position, ASIDE_CM)
        .map_err(|reason| unreached(reason, |metres| Unreached::DestinationNotNearRoad { metres }))
}

fn stand(snapper: &Snapper<'_>, position: Coord<f64>, aside_cm: u32) -> Result<Vec<Place>, Unsnapped> {
    let nearest = snapper.snap(position)?;
    let mut places = vec![nearest];
    if nearest.component != 0 {
        let mainland = snapper.snap_onto(position, 0).ok();
        places.extend(mainland.filter(|place| place.walk.cm.saturating_sub(nearest.walk.cm) <= aside_cm));
    }
    Ok(places)
}

fn unreached(reason: Unsnapped, too_far: impl Fn(Metres) -> Unreached) -> Unreached {
    match reason {
        Unsnapped::TooFar { metres, .. } => Metres::new(metres).map_or(Unreached::NoRoad, too_far),
        Unsnapped::NotAPosition(_) => Unreached::NoPosition,
        _ => Unreached::NoRoad,
    }
}
