//! A territory with the stops of a tour among its venues.

use std::collections::BTreeSet;

use super::{CommuneIndex, Territory};
use crate::calendar::Period;
use crate::model::{Itinerance, PositionOrigin, Tour, TourStop, Venue, VenueKind, VenueRecord};

/// What precedes the identifier of a stop among venues, so that none is taken for another venue.
const PREFIX: &str = "tour:";

/// Whether an identifier is that of a stop of a tour among venues.
#[must_use]
pub fn is_stop(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// The tour whose stops are among the venues of a territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TourHere {
    /// Identifier of its plan.
    pub plan: String,
    /// The days of the plan.
    pub period: Period,
    /// Stops in the territory and its surroundings.
    pub stops: usize,
    /// Stops beyond, which are left out.
    pub stops_beyond: usize,
}

impl Territory {
    /// The same territory with the stops of a tour among its venues; those beyond the surroundings are counted only.
    /// They take the place of the stops of any other tour.
    #[must_use]
    pub fn with_tour(&self, tour: &Tour) -> Self {
        let index = CommuneIndex::new(&self.communes);
        let placed: Vec<Venue> = tour
            .stops
            .iter()
            .map(|stop| (stop, index.at(stop.position)))
            .filter(|(stop, commune)| commune.is_some() || index.is_within(stop.position, self.buffer_m))
            .map(|(stop, commune)| venue(stop, commune))
            .collect();
        let mut territory = self.clone();
        territory.tour = Some(TourHere {
            plan: tour.plan.clone(),
            period: tour.period,
            stops: placed.len(),
            stops_beyond: tour.stops.len() - placed.len(),
        });
        territory.venues.retain(|venue| venue.sessions.is_none());
        territory.venues.extend(placed);
        territory.venues.sort_by(|a, b| a.id().cmp(b.id()));
        territory
    }
}

fn venue(stop: &TourStop, commune: Option<&crate::model::Commune>) -> Venue {
    let record = VenueRecord {
        file: String::new(),
        line: 0,
        id: format!("{PREFIX}{}", stop.id),
        name: stop.name.clone(),
        commune_code: commune.map(|commune| commune.code.to_string()),
        commune: commune.map(|commune| commune.name.clone()),
        position: Some(stop.position),
        kinds: BTreeSet::from([VenueKind::Other]),
        services: Vec::new(),
        itinerance: Itinerance::Itinerant,
        hours: None,
        updated: None,
        details: crate::model::VenueDetails::default(),
    };
    Venue {
        record,
        position: stop.position,
        position_origin: PositionOrigin::Given,
        commune_code: commune.map(|commune| commune.code),
        inside: commune.is_some(),
        sessions: Some(stop.sessions.clone()),
    }
}
