//! Small territories for tests: square communes of 0.1° in a row or a grid, the chef-lieu in the
//! middle.

use std::collections::{BTreeMap, BTreeSet};

use geo_types::{Coord, MultiPolygon, Rect, coord};

use crate::model::{
    Commune, Itinerance, PointPrecision, PositionOrigin, TerritoryCode, Venue, VenueKind, VenueRecord,
};
use crate::territory::{Territory, TerritoryParts};

/// South-west corner of the first commune.
const CORNER: Coord<f64> = Coord { x: 3.0, y: 44.0 };
/// Side of a commune, degrees.
const SIDE: f64 = 0.1;

/// The commune of département 48 at a column and a row of the grid.
pub(crate) fn commune(number: u32, column: i32, row: i32, population: u32) -> Commune {
    // Rounded, so that neighbours share their corners exactly.
    let rounded = |v: f64| (v * 1e6).round() / 1e6;
    let low = coord! { x: rounded(CORNER.x + SIDE * f64::from(column)), y: rounded(CORNER.y + SIDE * f64::from(row)) };
    let high = coord! { x: rounded(low.x + SIDE), y: rounded(low.y + SIDE) };
    let middle = coord! { x: rounded(low.x + SIDE / 2.0), y: rounded(low.y + SIDE / 2.0) };
    Commune {
        code: format!("48{number:03}").parse().unwrap(),
        name: format!("Commune {number}"),
        department: "48".to_owned(),
        region: "76".to_owned(),
        epci: None,
        population: Some(population),
        chef_lieu: Some(middle),
        point_precision: PointPrecision::TownHall,
        boundary: Some(MultiPolygon(vec![Rect::new(low, high).to_polygon()])),
    }
}

/// A fixed France Services.
pub(crate) fn venue(id: &str, position: Coord<f64>) -> Venue {
    let record = VenueRecord {
        file: "toy.csv".to_owned(),
        line: 2,
        id: id.to_owned(),
        name: format!("Lieu {id}"),
        commune_code: None,
        commune: None,
        position: Some(position),
        kinds: BTreeSet::from([VenueKind::FranceServices]),
        services: Vec::new(),
        itinerance: Itinerance::Fixed,
        hours: None,
        updated: None,
        details: crate::model::VenueDetails::default(),
    };
    Venue {
        record,
        position,
        position_origin: PositionOrigin::Given,
        commune_code: None,
        inside: false,
        sessions: None,
    }
}

/// Département 48 made of these communes, with these venues and a buffer of 30 km.
pub(crate) fn territory(communes: Vec<Commune>, venues: Vec<Venue>) -> Territory {
    Territory::assemble(TerritoryParts {
        code: TerritoryCode::Department("48".to_owned()),
        name: "Lozère".to_owned(),
        communes,
        venues,
        buffer_m: 30_000.0,
        epci_names: BTreeMap::new(),
        department_names: BTreeMap::new(),
    })
}

/// Six communes in a row from west to east, worth 1, 2, 4, 8, 16 and 32 people, so that a sum
/// names who was counted.
pub(crate) fn row_of_six() -> Vec<Commune> {
    (0..6).map(|i| commune(i + 1, i32::try_from(i).unwrap(), 0, 1 << i)).collect()
}
