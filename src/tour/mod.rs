//! A tour of the truck: which stops, on which days, in which order, at which times.
//!
//! [`Rules`] and [`Stop`]s say what is wanted, a [`Matrix`] how long driving takes. [`plan`] makes the resolved [`Plan`] of them.

mod calendar;
mod chance;
mod check;
mod exact;
mod given;
mod holidays;
mod instance;
mod left_out;
mod matrix;
mod patterns;
mod plan;
mod read;
mod rules;
mod search;
mod sessions;
mod solve;
mod timing;

pub use crate::calendar::{Clock, Date, Minutes, NotATime, Weekday};
pub use check::{PlanFinding, Rule, Weight, check};
pub use given::{DwellRule, ReadError, to_a_centimetre, weekdays};
pub use holidays::Holidays;
pub use matrix::{Matrix, NotSquare, Trip};
pub use plan::{
    CycleDay, Day, LeftOut, MAX_SESSIONS, Missed, PLAN_VERSION, Pause, Plan, Reason, SpacingBreak, Totals,
    Visit,
};
pub use read::{
    MatrixReader, rules_from_json, rules_from_toml, stops_from_csv, stops_from_json, stops_from_rows,
};
pub(crate) use rules::check_text;
pub use rules::{
    Address, Closed, Depot, LONGEST_TEXT, Lunch, MAX_DAYS, MAX_STOPS, Opening, RuleError, Rules, Session,
    Stop,
};
pub use solve::{GoesOn, Request, plan, plan_while};
