//! Which collections there are, what they are called, and where their features are.

use super::super::record::{Column, Record as _};
use super::super::records::{AccessRecord, GapRecord, VenueRow};
use super::stops::PlannedStopRecord;
use crate::calendar::Date;
use crate::dataset::DeclaredIndicator;
use crate::model::Bounds;
use crate::territory::Territory;
use crate::tour::Plan;

/// A collection of features that GIS programs connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CollectionKind {
    /// Communes with their access, as areas.
    Communes,
    /// Demand points with their access.
    Demand,
    /// Venues inside and around.
    Venues,
    /// Gap zones, as areas.
    Gaps,
    /// The stops of a plan; there only where one is named.
    Stops,
}

/// Where the features of a collection are, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CollectionExtent {
    /// The box around them; none where nothing has a place.
    pub bounds: Option<Bounds>,
    /// The first and the last day that they are about; none where they are about none.
    pub days: Option<(Date, Date)>,
}

impl CollectionKind {
    /// Every collection.
    pub const ALL: [Self; 5] = [Self::Communes, Self::Demand, Self::Venues, Self::Gaps, Self::Stops];

    /// Those that are there without any plan.
    pub const WITHOUT_PLAN: [Self; 4] = [Self::Communes, Self::Demand, Self::Venues, Self::Gaps];

    /// Its name in an address, and that of its layer in a tile.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Communes => "communes",
            Self::Demand => "demand",
            Self::Venues => "venues",
            Self::Gaps => "gaps",
            Self::Stops => "stops",
        }
    }

    /// The collection of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Its title in French.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Communes => "Communes et temps d’accès",
            Self::Demand => "Points de population et temps d’accès",
            Self::Venues => "Lieux de médiation numérique",
            Self::Gaps => "Zones non couvertes",
            Self::Stops => "Arrêts de la tournée",
        }
    }

    /// What it is, in French.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Communes => {
                "Les communes du territoire, avec le lieu le plus proche, le temps pour s’y rendre et la classe de ce temps."
            }
            Self::Demand => {
                "Les points où la population est comptée (chefs-lieux), avec les mêmes attributs que les communes."
            }
            Self::Venues => {
                "Les lieux du territoire et de ses environs, avec la population dont ils sont le lieu le plus proche. datetime porte sur leur date de mise à jour."
            }
            Self::Gaps => {
                "Les communes au-delà du seuil, réunies quand elles se touchent, avec le meilleur emplacement d’un nouveau lieu."
            }
            Self::Stops => {
                "Les arrêts de la tournée nommée par plan, avec leurs séances. datetime porte sur les jours des séances."
            }
        }
    }

    /// Whether its shapes are areas; otherwise points.
    #[must_use]
    pub const fn is_of_areas(self) -> bool {
        matches!(self, Self::Communes | Self::Gaps)
    }

    /// Its fields by which rows can be told apart whatever is asked: those that are declared, then the indicators of a
    /// dataset for communes. A collection may have more ([`super::Collection::columns`]).
    #[must_use]
    pub fn columns(self, indicators: &[DeclaredIndicator]) -> Vec<Column> {
        let mut columns = self.declared_columns();
        if self == Self::Communes {
            columns.extend(indicators.iter().map(|indicator| Column::number(indicator.name.clone())));
        }
        columns
    }

    fn declared_columns(self) -> Vec<Column> {
        match self {
            Self::Communes | Self::Demand => AccessRecord::columns(),
            Self::Venues => VenueRow::columns(),
            Self::Gaps => GapRecord::columns(),
            Self::Stops => PlannedStopRecord::columns(),
        }
    }

    /// What the declaration of its row says of each field, as a JSON schema.
    #[must_use]
    pub fn schema(self) -> serde_json::Value {
        use utoipa::PartialSchema as _;
        let schema = match self {
            Self::Communes | Self::Demand => AccessRecord::schema(),
            Self::Venues => VenueRow::schema(),
            Self::Gaps => GapRecord::schema(),
            Self::Stops => PlannedStopRecord::schema(),
        };
        // A schema is made of texts and numbers: it is JSON always.
        serde_json::to_value(schema).unwrap_or_default()
    }

    /// The field that names a row.
    pub(super) const fn identifier(self) -> &'static str {
        match self {
            Self::Communes | Self::Demand => "code",
            Self::Venues | Self::Stops => "id",
            Self::Gaps => "zone",
        }
    }

    /// The field of the days that a row is about, where there is one.
    pub(super) const fn dated(self) -> Option<&'static str> {
        match self {
            Self::Venues => Some("updated"),
            Self::Stops => Some("dates"),
            _ => None,
        }
    }

    /// Where its features are and when, without making it. That of the gap zones is that of the communes, which
    /// hold them.
    #[must_use]
    pub fn extent(self, territory: &Territory, plan: Option<&Plan>) -> CollectionExtent {
        let none = CollectionExtent { bounds: None, days: None };
        match self {
            Self::Communes | Self::Gaps => CollectionExtent { bounds: territory.bounds(), ..none },
            Self::Demand => {
                let positions = territory.demand.iter().filter_map(|point| point.position);
                CollectionExtent { bounds: Bounds::around(positions), ..none }
            }
            Self::Venues => {
                let venues = territory.venues.iter();
                let updated = venues
                    .clone()
                    .filter_map(|venue| venue.record.updated.as_deref().and_then(super::days::leading_date));
                CollectionExtent {
                    bounds: Bounds::around(venues.map(|venue| venue.position)),
                    days: span(updated),
                }
            }
            Self::Stops => plan.map_or(none, |plan| CollectionExtent {
                bounds: Bounds::around(plan.stops.iter().map(|stop| stop.place)),
                days: span(plan.days.iter().filter(|day| !day.visits.is_empty()).map(|day| day.date)),
            }),
        }
    }
}

fn span(days: impl Iterator<Item = Date>) -> Option<(Date, Date)> {
    days.fold(None, |span, day| {
        Some(span.map_or((day, day), |(first, last): (Date, Date)| (first.min(day), last.max(day))))
    })
}
