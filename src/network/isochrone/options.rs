//! What can be asked of isochrones, and what is refused.

use super::grid::count;

/// The longest time, minutes, inclusive.
pub const MAX_MINUTES: u32 = 240;
/// The most times in one question.
pub const MAX_TIMES: usize = 9;
/// The widest corridor and the widest filling, metres, inclusive.
pub const MAX_LAND_M: f64 = 2000.0;
/// The smallest and the largest cell, metres, inclusive.
pub const RESOLUTION_M: [f64; 2] = [10.0, 1000.0];

/// Which way one travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Towards the places: residents to a venue.
    #[default]
    To,
    /// Away from the places.
    From,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct IsochroneOptions {
    /// Minutes, 1 to [`MAX_MINUTES`], increasing, at most [`MAX_TIMES`] of them. Exactly the time is
    /// inside.
    pub minutes: Vec<u32>,
    /// Which way one travels.
    pub direction: Direction,
    /// How far from a reached road land counts, metres, 0 to [`MAX_LAND_M`]. At least about a cell counts.
    pub corridor_m: f64,
    /// How much farther land counts where it lies between reached roads, metres, 0 to [`MAX_LAND_M`]: gaps
    /// up to twice the sum are filled where no unreached road is nearer.
    pub filling_m: f64,
    /// Size of a cell, metres, within [`RESOLUTION_M`]; `None` for the finest of 25, 50, 100… that
    /// makes about a million of them a place, four times as many at each next size.
    pub resolution_m: Option<f64>,
}

impl Default for IsochroneOptions {
    /// 10, 20 and 30 minutes to the places, 250 m on both sides of roads, gaps up to a kilometre filled.
    fn default() -> Self {
        Self {
            minutes: vec![10, 20, 30],
            direction: Direction::To,
            corridor_m: 250.0,
            filling_m: 250.0,
            resolution_m: None,
        }
    }
}

/// A question that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IsochroneError {
    /// A time out of range.
    #[error("{0} minutes is not between 1 and {MAX_MINUTES}")]
    Minutes(u32),
    /// Times that do not increase.
    #[error("minutes must increase: {0} comes before {1}")]
    Order(u32, u32),
    /// No time, or too many.
    #[error("{0} times asked: 1 to {MAX_TIMES} are possible")]
    Times(usize),
    /// A length out of range.
    #[error("{what} of {metres} m is not between {low} and {high} m")]
    Length {
        /// Which.
        what: &'static str,
        /// As asked, metres.
        metres: f64,
        /// The least, metres.
        low: f64,
        /// The most, metres.
        high: f64,
    },
    /// Too much land for the resolution.
    #[error("cells of {metres} m are too small for so much land: ask for larger ones")]
    TooFine {
        /// As asked, metres.
        metres: f64,
    },
}

impl IsochroneOptions {
    /// Whether the question can be answered.
    ///
    /// # Errors
    /// [`IsochroneError`] with the first thing that is out of range.
    pub fn check(&self) -> Result<(), IsochroneError> {
        if self.minutes.is_empty() || self.minutes.len() > MAX_TIMES {
            return Err(IsochroneError::Times(self.minutes.len()));
        }
        if let Some(minutes) = self.minutes.iter().find(|m| !(1..=MAX_MINUTES).contains(*m)) {
            return Err(IsochroneError::Minutes(*minutes));
        }
        if let Some(pair) = self.minutes.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(IsochroneError::Order(pair[0], pair[1]));
        }
        let lengths = [
            ("a corridor", Some(self.corridor_m), [0.0, MAX_LAND_M]),
            ("a filling", Some(self.filling_m), [0.0, MAX_LAND_M]),
            ("a resolution", self.resolution_m, RESOLUTION_M),
        ];
        for (what, metres, [low, high]) in lengths {
            if let Some(metres) = metres.filter(|metres| !(low..=high).contains(metres)) {
                return Err(IsochroneError::Length { what, metres, low, high });
            }
        }
        Ok(())
    }

    /// The corridor and the filling, in cells: at least what is asked, and a cell of corridor.
    pub(super) fn cells(&self, cell_m: f64) -> [usize; 2] {
        let cells = |metres: f64| count((metres / cell_m).ceil());
        [cells(self.corridor_m).max(1), cells(self.filling_m)]
    }
}
