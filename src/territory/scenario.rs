//! A territory with changes to its venues.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo_types::Coord;

use super::{CommuneIndex, Territory};
use crate::geodesy::geodesic_metres;
use crate::ingest::hours::Hours;
use crate::model::{
    Commune, Itinerance, PositionOrigin, Scenario, ScenarioError, ScenarioProblem, Venue, VenueChange,
    VenueDetails, VenueRecord,
};

/// The changes that a territory is asked with.
#[derive(Debug, Clone)]
pub struct ScenarioHere {
    /// The changes, in the order of [`Scenario::changes`].
    pub changes: Vec<AppliedChange>,
    /// The venues as they are, without any change and any stop of a tour, by identifier.
    pub before: Arc<Vec<Venue>>,
}

/// A change, with what it changed.
#[derive(Debug, Clone)]
pub struct AppliedChange {
    /// The change.
    pub change: VenueChange,
    /// The venue as it is; `None` for a new one.
    pub before: Option<Venue>,
    /// The venue under all changes; `None` for one that closes.
    pub after: Option<Venue>,
}

impl Territory {
    /// The same territory with changes to its venues. It has no tour yet: [`Territory::with_tour`] comes after.
    ///
    /// # Errors
    /// When a change names a venue that is not here, a place beyond the surroundings, or hours that are not understood.
    pub fn with_scenario(&self, scenario: &Scenario) -> Result<Self, ScenarioError> {
        let index = CommuneIndex::new(&self.communes);
        let before: Vec<Venue> =
            self.venues.iter().filter(|venue| venue.sessions.is_none()).cloned().collect();
        let mut venues: Vec<(Venue, bool)> = before.iter().map(|venue| (venue.clone(), true)).collect();
        let mut ids = Vec::with_capacity(scenario.changes().len());
        let mut opened = 0;
        // New venues stand first, so that what follows may concern them.
        for change in scenario.changes() {
            match change {
                VenueChange::Open { .. } => {
                    let id = Scenario::new_id(opened);
                    opened += 1;
                    let venue = self.opened(&index, &id, change)?;
                    if venues.iter().any(|(other, _)| other.id() == id) {
                        return Err(change.refused(ScenarioProblem::Twice));
                    }
                    venues.push((venue, true));
                    ids.push(id);
                }
                VenueChange::Close { venue }
                | VenueChange::Move { venue, .. }
                | VenueChange::Schedule { venue, .. } => {
                    let found = venues.iter_mut().find(|(other, _)| other.id() == venue);
                    let Some((found, is_open)) = found else {
                        return Err(change.refused(ScenarioProblem::UnknownVenue));
                    };
                    match change {
                        VenueChange::Move { position, .. } => {
                            let (commune, inside) = self.stand(&index, *position, change)?;
                            put(found, *position, commune, inside);
                        }
                        VenueChange::Schedule { hours, .. } => {
                            Hours::read(hours).map_err(|_| change.refused(ScenarioProblem::UnreadHours))?;
                            found.record.hours = Some(hours.clone());
                        }
                        _ => *is_open = false,
                    }
                    ids.push(venue.clone());
                }
            }
        }
        venues.retain(|(_, is_open)| *is_open);
        let mut venues: Vec<Venue> = venues.into_iter().map(|(venue, _)| venue).collect();
        venues.sort_by(|a, b| a.id().cmp(b.id()));
        let find = |venues: &[Venue], id: &str| venues.iter().find(|venue| venue.id() == id).cloned();
        let changes = scenario.changes().iter().zip(ids).map(|(change, id)| AppliedChange {
            change: change.clone(),
            before: find(&before, &id),
            after: find(&venues, &id),
        });
        let here = ScenarioHere { changes: changes.collect(), before: Arc::new(before) };
        let mut territory = self.clone();
        territory.tour = None;
        territory.scenario = Some(here);
        territory.venues = venues;
        Ok(territory)
    }

    fn opened(&self, index: &CommuneIndex, id: &str, change: &VenueChange) -> Result<Venue, ScenarioError> {
        let VenueChange::Open { name, position, kind } = change else {
            return Err(change.refused(ScenarioProblem::Incomplete));
        };
        let (commune, inside) = self.stand(index, *position, change)?;
        let record = VenueRecord {
            file: String::new(),
            line: 0,
            id: id.to_owned(),
            name: name.clone(),
            commune_code: None,
            commune: None,
            position: Some(*position),
            kinds: BTreeSet::from([*kind]),
            services: Vec::new(),
            itinerance: Itinerance::Fixed,
            hours: None,
            updated: None,
            details: VenueDetails::default(),
        };
        let mut venue = Venue {
            record,
            position: *position,
            position_origin: PositionOrigin::Given,
            commune_code: None,
            inside,
            sessions: None,
        };
        put(&mut venue, *position, commune, inside);
        Ok(venue)
    }

    /// The commune of a place and whether it is inside the territory.
    fn stand<'a>(
        &self,
        index: &CommuneIndex<'a>,
        position: Coord<f64>,
        change: &VenueChange,
    ) -> Result<(Option<&'a Commune>, bool), ScenarioError> {
        let commune = index.at(position);
        // Where no commune has a boundary, their points are what there is.
        let is_bare = self.communes.iter().all(|commune| commune.boundary.is_none());
        let by_point = || {
            let mut points = self.communes.iter().filter_map(|commune| commune.chef_lieu);
            is_bare && points.any(|point| geodesic_metres(point, position) <= self.buffer_m)
        };
        if commune.is_some() || index.is_within(position, self.buffer_m) {
            Ok((commune, commune.is_some()))
        } else if by_point() {
            Ok((None, true))
        } else {
            Err(change.refused(ScenarioProblem::Beyond(self.buffer_m / 1000.0)))
        }
    }
}

/// Puts a venue elsewhere. Of its address only the commune is known there.
fn put(venue: &mut Venue, position: Coord<f64>, commune: Option<&Commune>, inside: bool) {
    venue.position = position;
    venue.position_origin = PositionOrigin::Given;
    venue.inside = inside;
    venue.commune_code = commune.map(|commune| commune.code);
    venue.record.position = Some(position);
    venue.record.commune_code = commune.map(|commune| commune.code.to_string());
    venue.record.commune = commune.map(|commune| commune.name.clone());
    venue.record.details.address = None;
    venue.record.details.postcode = None;
}
