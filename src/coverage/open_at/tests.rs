use super::*;
use crate::coverage::toy::{row_of_six, territory, venue};
use crate::coverage::{
    Coverage, Filters, Request, Summary, assess, considered, effects, gap_zones, summarise,
};
use crate::model::{ChangeKind, Itinerance, Scenario, Tour, TourStop, Venue, VenueKind};
use crate::territory::Territory;
use crate::travel::CrowFly;
use crate::units::People;
use geo_types::{Coord, coord};
use proptest::prelude::*;

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// The chef-lieu of one of the six communes, from 1, of 1, 2, 4… people; each is 12.5 minutes from the next.
fn chef_lieu(number: i32) -> Coord<f64> {
    coord! { x: 2.95 + 0.1 * f64::from(number), y: 44.05 }
}

fn with_hours(id: &str, number: i32, hours: &str) -> Venue {
    let mut venue = venue(id, chef_lieu(number));
    venue.record.hours = (!hours.is_empty()).then(|| hours.to_owned());
    venue
}

fn request(moment: &str, hours_unknown: HoursUnknown) -> Request {
    let open_at = Some(OpenAt { moment: moment.parse().unwrap(), hours_unknown });
    Request { filters: Filters { open_at, ..Filters::default() }, ..Request::default() }
}

fn summary(land: &Territory, request: &Request) -> (Coverage, Summary) {
    let model = CrowFly::default();
    let coverage = assess(land, &model, request);
    let zones = gap_zones(land, &coverage, &model);
    let effects = effects(land, &coverage, &model);
    let summary = summarise(land, &coverage, &zones, &effects);
    (coverage, summary)
}

/// One venue of each sort.
fn of_each_sort() -> Territory {
    let mut truck = with_hours("truck", 5, "Tu 14:00-17:00");
    truck.record.itinerance = Itinerance::Itinerant;
    let mut library = with_hours("library", 6, "24/7");
    library.record.kinds = [VenueKind::Library].into();
    let venues = vec![
        with_hours("always", 1, "Mo-Fr 09:00-12:00,14:00-17:00"),
        with_hours("closed", 2, "Mo-Fr 09:00-12:00"),
        with_hours("unknown", 3, ""),
        with_hours("unread", 4, "sur rendez-vous"),
        with_hours("odd", 5, "week 1-53/2 Tu 14:00-17:00"),
        truck,
        library,
    ];
    territory(row_of_six(), venues)
}

#[test]
fn only_places_known_to_be_open_count() {
    let mut asked = request("tue-14:00", HoursUnknown::Skip);
    asked.filters.kinds.insert(VenueKind::FranceServices);
    let land = of_each_sort();
    let (coverage, told) = summary(&land, &asked);
    let names = |coverage: &Coverage| -> Vec<String> {
        coverage.considered.iter().map(|v| land.venues[*v].id().to_owned()).collect()
    };
    assert_eq!(names(&coverage), ["always"]);
    assert_eq!(told.people.covered, People::whole(1 + 2));
    let open_at = told.open_at.unwrap();
    assert_eq!(
        [
            open_at.venues_open,
            open_at.venues_open_some_weeks,
            open_at.venues_closed,
            open_at.venues_without_hours
        ],
        [1, 1, 1, 2]
    );
    // The library does not match, the truck travels: neither is asked when it is open.
    let counts = told.venues;
    assert_eq!((counts.considered, counts.filtered_out, counts.itinerant_not_counted), (1, 5, 1));
    assert_eq!(told.parameters.open_at.unwrap().to_string(), "tue-14:00");
    assert_eq!(told.parameters.hours_unknown, Some(HoursUnknown::Skip));
    assert_eq!(considered(&land, &asked.filters), coverage.considered);

    asked.filters.open_at = request("tue-14:00", HoursUnknown::Count).filters.open_at;
    let (coverage, told) = summary(&land, &asked);
    assert_eq!(names(&coverage), ["always", "unknown", "unread"]);
    assert_eq!(told.open_at.unwrap().venues_without_hours, 2, "told all the same");
    assert_eq!(told.people.covered, People::whole(1 + 2 + 4 + 8 + 16));

    let (_, told) = summary(&land, &Request::default());
    assert!(told.open_at.is_none() && told.parameters.open_at.is_none());
    assert_eq!(told.venues.considered, 6);
}

#[test]
fn one_record_is_judged_as_all_are() {
    for hours_unknown in HoursUnknown::ALL {
        let Request { filters, .. } = request("tue-14:00", hours_unknown);
        let land = of_each_sort();
        let alone: Vec<usize> =
            (0..land.venues.len()).filter(|v| filters.count(&land.venues[*v].record)).collect();
        assert_eq!(considered(&land, &filters), alone);
    }
}

#[test]
fn changed_hours_come_before_the_filter_and_their_effect_is_told() {
    let land = territory(row_of_six(), vec![with_hours("a", 1, "Mo 09:00-12:00"), with_hours("b", 6, "")]);
    let changes = [
        (ChangeKind::Schedule, "a|Tu 14:00-17:00"),
        (ChangeKind::Open, "3.35,44.05,Neuf"),
        (ChangeKind::Schedule, "new:1|mardi 9h - 16h"),
    ];
    let simulated = land.with_scenario(&Scenario::read(changes.into_iter()).unwrap()).unwrap();
    let (coverage, told) = summary(&simulated, &request("tue-14:00", HoursUnknown::Skip));
    assert_eq!(coverage.considered.len(), 2);
    assert_eq!(told.open_at.unwrap().venues_without_hours, 1);
    let scenario = told.scenario.unwrap();
    assert_eq!(scenario.before.covered, People::ZERO, "nothing was open");
    assert_eq!(scenario.after.covered, People::whole(1 + 2 + 4 + 8 + 16));
    // On Monday it is the other way round.
    let (_, told) = summary(&simulated, &request("mon-10:00", HoursUnknown::Skip));
    let scenario = told.scenario.unwrap();
    assert_eq!((scenario.before.covered, scenario.after.covered), (People::whole(3), People::ZERO));
}

fn tour(sessions: &[(&str, i32, &[Range<u32>])]) -> Tour {
    let stop = |(id, number, sessions): &(&str, i32, &[Range<u32>])| TourStop {
        id: (*id).to_owned(),
        name: format!("Arrêt {id}"),
        position: chef_lieu(*number),
        sessions: sessions.to_vec(),
    };
    // From a Wednesday.
    let period = Period::new("2027-01-06".parse().unwrap(), "2027-02-02".parse().unwrap()).unwrap();
    Tour { plan: "0123456789abcdef".to_owned(), period, stops: sessions.iter().map(stop).collect() }
}

#[test]
fn a_stop_counts_when_one_of_its_sessions_holds_the_moment() {
    // Tuesdays are days 6, 13, 20 and 27 of a period that begins on a Wednesday.
    let at = |day: u32, from: u32, to: u32| day * DAY + from * HOUR..day * DAY + to * HOUR;
    let tour = tour(&[
        ("once", 1, &[at(0, 9, 12), at(13, 13, 16)]),
        ("until", 3, &[at(6, 9, 14)]),
        ("from", 6, &[at(27, 14, 15)]),
        ("wednesday", 4, &[at(0, 14, 16), at(7, 14, 16)]),
    ]);
    let land = territory(row_of_six(), vec![with_hours("a", 2, "")]).with_tour(&tour);
    let (coverage, told) = summary(&land, &request("tue-14:00", HoursUnknown::Skip));
    let names: Vec<&str> = coverage.considered.iter().map(|v| land.venues[*v].name()).collect();
    assert_eq!(names, ["Arrêt from", "Arrêt once"]);
    let open_at = told.open_at.unwrap();
    assert_eq!((open_at.stops_open, open_at.stops_closed, open_at.venues_without_hours), (2, 2, 1));
    assert_eq!(told.people.covered, People::whole(1 + 2 + 16 + 32));
    // What the tour changes is of the stops that count.
    let tour = told.tour.unwrap();
    assert_eq!((tour.before.covered, tour.after.covered), (People::ZERO, People::whole(51)));
    assert_eq!(summary(&land, &Request::default()).1.venues.considered, 1);
}

proptest! {
    #[test]
    fn sessions_and_hours_say_the_same_of_the_same_times(
        day in 0u32..7, from in 0u32..23, long in 1u32..8, asked in 0u32..7 * 24,
    ) {
        let to = (from + long).min(24);
        let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
        let hours = format!("{} {from:02}:00-{to:02}:00", days[day as usize]);
        let moment = format!("{}-{:02}:00", crate::calendar::Weekday::ALL[asked as usize / 24], asked % 24);
        let open_at = request(&moment, HoursUnknown::Skip).filters.open_at.unwrap();
        let period = Period::new("2027-01-04".parse().unwrap(), "2027-01-10".parse().unwrap()).unwrap();
        let session = std::iter::once(day * DAY + from * HOUR..day * DAY + to * HOUR).collect::<Vec<_>>();
        let venue = with_hours("a", 1, &hours);
        prop_assert_eq!(open_at.opening(&venue.record), open_at.opening_of_stop(&session, period));
    }
}
