//! The access of every demand point.

use geo_types::Coord;

use super::request::{Filters, NEAR_THRESHOLD, Request, is_permanent};
use crate::model::Venue;
use crate::territory::Territory;
use crate::travel::{ModelDescription, NearestTwo, Reached, TravelModel, Unreached};
use crate::units::Seconds;

/// The access of one demand point.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The nearest and second nearest distinct venue, as places in [`Territory::venues`], or why
    /// there is none.
    pub nearest: Result<NearestTwo, Unreached>,
    /// Its band; `None` when no venue is reached.
    pub band: Option<usize>,
    /// Within the threshold, inclusive.
    pub covered: bool,
    /// Within two minutes of the threshold, on either side, inclusive.
    pub near_threshold: bool,
    /// Covered, but by no venue inside the territory.
    pub covered_only_from_outside: bool,
}

impl Access {
    /// Time to the nearest venue; `None` when none is reached.
    #[must_use]
    pub fn duration(&self) -> Option<Seconds> {
        self.nearest.as_ref().ok().map(|nearest| nearest.first.leg.duration)
    }
}

/// The answer to a request over a territory.
#[derive(Debug)]
pub struct Coverage {
    /// What was asked.
    pub request: Request,
    /// The model that gave the times.
    pub model: ModelDescription,
    /// Places in [`Territory::venues`] of the venues and stops that counted, ascending.
    pub considered: Vec<usize>,
    /// Venues that did not match the filters.
    pub filtered_out: usize,
    /// Venues that matched, but travel: they never count as fixed ones.
    pub itinerant_not_counted: usize,
    /// One access per demand point, in the order of [`Territory::demand`].
    pub accesses: Vec<Access>,
}

/// Places in [`Territory::venues`] of the venues that count: those that match and do not only travel, and the stops of
/// the tour that the territory is asked with, which filters do not concern; ascending.
#[must_use]
pub fn considered(territory: &Territory, filters: &Filters) -> Vec<usize> {
    let counts = |v: &usize| {
        let venue = &territory.venues[*v];
        is_stop(venue) || (filters.match_record(&venue.record) && is_permanent(&venue.record))
    };
    (0..territory.venues.len()).filter(counts).collect()
}

/// Whether a venue is a stop of the tour that its territory is asked with.
pub(super) fn is_stop(venue: &Venue) -> bool {
    venue.sessions.is_some()
}

/// Computes the access of every demand point of a territory.
///
/// Every demand point comes back; one that reaches nothing carries the reason.
#[must_use]
pub fn assess(territory: &Territory, model: &dyn TravelModel, request: &Request) -> Coverage {
    let considered = considered(territory, &request.filters);
    let n_stops = territory.venues.iter().filter(|venue| is_stop(venue)).count();
    let of_files = territory.venues.iter().filter(|venue| !is_stop(venue));
    let matching = of_files.filter(|venue| request.filters.match_record(&venue.record)).count();
    let filtered_out = territory.venues.len() - n_stops - matching;
    let itinerant_not_counted = matching + n_stops - considered.len();

    let origins: Vec<_> = territory.demand.iter().map(|point| point.position).collect();
    let mut accesses: Vec<Access> = two_nearest(territory, model, &origins, &considered)
        .into_iter()
        .map(|nearest| classify(nearest, request))
        .collect();
    mark_covered_only_from_outside(territory, model, request, &considered, &mut accesses);
    Coverage {
        request: request.clone(),
        model: model.describe(),
        considered,
        filtered_out,
        itinerant_not_counted,
        accesses,
    }
}

/// The two nearest of some venues, told as places in [`Territory::venues`].
pub(super) fn two_nearest(
    territory: &Territory,
    model: &dyn TravelModel,
    origins: &[Option<Coord<f64>>],
    venues: &[usize],
) -> Vec<Result<NearestTwo, Unreached>> {
    let positions: Vec<_> = venues.iter().map(|v| territory.venues[*v].position).collect();
    let in_territory = |reached: Reached| Reached { destination: venues[reached.destination], ..reached };
    model
        .nearest_two(origins, &positions)
        .into_iter()
        .map(|nearest| {
            nearest.map(|two| NearestTwo {
                first: in_territory(two.first),
                second: two.second.map(in_territory),
            })
        })
        .collect()
}

fn classify(nearest: Result<NearestTwo, Unreached>, request: &Request) -> Access {
    let duration = nearest.as_ref().ok().map(|nearest| nearest.first.leg.duration);
    let near = |d: Seconds| d.saturating_sub(request.threshold).max(request.threshold.saturating_sub(d));
    Access {
        band: duration.map(|d| request.bands.band_of(d)),
        covered: duration.is_some_and(|d| d <= request.threshold),
        near_threshold: duration.is_some_and(|d| near(d) <= NEAR_THRESHOLD),
        covered_only_from_outside: false,
        nearest,
    }
}

/// A second sweep, over the venues inside alone, for the points whose nearest venue is outside.
fn mark_covered_only_from_outside(
    territory: &Territory,
    model: &dyn TravelModel,
    request: &Request,
    considered: &[usize],
    accesses: &mut [Access],
) {
    let is_inside = |venue: usize| territory.venues[venue].inside;
    let served_from_outside: Vec<usize> = (0..accesses.len())
        .filter(|i| {
            let access = &accesses[*i];
            access.covered
                && access.nearest.as_ref().is_ok_and(|nearest| !is_inside(nearest.first.destination))
        })
        .collect();
    let inside: Vec<usize> = considered.iter().copied().filter(|v| is_inside(*v)).collect();
    let origins: Vec<_> = served_from_outside.iter().map(|i| territory.demand[*i].position).collect();
    for (i, nearest) in served_from_outside.iter().zip(two_nearest(territory, model, &origins, &inside)) {
        let reached_inside = nearest.is_ok_and(|two| two.first.leg.duration <= request.threshold);
        accesses[*i].covered_only_from_outside = !reached_inside;
    }
}

#[cfg(test)]
mod tests;
