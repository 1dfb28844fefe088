//! What depends on one venue alone.

use super::Coverage;
use crate::territory::Territory;
use crate::units::People;

/// Who depends on one venue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dependence {
    /// People whose nearest venue it is.
    pub people_nearest: People,
    /// People within the threshold of it and of no other: they fall into a gap if it closes.
    pub people_fragile: People,
    /// Communes of those people.
    pub communes_fragile: usize,
}

/// The dependence on every venue, in the order of [`Territory::venues`].
///
/// Exact from the two nearest: when the nearest closes, the second nearest is the nearest left.
#[must_use]
pub fn dependence_by_venue(territory: &Territory, coverage: &Coverage) -> Vec<Dependence> {
    let mut dependence = vec![Dependence::default(); territory.venues.len()];
    // The commune that was counted last: those of one commune follow each other.
    let mut counted: Vec<Option<usize>> = vec![None; territory.venues.len()];
    for (point, access) in territory.demand.iter().zip(&coverage.accesses) {
        let Ok(nearest) = &access.nearest else { continue };
        let venue = &mut dependence[nearest.first.destination];
        venue.people_nearest = venue.people_nearest + point.people;
        let second_covers = nearest.second.is_some_and(|s| s.leg.duration <= coverage.request.threshold);
        if access.covered && !second_covers {
            venue.people_fragile = venue.people_fragile + point.people;
            let is_new = counted[nearest.first.destination].replace(point.commune) != Some(point.commune);
            venue.communes_fragile += usize::from(is_new);
        }
    }
    dependence
}
