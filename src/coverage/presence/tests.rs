use super::*;
use crate::coverage::toy::{commune, row_of_six, territory, venue};
use crate::coverage::{Filters, Request, assess, effects, gap_zones, summarise};
use crate::model::{Tour, TourStop, Venue, VenueKind};
use crate::travel::CrowFly;
use geo_types::{Coord, coord};
use proptest::prelude::*;

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// Two weeks from a Monday, without a public holiday.
fn fortnight() -> Period {
    Period::new("2027-01-04".parse().unwrap(), "2027-01-17".parse().unwrap()).unwrap()
}

/// The chef-lieu of one of the six communes, from 1; each is 12.5 minutes from the next.
fn chef_lieu(number: i32) -> Coord<f64> {
    coord! { x: 2.95 + 0.1 * f64::from(number), y: 44.05 }
}

fn open_venue(id: &str, number: i32, hours: Option<&str>) -> Venue {
    let mut venue = venue(id, chef_lieu(number));
    venue.record.hours = hours.map(str::to_owned);
    venue
}

/// A stop with its one session, from and to.
type OneSession<'a> = (&'a str, Coord<f64>, [u32; 2]);

fn tour(stops: &[OneSession<'_>]) -> Tour {
    let stop = |(id, position, [from, to]): &OneSession<'_>| TourStop {
        id: (*id).to_owned(),
        name: format!("Arrêt {id}"),
        position: *position,
        sessions: std::iter::once(*from..*to).collect(),
    };
    Tour { plan: "0123456789abcdef".to_owned(), period: fortnight(), stops: stops.iter().map(stop).collect() }
}

/// Territory, coverage and effect with venues and a tour.
fn asked(venues: Vec<Venue>, tour: &Tour) -> (Territory, Coverage, TourEffect) {
    let territory = territory(row_of_six(), venues).with_tour(tour);
    let coverage = assess(&territory, &CrowFly::default(), &Request::default());
    let effect = tour_effect(&territory, &coverage, &CrowFly::default()).unwrap();
    (territory, coverage, effect)
}

fn change<T>(before: T, after: T) -> Change<T> {
    Change { before, after }
}

/// Hours of a fortnight as seconds a month.
fn monthly(hours: f64) -> Seconds {
    Seconds::new(hours * 3600.0 * f64::from(MONTH_S) / f64::from(14 * DAY)).unwrap()
}

#[test]
fn stops_count_by_distance_and_hours_by_presence() {
    let venues = vec![open_venue("a", 1, Some("Mo-Fr 09:00-12:00"))];
    // Thursday of the second week, two hours.
    let session = [10 * DAY + 9 * HOUR, 10 * DAY + 11 * HOUR];
    let (territory, _, effect) = asked(venues, &tour(&[("5", chef_lieu(5), session)]));

    let covered: Vec<_> = effect.points.iter().map(|point| point.covered).collect();
    let near = change(true, true);
    let (never, gained) = (change(false, false), change(false, true));
    assert_eq!(covered, [near, near, never, gained, gained, gained]);

    let sixth = effect.points[5];
    assert_eq!(sixth.open, change(Seconds::ZERO, monthly(2.0)));
    // Two hours for the people of the fourth to the sixth commune: 8 + 16 + 32.
    let share = monthly(2.0).value() * 1000.0 / 56.0;
    assert!((sixth.share.after.value() - share).abs() < 1.0);
    // 334 hours without: half of their square over the 336 of the period.
    assert_eq!(sixth.wait, change(None, Some(Seconds::from_thousandths(334 * 334 * 3_600_000 / (2 * 336)))));
    assert_eq!((sixth.stops, sixth.venues_without_hours), (1, 0));

    let first = effect.points[0];
    assert_eq!(first.open, change(monthly(30.0), monthly(30.0)));
    assert_eq!(first.wait.before, first.wait.after);

    let summary = effect.summary(&territory);
    assert_eq!(summary.newly_covered, People::whole(56));
    assert_eq!((summary.before.covered, summary.after.covered), (People::whole(3), People::whole(59)));
    assert_eq!((summary.before.served, summary.after.served), (People::whole(3), People::whole(59)));
    assert_eq!((summary.newly_served, summary.newly_served_wait_s), (People::whole(56), sixth.wait.after));
    assert_eq!(summary.already_served_wait_s, first.wait.before);
    assert_eq!((summary.stops, summary.sessions, summary.session_s), (1, 1, Seconds::from_minutes(120)));
}

#[test]
fn hours_that_are_not_known_add_nothing_and_are_told() {
    let venues = vec![
        open_venue("a", 1, None),
        open_venue("b", 2, Some("sur rendez-vous")),
        open_venue("c", 3, Some("lundi 9h - 12h")),
    ];
    let (territory, _, effect) = asked(venues, &tour(&[("6", chef_lieu(6), [DAY, 2 * DAY])]));
    let first = effect.points[0];
    assert_eq!((first.open.after, first.wait.after, first.venues_without_hours), (Seconds::ZERO, None, 2));
    assert!(first.covered.before, "distance needs no hours");
    assert_eq!(effect.points[1].open.before, monthly(6.0));
    assert_eq!((effect.venues_with_hours, effect.venues_without_hours), (1, 2));
    assert_eq!(effect.summary(&territory).people_hours_unknown, People::whole(1 + 2 + 4));
}

#[test]
fn openings_at_the_same_time_are_open_once_and_shared_twice() {
    let venues = vec![open_venue("a", 1, Some("Mo 09:00-12:00")), open_venue("b", 2, Some("Mo 10:00-13:00"))];
    let (_, _, effect) = asked(venues, &tour(&[("6", chef_lieu(6), [DAY, 2 * DAY])]));
    assert_eq!(effect.points[0].open.before, monthly(8.0));
    // a is for 1 + 2 people, b for 1 + 2 + 4; six hours each in a fortnight.
    let share = monthly(6.0).value() * (1000.0 / 3.0 + 1000.0 / 7.0);
    assert!((effect.points[0].share.before.value() - share).abs() < 1.0, "{:?}", effect.points[0]);
}

#[test]
fn a_filter_does_not_set_a_tour_aside_and_counts_do_not_hold_it() {
    let tour = tour(&[("5", chef_lieu(5), [0, HOUR]), ("far", coord! { x: -1.0, y: 48.0 }, [0, HOUR])]);
    let territory = territory(row_of_six(), vec![open_venue("a", 1, None)]).with_tour(&tour);
    let filters = Filters { kinds: [VenueKind::Library].into(), ..Filters::default() };
    let request = Request { filters, ..Request::default() };
    let coverage = assess(&territory, &CrowFly::default(), &request);
    let zones = gap_zones(&territory, &coverage, &CrowFly::default());
    let effects = effects(&territory, &coverage, &CrowFly::default());
    let summary = summarise(&territory, &coverage, &zones, &effects);
    assert_eq!(summary.people.covered, People::whole(8 + 16 + 32));
    assert_eq!((summary.venues.considered, summary.venues.filtered_out), (0, 1));
    let tour = summary.tour.unwrap();
    assert_eq!((tour.stops, tour.stops_beyond), (1, 1));
    assert_eq!(summary.gaps.people, People::whole(1 + 2 + 4));
}

#[test]
fn another_tour_takes_the_place_of_the_first() {
    let land = territory(row_of_six(), Vec::new());
    let [first, second] = [4, 6].map(|n| tour(&[("s", chef_lieu(n), [0, HOUR])]));
    let stops = |territory: &Territory| territory.venues.iter().map(|v| v.position).collect::<Vec<_>>();
    assert_eq!(stops(&land.with_tour(&first).with_tour(&second)), stops(&land.with_tour(&second)));
}

#[test]
fn without_a_tour_there_is_no_effect() {
    let land = territory(row_of_six(), vec![open_venue("a", 1, None)]);
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    assert!(tour_effect(&land, &coverage, &CrowFly::default()).is_none());
}

#[test]
fn people_of_the_surroundings_share_what_is_near_them() {
    let mut communes = row_of_six();
    let mut neighbour = commune(7, 6, 0, 100);
    neighbour.code = "07001".parse().unwrap();
    neighbour.department = "07".to_owned();
    communes.push(neighbour);
    let land = territory(communes, Vec::new()).with_tour(&tour(&[("6", chef_lieu(6), [0, 2 * HOUR])]));
    let coverage = assess(&land, &CrowFly::default(), &Request::default());
    let effect = tour_effect(&land, &coverage, &CrowFly::default()).unwrap();
    let share = monthly(2.0).value() * 1000.0 / 148.0;
    assert!((effect.points[5].share.after.value() - share).abs() < 1.0);
}

/// The wait by walking through every quarter of an hour, for openings at whole quarters.
fn walked_wait(openings: &[Range<u32>], period: Period) -> f64 {
    const STEP: u32 = 900;
    let is_open = |moment: u32| openings.iter().any(|range| range.contains(&moment));
    let moments: Vec<u32> = (0..period.seconds()).step_by(STEP as usize).collect();
    let n = moments.len();
    // Twice around: what is waited for may come in the next period.
    let mut next = f64::INFINITY;
    let mut total = 0.0;
    for i in (0..2 * n).rev() {
        // From the middle of a quarter, the wait is to the start of the open one.
        next = if is_open(moments[i % n]) { 0.0 } else { next + 1.0 };
        if i < n && next > 0.0 {
            total += (next - 0.5) * f64::from(STEP);
        }
    }
    total / f64::from(period.seconds() / STEP)
}

proptest! {
    #[test]
    fn the_wait_is_what_walking_through_the_period_says(
        starts in proptest::collection::vec((0u32..14 * 96, 1u32..40), 1..12),
    ) {
        let period = fortnight();
        let sessions: Vec<Place> = starts
            .iter()
            .map(|(start, length)| Place {
                is_stop: true,
                openings: Some(std::iter::once(start * 900..((start + length) * 900).min(period.seconds())).collect()),
                people: People::whole(1),
            })
            .collect();
        let openings = union(sessions.iter());
        let told = wait(&openings, period).unwrap().value();
        prop_assert!((told - walked_wait(&openings, period)).abs() < 1.0);
    }

    #[test]
    fn every_hour_of_a_place_falls_to_somebody(
        stops in proptest::collection::vec((3.0..3.6f64, 1u32..200), 1..5),
    ) {
        let sessions: Vec<[u32; 2]> = stops.iter().map(|(_, hours)| [0, hours * HOUR]).collect();
        let ids: Vec<String> = (0..stops.len()).map(|i| i.to_string()).collect();
        let stops: Vec<_> = (0..stops.len())
            .map(|i| (ids[i].as_str(), coord! { x: stops[i].0, y: 44.05 }, sessions[i]))
            .collect();
        let (territory, _, effect) = asked(Vec::new(), &tour(&stops));
        let given: f64 = territory.demand.iter().zip(&effect.points)
            .map(|(point, presence)| point.people.value() * presence.share.after.value() / 1000.0)
            .sum();
        let offered: f64 = sessions.iter().map(|s| monthly(f64::from(s[1] / HOUR)).value()).sum();
        prop_assert!((given - offered).abs() < offered * 1e-4 + 1.0, "{given} of {offered}");
    }

    #[test]
    fn a_tour_never_makes_anything_worse(
        venues in proptest::collection::vec((1i32..7, any::<bool>()), 0..4),
        stops in proptest::collection::vec((1i32..7, 0u32..13, 1u32..5), 1..4),
    ) {
        let venues = venues.iter().enumerate().map(|(i, (at, known))| {
            open_venue(&i.to_string(), *at, known.then_some("Tu,Th 14:00-17:00"))
        });
        let sessions: Vec<[u32; 2]> =
            stops.iter().map(|(_, day, hours)| [day * DAY, day * DAY + hours * HOUR]).collect();
        let ids: Vec<String> = (0..stops.len()).map(|i| i.to_string()).collect();
        let stops: Vec<_> = (0..stops.len())
            .map(|i| (ids[i].as_str(), chef_lieu(stops[i].0), sessions[i]))
            .collect();
        let venues: Vec<Venue> = venues.collect();
        let (land, _, effect) = asked(venues.clone(), &tour(&stops));
        let plain = territory(row_of_six(), venues);
        let without = assess(&plain, &CrowFly::default(), &Request::default());
        for (presence, access) in effect.points.iter().zip(&without.accesses) {
            prop_assert_eq!(presence.duration.before, access.duration(), "as if there were no tour");
            prop_assert_eq!(presence.covered.before, access.covered);
            prop_assert!(presence.covered.after >= presence.covered.before);
            prop_assert!(presence.open.after >= presence.open.before);
            prop_assert!(presence.share.after >= presence.share.before);
            let wait = |wait: Option<Seconds>| wait.map_or(u64::MAX, Seconds::thousandths);
            prop_assert!(wait(presence.wait.after) <= wait(presence.wait.before));
        }
        let summary = effect.summary(&land);
        prop_assert_eq!(summary.after.covered, summary.before.covered + summary.newly_covered);
    }
}
