//! The territory a question is about.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use geo_types::Coord;
use serde::{Deserialize, Serialize};

use super::{CommuneIndex, ScenarioHere, TourHere};
use crate::geodesy::geodesic_metres;
use crate::model::{Bounds, Commune, GridCell, PointPrecision, Siren, TerritoryCode, Venue};
use crate::units::People;

/// A point with people.
#[derive(Debug, Clone)]
pub struct DemandPoint {
    /// Identifier, unique in the territory: the commune's code for a chef-lieu, that of the cell for a grid cell.
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

impl DemandPoint {
    /// Whether it is a cell of a grid.
    #[must_use]
    pub const fn is_cell(&self) -> bool {
        matches!(self.precision, PointPrecision::GridCell | PointPrecision::ImputedCell)
    }
}

/// On which side of an indicator people are fragile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FragileWhen {
    /// Where it is high: a fragility index, a share of people without a diploma.
    High,
    /// Where it is low: a median income.
    Low,
}

impl FragileWhen {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// A figure of communes that somebody brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name, unique in the territory.
    pub name: Arc<str>,
    /// The unit of its figures, where somebody said.
    pub unit: Option<String>,
    /// The year that they stand for, where somebody said.
    pub year: Option<String>,
    /// On which side it tells of fragile people, where somebody said that it does.
    pub fragile: Option<FragileWhen>,
    /// One for each of [`Territory::communes`], in that order; `None` where there is no figure.
    pub by_commune: Vec<Option<f64>>,
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
    /// Its demand points, by commune and then by identifier: at least one a commune.
    pub demand: Vec<DemandPoint>,
    /// Indicators of its communes.
    pub indicators: Vec<Indicator>,
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
    /// The changes to its venues that it is asked with, where there are some.
    pub scenario: Option<ScenarioHere>,
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
            // Where no commune at all has a boundary, as when places stand for communes, their points are what there is.
            let is_bare = own.iter().chain(&others).all(|commune| commune.boundary.is_none());
            let points: Vec<_> = own.iter().filter(|_| is_bare).filter_map(|c| c.chef_lieu).collect();
            let is_near = |p| {
                own_index.is_within(p, buffer_m)
                    || points.iter().any(|own| geodesic_metres(*own, p) <= buffer_m)
            };
            let is_whole = is_bare && code == TerritoryCode::France;
            let surroundings = others
                .iter()
                .filter(|c| c.chef_lieu.is_some_and(is_near))
                .map(|c| c.code)
                .collect::<Vec<_>>();
            let mut beyond = 0;
            let mut kept = Vec::with_capacity(venues.len());
            for mut venue in venues {
                let declared_here = || venue.commune_code.is_some_and(|c| own_index.by_code(c).is_some());
                venue.inside = own_index.at(venue.position).is_some()
                    || (declared_here() && other_index.at(venue.position).is_none());
                let is_near = is_near(venue.position);
                venue.inside |= is_whole && is_near;
                if venue.inside || is_near {
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
            indicators: Vec::new(),
            venues: kept,
            venues_beyond: beyond,
            buffer_m,
            epci_names,
            department_names,
            tour: None,
            scenario: None,
        }
    }

    /// Counts people at the cells of a grid, by place of their commune in [`Self::communes`]. A commune without any cell
    /// keeps its chef-lieu with its municipal population.
    pub fn count_at_cells(&mut self, cells: &BTreeMap<usize, Vec<GridCell>>) {
        let mut demand = Vec::with_capacity(cells.values().map(Vec::len).sum());
        for (place, commune) in self.communes.iter().enumerate() {
            match cells.get(&place).filter(|cells| !cells.is_empty()) {
                Some(cells) => demand.extend(cells.iter().map(|cell| cell_demand(place, cell))),
                None => demand.push(chef_lieu_demand(place, commune)),
            }
        }
        self.demand = demand;
    }

    /// The demand points of each commune, as ranges of [`Self::demand`], in the order of [`Self::communes`].
    #[must_use]
    pub fn demand_by_commune(&self) -> Vec<Range<usize>> {
        let mut ranges = vec![0..0; self.communes.len()];
        for (i, point) in self.demand.iter().enumerate() {
            let range = &mut ranges[point.commune];
            *range = if range.end == 0 { i..i + 1 } else { range.start..i + 1 };
        }
        ranges
    }

    /// Whether people are counted at the cells of a grid, at least in one commune.
    #[must_use]
    pub fn has_cells(&self) -> bool {
        self.demand.iter().any(DemandPoint::is_cell)
    }

    /// The indicator of a name.
    #[must_use]
    pub fn indicator(&self, name: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| &*indicator.name == name)
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

fn cell_demand(index: usize, cell: &GridCell) -> DemandPoint {
    DemandPoint {
        id: cell.id.to_string(),
        commune: index,
        position: Some(cell.position),
        precision: if cell.is_imputed { PointPrecision::ImputedCell } else { PointPrecision::GridCell },
        people: cell.people,
    }
}
