//! Every day by itself: driving, times, hours, the break.

use super::{Checker, Rule, easter};
use crate::tour::plan::{Day, Visit};
use crate::tour::rules::Session;
use crate::units::{Metres, Seconds};

impl Checker<'_> {
    /// Walks through every day.
    pub(super) fn days(&mut self) {
        let plan = self.plan;
        for (i, day) in plan.days.iter().enumerate() {
            let rules = &plan.rules;
            let date = Some(day.date);
            if day.date < rules.from || day.date > rules.to {
                let what = format!("outside {} to {}", rules.from, rules.to);
                self.error(Rule::Date, date, None, what);
            }
            if !rules.days.contains(&day.date.weekday()) {
                self.error(Rule::Date, date, None, format!("{} is no working day", day.date.weekday()));
            }
            if easter::is_closed(rules, day.date) {
                self.error(Rule::Date, date, None, "a holiday or a closed day".to_owned());
            }
            if i > 0 && plan.days[i - 1].date >= day.date {
                self.error(Rule::Date, date, None, "not after the day before it in the plan".to_owned());
            }
            let mut places = Vec::with_capacity(day.visits.len());
            for visit in &day.visits {
                match self.places.get(visit.stop.as_str()) {
                    Some(place) if !places.contains(place) => places.push(*place),
                    Some(_) => {
                        self.error(Rule::Stop, date, Some(&visit.stop), "visited twice".to_owned());
                    }
                    None => {
                        self.error(Rule::Stop, date, Some(&visit.stop), "not a stop of the plan".to_owned());
                    }
                }
            }
            if places.is_empty() {
                self.error(Rule::Sessions, date, None, "no session".to_owned());
            } else if places.len() == day.visits.len() {
                self.driving(day, &places);
                self.bounds(day);
                for (visit, place) in day.visits.iter().zip(places) {
                    self.session(day, visit, place);
                }
                self.lunch(day);
            }
        }
    }

    /// Driving between the times that are given, and its sums.
    fn driving(&mut self, day: &Day, places: &[usize]) {
        let (mut driving, mut distance) = (0_u64, Metres::ZERO);
        let (mut here, mut free) = (0, u64::from(day.depart.seconds()));
        let mut route: Vec<(usize, u64, Option<&str>)> = Vec::new();
        for (visit, place) in day.visits.iter().zip(places) {
            route.push((*place, visit.arrive.seconds().into(), Some(&visit.stop)));
        }
        route.push((0, day.back.seconds().into(), None));
        for (i, (there, arrive, stop)) in route.iter().enumerate() {
            let Some(trip) = self.plan.matrix.trip(here, *there) else {
                self.error(Rule::Driving, Some(day.date), *stop, "no way there".to_owned());
                return;
            };
            let seconds = trip.duration_s.thousandths().div_ceil(1000);
            driving += seconds;
            distance = distance + trip.distance_m;
            if free + seconds > *arrive {
                let late = free + seconds - arrive;
                let what = format!("arrives {late} s before the {seconds} s of driving allow");
                self.error(Rule::Driving, Some(day.date), *stop, what);
            }
            if let Some(visit) = day.visits.get(i) {
                free = visit.leave.seconds().into();
            }
            here = *there;
        }
        if Seconds::from_thousandths(driving * 1000) != day.driving_s {
            let what = format!("{} s of driving are written, {driving} s are driven", day.driving_s);
            self.error(Rule::Driving, Some(day.date), None, what);
        }
        if distance != day.distance_m {
            let what = format!("{} m are written, {distance} m are driven", day.distance_m);
            self.error(Rule::Distance, Some(day.date), None, what);
        }
        let most = u64::from(self.plan.rules.longest_driving_min.0) * 60;
        if driving > most {
            let what = format!("{driving} s of driving: {} s too many", driving - most);
            self.error(Rule::LongestDriving, Some(day.date), None, what);
        }
    }

    /// When the day begins and ends, and how many sessions it has.
    fn bounds(&mut self, day: &Day) {
        let rules = &self.plan.rules;
        let (depart, back) = (day.depart.seconds(), day.back.seconds());
        if day.depart < rules.day_start || day.back > rules.day_end || back < depart {
            let what = format!(
                "from {} to {}: allowed from {} to {}",
                day.depart, day.back, rules.day_start, rules.day_end
            );
            self.error(Rule::WorkingHours, Some(day.date), None, what);
        }
        let most = u64::from(rules.longest_day_min.0) * 60;
        let length = u64::from(back.saturating_sub(depart));
        if length > most {
            let what = format!("a day of {length} s: {} s too long", length - most);
            self.error(Rule::DayLength, Some(day.date), None, what);
        }
        if day.visits.len() > rules.most_sessions as usize {
            let what = format!("{} sessions, {} at most", day.visits.len(), rules.most_sessions);
            self.error(Rule::Sessions, Some(day.date), None, what);
        }
    }

    /// One session: set-up, dwell, pack-up, hours.
    fn session(&mut self, day: &Day, visit: &Visit, place: usize) {
        let (rules, stop) = (&self.plan.rules, &self.plan.stops[place - 1]);
        let mut wrong = |rule, what: String| self.error(rule, Some(day.date), Some(&visit.stop), what);
        let between = |from: u32, to: u32| i64::from(to) - i64::from(from);
        let (arrive, open) = (visit.arrive.seconds(), visit.open.seconds());
        let (close, leave) = (visit.close.seconds(), visit.leave.seconds());
        if between(arrive, open) < i64::from(rules.setup_min.0) * 60 {
            wrong(Rule::SetUp, format!("{} s from arriving to opening", between(arrive, open)));
        }
        if between(open, close) != i64::from(stop.dwell_min.0) * 60 {
            let what = format!("open for {} s instead of {} min", between(open, close), stop.dwell_min.0);
            wrong(Rule::Dwell, what);
        }
        if between(close, leave) < i64::from(rules.packup_min.0) * 60 {
            wrong(Rule::PackUp, format!("{} s from closing to leaving", between(close, leave)));
        }
        let weekday = day.date.weekday();
        if !stop.days.is_empty() && !stop.days.contains(&weekday) {
            wrong(Rule::Weekday, format!("{weekday} is not one of its weekdays"));
        }
        let applies =
            |hours: &&crate::tour::rules::Opening| hours.days.is_empty() || hours.days.contains(&weekday);
        let inside = stop
            .hours
            .iter()
            .filter(applies)
            .any(|hours| hours.from <= visit.open && visit.close <= hours.to);
        if !stop.hours.is_empty() && !inside {
            wrong(Rule::OpeningHours, format!("from {} to {} is outside its hours", visit.open, visit.close));
        }
        let multiple = rules.opening_step_min.0 * 60;
        if multiple > 0 && !open.is_multiple_of(multiple) {
            let what = format!("opens at {}, no multiple of {} min", visit.open, rules.opening_step_min.0);
            wrong(Rule::OpeningStep, what);
        }
    }

    /// The break, and what half-days need of it.
    fn lunch(&mut self, day: &Day) {
        let plan = self.plan;
        let date = Some(day.date);
        let Some(rule) = plan.rules.lunch else {
            if day.lunch.is_some() {
                self.error(Rule::Lunch, date, None, "a break that no rule asks for".to_owned());
            }
            return;
        };
        let length = rule.minutes.0 * 60;
        // The time of the break, wherever it is taken.
        let pause = if let Some(pause) = day.lunch {
            let (from, to) = (pause.from.seconds(), pause.to.seconds());
            if pause.from < rule.from || pause.to > rule.to || to.saturating_sub(from) < length {
                let what = format!("the break is from {} to {}", pause.from, pause.to);
                self.error(Rule::Lunch, date, None, what);
            }
            self.idle(day, from, to);
            (from, to)
        } else if day.depart.seconds() >= rule.from.seconds() + length {
            (0, day.depart.seconds())
        } else if day.back.seconds() + length <= rule.to.seconds() {
            (day.back.seconds(), 86_400)
        } else {
            let what = "no break, and none possible before leaving or after returning".to_owned();
            self.error(Rule::Lunch, date, None, what);
            return;
        };
        for pair in day.visits.windows(2) {
            let half = |visit: &Visit| {
                plan.stops.iter().any(|stop| stop.id == visit.stop && stop.session == Session::HalfDay)
            };
            let divided = pause.0 >= pair[0].leave.seconds() && pause.1 <= pair[1].open.seconds();
            if (half(&pair[0]) || half(&pair[1])) && !divided {
                let what = format!("in one half of the day with {}", pair[0].stop);
                self.error(Rule::HalfDay, date, Some(&pair[1].stop), what);
            }
        }
    }

    /// Nothing else is done during the break, and driving has its time around it.
    fn idle(&mut self, day: &Day, from: u32, to: u32) {
        let date = Some(day.date);
        let setup = self.plan.rules.setup_min.0 * 60;
        let place = |visit: &Visit| self.places.get(visit.stop.as_str()).copied().unwrap_or(0);
        let mut here = 0;
        let mut left = day.depart.seconds();
        let mut found = false;
        let ends = day.visits.iter().map(|visit| {
            (
                place(visit),
                visit.arrive.seconds(),
                visit.open.seconds().saturating_sub(setup),
                visit.leave.seconds(),
            )
        });
        let back = day.back.seconds();
        for (there, arrive, busy, leave) in ends.chain([(0, back, back, back)]) {
            let drive = self
                .plan
                .matrix
                .trip(here, there)
                .map_or(0, |trip| trip.duration_s.thousandths().div_ceil(1000));
            let before = from >= left && u64::from(to) + drive <= u64::from(arrive);
            let after = from >= arrive && to <= busy;
            found |= before || after;
            (here, left) = (there, leave);
        }
        if !found {
            self.error(Rule::Lunch, date, None, "the break lies over driving or a session".to_owned());
        }
    }
}
