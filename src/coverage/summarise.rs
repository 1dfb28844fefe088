//! From a coverage to the figures that a council asks for.

use std::collections::BTreeMap;

use super::access::is_stop;
use super::summary::{
    AccessSummary, BandSummary, BodySummary, CommuneCounts, FragilitySummary, GapTotals, OpenAtSummary,
    ParameterSummary, PeopleCounts, Summary, TerritorySummary, UnreachableSummary, VenueCounts, WorstAccess,
};
use super::{
    Access, Coverage, Distribution, Effects, GapZone, OpeningCounts, by_commune, compare_with_crow_fly,
    dependence_by_venue,
};
use crate::model::{PointPrecision, PositionOrigin};
use crate::territory::{DemandPoint, Territory};
use crate::units::People;

/// Sums up a coverage, its gap zones, and what the tour and the scenario do that it was asked with.
#[must_use]
pub fn summarise(
    territory: &Territory,
    coverage: &Coverage,
    zones: &[GapZone],
    effects: &Effects,
) -> Summary {
    let rows: Vec<(&DemandPoint, &Access)> = territory.demand.iter().zip(&coverage.accesses).collect();
    let people = count_people(&rows);
    Summary {
        territory: TerritorySummary {
            code: territory.code.to_string(),
            kind: territory.code.kind(),
            name: territory.name.clone(),
            communes: territory.communes.len(),
            population: people.total,
            municipal_population: territory.communes.iter().map(crate::model::Commune::people).sum(),
            unknown_population: territory.communes.iter().filter(|c| c.population.is_none()).count(),
            insee: territory.communes.iter().all(|c| c.code.is_insee()),
            cells: territory.demand.iter().filter(|point| point.is_cell()).count(),
            imputed: territory
                .demand
                .iter()
                .filter(|point| point.precision == PointPrecision::ImputedCell)
                .map(|point| point.people)
                .sum(),
            bbox: territory.bounds().map(crate::model::Bounds::to_array),
        },
        parameters: parameters(territory, coverage),
        people,
        communes: count_communes(territory, coverage),
        bands: bands(coverage, &rows, people.total),
        unreachable: UnreachableSummary {
            people: people.unreachable,
            communes: n_communes(rows.iter().filter(|(_, access)| access.nearest.is_err())),
        },
        access: access_times(territory, &rows),
        gaps: GapTotals { zones: zones.len(), people: zones.iter().map(|zone| zone.people).sum() },
        venues: count_venues(territory, coverage),
        open_at: coverage.openings.map(open_at),
        crow_fly: compare_with_crow_fly(territory, coverage),
        fragility: fragility(territory, coverage),
        by_epci: by_body(&rows, |point| {
            let epci = territory.commune_of(point).epci;
            (epci.map(|siren| siren.to_string()).unwrap_or_default(), territory.epci_name(epci).to_owned())
        }),
        by_department: by_body(&rows, |point| {
            let code = territory.commune_of(point).department.clone();
            let name = territory.department_names.get(&code).cloned().unwrap_or_default();
            (code, name)
        }),
        tour: effects.tour.as_ref().map(|effect| effect.summary(territory)),
        scenario: effects.scenario.as_ref().and_then(|effect| effect.summary(territory)),
    }
}

fn parameters(territory: &Territory, coverage: &Coverage) -> ParameterSummary {
    let request = &coverage.request;
    ParameterSummary {
        threshold_min: request.threshold.minutes(),
        bands_min: request.bands.limits().iter().map(|limit| limit.minutes()).collect(),
        travel_model: coverage.model.code.to_owned(),
        estimate: coverage.model.estimate,
        detour: coverage.model.detour,
        speed_kmh: coverage.model.speed_kmh,
        roads: coverage.model.roads.clone(),
        buffer_km: territory.buffer_m / 1000.0,
        kinds: request.filters.kinds.iter().map(ToString::to_string).collect(),
        services: request.filters.services.clone(),
        open_at: request.filters.open_at.map(|open_at| open_at.moment),
        hours_unknown: request.filters.open_at.map(|open_at| open_at.hours_unknown),
    }
}

const fn open_at(counts: OpeningCounts) -> OpenAtSummary {
    OpenAtSummary {
        venues_open: counts.open,
        venues_open_some_weeks: counts.some_weeks,
        venues_closed: counts.closed,
        venues_without_hours: counts.unknown,
        stops_open: counts.stops_open,
        stops_closed: counts.stops_closed,
    }
}

fn count_people(rows: &[(&DemandPoint, &Access)]) -> PeopleCounts {
    let sum = |wanted: &dyn Fn(&Access) -> bool| -> People {
        rows.iter().filter(|(_, access)| wanted(access)).map(|(point, _)| point.people).sum()
    };
    PeopleCounts {
        total: sum(&|_| true),
        covered: sum(&|access| access.covered),
        uncovered: sum(&|access| !access.covered && access.nearest.is_ok()),
        unreachable: sum(&|access| access.nearest.is_err()),
        near_threshold: sum(&|access| access.near_threshold),
        covered_only_from_outside: sum(&|access| access.covered_only_from_outside),
    }
}

fn count_communes(territory: &Territory, coverage: &Coverage) -> CommuneCounts {
    let mut communes = CommuneCounts { total: territory.communes.len(), ..CommuneCounts::default() };
    for access in by_commune(territory, coverage) {
        if access.duration.is_none() || access.people_unreachable > People::ZERO {
            communes.unreachable += 1;
        } else if access.covered {
            communes.covered += 1;
        } else {
            communes.uncovered += 1;
        }
    }
    communes
}

/// How many communes demand points are of; those of one commune follow each other.
fn n_communes<'a>(rows: impl Iterator<Item = &'a (&'a DemandPoint, &'a Access)>) -> usize {
    let mut last = None;
    rows.filter(|(point, _)| last.replace(point.commune) != Some(point.commune)).count()
}

fn bands(coverage: &Coverage, rows: &[(&DemandPoint, &Access)], total: People) -> Vec<BandSummary> {
    let bands = &coverage.request.bands;
    (0..bands.count())
        .map(|band| {
            let inside = || rows.iter().filter(move |(_, access)| access.band == Some(band));
            let people: People = inside().map(|(point, _)| point.people).sum();
            let (from_min, to_min) = bands.range_minutes(band);
            BandSummary {
                label: bands.label(band),
                from_min,
                to_min,
                people,
                communes: n_communes(inside()),
                share: people.share_of(total),
            }
        })
        .collect()
}

fn access_times(territory: &Territory, rows: &[(&DemandPoint, &Access)]) -> AccessSummary {
    let times: Distribution =
        rows.iter().filter_map(|(point, access)| Some((access.duration()?, point.people))).collect();
    // `rev`: of equals, the first by code.
    let worst = rows
        .iter()
        .rev()
        .filter_map(|(point, access)| Some((access.duration()?, *point)))
        .max_by_key(|w| w.0);
    AccessSummary {
        mean_s: times.mean(),
        median_s: times.median(),
        p90_s: times.percentile(90),
        worst: worst.map(|(duration_s, point)| {
            let commune = territory.commune_of(point);
            WorstAccess { code: commune.code.to_string(), name: commune.name.clone(), duration_s }
        }),
    }
}

fn count_venues(territory: &Territory, coverage: &Coverage) -> VenueCounts {
    // Stops of a tour are told apart, in what the tour changes.
    let counted = coverage.considered.iter().map(|v| &territory.venues[*v]);
    let considered = || counted.clone().filter(|venue| !is_stop(venue));
    let inside = considered().filter(|venue| venue.inside).count();
    VenueCounts {
        considered: considered().count(),
        inside,
        outside: considered().filter(|venue| !venue.inside).count(),
        filtered_out: coverage.filtered_out,
        itinerant_not_counted: coverage.itinerant_not_counted,
        beyond: territory.venues_beyond,
        placed_at_chef_lieu: considered()
            .filter(|venue| venue.position_origin == PositionOrigin::ChefLieu)
            .count(),
    }
}

fn fragility(territory: &Territory, coverage: &Coverage) -> Vec<FragilitySummary> {
    let mut fragile: Vec<FragilitySummary> = territory
        .venues
        .iter()
        .zip(dependence_by_venue(territory, coverage))
        .filter(|(_, dependence)| dependence.communes_fragile > 0)
        .map(|(venue, dependence)| FragilitySummary {
            venue_id: venue.id().to_owned(),
            venue: venue.name().to_owned(),
            people: dependence.people_fragile,
            communes: dependence.communes_fragile,
        })
        .collect();
    fragile.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.venue_id.cmp(&b.venue_id)));
    fragile
}

fn by_body(
    rows: &[(&DemandPoint, &Access)],
    body_of: impl Fn(&DemandPoint) -> (String, String),
) -> Vec<BodySummary> {
    let mut groups: BTreeMap<(String, String), Vec<(&DemandPoint, &Access)>> = BTreeMap::new();
    for row in rows {
        groups.entry(body_of(row.0)).or_default().push(*row);
    }
    groups
        .into_iter()
        .map(|((code, name), rows)| {
            let people = count_people(&rows);
            let times: Distribution =
                rows.iter().filter_map(|(point, access)| Some((access.duration()?, point.people))).collect();
            BodySummary {
                code,
                name,
                population: people.total,
                communes: n_communes(rows.iter()),
                covered: people.covered,
                uncovered: people.uncovered,
                unreachable: people.unreachable,
                mean_s: times.mean(),
                median_s: times.median(),
                p90_s: times.percentile(90),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::toy::{row_of_six, territory, venue};
    use crate::coverage::{Request, assess, gap_zones};
    use crate::model::Venue;
    use crate::travel::CrowFly;
    use crate::units::Seconds;
    use geo_types::coord;
    use proptest::prelude::*;

    fn summary_with(venues: Vec<Venue>) -> Summary {
        let land = territory(row_of_six(), venues);
        let coverage = assess(&land, &CrowFly::default(), &Request::default());
        let zones = gap_zones(&land, &coverage, &CrowFly::default());
        summarise(&land, &coverage, &zones, &Effects::default())
    }

    #[test]
    fn a_council_gets_its_figures() {
        let summary = summary_with(vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
        assert_eq!(summary.people.total, People::whole(63));
        assert_eq!(summary.people.covered, People::whole(3));
        assert_eq!(summary.people.uncovered, People::whole(60));
        assert_eq!(summary.communes.uncovered, 4);
        assert_eq!(summary.gaps.people, People::whole(60));
        assert_eq!(summary.access.worst.map(|worst| worst.code), Some("48006".to_owned()));
        assert_eq!(summary.by_department[0].covered, People::whole(3));
    }

    #[test]
    fn what_falls_when_a_venue_closes_is_known_before_it_does() {
        let venues = vec![venue("a", coord! { x: 3.05, y: 44.05 }), venue("b", coord! { x: 3.15, y: 44.05 })];
        let fragile: Vec<_> =
            summary_with(venues).fragility.into_iter().map(|f| (f.venue_id, f.people)).collect();
        // The third commune is 12.5 min from b and 25 from a: nothing else saves it.
        assert_eq!(fragile, [("b".to_owned(), People::whole(4))]);
    }

    #[test]
    fn without_venues_everybody_is_unreachable_and_nothing_is_averaged() {
        let summary = summary_with(Vec::new());
        assert_eq!(summary.people.unreachable, People::whole(63));
        assert_eq!((summary.access.mean_s, summary.gaps.zones), (None, 1));
    }

    proptest! {
        #[test]
        fn people_in_bands_and_unreachable_people_are_the_population(
            venues in proptest::collection::vec((2.0..4.5f64, 43.5..45.0f64), 0..5),
        ) {
            let placed = venues.iter().enumerate().map(|(i, (x, y))| venue(&i.to_string(), coord! { x: *x, y: *y }));
            let s = summary_with(placed.collect());
            let in_bands: People = s.bands.iter().map(|band| band.people).sum();
            prop_assert_eq!(in_bands + s.unreachable.people, s.people.total);
            prop_assert_eq!(s.people.covered + s.people.uncovered + s.people.unreachable, s.people.total);
            prop_assert_eq!(s.gaps.people, s.people.uncovered + s.people.unreachable);
        }

        #[test]
        fn closing_a_venue_loses_exactly_the_people_it_was_said_to_hold(
            venues in proptest::collection::vec((2.9..3.7f64, 43.95..44.2f64), 1..5),
        ) {
            let placed: Vec<Venue> =
                venues.iter().enumerate().map(|(i, (x, y))| venue(&i.to_string(), coord! { x: *x, y: *y })).collect();
            let before = summary_with(placed.clone());
            for closed in &placed {
                let rest = placed.iter().filter(|v| v.id() != closed.id()).cloned().collect();
                let after = summary_with(rest);
                let said = before.fragility.iter().find(|f| f.venue_id == closed.id()).map_or(People::ZERO, |f| f.people);
                prop_assert_eq!(before.people.covered, after.people.covered + said);
            }
        }

        #[test]
        fn a_longer_threshold_never_covers_fewer(minutes in 1u32..100) {
            let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
            let covered = |minutes: u32| {
                let request = Request { threshold: Seconds::from_minutes(minutes), ..Request::default() };
                assess(&land, &CrowFly::default(), &request).accesses.iter().filter(|a| a.covered).count()
            };
            prop_assert!(covered(minutes) <= covered(minutes + 1));
        }
    }
}
