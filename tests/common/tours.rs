//! Requests of tours that tests and the bench plan: those of the shared data, and drawn ones.
#![allow(dead_code, reason = "the bench uses a part of it")]

use std::path::Path;

use geo_types::Coord;
use maillage::tour::{
    Clock, Depot, Holidays, Lunch, Matrix, Minutes, Request, Rules, Session, Stop, Trip, Weekday,
};
use maillage::units::{Metres, People, Seconds};

/// Numbers that are drawn in order from a few bytes: one more draw never changes those before.
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = (self.0 >> 33) % u64::from(below);
        u32::try_from(drawn).unwrap()
    }

    pub fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }
}

/// Driving at 50 km/h over kilometres of a plane, a third longer than straight, up to a fifth longer one way.
pub fn matrix(draws: u64, places: &[(u32, u32)]) -> Matrix {
    let mut draw = Draw(draws);
    let n = places.len();
    let mut trips = Vec::new();
    for from in places {
        for to in places {
            let (dx, dy) = (f64::from(from.0) - f64::from(to.0), f64::from(from.1) - f64::from(to.1));
            let metres = dx.hypot(dy) * 1.3 * (1.0 + f64::from(draw.below(20)) / 100.0);
            let seconds = Seconds::new(metres * 3.6 / 50.0).unwrap();
            trips.push(Some(Trip::new(seconds, Metres::new(metres).unwrap())));
        }
    }
    Matrix::new(n, trips).unwrap()
}

pub fn stop(id: &str, dwell: u32, cycle_weeks: u32, visits: u32) -> Stop {
    let (least_days, most_days) = Stop::default_spacing(cycle_weeks, visits);
    Stop {
        id: id.to_owned(),
        name: format!("Arrêt {id}"),
        place: Coord { x: 3.5, y: 44.5 },
        dwell_min: Minutes(dwell),
        visits,
        least_days,
        most_days,
        days: Vec::new(),
        hours: Vec::new(),
        people: People::whole(100),
        mandatory: false,
        session: Session::Free,
        address: None,
    }
}

pub fn depot() -> Depot {
    Depot { name: "Dépôt".to_owned(), place: Coord { x: 3.5, y: 44.5 } }
}

/// An instance of the shared data as a request over working days of one or two weeks from Monday 4 January 2027.
pub fn instance(path: &Path) -> Request {
    let text = std::fs::read_to_string(path).unwrap();
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
    let travel = path.file_name().unwrap().to_string_lossy().into_owned();
    Request { travel, depot, rules, stops, matrix }
}

/// Places spread over a square of `side` metres around its middle, the depot first.
fn places(n: u32, side: u32) -> Vec<(u32, u32)> {
    // Steps of irrational parts of the side: even, and without two alike.
    let at = |i: u32, step: u32| i * step % 10_007 * side / 10_007;
    std::iter::once((side / 2, side / 2)).chain((1..=n).map(|i| (at(i, 6_185), at(i, 4_139)))).collect()
}

fn rules(cycle_weeks: u32) -> Rules {
    let mut rules = Rules::between("2027-01-04".parse().unwrap(), "2027-06-27".parse().unwrap());
    rules.cycle_weeks = cycle_weeks;
    rules
}

/// The bus of Charente (`domain.md`): twelve half-day stops in a fortnight of at most nine days, 2,760 minutes, 150 to 330 each.
pub fn charente() -> Request {
    let dwell = [330, 330, 330, 270, 240, 210, 180, 180, 180, 180, 180, 150];
    let half = |stop: Stop| Stop { session: Session::HalfDay, ..stop };
    let stops: Vec<Stop> =
        dwell.iter().enumerate().map(|(i, dwell)| half(stop(&format!("s{i}"), *dwell, 2, 1))).collect();
    let matrix = matrix(12, &places(12, 40_000));
    let mut rules = rules(2);
    rules.days_per_cycle = Some(9);
    // A session of 5 h 30 is not interrupted: the crew eats after it.
    rules.day_start = Clock::at(7, 30);
    rules.lunch = Some(Lunch { minutes: Minutes(30), from: Clock::at(11, 30), to: Clock::at(15, 15) });
    Request { travel: String::new(), depot: depot(), rules, stops, matrix }
}

/// Sixty stops of one or two visits in four weeks.
pub fn sixty() -> Request {
    let of = |i: u32| {
        let visits = [1, 1, 2, 1, 2][i as usize % 5];
        let mut stop = stop(&format!("s{i}"), [45, 60, 60][i as usize % 3], 4, visits);
        stop.people = People::whole(100 + i * 37 % 400);
        stop
    };
    let mut rules = rules(4);
    rules.most_sessions = 6;
    rules.longest_driving_min = Minutes(300);
    rules.balance_min = Some(Minutes(90));
    let stops: Vec<Stop> = (0..60).map(of).collect();
    let matrix = matrix(60, &places(60, 60_000));
    Request { travel: String::new(), depot: depot(), rules, stops, matrix }
}
