//! Times and lengths between the depot and the stops, both ways: a matrix is not symmetric.

use crate::units::{Metres, Seconds};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One trip as a plan keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// Driving time in whole seconds.
    pub duration_s: Seconds,
    /// Length driven.
    pub distance_m: Metres,
}

impl Trip {
    /// A trip, its time rounded up to the whole second: a timetable has no fractions.
    #[must_use]
    pub fn new(duration: Seconds, distance: Metres) -> Self {
        let whole = duration.thousandths().div_ceil(1000);
        Self { duration_s: Seconds::from_thousandths(whole * 1000), distance_m: distance }
    }

    /// Its time in whole seconds; a week where it is longer.
    #[must_use]
    pub fn seconds(self) -> u32 {
        u32::try_from(self.duration_s.thousandths().div_ceil(1000)).unwrap_or(u32::MAX).min(604_800)
    }
}

/// The matrix has not as many entries as there are pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a matrix of {n_places} places has {wanted} entries, not {n_entries}", wanted = n_places * n_places)]
pub struct NotSquare {
    /// Depot and stops.
    pub n_places: usize,
    /// Entries given.
    pub n_entries: usize,
}

/// Trips between every two places. Place 0 is the depot, place `i` the `i`-th stop counted from 1.
///
/// In JSON, two tables of rows by origin, null where there is no way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Rows", into = "Rows")]
pub struct Matrix {
    n_places: usize,
    trips: Vec<Option<Trip>>,
}

impl Matrix {
    /// From the trips by origin and then by destination; `None` where there is no way.
    ///
    /// # Errors
    /// When there are not as many trips as pairs.
    pub fn new(n_places: usize, trips: Vec<Option<Trip>>) -> Result<Self, NotSquare> {
        if n_places.checked_mul(n_places) == Some(trips.len()) {
            Ok(Self { n_places, trips })
        } else {
            Err(NotSquare { n_places, n_entries: trips.len() })
        }
    }

    /// Depot and stops.
    #[must_use]
    pub const fn n_places(&self) -> usize {
        self.n_places
    }

    /// The trip from a place to another; `None` where there is no way. From a place to itself it takes no time.
    #[must_use]
    pub fn trip(&self, from: usize, to: usize) -> Option<Trip> {
        if from == to {
            return Some(Trip { duration_s: Seconds::ZERO, distance_m: Metres::ZERO });
        }
        self.trips.get(from * self.n_places + to).copied().flatten()
    }
}

/// A matrix as JSON holds it.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = TravelMatrix)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// Times, seconds, by origin; null where there is no way.
    #[schema(value_type = Vec<Vec<Option<f64>>>)]
    duration_s: Vec<Vec<Option<Seconds>>>,
    /// Lengths, metres.
    #[schema(value_type = Vec<Vec<Option<f64>>>)]
    distance_m: Vec<Vec<Option<Metres>>>,
}

impl From<Matrix> for Rows {
    fn from(matrix: Matrix) -> Self {
        let n = matrix.n_places;
        let rows = || (0..n).map(|i| (0..n).map(move |j| (i, j)));
        let trip = |(i, j)| matrix.trip(i, j);
        let duration = |pair| trip(pair).map(|trip| trip.duration_s);
        let distance = |pair| trip(pair).map(|trip| trip.distance_m);
        Self {
            duration_s: rows().map(|row| row.map(duration).collect()).collect(),
            distance_m: rows().map(|row| row.map(distance).collect()).collect(),
        }
    }
}

impl TryFrom<Rows> for Matrix {
    type Error = String;
    fn try_from(rows: Rows) -> Result<Self, String> {
        let n = rows.duration_s.len();
        let square = |lengths: Vec<usize>| lengths.len() == n && lengths.iter().all(|length| *length == n);
        if !square(rows.duration_s.iter().map(Vec::len).collect())
            || !square(rows.distance_m.iter().map(Vec::len).collect())
        {
            return Err(format!("the matrix of {n} places has rows of other lengths"));
        }
        let pairs = rows.duration_s.into_iter().flatten().zip(rows.distance_m.into_iter().flatten());
        let trip = |(duration, distance): (Option<Seconds>, Option<Metres>)| {
            duration.zip(distance).map(|(duration, distance)| Trip::new(duration, distance))
        };
        Self::new(n, pairs.map(trip).collect()).map_err(|error| error.to_string())
    }
}
