//! Generated territories: stops around a depot, rules of every kind.

use geo_types::Coord;
use maillage::tour::{
    Clock, Closed, Depot, Holidays, Lunch, Matrix, Minutes, Opening, Request, Rules, Session, Stop, Trip,
    Weekday,
};
use maillage::units::{Metres, People, Seconds};
use proptest::prelude::*;

/// Numbers that are drawn in order from a few bytes: one more draw never changes those before.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = (self.0 >> 33) % u64::from(below);
        u32::try_from(drawn).unwrap()
    }

    fn one_in(&mut self, n: u32) -> bool {
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

/// A request of any kind, from a seed.
pub fn request(seed: u64) -> Request {
    let mut draw = Draw(seed);
    let from = "2026-04-01".parse::<maillage::tour::Date>().unwrap().plus(draw.below(500));
    let mut rules = Rules::between(from, from.plus(20 + draw.below(70)));
    rules.cycle_weeks = [1, 2, 4][draw.below(3) as usize];
    rules.rounds = 150;
    rules.seed = seed;
    if draw.one_in(3) {
        rules.days = vec![Weekday::Mon, Weekday::Wed, Weekday::Thu, Weekday::Sat];
    }
    if draw.one_in(3) {
        rules.lunch = None;
    } else if draw.one_in(2) {
        rules.lunch = Some(Lunch { minutes: Minutes(60), from: Clock::at(12, 0), to: Clock::at(14, 0) });
    }
    rules.most_sessions = 1 + draw.below(4);
    rules.opening_step_min = Minutes([0, 5, 15, 30][draw.below(4) as usize]);
    rules.setup_min = Minutes(draw.below(30));
    rules.packup_min = Minutes(draw.below(20));
    rules.longest_driving_min = Minutes(60 + draw.below(240));
    rules.longest_day_min = Minutes(300 + draw.below(300));
    rules.days_per_cycle = draw.one_in(3).then(|| 1 + draw.below(3));
    rules.balance_min = draw.one_in(3).then(|| Minutes(draw.below(90)));
    rules.holidays = [Holidays::None, Holidays::France, Holidays::AlsaceMoselle][draw.below(3) as usize];
    if draw.one_in(2) {
        let closed = from.plus(draw.below(40));
        rules.closed = vec![Closed { from: closed, to: closed.plus(draw.below(9)) }];
    }
    let n = 1 + draw.below(12);
    let mut places = vec![(20_000, 20_000)];
    let mut stops = Vec::new();
    for i in 0..n {
        places.push((draw.below(45_000), draw.below(45_000)));
        let visits = if draw.one_in(4) { 1 + draw.below(rules.cycle_weeks * 2) } else { 1 };
        let mut stop = stop(&format!("s{i}"), 30 + draw.below(180), rules.cycle_weeks, visits);
        stop.people = People::whole(draw.below(2000));
        stop.mandatory = draw.one_in(6);
        if draw.one_in(5) {
            stop.days = vec![Weekday::ALL[draw.below(7) as usize], Weekday::Thu];
        }
        if draw.one_in(4) {
            let hour = 8 + draw.below(5);
            let end = Clock::from_seconds(hour * 3600 + stop.dwell_min.seconds() + draw.below(9000));
            let hours = |days: Vec<Weekday>, from, to| Opening { days, from, to };
            stop.hours = vec![hours(Vec::new(), Clock::at(hour, 0), end)];
            if draw.one_in(2) {
                stop.hours.push(hours(vec![Weekday::Mon, Weekday::Wed], Clock::at(14, 0), Clock::at(18, 0)));
            }
        }
        if rules.lunch.is_some() && draw.one_in(4) {
            stop.session = Session::HalfDay;
        }
        stops.push(stop);
    }
    let matrix = matrix(seed, &places);
    Request { travel: "generated".to_owned(), depot: depot(), rules, stops, matrix }
}

/// Requests of every kind.
pub fn requests() -> impl Strategy<Value = Request> {
    any::<u64>().prop_map(request)
}
