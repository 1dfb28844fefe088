//! The resolved plan: what it was made from, the cycle, every day with its times, and what could not be kept.

use std::collections::BTreeSet;

use geo_types::Coord;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::matrix::{Matrix, Rows};
use super::rules::{Depot, LONGEST_TEXT, MAX_DAYS, RuleError, Rules, Stop, check_text, refuse};
use crate::calendar::{Clock, Date, Weekday};
use crate::files::hexadecimal;
use crate::model::shortened;
use crate::units::{Metres, People, Seconds};

/// The most sessions of a plan that is brought from outside.
pub const MAX_SESSIONS: usize = 20_000;

/// The layout of the JSON.
pub const PLAN_VERSION: u32 = 1;

/// A plan, which holds everything that it was made from: it can be checked, and made again, from itself alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`PLAN_VERSION`].
    pub plan_version: u32,
    /// What driving times were taken from, in words.
    pub travel: String,
    /// The depot.
    pub depot: Depot,
    /// The rules.
    pub rules: Rules,
    /// The stops that were asked for.
    pub stops: Vec<Stop>,
    /// Between the depot (0) and the stops (from 1, in their order).
    #[schema(value_type = Rows)]
    pub matrix: Matrix,
    /// Sums over the days.
    pub totals: Totals,
    /// The cycle that is repeated: days on which the truck leaves.
    pub cycle: Vec<CycleDay>,
    /// Every day of the plan, ascending.
    pub days: Vec<Day>,
    /// Stops that are not in the tour, and why.
    pub left_out: Vec<LeftOut>,
    /// Sessions of the cycle that fall on a day without tour, ascending.
    pub missed: Vec<Missed>,
    /// Where the days between two sessions of a stop are fewer or more than it allows.
    pub breaks: Vec<SpacingBreak>,
}

/// Sums over the days of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanTotals)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Days on which the truck leaves.
    pub days: u32,
    /// Sessions.
    pub sessions: u32,
    /// Time that sessions receive people.
    #[schema(value_type = f64)]
    pub session_s: Seconds,
    /// Driving.
    #[schema(value_type = f64)]
    pub driving_s: Seconds,
    /// Length driven.
    #[schema(value_type = f64)]
    pub distance_m: Metres,
    /// People of the stops of the tour, each once.
    #[schema(value_type = f64)]
    pub people: People,
    /// People of the stops left out.
    #[schema(value_type = f64)]
    pub people_left_out: People,
    /// Driving of one cycle.
    #[schema(value_type = f64)]
    pub cycle_driving_s: Seconds,
}

/// A day of the cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CycleDay {
    /// Week of the cycle, from 1.
    pub week: u32,
    /// Its weekday.
    pub weekday: Weekday,
    /// Identifiers of the stops, in order.
    pub stops: Vec<String>,
    /// Driving and service of the day, waits and breaks left out.
    #[schema(value_type = f64)]
    pub work_s: Seconds,
    /// How much longer than the mean it is, beyond what is allowed; 0 where balance is not asked for.
    #[schema(value_type = f64)]
    pub over_balance_s: Seconds,
}

/// A day of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanDay)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// Its date.
    pub date: Date,
    /// The truck leaves the depot.
    pub depart: Clock,
    /// It is back.
    pub back: Clock,
    /// The break at noon, where it is taken between leaving and returning.
    pub lunch: Option<Pause>,
    /// Driving.
    #[schema(value_type = f64)]
    pub driving_s: Seconds,
    /// Length driven.
    #[schema(value_type = f64)]
    pub distance_m: Metres,
    /// The sessions, in order.
    pub visits: Vec<Visit>,
}

/// A break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Its begin.
    pub from: Clock,
    /// Its end.
    pub to: Clock,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Identifier of the stop.
    pub stop: String,
    /// The truck arrives.
    pub arrive: Clock,
    /// It receives people from then,
    pub open: Clock,
    /// to then.
    pub close: Clock,
    /// It is packed up.
    pub leave: Clock,
    /// The day of the cycle that this session was moved from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Date>,
}

/// A stop that is not in the tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = StopLeftOut)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its identifier.
    pub stop: String,
    /// Why.
    pub why: Reason,
}

/// Why a stop is not in the tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeftOutReason)]
#[serde(tag = "reason", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reason {
    /// No way there, or none back.
    NoWay,
    /// No working day of the cycle is one of its weekdays, or none has its visits with its spacing.
    NoDay,
    /// Its hours cannot be met, though the day is long enough without them.
    NoTimeWindow,
    /// A day for it alone is too long.
    TooFar {
        /// By how much driving or the day is too long, whichever is more.
        #[schema(value_type = f64)]
        by_s: Seconds,
    },
    /// The days are full, and no stop that could make room is worth less.
    DayFull {
        /// By how much the day that overflows least does, all its stops kept; 0 where times fit and the number
        /// of sessions, hours, spacing or days do not.
        #[schema(value_type = f64)]
        by_s: Seconds,
    },
    /// There would be room without a stop that is worth more.
    WorthTooLittle {
        /// Identifier of that stop.
        instead: String,
    },
    /// Its days of the cycle are all outside the dates of the plan or on days without tour.
    NoDate,
}

/// A session that falls on a day without tour.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The day.
    pub date: Date,
    /// Identifier of the stop.
    pub stop: String,
    /// Why there is no tour, in French.
    pub why: String,
    /// The day that it was moved to, within the spacing of the stop; `None` where it is dropped.
    pub moved_to: Option<Date>,
}

/// Two sessions that are too near or too far apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpacingBreak {
    /// Identifier of the stop.
    pub stop: String,
    /// A session.
    pub from: Date,
    /// The next one.
    pub to: Date,
    /// Days between.
    pub days: u32,
    /// What is allowed, fewest and most.
    pub allowed: [u32; 2],
    /// How many days too many (positive) or too few (negative).
    pub by_days: i64,
}

impl Plan {
    /// The stop of an identifier.
    #[must_use]
    pub fn stop(&self, id: &str) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.id == id)
    }

    /// The plan as JSON, one line an element of a list: the same plan, the same bytes.
    ///
    /// # Errors
    /// Never for a plan that was made here.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut out = String::from("{\n");
        let serde_json::Value::Object(fields) = serde_json::to_value(self)? else {
            return Ok(Vec::new());
        };
        let n_fields = fields.len();
        for (i, (name, value)) in fields.into_iter().enumerate() {
            out += &format!("\"{name}\": ");
            match value {
                serde_json::Value::Array(items) if !items.is_empty() => {
                    let lines: Vec<String> = items.iter().map(ToString::to_string).collect();
                    out += &format!("[\n  {}\n]", lines.join(",\n  "));
                }
                value => out += &value.to_string(),
            }
            out += if i + 1 < n_fields { ",\n" } else { "\n}\n" };
        }
        Ok(out.into_bytes())
    }

    /// The name of the plan: the first 32 hexadecimal digits of the SHA-256 of its JSON.
    ///
    /// # Errors
    /// As [`Plan::to_json`].
    pub fn id(&self) -> serde_json::Result<String> {
        Ok(hexadecimal(&Sha256::digest(self.to_json()?)[..16]))
    }

    /// Checks what everything that reads a plan relies on: its version, its rules and stops, one trip a pair, no
    /// more days and sessions than dates allow, and sessions at stops of the plan that end after they begin. Whether
    /// it keeps its rules is for [`super::check`] to say.
    ///
    /// # Errors
    /// The first part that is out of bounds, with its value and what is accepted.
    pub fn check_bounds(&self) -> Result<(), RuleError> {
        if self.plan_version != PLAN_VERSION {
            let problem = format!("{}: this program reads version {PLAN_VERSION}", self.plan_version);
            return Err(refuse("plan_version", problem));
        }
        if !crate::geodesy::is_lon_lat(self.depot.place) {
            let Coord { x, y } = self.depot.place;
            return Err(refuse("depot", format!("{x}, {y} is not a longitude and a latitude")));
        }
        check_text("name", &self.depot.name).map_err(|problem| refuse("depot", problem))?;
        if self.travel.chars().count() > 2 * LONGEST_TEXT {
            return Err(refuse("travel", format!("give up to {} characters", 2 * LONGEST_TEXT)));
        }
        for missed in &self.missed {
            check_text("reason", &missed.why)
                .map_err(|problem| refuse(format!("missed, {}", missed.date), problem))?;
        }
        self.rules.check(&self.stops)?;
        if self.matrix.n_places() != self.stops.len() + 1 {
            let (n, stops) = (self.matrix.n_places(), self.stops.len());
            return Err(refuse("matrix", format!("{n} places for a depot and {stops} stops")));
        }
        let n_sessions = self.days.iter().map(|day| day.visits.len()).sum::<usize>();
        let most_days = usize::try_from(MAX_DAYS).unwrap_or(0) + 1;
        for (name, n, most) in [
            ("days", self.days.len(), most_days),
            ("the sessions of days", n_sessions, MAX_SESSIONS),
            ("cycle", self.cycle.len(), 28),
            ("left_out", self.left_out.len(), self.stops.len()),
            ("missed", self.missed.len(), MAX_SESSIONS),
            ("breaks", self.breaks.len(), MAX_SESSIONS),
        ] {
            if n > most {
                return Err(refuse(name, format!("{n} of them: give up to {most}")));
            }
        }
        let known: BTreeSet<&str> = self.stops.iter().map(|stop| stop.id.as_str()).collect();
        for CycleDay { week, weekday, stops, .. } in &self.cycle {
            if stops.len() > known.len() {
                let problem = format!("{} stops: give up to {}", stops.len(), known.len());
                return Err(refuse(format!("week {week}, {weekday} of the cycle"), problem));
            }
        }
        for day in &self.days {
            let subject = || format!("day {}", day.date);
            if day.back < day.depart {
                return Err(refuse(subject(), format!("back at {}, before {}", day.back, day.depart)));
            }
            for Visit { stop, open, close, .. } in &day.visits {
                if !known.contains(stop.as_str()) {
                    return Err(refuse(
                        subject(),
                        format!("“{}” is not a stop of the plan", shortened(stop)),
                    ));
                }
                if close < open {
                    let problem = format!("a session at {} from {open} to {close}", shortened(stop));
                    return Err(refuse(subject(), problem));
                }
            }
        }
        Ok(())
    }

    /// Reads a plan; see [`Plan::check_bounds`] for one of which nothing is known.
    ///
    /// # Errors
    /// When it is not the JSON of a plan.
    pub fn from_json(bytes: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes)
    }
}
