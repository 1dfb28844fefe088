//! A coverage as layers and tables.

use geo_types::Coord;

use super::record::{Feature, Layer, Shape};
use super::records::{AccessRecord, CoverageRow, GapRecord, SurroundingRecord, VenueRow};
use crate::coverage::{Access, Coverage, GapZone, dependence_by_venue};
use crate::model::Itinerance;
use crate::territory::{DemandPoint, Territory};

/// The band of a point that reaches no venue.
const UNREACHABLE: &str = "unreachable";

/// The coverage table, one row per demand point by code, each with its commune's boundary.
#[must_use]
pub fn coverage_table(territory: &Territory, coverage: &Coverage) -> Layer<CoverageRow> {
    let features = rows(territory, coverage)
        .map(|(point, access)| Feature {
            record: coverage_row(territory, coverage, point, access),
            shape: boundary_of(territory, point),
        })
        .collect();
    Layer { name: "coverage", areas: true, features }
}

/// Communes with their access, as areas.
#[must_use]
pub fn communes_layer(territory: &Territory, coverage: &Coverage) -> Layer<AccessRecord> {
    let features = rows(territory, coverage)
        .map(|(point, access)| Feature {
            record: access_record(territory, coverage, point, access),
            shape: boundary_of(territory, point),
        })
        .collect();
    Layer { name: "communes", areas: true, features }
}

/// Demand points with their access, as points.
#[must_use]
pub fn demand_layer(territory: &Territory, coverage: &Coverage) -> Layer<AccessRecord> {
    let features = rows(territory, coverage)
        .map(|(point, access)| Feature {
            record: access_record(territory, coverage, point, access),
            shape: point.position.map_or(Shape::None, Shape::Point),
        })
        .collect();
    Layer { name: "demand", areas: false, features }
}

/// Venues inside the territory and in its surroundings, as points.
#[must_use]
pub fn venues_layer(territory: &Territory, coverage: &Coverage) -> Layer<VenueRow> {
    let features = territory
        .venues
        .iter()
        .zip(dependence_by_venue(territory, coverage))
        .enumerate()
        .map(|(i, (venue, dependence))| {
            let record = &venue.record;
            Feature {
                record: VenueRow {
                    id: record.id.clone(),
                    name: record.name.clone(),
                    commune_code: venue.commune_code.map(|code| code.to_string()),
                    commune: record.commune.clone(),
                    kind: venue.main_kind().to_string(),
                    kinds: record.kinds.iter().map(ToString::to_string).collect(),
                    services: record.services.clone(),
                    hours: record.hours.clone(),
                    itinerant: record.itinerance == Itinerance::Itinerant,
                    considered: coverage.considered.binary_search(&i).is_ok(),
                    position: venue.position_origin.as_str().to_owned(),
                    inside: venue.inside,
                    updated: record.updated.clone(),
                    people_nearest: dependence.people_nearest,
                    people_fragile: dependence.people_fragile,
                    sessions: venue.sessions.as_ref().map(Vec::len),
                },
                shape: Shape::Point(venue.position),
            }
        })
        .collect();
    Layer { name: "venues", areas: false, features }
}

/// Gap zones, as areas.
#[must_use]
pub fn gaps_layer(territory: &Territory, coverage: &Coverage, zones: &[GapZone]) -> Layer<GapRecord> {
    let features = zones
        .iter()
        .enumerate()
        .map(|(i, zone)| Feature {
            record: gap_record(territory, coverage, i + 1, zone),
            shape: if zone.outline.0.is_empty() { Shape::None } else { Shape::Area(zone.outline.clone()) },
        })
        .collect();
    Layer { name: "gaps", areas: true, features }
}

/// Neighbouring communes, as areas, for context.
#[must_use]
pub fn surroundings_layer(territory: &Territory) -> Layer<SurroundingRecord> {
    let features = territory
        .surroundings
        .iter()
        .map(|commune| Feature {
            record: SurroundingRecord { code: commune.code.to_string(), name: commune.name.clone() },
            shape: commune.boundary.clone().map_or(Shape::None, Shape::Area),
        })
        .collect();
    Layer { name: "surroundings", areas: true, features }
}

fn rows<'a>(
    territory: &'a Territory,
    coverage: &'a Coverage,
) -> impl Iterator<Item = (&'a DemandPoint, &'a Access)> {
    territory.demand.iter().zip(&coverage.accesses)
}

fn boundary_of(territory: &Territory, point: &DemandPoint) -> Shape {
    territory.commune_of(point).boundary.clone().map_or(Shape::None, Shape::Area)
}

fn band_label(coverage: &Coverage, access: &Access) -> String {
    access.band.map_or_else(|| UNREACHABLE.to_owned(), |band| coverage.request.bands.label(band))
}

fn reason(access: &Access) -> Option<String> {
    access.nearest.as_ref().err().map(ToString::to_string)
}

fn lon(position: Option<Coord<f64>>) -> Option<f64> {
    position.map(|p| p.x)
}

fn lat(position: Option<Coord<f64>>) -> Option<f64> {
    position.map(|p| p.y)
}

fn coverage_row(
    territory: &Territory,
    coverage: &Coverage,
    point: &DemandPoint,
    access: &Access,
) -> CoverageRow {
    let commune = territory.commune_of(point);
    let first = access.nearest.as_ref().ok().map(|nearest| nearest.first);
    let second = access.nearest.as_ref().ok().and_then(|nearest| nearest.second);
    let venue = |reached: &crate::travel::Reached| &territory.venues[reached.destination];
    CoverageRow {
        code_insee: point.id.clone(),
        commune: commune.name.clone(),
        epci: commune.epci.map(|siren| siren.to_string()),
        population: point.people,
        lon: lon(point.position),
        lat: lat(point.position),
        venue_id: first.as_ref().map(|r| venue(r).id().to_owned()),
        venue: first.as_ref().map(|r| venue(r).name().to_owned()),
        straight_line_m: first.map(|r| r.leg.straight_line),
        distance_m: first.map(|r| r.leg.distance),
        duration_s: first.map(|r| r.leg.duration),
        band: band_label(coverage, access),
        covered: access.covered,
        reason: reason(access),
        second_venue_id: second.as_ref().map(|r| venue(r).id().to_owned()),
        second_venue: second.as_ref().map(|r| venue(r).name().to_owned()),
        second_straight_line_m: second.map(|r| r.leg.straight_line),
        second_distance_m: second.map(|r| r.leg.distance),
        second_duration_s: second.map(|r| r.leg.duration),
        near_threshold: access.near_threshold,
        covered_only_from_outside: access.covered_only_from_outside,
        epci_name: territory.epci_name(commune.epci).to_owned(),
        department: commune.department.clone(),
        point_precision: point.precision.as_str().to_owned(),
    }
}

/// The same facts under the map's names: read from the table's row, so that both always agree.
fn access_record(
    territory: &Territory,
    coverage: &Coverage,
    point: &DemandPoint,
    access: &Access,
) -> AccessRecord {
    let row = coverage_row(territory, coverage, point, access);
    AccessRecord {
        code: row.code_insee,
        name: row.commune,
        epci: row.epci,
        epci_name: row.epci_name,
        department: row.department,
        population: row.population,
        lon: row.lon,
        lat: row.lat,
        duration_s: row.duration_s,
        distance_m: row.distance_m,
        straight_line_m: row.straight_line_m,
        venue_id: row.venue_id,
        venue: row.venue,
        second_venue_id: row.second_venue_id,
        second_venue: row.second_venue,
        second_duration_s: row.second_duration_s,
        band: access.band,
        band_label: row.band,
        covered: row.covered,
        near_threshold: row.near_threshold,
        covered_only_from_outside: row.covered_only_from_outside,
        reason_code: access.nearest.as_ref().err().map(|unreached| unreached.code().to_owned()),
        reason: row.reason,
        point_precision: row.point_precision,
    }
}

fn gap_record(territory: &Territory, coverage: &Coverage, number: usize, zone: &GapZone) -> GapRecord {
    let communes = || zone.communes.iter().map(|c| &territory.communes[*c]);
    let worst = territory.commune_of(&territory.demand[zone.worst]);
    let best = zone.best.map(|best| &territory.demand[best.point]);
    let best_commune = best.map(|point| territory.commune_of(point));
    // Two decimals of a minute are as much as anybody reads.
    let hundredths = |value: f64| (value * 100.0).round() / 100.0;
    GapRecord {
        zone: number,
        population: zone.people,
        communes: zone.communes.len(),
        codes: communes().map(|commune| commune.code.to_string()).collect(),
        names: communes().map(|commune| commune.name.clone()).collect(),
        worst_code: worst.code.to_string(),
        worst_name: worst.name.clone(),
        worst_duration_s: coverage.accesses[zone.worst].duration(),
        best_code: best_commune.map(|commune| commune.code.to_string()),
        best_name: best_commune.map(|commune| commune.name.clone()),
        best_lon: lon(best.and_then(|point| point.position)),
        best_lat: lat(best.and_then(|point| point.position)),
        newly_covered: zone.best.map(|best| best.newly_covered),
        saved_person_minutes: zone.best.map(|best| hundredths(best.saved_person_minutes)),
        saved_mean_min: zone.best.and_then(|best| best.saved_mean_minutes).map(hundredths),
        best_exact: zone.best.map(|best| best.exact),
    }
}
