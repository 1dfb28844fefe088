//! The days together: the cycle, its dates, spacings, what is left out, sums.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, Rule, Weight, easter};
use serde_json::Value;

use crate::calendar::{Date, Weekday};
use crate::tour::plan::{CycleDay, Totals};
use crate::units::{Metres, People, Seconds};

impl Checker<'_> {
    /// Checks the days against the cycle and against each other.
    pub(super) fn calendar(&mut self) {
        self.cycle();
        self.sessions();
        self.spacing();
        self.left_out();
        self.totals();
    }

    /// Driving and service of a day of the cycle, and its driving alone, seconds.
    fn work(&self, day: &CycleDay) -> (u64, u64) {
        let rules = &self.plan.rules;
        let (mut here, mut driving, mut service) = (0, 0, 0);
        for stop in &day.stops {
            let Some(there) = self.places.get(stop.as_str()).copied() else { continue };
            driving += self.plan.matrix.trip(here, there).map_or(0, |trip| u64::from(trip.seconds()));
            let dwell = self.plan.stops[there - 1].dwell_min.0;
            service += u64::from(rules.setup_min.0 + dwell + rules.packup_min.0) * 60;
            here = there;
        }
        driving += self.plan.matrix.trip(here, 0).map_or(0, |trip| u64::from(trip.seconds()));
        (driving + service, driving)
    }

    /// The days of the cycle: budget, balance, visits a cycle.
    fn cycle(&mut self) {
        let plan = self.plan;
        let most = plan.rules.days_per_cycle.map_or(usize::MAX, |most| most as usize);
        if plan.cycle.len() > most {
            let what = format!("{} days a cycle, {most} at most", plan.cycle.len());
            self.error(Rule::Budget, None, None, what);
        }
        let mut visits: BTreeMap<&str, u32> = BTreeMap::new();
        let mut days = BTreeSet::new();
        for day in &plan.cycle {
            let known =
                (1..=plan.rules.cycle_weeks).contains(&day.week) && plan.rules.days.contains(&day.weekday);
            if !known || day.stops.is_empty() || !days.insert((day.week, day.weekday)) {
                let what = format!("week {}, {}: no day of the cycle, twice or empty", day.week, day.weekday);
                self.error(Rule::Cycle, None, None, what);
            }
            for stop in &day.stops {
                *visits.entry(stop).or_default() += 1;
            }
        }
        for stop in &plan.stops {
            let n = visits.get(stop.id.as_str()).copied().unwrap_or(0);
            if n != 0 && n != stop.visits {
                let what = format!("{n} visits a cycle instead of {}", stop.visits);
                self.error(Rule::Cycle, None, Some(&stop.id), what);
            }
        }
        let work: Vec<u64> = plan.cycle.iter().map(|day| self.work(day).0).collect();
        let mean = work.iter().sum::<u64>() / (work.len() as u64).max(1);
        for (day, work) in plan.cycle.iter().zip(work) {
            let allowed = plan.rules.balance_min.map(|allowed| mean + u64::from(allowed.0) * 60);
            let over = allowed.map_or(0, |allowed| work.saturating_sub(allowed));
            let right =
                [work, over].map(|s| Seconds::from_thousandths(s * 1000)) == [day.work_s, day.over_balance_s];
            let name = format!("week {}, {}", day.week, day.weekday);
            if !right {
                let what = format!(
                    "{name}: {work} s of work, {over} s beyond balance; the plan says {} and {}",
                    day.work_s, day.over_balance_s
                );
                self.error(Rule::Balance, None, None, what);
            } else if over > 0 {
                let what = format!("{name} is {over} s longer than balance allows");
                self.find(Weight::Declared, Rule::Balance, None, None, what);
            }
        }
    }

    /// Every session of the cycle is held on its date, moved, or declared dropped; there is no other.
    fn sessions(&mut self) {
        let plan = self.plan;
        let mut expected: BTreeSet<(Date, &str)> = BTreeSet::new();
        let mut date = plan.rules.from;
        // The Monday on or before the first day.
        let mut monday = plan.rules.from;
        while monday.weekday() != Weekday::Mon {
            monday = monday.minus(1);
        }
        while date <= plan.rules.to {
            let day =
                u64::try_from(date.days_since(monday)).unwrap_or(0) % u64::from(7 * plan.rules.cycle_weeks);
            let of_date = |d: &&CycleDay| {
                d.week.checked_sub(1).is_some_and(|week| u64::from(week) * 7 + d.weekday as u64 == day)
            };
            for stop in plan.cycle.iter().filter(of_date).flat_map(|day| &day.stops) {
                expected.insert((date, stop));
            }
            date = date.plus(1);
        }
        let mut held: BTreeSet<(Date, &str)> = BTreeSet::new();
        let mut moved: BTreeSet<(Date, &str, Date)> = BTreeSet::new();
        for day in &plan.days {
            for visit in &day.visits {
                match visit.moved_from {
                    None => _ = held.insert((day.date, &visit.stop)),
                    Some(from) => _ = moved.insert((from, &visit.stop, day.date)),
                }
            }
        }
        for missed in &plan.missed {
            let key = (missed.date, missed.stop.as_str());
            let stop = Some(missed.stop.as_str());
            if !expected.remove(&key) {
                let what = "declared missed, but it is no session of the cycle".to_owned();
                self.error(Rule::Missed, Some(missed.date), stop, what);
            }
            if !easter::is_closed(&plan.rules, missed.date) {
                self.error(Rule::Missed, Some(missed.date), stop, "missed on an open day".to_owned());
            }
            match missed.moved_to {
                None => {
                    let what = format!("dropped: {}", missed.why);
                    self.find(Weight::Declared, Rule::Missed, Some(missed.date), stop, what);
                }
                Some(to) if moved.remove(&(missed.date, &missed.stop, to)) => {
                    let what = format!("moved to {to}: {}", missed.why);
                    self.find(Weight::Declared, Rule::Missed, Some(missed.date), stop, what);
                }
                Some(to) => {
                    let what = format!("declared moved to {to}, where there is no such session");
                    self.error(Rule::Missed, Some(missed.date), stop, what);
                }
            }
        }
        for (date, stop) in expected.difference(&held) {
            self.error(Rule::Cycle, Some(*date), Some(stop), "a session of the cycle is not held".to_owned());
        }
        for (date, stop) in held.difference(&expected) {
            self.error(Rule::Cycle, Some(*date), Some(stop), "not a session of the cycle".to_owned());
        }
        for (from, stop, date) in moved {
            let what = format!("moved from {from}, which is not declared");
            self.error(Rule::Missed, Some(date), Some(stop), what);
        }
    }

    /// Days between the sessions of every stop, against what is declared.
    fn spacing(&mut self) {
        let plan = self.plan;
        let mut declared: Vec<_> = plan.breaks.iter().collect();
        for stop in &plan.stops {
            let mut last: Option<Date> = None;
            for day in &plan.days {
                if !day.visits.iter().any(|visit| visit.stop == stop.id) {
                    continue;
                }
                if let Some(before) = last.replace(day.date) {
                    let days = day.date.days_since(before);
                    let by = (days - i64::from(stop.most_days)).max(0)
                        + (days - i64::from(stop.least_days)).min(0);
                    let is = |b: &&crate::tour::plan::SpacingBreak| {
                        b.stop == stop.id
                            && (b.from, b.to, b.by_days) == (before, day.date, by)
                            && i64::from(b.days) == days
                            && b.allowed == [stop.least_days, stop.most_days]
                    };
                    if by == 0 {
                        continue;
                    }
                    let what = format!(
                        "{days} days since {before}, {} to {} allowed: off by {by}",
                        stop.least_days, stop.most_days
                    );
                    let place = declared.iter().position(is);
                    let weight = if place.is_some() { Weight::Declared } else { Weight::Error };
                    self.find(weight, Rule::Spacing, Some(day.date), Some(&stop.id), what);
                    if let Some(place) = place {
                        declared.remove(place);
                    }
                }
            }
        }
        for extra in declared {
            let what =
                format!("a break of {} days since {} is declared and is not there", extra.days, extra.from);
            self.error(Rule::Spacing, Some(extra.to), Some(&extra.stop), what);
        }
    }

    /// Every stop is visited or left out.
    fn left_out(&mut self) {
        let plan = self.plan;
        let visits = || plan.days.iter().flat_map(|day| &day.visits);
        for stop in &plan.stops {
            let visited = visits().any(|visit| visit.stop == stop.id);
            let n_out = plan.left_out.iter().filter(|left| left.stop == stop.id).count();
            if visited == (n_out > 0) || n_out > 1 {
                let what = format!("visited: {visited}; named among those left out: {n_out} times");
                self.error(Rule::LeftOut, None, Some(&stop.id), what);
            } else if n_out == 1 {
                let what =
                    format!("left out{}", if stop.mandatory { ", though it is mandatory" } else { "" });
                self.find(Weight::Declared, Rule::LeftOut, None, Some(&stop.id), what);
            }
        }
        for left in &plan.left_out {
            if !self.places.contains_key(left.stop.as_str()) {
                self.error(Rule::LeftOut, None, Some(&left.stop), "not a stop of the plan".to_owned());
            }
        }
    }

    /// The sums.
    fn totals(&mut self) {
        let plan = self.plan;
        let out = |id: &str| plan.left_out.iter().any(|left| left.stop == id);
        let people =
            |left: bool| plan.stops.iter().filter(|s| out(&s.id) == left).map(|s| s.people).sum::<People>();
        let visits = || plan.days.iter().flat_map(|day| &day.visits);
        let open: u64 = visits().map(|v| u64::from(v.close.seconds().saturating_sub(v.open.seconds()))).sum();
        let cycle: u64 = plan.cycle.iter().map(|day| self.work(day).1).sum();
        let totals = Totals {
            days: u32::try_from(plan.days.len()).unwrap_or(u32::MAX),
            sessions: u32::try_from(visits().count()).unwrap_or(u32::MAX),
            session_s: Seconds::from_thousandths(open * 1000),
            driving_s: plan.days.iter().map(|day| day.driving_s).sum(),
            distance_m: plan.days.iter().map(|day| day.distance_m).sum::<Metres>(),
            people: people(false),
            people_left_out: people(true),
            cycle_driving_s: Seconds::from_thousandths(cycle * 1000),
        };
        if totals != plan.totals {
            for (name, sum, said) in differing(&totals, &plan.totals) {
                let what = format!("{name}: the sum is {sum}, the plan says {said}");
                self.error(Rule::Totals, None, None, what);
            }
        }
    }
}

/// The members of sums that differ, with both values.
fn differing(sums: &Totals, said: &Totals) -> Vec<(String, Value, Value)> {
    let members = |totals: &Totals| match serde_json::to_value(totals) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let pairs = members(sums).into_iter().zip(members(said));
    let different = pairs.filter(|((_, sum), (_, said))| sum != said);
    different.map(|((name, sum), (_, said))| (name, sum, said)).collect()
}
