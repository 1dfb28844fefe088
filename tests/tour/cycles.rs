//! Whole cycles: the bus of Charente, and sixty stops over four weeks.

use maillage::tour::{Clock, Lunch, Minutes, Plan, Request, Rules, Session, Stop, Weight, check, plan};
use maillage::units::People;

use crate::territory::{depot, matrix, stop};

/// Places spread over a square of `side` metres around its middle, the depot first.
fn places(n: u32, side: u32) -> Vec<(u32, u32)> {
    // Steps of irrational parts of the side: even, and without two alike.
    let at = |i: u32, step: u32| i * step % 10_007 * side / 10_007;
    std::iter::once((side / 2, side / 2)).chain((1..=n).map(|i| (at(i, 6_185), at(i, 4_139)))).collect()
}

fn accepted(name: &str, request: &Request) -> Plan {
    let begun = std::time::Instant::now();
    let made = plan(request).unwrap();
    println!("{name}: {:?}, {} s of driving a cycle", begun.elapsed(), made.totals.cycle_driving_s);
    let errors: Vec<_> = check(&made).into_iter().filter(|found| found.weight == Weight::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    made
}

fn rules(cycle_weeks: u32) -> Rules {
    let mut rules = Rules::between("2027-01-04".parse().unwrap(), "2027-06-27".parse().unwrap());
    rules.cycle_weeks = cycle_weeks;
    rules
}

#[test]
fn the_bus_of_charente_holds_its_twelve_stops_in_a_fortnight() {
    // 2,760 minutes a fortnight, 150 to 330 each, some days two half-days (domain.md).
    let dwell = [330, 330, 330, 270, 240, 210, 180, 180, 180, 180, 180, 150];
    assert_eq!(dwell.iter().sum::<u32>(), 2_760);
    let half = |stop: Stop| Stop { session: Session::HalfDay, ..stop };
    let stops: Vec<Stop> =
        dwell.iter().enumerate().map(|(i, dwell)| half(stop(&format!("s{i}"), *dwell, 2, 1))).collect();
    let matrix = matrix(12, &places(12, 40_000));
    let mut rules = rules(2);
    rules.days_per_cycle = Some(9);
    // A session of 5 h 30 is not interrupted: the crew eats after it.
    rules.day_start = Clock::at(7, 30);
    rules.lunch = Some(Lunch { minutes: Minutes(30), from: Clock::at(11, 30), to: Clock::at(15, 15) });
    let made = accepted("Charente", &Request { travel: String::new(), depot: depot(), rules, stops, matrix });
    assert_eq!((made.left_out.len(), made.cycle.iter().map(|day| day.stops.len()).sum::<usize>()), (0, 12));
    assert!(made.cycle.len() <= 9);
    assert!(made.cycle.iter().any(|day| day.stops.len() == 2));
}

#[test]
fn sixty_stops_with_other_rhythms_are_planned_over_four_weeks() {
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
    let visits: u32 = stops.iter().map(|stop| stop.visits).sum();
    let matrix = matrix(60, &places(60, 60_000));
    let made = accepted("sixty", &Request { travel: String::new(), depot: depot(), rules, stops, matrix });
    let planned: usize = made.cycle.iter().map(|day| day.stops.len()).sum();
    println!("{planned} of {visits} visits, {} left out", made.left_out.len());
    assert!(planned * 10 >= visits as usize * 9, "{planned} of {visits}");
}
