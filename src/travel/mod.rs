//! How long and how far from a resident to a venue: one trait, one implementation a model.
//!
//! Nothing here knows a threshold, a commune or a file.

mod crow_fly;
mod road;

use std::fmt::Debug;

use geo_types::Coord;
use serde::Serialize;
use utoipa::ToSchema;

pub use crow_fly::{CrowFly, CrowFlyError};
pub use road::{Road, RoadError, RoadIsochrones, RoadRoute};

use crate::units::{Metres, Seconds};

/// Code of the crow-fly model.
pub const CROW_FLY: &str = "crow-fly";
/// The most destinations that are told of one origin.
pub const MAX_NEAREST: usize = 16;

/// Code of the road model.
pub const ROAD: &str = "road";

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
    /// The origin is farther from any road than people are taken to walk.
    #[error("not computed: {} m from the nearest road", whole(*metres))]
    NotNearRoad {
        /// Metres to the nearest road.
        metres: Metres,
    },
    /// The destination is farther from any road than people are taken to walk.
    #[error("not computed: the destination is {} m from the nearest road", whole(*metres))]
    DestinationNotNearRoad {
        /// Metres to the nearest road.
        metres: Metres,
    },
    /// None of the destinations is near a road.
    #[error("not computed: no venue is near enough to a road")]
    NoDestinationNearRoad,
    /// There are no roads to travel on.
    #[error("not computed: there is no road")]
    NoRoad,
    /// Both ends are on roads, which do not meet.
    #[error("no route by road")]
    NoRoute,
}

/// A length in whole metres.
fn whole(metres: Metres) -> u64 {
    (metres.thousandths() + 500) / 1000
}

impl Unreached {
    /// The word that stands for the reason, for a program that says it in its own language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDestination => "no_venue",
            Self::NoPosition => "no_position",
            Self::NotNearRoad { .. } => "not_near_road",
            Self::DestinationNotNearRoad { .. } => "destination_not_near_road",
            Self::NoDestinationNearRoad => "no_venue_near_road",
            Self::NoRoad => "no_road",
            Self::NoRoute => "no_route",
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
    /// [`CROW_FLY`] or [`ROAD`].
    pub code: &'static str,
    /// Whether its times are estimates, to be called so wherever they are shown.
    pub estimate: bool,
    /// Detour factor, where the model has one.
    pub detour: Option<f64>,
    /// Constant speed in km/h, where the model has one.
    pub speed_kmh: Option<f64>,
    /// The roads, where the model has some.
    pub roads: Option<RoadsDescription>,
}

/// The roads that times are computed on, and how one gets to them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Roads)]
pub struct RoadsDescription {
    /// `car`, `bicycle` or `foot`.
    pub profile: String,
    /// Name of the file of roads.
    pub file: String,
    /// Whose roads they are: `openstreetmap`, `bdtopo`, or `unstated`.
    pub source: String,
    /// The day that the source stands for, `2026-01-31`; null where it does not say.
    pub vintage: Option<String>,
    /// SHA-256 of the extract that the roads were built from, hexadecimal.
    pub extract_sha256: String,
    /// SHA-256 of the profile's settings, hexadecimal.
    pub profile_sha256: String,
    /// Speed of the walk between a place and the road, km/h.
    pub walking_kmh: f64,
    /// Whether the roads that are closed in winter are closed; false where there is none.
    pub winter: bool,
    /// The longest such walk, metres, inclusive.
    pub max_snap_m: f64,
}

/// A travel model: answers depend only on the two ends of a trip, never on the others asked.
pub trait TravelModel: Debug + Send + Sync {
    /// What the model is.
    fn describe(&self) -> ModelDescription;

    /// The trip from `origin` to `destination`.
    ///
    /// # Errors
    /// When the destination cannot be reached, with the reason.
    fn leg(&self, origin: Coord<f64>, destination: Coord<f64>) -> Result<Leg, Unreached>;

    /// The `k` nearest distinct destinations of every origin, nearest first, one answer per origin, in
    /// their order: at least one each, fewer than `k` where no more are reached. `k` is 1 to [`MAX_NEAREST`];
    /// what is outside is taken as the nearer end. Equal trips are told apart by the place of the destination in
    /// the list: the earlier comes first. An origin of `None` has no known position.
    fn nearest(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        k: usize,
    ) -> Vec<Result<Vec<Reached>, Unreached>>;

    /// [`Self::nearest`] of two.
    fn nearest_two(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
    ) -> Vec<Result<NearestTwo, Unreached>> {
        let two = |reached: Vec<Reached>| {
            let mut reached = reached.into_iter();
            let first = reached.next().ok_or(Unreached::NoRoute)?;
            Ok(NearestTwo { first, second: reached.next() })
        };
        self.nearest(origins, destinations, 2).into_iter().map(|answer| answer.and_then(two)).collect()
    }

    /// The trip from every origin to every destination, by origin.
    fn legs(&self, origins: &[Coord<f64>], destinations: &[Coord<f64>]) -> Vec<Result<Leg, Unreached>> {
        origins.iter().flat_map(|from| destinations.iter().map(|to| self.leg(*from, *to))).collect()
    }

    /// The time from every origin to every destination, by origin; `None` where there is no way.
    fn durations(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Option<Coord<f64>>],
    ) -> Vec<Option<Seconds>> {
        let time =
            |from: Option<Coord<f64>>, to: Option<Coord<f64>>| Some(self.leg(from?, to?).ok()?.duration);
        origins.iter().flat_map(|from| destinations.iter().map(move |to| time(*from, *to))).collect()
    }

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
