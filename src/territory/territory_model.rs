//! The territory a question is about.

use std::collections::BTreeMap;

use geo_types::Coord;

use super::{CommuneIndex, TourHere};
use crate::model::{Bounds, Commune, PointPrecision, Siren, TerritoryCode, Venue};
use crate::units::People;

/// A point with people.
#[derive(Debug, Clone)]
pub struct DemandPoint {
    /// Identifier, unique in the territory: the commune's code for a chef-lieu.
    pub id: String,
    /// Place of its commune in [`Territory::communes`].
    pub commune: usize,
    /// Longitude and latitude; `None` when unknown, the people still count.
    pub position: Option<Coord<f64>>,
    /// How well [`Self::position`] is known.
    pub precision: PointPrecision,
    /// People who live there.
    pub people: People,
}

/// What a territory is assembled from.
#[derive(Debug)]
pub struct TerritoryParts {
    /// The name the user gave.
    pub code: TerritoryCode,
    /// Its official name.
    pub name: String,
    /// Communes read around it, in any order; the territory takes its own and its neighbours.
    pub communes: Vec<Commune>,
    /// Venues, placed, in any order; the territory takes those inside and in the surroundings.
    pub venues: Vec<Venue>,
    /// How far the surroundings reach beyond the territory, metres.
    pub buffer_m: f64,
    /// Names of EPCI.
    pub epci_names: BTreeMap<Siren, String>,
    /// Names of départements, by code.
    pub department_names: BTreeMap<String, String>,
}

/// Communes, demand points and venues, validated and ordered: the same parts give the same
/// territory, whatever their order.
#[derive(Debug, Clone)]
pub struct Territory {
    /// The name the user gave.
    pub code: TerritoryCode,
    /// Its official name.
    pub name: String,
    /// Its communes, by code.
    pub communes: Vec<Commune>,
    /// Neighbouring communes whose chef-lieu is within the buffer, by code.
    pub surroundings: Vec<Commune>,
    /// Its demand points, by identifier.
    pub demand: Vec<DemandPoint>,
    /// Venues inside and within the buffer, by identifier.
    pub venues: Vec<Venue>,
    /// How many placed venues lay beyond the buffer, and were left out.
    pub venues_beyond: usize,
    /// How far the surroundings reach beyond the territory, metres.
    pub buffer_m: f64,
    /// Names of EPCI.
    pub epci_names: BTreeMap<Siren, String>,
    /// Names of départements, by code.
    pub department_names: BTreeMap<String, String>,
    /// The tour whose stops are among the venues, where one is asked about.
    pub tour: Option<TourHere>,
}

impl Territory {
    /// Sorts the parts into what is inside, what is in the surroundings and what is beyond.
    ///
    /// A venue is inside when it stands within one of the territory's boundaries or, where it
    /// stands in no known boundary at all, when its commune is one of the territory's.
    #[must_use]
    pub fn assemble(parts: TerritoryParts) -> Self {
        let TerritoryParts { code, name, mut communes, venues, buffer_m, epci_names, department_names } =
            parts;
        communes.sort_unstable_by_key(|commune| commune.code);
        communes.dedup_by_key(|commune| commune.code);

        let (own, others): (Vec<_>, Vec<_>) = communes.into_iter().partition(|commune| code.holds(commune));
        let (kept, beyond, surroundings) = {
            let own_index = CommuneIndex::new(&own);
            let other_index = CommuneIndex::new(&others);
            let surroundings = others
                .iter()
                .filter(|c| c.chef_lieu.is_some_and(|p| own_index.is_within(p, buffer_m)))
                .map(|c| c.code)
                .collect::<Vec<_>>();
            let mut beyond = 0;
            let mut kept = Vec::with_capacity(venues.len());
            for mut venue in venues {
                let declared_here = || venue.commune_code.is_some_and(|c| own_index.by_code(c).is_some());
                venue.inside = own_index.at(venue.position).is_some()
                    || (declared_here() && other_index.at(venue.position).is_none());
                if venue.inside || own_index.is_within(venue.position, buffer_m) {
                    kept.push(venue);
                } else {
                    beyond += 1;
                }
            }
            kept.sort_by(|a, b| a.id().cmp(b.id()));
            (kept, beyond, surroundings)
        };
        let surroundings =
            others.into_iter().filter(|c| surroundings.binary_search(&c.code).is_ok()).collect();
        let demand = own.iter().enumerate().map(|(i, commune)| chef_lieu_demand(i, commune)).collect();
        Self {
            code,
            name,
            communes: own,
            surroundings,
            demand,
            venues: kept,
            venues_beyond: beyond,
            buffer_m,
            epci_names,
            department_names,
            tour: None,
        }
    }

    /// Sum of the people of its demand points.
    #[must_use]
    pub fn people(&self) -> People {
        self.demand.iter().map(|point| point.people).sum()
    }

    /// The box around its boundaries and demand points.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        use geo::BoundingRect;
        let boxes = self.communes.iter().filter_map(|c| c.boundary.as_ref()?.bounding_rect());
        let corners = boxes.flat_map(|rect| [rect.min(), rect.max()]);
        Bounds::around(corners.chain(self.demand.iter().filter_map(|point| point.position)))
    }

    /// The commune of a demand point.
    #[must_use]
    pub fn commune_of(&self, point: &DemandPoint) -> &Commune {
        &self.communes[point.commune]
    }

    /// The name of an EPCI, empty when unknown.
    #[must_use]
    pub fn epci_name(&self, siren: Option<Siren>) -> &str {
        siren.and_then(|siren| self.epci_names.get(&siren)).map_or("", String::as_str)
    }
}

fn chef_lieu_demand(index: usize, commune: &Commune) -> DemandPoint {
    DemandPoint {
        id: commune.code.to_string(),
        commune: index,
        position: commune.chef_lieu,
        precision: commune.point_precision,
        people: commune.people(),
    }
}
