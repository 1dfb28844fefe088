use super::*;
use crate::coverage::toy::{commune, row_of_six, territory, venue};
use crate::model::{Itinerance, VenueKind};
use crate::travel::CrowFly;
use crate::units::People;
use geo_types::coord;
use proptest::prelude::*;

fn covered(territory: &Territory, coverage: &Coverage) -> People {
    let pairs = territory.demand.iter().zip(&coverage.accesses);
    pairs.filter(|(_, access)| access.covered).map(|(point, _)| point.people).sum()
}

#[test]
fn one_venue_covers_the_communes_around_it() {
    // 0.1° of longitude at 44° is 8.0 km: 12.5 min at a detour of 1.3 and 50 km/h.
    let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert_eq!(covered(&land, &coverage), People::whole(1 + 2));
    assert_eq!(coverage.accesses[0].duration(), Some(Seconds::ZERO));
    assert_eq!(coverage.accesses[5].band, Some(5));
}

#[test]
fn without_venues_nobody_is_covered_and_every_row_says_why() {
    let land = territory(row_of_six(), Vec::new());
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert_eq!(coverage.accesses.len(), 6);
    assert!(coverage.accesses.iter().all(|a| !a.covered && a.nearest == Err(Unreached::NoDestination)));
}

#[test]
fn an_access_of_exactly_the_threshold_is_covered() {
    let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    let first = assess(&land, &CrowFly::default(), &Request::default());
    let threshold = first.accesses[1].duration().unwrap();
    let at = assess(&land, &CrowFly::default(), &Request { threshold, ..Request::default() });
    assert!(at.accesses[1].covered);
    let below = Seconds::from_thousandths(threshold.thousandths() - 1);
    let under = assess(&land, &CrowFly::default(), &Request { threshold: below, ..Request::default() });
    assert!(!under.accesses[1].covered);
    assert!(under.accesses[1].near_threshold);
}

#[test]
fn a_travelling_venue_never_counts_as_a_fixed_one() {
    let mut truck = venue("truck", coord! { x: 3.05, y: 44.05 });
    truck.record.itinerance = Itinerance::Itinerant;
    let land = territory(row_of_six(), vec![truck]);
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert_eq!((coverage.itinerant_not_counted, coverage.considered.len()), (1, 0));
    assert_eq!(covered(&land, &coverage), People::ZERO);
}

#[test]
fn a_filter_on_kinds_leaves_the_other_venues_out() {
    let land = territory(row_of_six(), vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    let mut request = Request::default();
    request.filters.kinds.insert(VenueKind::Library);
    let coverage = assess(&land, &CrowFly::default(), &request);
    assert_eq!((coverage.filtered_out, covered(&land, &coverage)), (1, People::ZERO));
}

#[test]
fn people_covered_from_next_door_are_told_apart() {
    // The venue stands west of the territory: it covers the first commune only.
    let land = territory(row_of_six(), vec![venue("next-door", coord! { x: 2.95, y: 44.05 })]);
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    let only_outside: Vec<bool> = coverage.accesses.iter().map(|a| a.covered_only_from_outside).collect();
    assert_eq!(only_outside, [true, false, false, false, false, false]);

    let both =
        vec![venue("next-door", coord! { x: 2.95, y: 44.05 }), venue("inside", coord! { x: 3.15, y: 44.05 })];
    let coverage = {
        let land = territory(row_of_six(), both);
        assess(&land, &CrowFly::default(), &Request::default())
    };
    assert!(coverage.accesses.iter().all(|a| !a.covered_only_from_outside));
}

#[test]
fn a_commune_without_a_known_point_keeps_its_row_and_its_people() {
    let mut lost = commune(7, 6, 0, 64);
    lost.chef_lieu = None;
    let mut communes = row_of_six();
    communes.push(lost);
    let land = territory(communes, vec![venue("a", coord! { x: 3.05, y: 44.05 })]);
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert_eq!(coverage.accesses[6].nearest, Err(Unreached::NoPosition));
    assert_eq!(land.people(), People::whole(127));
}

proptest! {
    #[test]
    fn a_venue_added_never_worsens_any_access(
        venues in proptest::collection::vec((2.8..3.8f64, 43.9..44.3f64), 0..6),
        added in (2.8..3.8f64, 43.9..44.3f64),
    ) {
        let at = |(i, (x, y)): (usize, &(f64, f64))| venue(&format!("v{i}"), coord! { x: *x, y: *y });
        let few: Vec<_> = venues.iter().enumerate().map(at).collect();
        let mut more = few.clone();
        more.push(venue("added", coord! { x: added.0, y: added.1 }));
        let before = assess(&territory(row_of_six(), few), &CrowFly::default(), &Request::default());
        let after = assess(&territory(row_of_six(), more), &CrowFly::default(), &Request::default());
        for (b, a) in before.accesses.iter().zip(&after.accesses) {
            prop_assert!(!b.covered || a.covered);
            match (b.duration(), a.duration()) {
                (Some(b), Some(a)) => prop_assert!(a <= b),
                (Some(_), None) => prop_assert!(false, "an access was lost"),
                (None, _) => {}
            }
        }
    }
}
