//! Generated territories: stops around a depot, rules of every kind.

use maillage::tour::{Clock, Closed, Holidays, Lunch, Minutes, Opening, Request, Rules, Session, Weekday};
use maillage::units::People;
use proptest::prelude::*;

use crate::tours::{Draw, depot, matrix, stop};

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
