//! How long and how far from a resident to a venue: one trait, one implementation a model.
//!
//! Nothing here knows a threshold, a commune or a file.

mod crow_fly;

use geo_types::Coord;
use serde::Serialize;

pub use crow_fly::{CrowFly, CrowFlyError};

use crate::units::{Metres, Seconds};

/// Time and length of one trip, from the resident to the venue.
///
/// Ordered by duration, then by length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leg {
    /// Travel time.
    pub duration: Seconds,
    /// Length travelled.
    pub distance: Metres,
    /// Geodesic between the two ends.
    pub straight_line: Metres,
}

/// A destination that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Index of the destination in the list that was asked.
    pub destination: usize,
    /// The trip there.
    pub leg: Leg,
}

/// Why an origin reaches no destination. The sentence goes into the row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreached {
    /// There was nothing to reach.
    #[error("no venue matches the filters in the territory or its surroundings")]
    NoDestination,
    /// The origin has no position.
    #[error("the position of this place is not known")]
    NoPosition,
}

impl Unreached {
    /// The word that stands for the reason, for a program that says it in its own language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDestination => "no_venue",
            Self::NoPosition => "no_position",
        }
    }
}

/// The nearest and the second nearest distinct destination of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearestTwo {
    /// The nearest.
    pub first: Reached,
    /// The nearest of the others; `None` when there is only one within reach.
    pub second: Option<Reached>,
}

/// What a model is, for the person who reads its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelDescription {
    /// `crow-fly` or `road`.
    pub code: &'static str,
    /// Whether its times are estimates, to be called so wherever they are shown.
    pub estimate: bool,
    /// Detour factor, where the model has one.
    pub detour: Option<f64>,
    /// Constant speed in km/h, where the model has one.
    pub speed_kmh: Option<f64>,
}

/// A travel model: answers depend only on the two ends of a trip, never on the others asked.
pub trait TravelModel: Send + Sync {
    /// What the model is.
    fn describe(&self) -> ModelDescription;

    /// The trip from `origin` to `destination`.
    ///
    /// # Errors
    /// When the destination cannot be reached, with the reason.
    fn leg(&self, origin: Coord<f64>, destination: Coord<f64>) -> Result<Leg, Unreached>;

    /// The two nearest distinct destinations of every origin, one answer per origin, in their
    /// order. Equal trips are told apart by the place of the destination in the list: the earlier
    /// comes first. An origin of `None` has no known position.
    fn nearest_two(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
    ) -> Vec<Result<NearestTwo, Unreached>>;

    /// Calls `found(destination, origin, leg)` for every origin that reaches a destination within
    /// `limit` (inclusive): destinations in their order, origins ascending within each. Both are
    /// told by their place in the list.
    fn for_each_within(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        limit: Seconds,
        found: &mut dyn FnMut(usize, usize, Leg),
    );
}
