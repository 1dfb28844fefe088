//! A plan as files that people and their programs open: pure functions to bytes.

mod calendar;
mod itinerary;
mod sheet;
mod timetable;
mod venues;
mod words;
mod workbook;

use std::collections::BTreeMap;

use geo_types::Coord;

pub use calendar::tour_ics;
pub use itinerary::{Itinerary, itineraries, tour_geojson, tour_gpx, tour_stops_geojson, tour_ways_geojson};
pub(crate) use itinerary::{ItineraryProperties, TourStopProperties};
pub use sheet::tour_sheets;
pub use timetable::tour_timetable;
pub use venues::{IncompleteStop, tour_venues};
pub use workbook::tour_workbook;

use crate::tour::{Date, Plan, Stop, Visit};

/// The way from a place to another, both ends included.
pub type Way<'a> = dyn Fn(Coord<f64>, Coord<f64>) -> Vec<Coord<f64>> + 'a;

/// Every session with its date and its stop, in order.
fn sessions(plan: &Plan) -> impl Iterator<Item = (Date, &Visit, &Stop)> {
    let stops: BTreeMap<&str, &Stop> = plan.stops.iter().map(|stop| (stop.id.as_str(), stop)).collect();
    let visits = plan.days.iter().flat_map(|day| day.visits.iter().map(|visit| (day.date, visit)));
    visits.filter_map(move |(date, visit)| Some((date, visit, *stops.get(visit.stop.as_str())?)))
}

#[cfg(test)]
mod tests;
