//! The commune and the bodies it belongs to.

use geo_types::{Coord, MultiPolygon};
use serde::Serialize;

use super::codes::{CommuneCode, Siren};
use crate::units::People;

/// How well the point that stands for a commune is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointPrecision {
    /// The town hall, from the directory of public services.
    TownHall,
    /// A point inside the boundary: no town hall is known.
    PointOnSurface,
    /// A point taken from elsewhere, as the data's report says.
    Other,
    /// The centre of a grid cell that people live in.
    GridCell,
    /// The same, where the figures of the cell were imputed.
    ImputedCell,
    /// No point at all.
    Unknown,
}

impl PointPrecision {
    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TownHall => "town_hall",
            Self::PointOnSurface => "point_on_surface",
            Self::Other => "other",
            Self::GridCell => "grid_cell",
            Self::ImputedCell => "imputed_cell",
            Self::Unknown => "unknown",
        }
    }
}

/// One current commune.
#[derive(Debug, Clone)]
pub struct Commune {
    /// INSEE code.
    pub code: CommuneCode,
    /// Official name.
    pub name: String,
    /// Département code: two characters, three overseas.
    pub department: String,
    /// Région code.
    pub region: String,
    /// The intermunicipal body, `None` for the few communes without one.
    pub epci: Option<Siren>,
    /// Municipal population (PMUN); `None` when the source has none.
    pub population: Option<u32>,
    /// Where people are taken to live; `None` when no point is known.
    pub chef_lieu: Option<Coord<f64>>,
    /// How well [`Self::chef_lieu`] is known.
    pub point_precision: PointPrecision,
    /// The boundary; `None` when the source has none, or when it was not read.
    pub boundary: Option<MultiPolygon<f64>>,
}

impl Commune {
    /// People counted in this commune; nobody when the population is unknown.
    #[must_use]
    pub fn people(&self) -> People {
        People::whole(self.population.unwrap_or(0))
    }
}

/// A département, an EPCI or a région: a named set of communes.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Official code, without prefix.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Sum of the municipal populations of its communes.
    pub population: u64,
    /// How many communes it has.
    pub communes: u32,
    /// West, south, east, north in degrees; `None` when none of its communes has a place.
    pub bounds: Option<Bounds>,
}

/// A box in degrees, both ends inclusive; it never crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around some positions; `None` when there are none.
    #[must_use]
    pub fn around(positions: impl IntoIterator<Item = Coord<f64>>) -> Option<Self> {
        positions.into_iter().fold(None, |bounds: Option<Self>, p| {
            let here = Self { west: p.x, south: p.y, east: p.x, north: p.y };
            Some(bounds.map_or(here, |b| b.union(here)))
        })
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether a position is inside or on the edge.
    #[must_use]
    pub fn contains(&self, p: Coord<f64>) -> bool {
        (self.west..=self.east).contains(&p.x) && (self.south..=self.north).contains(&p.y)
    }

    /// Whether the boxes share a point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The box grown by a length on each side.
    #[must_use]
    pub fn grown(&self, metres: f64) -> Self {
        // The degree of longitude is shortest at the edge nearest to a pole.
        let lat = if self.north.abs() > self.south.abs() { self.north } else { self.south };
        let plane = crate::geodesy::LocalPlane::at(Coord { x: self.west, y: lat.clamp(-89.0, 89.0) });
        let by = plane.degrees(metres);
        Self {
            west: (self.west - by.x).max(-180.0),
            south: (self.south - by.y).max(-90.0),
            east: (self.east + by.x).min(180.0),
            north: (self.north + by.y).min(90.0),
        }
    }

    /// `[west, south, east, north]`, as in GeoJSON.
    #[must_use]
    pub const fn to_array(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }
}
