//! The checker accepts every plan of the solver, and refuses every plan that was changed.

use maillage::tour::{Clock, Closed, Minutes, Plan, PlanFinding, Rule, Weight, check, plan};
use maillage::units::Seconds;
use proptest::prelude::*;

use crate::territory::requests;

fn errors(plan: &Plan) -> Vec<PlanFinding> {
    check(plan).into_iter().filter(|finding| finding.weight == Weight::Error).collect()
}

fn later(clock: Clock, seconds: i64) -> Clock {
    Clock::from_seconds(u32::try_from(i64::from(clock.seconds()) + seconds).unwrap())
}

/// A name, and what is done to a plan; false where there is nothing to do it to.
type Change = (&'static str, fn(&mut Plan) -> bool);

/// Changes that no plan survives.
const CHANGES: [Change; 22] = [
    ("a session is a second longer", |p| edit_visit(p, |v| v.close = later(v.close, 1))),
    ("the truck arrives before it can", |p| edit_visit(p, |v| v.arrive = later(v.arrive, -1))),
    ("the truck is back before it can", |p| edit_day(p, |d| d.back = later(d.back, -1))),
    ("the truck leaves too late", |p| edit_day(p, |d| d.depart = later(d.depart, 1))),
    ("a day is another day", |p| edit_day(p, |d| d.date = d.date.plus(1))),
    ("driving is a second less", |p| {
        edit_day(p, |d| d.driving_s = d.driving_s.saturating_sub(Seconds::from_thousandths(1000)))
    }),
    ("a session is not there", |p| edit_day(p, |d| _ = d.visits.pop())),
    ("a day is not there", |p| p.days.pop().is_some()),
    ("a day is there twice", |p| p.days.first().cloned().map(|day| p.days.insert(0, day)).is_some()),
    ("a stop has another name", |p| edit_visit(p, |v| "nowhere".clone_into(&mut v.stop))),
    ("a break is not declared", |p| p.breaks.pop().is_some()),
    ("a break is declared smaller", |p| p.breaks.first_mut().map(|b| b.by_days += 1).is_some()),
    ("a missed session is not declared", |p| p.missed.pop().is_some()),
    ("a stop left out is not named", |p| p.left_out.pop().is_some()),
    ("a stop is left out and visited", |p| {
        let visited = p.days.first().map(|day| day.visits[0].stop.clone());
        visited
            .map(|stop| p.left_out.push(maillage::tour::LeftOut { stop, why: maillage::tour::Reason::NoWay }))
            .is_some()
    }),
    ("lunch is not taken", |p| {
        let day = p.days.iter_mut().find(|day| day.lunch.is_some());
        day.map(|day| day.lunch = None).is_some()
    }),
    ("lunch is short", |p| {
        let lunch = p.days.iter_mut().find_map(|day| day.lunch.as_mut());
        lunch.map(|lunch| lunch.to = later(lunch.to, -1)).is_some()
    }),
    ("the sums are others", |p| {
        p.totals.sessions += 1;
        true
    }),
    ("a day is closed", |p| {
        let day = p.days.first().map(|day| day.date);
        day.map(|day| p.rules.closed.push(Closed { from: day, to: day })).is_some()
    }),
    ("setting up takes longer", |p| {
        p.rules.setup_min = Minutes(p.rules.setup_min.0 + 200);
        !p.days.is_empty()
    }),
    ("the longest day is shorter", |p| {
        p.rules.longest_day_min = Minutes(20);
        !p.days.is_empty()
    }),
    ("the day of the cycle is another", |p| {
        p.cycle
            .first_mut()
            .map(|day| {
                day.weekday = if day.weekday == maillage::tour::Weekday::Sun {
                    maillage::tour::Weekday::Mon
                } else {
                    maillage::tour::Weekday::Sun
                }
            })
            .is_some()
    }),
];

fn edit_day(plan: &mut Plan, change: impl Fn(&mut maillage::tour::Day)) -> bool {
    plan.days.first_mut().map(change).is_some()
}

fn edit_visit(plan: &mut Plan, change: impl Fn(&mut maillage::tour::Visit)) -> bool {
    plan.days.first_mut().map(|day| change(&mut day.visits[0])).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_plan_is_accepted_and_every_changed_plan_refused(request in requests()) {
        let made = plan(&request).unwrap();
        prop_assert_eq!(errors(&made), [], "{:#?}", made);
        prop_assert_eq!(plan(&request).unwrap().to_json().unwrap(), made.to_json().unwrap());
        prop_assert_eq!(&Plan::from_json(&made.to_json().unwrap()).unwrap(), &made);
        for (name, change) in CHANGES {
            let mut changed = made.clone();
            if change(&mut changed) {
                prop_assert!(!errors(&changed).is_empty(), "accepted though {name}: {changed:#?}");
            }
        }
    }
}

#[test]
fn the_generated_plans_have_everything_that_is_changed() {
    // A change that never applies would test nothing.
    let mut applied = [0; CHANGES.len()];
    for seed in 0..120 {
        let made = plan(&crate::territory::request(seed * 7919)).unwrap();
        for (count, (_, change)) in applied.iter_mut().zip(CHANGES) {
            *count += usize::from(change(&mut made.clone()));
        }
    }
    let never: Vec<&str> =
        applied.iter().zip(CHANGES).filter(|(n, _)| **n == 0).map(|(_, (name, _))| name).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn a_finding_names_day_stop_and_figure() {
    let mut made = plan(&crate::territory::request(7919)).unwrap();
    edit_visit(&mut made, |visit| visit.close = later(visit.close, 60));
    let found = errors(&made);
    let dwell = found.iter().find(|finding| finding.rule == Rule::Dwell).unwrap().to_string();
    assert!(dwell.contains(&made.days[0].date.to_string()) && dwell.contains("instead of"), "{dwell}");
}
