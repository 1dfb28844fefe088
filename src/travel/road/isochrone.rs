//! Isochrones around positions: the land from which they are reached by road, or that is reached from them.

use geo_types::Coord;

use super::{Road, places};
use crate::network::isochrone::{Direction, Isochrone, IsochroneError, IsochroneOptions, Stand, isochrones};
use crate::travel::Unreached;

/// The land around some positions.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadIsochrones {
    /// The land within each time of the nearest of all positions, in the order of the times.
    pub isochrones: Vec<Isochrone>,
    /// The positions without land, by their place in the list, each with the reason.
    pub unreached: Vec<(usize, Unreached)>,
}

impl Road {
    /// The land within each time of the nearest of `positions`, all together.
    ///
    /// A position stands where it stands for an access: a venue where one arrives, an origin from where
    /// one leaves; `None` has no known position. Cost: some milliseconds for half an hour by car around one position.
    ///
    /// # Errors
    /// When a time or a length is out of range ([`IsochroneOptions::check`]), or cells are too small for so much
    /// land. A position that is not near a road is no error.
    pub fn isochrones(
        &self,
        positions: &[Option<Coord<f64>>],
        options: &IsochroneOptions,
    ) -> Result<RoadIsochrones, IsochroneError> {
        let snapper = self.snapper();
        let (mut standing, mut unreached) = (Vec::new(), Vec::new());
        for (i, position) in positions.iter().enumerate() {
            let stand = |at| match options.direction {
                Direction::To => places::of_destination(&snapper, at),
                Direction::From => places::of_origin(&snapper, at),
            };
            match position.ok_or(Unreached::NoPosition).and_then(|at| Ok((at, stand(at)?))) {
                Ok((at, places)) => standing.extend(places.into_iter().map(|place| Stand { at, place })),
                Err(reason) => unreached.push((i, reason)),
            }
        }
        Ok(RoadIsochrones { isochrones: isochrones(&self.graph, &standing, options)?, unreached })
    }
}
