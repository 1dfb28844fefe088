//! What a tour is made from: stops, and the rules of the days and of the calendar.

use geo_types::Coord;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::holidays::Holidays;
use crate::calendar::{Clock, Date, Minutes, Period, Weekday};
use crate::units::People;

/// The most stops of one tour.
pub const MAX_STOPS: usize = 300;
/// The most days between the first and the last of a plan.
pub const MAX_DAYS: i64 = Period::LONGEST;

/// A longitude and a latitude, as a plan writes them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `Coord`, which is of another crate")]
pub(crate) struct Position {
    /// Longitude, degrees.
    x: f64,
    /// Latitude, degrees.
    y: f64,
}

/// The longest identifier, name or part of an address, characters: files repeat them for every session.
pub const LONGEST_TEXT: usize = 200;

/// Hours in which a session may lie, on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The weekdays; every one where it is empty.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// A session begins at this time at the earliest.
    pub from: Clock,
    /// A session ends at this time at the latest.
    pub to: Clock,
}

/// What a session takes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Session {
    /// Its dwell; other sessions may lie in the same half of the day.
    #[default]
    Free,
    /// A half-day: no other session on its side of the lunch break.
    HalfDay,
}

/// Where a stop is, for people and for the national schema of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Number and street, or square.
    pub street: String,
    /// Postcode, five digits.
    pub postcode: String,
    /// Name of the commune.
    pub commune: String,
    /// INSEE code of the commune; empty where it is not known.
    #[serde(default)]
    pub insee: String,
}

/// A place where the truck may stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanStop)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Identifier, of its own.
    pub id: String,
    /// Name, as people know it.
    pub name: String,
    /// Longitude and latitude, degrees.
    #[schema(value_type = Position)]
    pub place: Coord<f64>,
    /// How long it receives people, without set-up and pack-up.
    pub dwell_min: Minutes,
    /// Visits a cycle, at least 1.
    pub visits: u32,
    /// Fewest days from a visit to the next, inclusive.
    pub least_days: u32,
    /// Most days from a visit to the next, inclusive.
    pub most_days: u32,
    /// Weekdays on which it may be visited; every working day where it is empty.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// Hours in which a session may lie; any where it is empty.
    #[serde(default)]
    pub hours: Vec<Opening>,
    /// People whom it serves: what it is worth.
    #[schema(value_type = f64)]
    pub people: People,
    /// Whether it has to be in the tour.
    #[serde(default)]
    pub mandatory: bool,
    /// What a session takes of a day.
    #[serde(default)]
    pub session: Session,
    /// Where it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl Stop {
    /// The spacing that stands for one that is not given: even over the cycle, three days less to three days more.
    #[must_use]
    pub fn default_spacing(cycle_weeks: u32, visits: u32) -> (u32, u32) {
        let days = cycle_weeks * 7;
        let visits = visits.max(1);
        ((days / visits).saturating_sub(3).max(1), days.div_ceil(visits) + 3)
    }

    /// The hours allowed on a weekday, in seconds from midnight; `None` where none is.
    pub(super) fn windows(&self, weekday: Weekday) -> Option<Vec<(u32, u32)>> {
        if !self.days.is_empty() && !self.days.contains(&weekday) {
            return None;
        }
        if self.hours.is_empty() {
            return Some(vec![(0, 86_400)]);
        }
        let of_day = self.hours.iter().filter(|hours| hours.days.is_empty() || hours.days.contains(&weekday));
        let mut windows: Vec<_> = of_day.map(|hours| (hours.from.seconds(), hours.to.seconds())).collect();
        windows.sort_unstable();
        (!windows.is_empty()).then_some(windows)
    }
}

/// The break at noon. Time before leaving and after returning counts as free for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lunch {
    /// Its length.
    pub minutes: Minutes,
    /// It begins at this time at the earliest.
    pub from: Clock,
    /// It ends at this time at the latest.
    pub to: Clock,
}

/// Days without tour, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ClosedDays)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// The depot, from which every day starts and where it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Depot {
    /// Name.
    pub name: String,
    /// Longitude and latitude, degrees.
    #[schema(value_type = Position)]
    pub place: Coord<f64>,
}

/// The rules of a tour. The defaults are in [`Rules::between`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = TourRules)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Length of the cycle: 1, 2 or 4 weeks. The first cycle begins on the Monday of the week of `from`.
    pub cycle_weeks: u32,
    /// Working weekdays.
    pub days: Vec<Weekday>,
    /// The truck leaves the depot at this time at the earliest.
    pub day_start: Clock,
    /// It is back at this time at the latest.
    pub day_end: Clock,
    /// Longest time from leaving to returning, breaks and waits included.
    pub longest_day_min: Minutes,
    /// Longest driving of a day.
    pub longest_driving_min: Minutes,
    /// The break at noon, if one is kept.
    pub lunch: Option<Lunch>,
    /// From arriving to receiving people.
    pub setup_min: Minutes,
    /// From the last visitor to driving off.
    pub packup_min: Minutes,
    /// Most sessions of a day.
    pub most_sessions: u32,
    /// Sessions begin at a multiple of this, so that a poster can say it; 0 for any second.
    pub opening_step_min: Minutes,
    /// Most days of a cycle on which the truck leaves; every working day where it is `None`.
    pub days_per_cycle: Option<u32>,
    /// How much longer than the mean of the days on which the truck leaves one may be; not kept where it is `None`.
    pub balance_min: Option<Minutes>,
    /// Public holidays without tour.
    pub holidays: Holidays,
    /// Other days without tour.
    pub closed: Vec<Closed>,
    /// How long the search goes on, in rounds: the same number gives the same plan.
    pub rounds: u32,
    /// What chance starts from.
    pub seed: u64,
}

/// A rule or a stop that cannot be kept as it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {problem}")]
pub struct RuleError {
    /// The rule or the stop.
    pub subject: String,
    /// What is wrong, with the value and what is accepted.
    pub problem: String,
}

pub(super) fn refuse(subject: impl Into<String>, problem: impl Into<String>) -> RuleError {
    RuleError { subject: subject.into(), problem: problem.into() }
}

impl Rules {
    /// The usual rules between two days: from Monday to Friday, 8:00 to 18:00, days of at most 10 hours with 4 of
    /// driving, 45 minutes of lunch between 11:30 and 14:30, a quarter of an hour to set up and to pack up, two sessions
    /// a day that begin at multiples of 5 minutes, holidays of France kept, a cycle of a week.
    #[must_use]
    pub fn between(from: Date, to: Date) -> Self {
        Self {
            from,
            to,
            cycle_weeks: 1,
            days: Weekday::ALL[..5].to_vec(),
            day_start: Clock::at(8, 0),
            day_end: Clock::at(18, 0),
            longest_day_min: Minutes(600),
            longest_driving_min: Minutes(240),
            lunch: Some(Lunch { minutes: Minutes(45), from: Clock::at(11, 30), to: Clock::at(14, 30) }),
            setup_min: Minutes(15),
            packup_min: Minutes(15),
            most_sessions: 2,
            opening_step_min: Minutes(5),
            days_per_cycle: None,
            balance_min: None,
            holidays: Holidays::France,
            closed: Vec::new(),
            rounds: 20_000,
            seed: 1,
        }
    }

    /// Why there is no tour on a day, in French; `None` on a day that may have one.
    #[must_use]
    pub(super) fn closed_on(&self, date: Date) -> Option<&'static str> {
        let closed = self.closed.iter().any(|closed| closed.from <= date && date <= closed.to);
        self.holidays.on(date).or(closed.then_some("Fermeture"))
    }

    /// Checks the rules by themselves and with the stops.
    ///
    /// # Errors
    /// The first rule or stop that contradicts itself or is out of bounds.
    pub fn check(&self, stops: &[Stop]) -> Result<(), RuleError> {
        if Period::new(self.from, self.to).is_none() {
            let problem = format!("from {} to {}: give up to {MAX_DAYS} days, in order", self.from, self.to);
            return Err(refuse("from, to", problem));
        }
        if ![1, 2, 4].contains(&self.cycle_weeks) {
            return Err(refuse("cycle_weeks", format!("{}: give 1, 2 or 4", self.cycle_weeks)));
        }
        if self.days.is_empty() {
            return Err(refuse("days", "no working day: give mon,tue,…"));
        }
        if self.day_end <= self.day_start {
            let problem = format!("from {} to {}: the end comes first", self.day_start, self.day_end);
            return Err(refuse("day_start, day_end", problem));
        }
        if self.most_sessions == 0 || self.days_per_cycle == Some(0) {
            return Err(refuse("most_sessions, days_per_cycle", "0: give at least 1"));
        }
        if self.opening_step_min.0 > 60 {
            let problem = format!("{}: give 0 to 60 minutes", self.opening_step_min.0);
            return Err(refuse("opening_step_min", problem));
        }
        if self.rounds > 10_000_000 {
            return Err(refuse("rounds", format!("{}: give up to 10000000", self.rounds)));
        }
        for (name, value) in [("setup_min", self.setup_min), ("packup_min", self.packup_min)] {
            if value.0 > 240 {
                return Err(refuse(name, format!("{}: give up to 240 minutes", value.0)));
            }
        }
        if let Some(lunch) = self.lunch {
            let room = lunch.to.seconds().saturating_sub(lunch.from.seconds());
            if lunch.minutes.0 == 0 || lunch.minutes.seconds() > room {
                let problem = format!("{} minutes between {} and {}", lunch.minutes.0, lunch.from, lunch.to);
                return Err(refuse("lunch", problem + ": give a longer window"));
            }
        }
        if stops.is_empty() || stops.len() > MAX_STOPS {
            return Err(refuse("stops", format!("{} of them: give 1 to {MAX_STOPS}", stops.len())));
        }
        for (i, stop) in stops.iter().enumerate() {
            check_texts(stop).map_err(|problem| refuse(format!("stop {}", i + 1), problem))?;
            if stops[..i].iter().any(|other| other.id == stop.id) {
                return Err(refuse(format!("stop {}", stop.id), "the identifier is used twice"));
            }
            self.check_stop(stop).map_err(|problem| refuse(format!("stop {}", stop.id), problem))?;
        }
        Ok(())
    }

    fn check_stop(&self, stop: &Stop) -> Result<(), String> {
        let working = Weekday::ALL.iter().filter(|day| self.days.contains(day)).count();
        let n_days = self.cycle_weeks * u32::try_from(working).unwrap_or(7);
        if stop.id.is_empty() {
            return Err("no identifier".to_owned());
        }
        if !crate::geodesy::is_lon_lat(stop.place) {
            return Err(format!("{}, {} is not a longitude and a latitude", stop.place.x, stop.place.y));
        }
        if !(1..=1440).contains(&stop.dwell_min.0) {
            return Err(format!("a dwell of {} minutes: give 1 to 1440", stop.dwell_min.0));
        }
        if stop.visits == 0 || stop.visits > n_days {
            return Err(format!("{} visits a cycle: give 1 to {n_days}, its working days", stop.visits));
        }
        if stop.least_days == 0 || stop.most_days < stop.least_days {
            let (least, most) = (stop.least_days, stop.most_days);
            return Err(format!("{least} to {most} days between visits: give at least 1, in order"));
        }
        if stop.session == Session::HalfDay && self.lunch.is_none() {
            return Err("half-day sessions need a lunch break to divide the day: give lunch".to_owned());
        }
        for hours in &stop.hours {
            if hours.to.seconds() < hours.from.seconds() + stop.dwell_min.seconds() {
                let (from, to, dwell) = (hours.from, hours.to, stop.dwell_min.0);
                return Err(format!("hours from {from} to {to} are shorter than its {dwell} minutes"));
            }
        }
        Ok(())
    }
}

fn check_texts(stop: &Stop) -> Result<(), String> {
    check_text("identifier", &stop.id)?;
    check_text("name", &stop.name)?;
    let Some(Address { street, postcode, commune, insee }) = &stop.address else { return Ok(()) };
    [street, postcode, commune, insee].into_iter().try_for_each(|part| check_text("address", part))
}

/// Checks that a text is no longer than [`LONGEST_TEXT`].
///
/// # Errors
/// When it is, with its begin and its length.
pub(crate) fn check_text(what: &str, text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        let begin: String = text.chars().take(20).collect();
        return Err(format!("the {what} “{begin}…” has {length} characters: give up to {LONGEST_TEXT}"));
    }
    Ok(())
}
