//! Tours of the shared instances against proven and best known values.

use geo_types::Coord;
use maillage::tour::{
    Clock, Depot, Holidays, Matrix, Minutes, Plan, Reason, Request, Rules, Session, Stop, Trip, Weekday, plan,
};
use maillage::units::{Metres, People, Seconds};

/// An instance as a request over working days of one or two weeks from Monday 4 January 2027.
fn request(file: &str) -> Option<Request> {
    let text = std::fs::read_to_string(crate::common::shared(&format!("golden/{file}"))?).unwrap();
    let instance: serde_json::Value = serde_json::from_str(&text).unwrap();
    let number = |name: &str| u32::try_from(instance[name].as_u64().unwrap()).unwrap();
    let at = |i: usize| {
        let degree = |j: usize| instance["lonlat"][i][j].as_f64().unwrap();
        Coord { x: degree(0), y: degree(1) }
    };
    let seconds: Vec<Vec<f64>> = serde_json::from_value(instance["seconds"].clone()).unwrap();
    let trip = |s: &f64| Some(Trip::new(Seconds::new(*s).unwrap(), Metres::ZERO));
    let matrix = Matrix::new(seconds.len(), seconds.iter().flatten().map(trip).collect()).unwrap();
    let weeks = number("days").div_ceil(5);
    let stop = |i: usize| Stop {
        id: i.to_string(),
        name: format!("stop {i}"),
        place: at(i),
        dwell_min: Minutes(number("service_s") / 60),
        visits: 1,
        least_days: 1,
        most_days: 7 * weeks,
        days: Vec::new(),
        hours: Vec::new(),
        people: People::whole(1),
        mandatory: false,
        session: Session::Free,
        address: None,
    };
    let from = "2027-01-04".parse().unwrap();
    let mut rules = Rules::between(from, from.plus(7 * weeks - 3));
    rules.cycle_weeks = weeks;
    rules.days = Weekday::ALL[..if number("days") == 1 { 1 } else { 5 }].to_vec();
    (rules.day_start, rules.day_end) = (Clock::at(0, 0), Clock::at(24, 0));
    rules.longest_day_min = Minutes(number("day_s") / 60);
    rules.longest_driving_min = rules.longest_day_min;
    (rules.lunch, rules.holidays, rules.most_sessions) = (None, Holidays::None, 60);
    (rules.setup_min, rules.packup_min, rules.opening_step_min) = (Minutes(0), Minutes(0), Minutes(0));
    let stops = (1..seconds.len()).map(stop).collect();
    let depot = Depot { name: "depot".to_owned(), place: at(0) };
    Some(Request { travel: file.to_owned(), depot, rules, stops, matrix })
}

fn driving(plan: &Plan) -> u64 {
    plan.totals.driving_s.thousandths() / 1000
}

#[test]
fn twelve_stops_in_a_day_are_ordered_as_well_as_can_be() {
    let Some(request) = request("vrp-12.json") else { return };
    let begun = std::time::Instant::now();
    let plan = plan(&request).unwrap();
    println!("{:?}", begun.elapsed());
    assert_eq!((driving(&plan), plan.totals.sessions), (15_701, 12));
}

#[test]
fn a_day_that_is_too_short_says_which_stops_fit_and_by_how_much_all_overflow() {
    let Some(request) = request("vrp-12-tight.json") else { return };
    let plan = plan(&request).unwrap();
    assert_eq!((plan.totals.sessions, plan.left_out.len()), (11, 1));
    let Reason::DayFull { by_s } = plan.left_out[0].why else { panic!("{:?}", plan.left_out) };
    assert_eq!(by_s.thousandths(), (26_501 - 25_200) * 1000);
}

#[test]
fn sixty_stops_over_ten_days_drive_no_more_than_with_vroom() {
    let Some(request) = request("vrp-60.json") else { return };
    let begun = std::time::Instant::now();
    let plan = plan(&request).unwrap();
    println!("{} s of driving, {:?}", driving(&plan), begun.elapsed());
    assert_eq!(plan.totals.sessions, 60);
    assert!(driving(&plan) <= 82_875, "{}", driving(&plan));
    assert_eq!(Plan::from_json(&plan.to_json().unwrap()).unwrap(), plan);
}
