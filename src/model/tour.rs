//! What coverage sees of a tour: where it stops, and when people are received there.

use std::ops::Range;

use geo_types::Coord;

use crate::calendar::Period;

/// A tour of a travelling venue.
#[derive(Debug, Clone, PartialEq)]
pub struct Tour {
    /// Identifier of the plan that it was taken from.
    pub plan: String,
    /// The days of the plan.
    pub period: Period,
    /// The stops that are visited, in any order.
    pub stops: Vec<TourStop>,
}

/// A stop of a tour.
#[derive(Debug, Clone, PartialEq)]
pub struct TourStop {
    /// Identifier, unique in the tour.
    pub id: String,
    /// Name.
    pub name: String,
    /// Longitude and latitude.
    pub position: Coord<f64>,
    /// Its sessions, in seconds from the first midnight of the period: ascending, apart from each other.
    pub sessions: Vec<Range<u32>>,
}
