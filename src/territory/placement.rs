//! Gives every venue a place, and says what was wrong with the one its row declares.

use super::CommuneIndex;
use crate::model::{Finding, Venue, VenueRecord};

/// Venues with a place, and what was found on the way.
#[derive(Debug)]
pub struct Placed {
    /// Venues that have a place, in the order of their records.
    pub venues: Vec<Venue>,
    /// What was wrong, row by row.
    pub findings: Vec<Finding>,
}

/// Places venue records among communes.
#[must_use]
pub fn place(records: Vec<VenueRecord>, communes: &CommuneIndex<'_>) -> Placed {
    let _ = (records, communes);
    Placed { venues: Vec::new(), findings: Vec::new() }
}
