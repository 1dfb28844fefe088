//! A coverage as layers and tables.

use std::sync::Arc;

use geo_types::Coord;

use super::record::{Feature, Layer, NamedNumber, Record as _, Shape};
use super::records::{AccessRecord, BoundaryRecord, CoverageRow, GapRecord, SurroundingRecord, VenueRow};
use crate::coverage::{Access, CommuneAccess, Coverage, GapZone, by_commune, dependence_by_venue};
use crate::model::{Commune, Itinerance};
use crate::territory::{DemandPoint, Indicator, Territory};

/// The band of a point that reaches no venue.
const UNREACHABLE: &str = "unreachable";

/// The coverage table, one row per commune by code, each with its boundary.
#[must_use]
pub fn coverage_table(territory: &Territory, coverage: &Coverage) -> Layer<CoverageRow> {
    let features = communes(territory, coverage).map(|(commune, access, row)| Feature {
        record: CoverageRow { numbers: numbers(territory, coverage, commune, &access), ..row },
        shape: boundary_of(territory, commune),
    });
    Layer { name: "coverage", areas: true, features: features.collect() }
}

/// Communes with their access, as areas.
#[must_use]
pub fn communes_layer(territory: &Territory, coverage: &Coverage) -> Layer<AccessRecord> {
    let features = communes(territory, coverage).map(|(commune, access, row)| {
        let point = (&territory.communes[commune], &coverage.accesses[access.main]);
        let numbers = numbers(territory, coverage, commune, &access);
        Feature {
            record: AccessRecord { numbers, ..access_record(point, access.band, row) },
            shape: boundary_of(territory, commune),
        }
    });
    Layer { name: "communes", areas: true, features: features.collect() }
}

/// Demand points with their access, as points.
#[must_use]
pub fn demand_layer(territory: &Territory, coverage: &Coverage) -> Layer<AccessRecord> {
    let features = rows(territory, coverage)
        .map(|(point, access)| Feature {
            record: access_record(
                (territory.commune_of(point), access),
                access.band,
                coverage_row(territory, coverage, point, access),
            ),
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
                    lon: venue.position.x,
                    lat: venue.position.y,
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

/// The boundaries of communes, whatever is asked about them.
#[must_use]
pub fn boundaries_layer(territory: &Territory) -> Layer<BoundaryRecord> {
    let features = territory.communes.iter().enumerate().map(|(i, commune)| Feature {
        record: BoundaryRecord { code: commune.code.to_string() },
        shape: boundary_of(territory, i),
    });
    Layer { name: "communes", areas: true, features: features.collect() }
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

/// Communes with their access and its row, by code.
fn communes<'a>(
    territory: &'a Territory,
    coverage: &'a Coverage,
) -> impl Iterator<Item = (usize, CommuneAccess, CoverageRow)> + 'a {
    by_commune(territory, coverage).into_iter().enumerate().map(|(i, access)| {
        let row = commune_row(territory, coverage, i, &access);
        (i, access, row)
    })
}

/// The row of a commune: that of the point that stands for it, with the figures of all its points.
fn commune_row(
    territory: &Territory,
    coverage: &Coverage,
    commune: usize,
    access: &CommuneAccess,
) -> CoverageRow {
    let (point, main) = (&territory.demand[access.main], &coverage.accesses[access.main]);
    let commune = &territory.communes[commune];
    let position = commune.chef_lieu.or(point.position);
    let bands = &coverage.request.bands;
    CoverageRow {
        code_insee: commune.code.to_string(),
        population: access.people,
        lon: lon(position),
        lat: lat(position),
        straight_line_m: access.straight_line,
        distance_m: access.distance,
        duration_s: access.duration,
        band: access.band.map_or_else(|| UNREACHABLE.to_owned(), |band| bands.label(band)),
        covered: access.covered,
        second_straight_line_m: access.second_straight_line,
        second_distance_m: access.second_distance,
        second_duration_s: access.second_duration,
        near_threshold: access.near_threshold,
        covered_only_from_outside: access.covered_only_from_outside,
        ..coverage_row(territory, coverage, point, main)
    }
}

/// What layers call the number of cells of a commune, and what the names of its people by time begin with.
const POINTS: &str = "points";
const PEOPLE: &str = "people ";

/// Whether a name, in small letters, is one that layers of communes add where people are counted at grid cells: `points`,
/// `people covered`, `people unreachable`, and `people` with a band, whatever the bands will be.
fn is_number_of_cells(name: &str) -> bool {
    name == POINTS || name.starts_with(PEOPLE)
}

/// Whether a name is one of a column that layers of communes have by themselves, capitals apart: an indicator needs
/// another.
#[must_use]
pub fn is_column_of_communes(name: &str) -> bool {
    let name = name.to_lowercase();
    let columns = AccessRecord::columns().into_iter().chain(CoverageRow::columns());
    is_number_of_cells(&name) || columns.map(|column| column.name.to_lowercase()).any(|column| column == name)
}

/// What a commune has besides: its indicators; then, where people are counted at grid cells, how many of them are how
/// near.
fn numbers(
    territory: &Territory,
    coverage: &Coverage,
    commune: usize,
    access: &CommuneAccess,
) -> Vec<NamedNumber> {
    let of_commune = |indicator: &Indicator| {
        (Arc::clone(&indicator.name), indicator.by_commune.get(commune).copied().flatten())
    };
    let mut numbers: Vec<NamedNumber> = territory.indicators.iter().map(of_commune).collect();
    if territory.has_cells() {
        #[expect(clippy::cast_precision_loss, reason = "at most a few million")]
        numbers.push((POINTS.into(), Some(access.points as f64)));
        let bands = &coverage.request.bands;
        let by_band = access.people_by_band.iter().enumerate();
        let by_band = by_band.map(|(band, people)| (format!("{PEOPLE}{}", bands.label(band)), *people));
        let own = [(format!("{PEOPLE}covered"), access.people_covered)].into_iter();
        let last = [(format!("{PEOPLE}unreachable"), access.people_unreachable)];
        numbers
            .extend(own.chain(by_band).chain(last).map(|(name, people)| (name.into(), Some(people.value()))));
    }
    numbers
}

fn boundary_of(territory: &Territory, commune: usize) -> Shape {
    territory.communes[commune].boundary.clone().map_or(Shape::None, Shape::Area)
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
        numbers: Vec::new(),
    }
}

/// The same facts under the map's names: read from the table's row, so that both always agree.
fn access_record(
    (commune, access): (&Commune, &Access),
    band: Option<usize>,
    row: CoverageRow,
) -> AccessRecord {
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
        band,
        band_label: row.band,
        covered: row.covered,
        near_threshold: row.near_threshold,
        covered_only_from_outside: row.covered_only_from_outside,
        reason_code: access.nearest.as_ref().err().map(|unreached| unreached.code().to_owned()),
        reason: row.reason,
        point_precision: row.point_precision,
        commune_code: commune.code.to_string(),
        numbers: Vec::new(),
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
