//! The checker: recomputes a plan from the plan alone, with nothing of what made it.
//!
//! It shares the types of the plan with the solver, and no function: not the times, not the spacing, not the holidays
//! (Easter here by the other algorithm). What a plan cannot keep must be declared in it (`left_out`, `missed`, `breaks`):
//! declared, it is a remark; not declared, an error. A plan is accepted when it has no error.

mod calendar;
mod days;
mod easter;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use super::plan::{PLAN_VERSION, Plan};
use super::rules::RuleError;
use crate::calendar::Date;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = FindingWeight)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The plan breaks a rule without saying so.
    Error,
    /// The plan says that it could not keep something.
    Declared,
}

/// The rules that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = PlanRule)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Rule {
    Version,
    Rules,
    Date,
    Stop,
    Driving,
    Distance,
    LongestDriving,
    DayLength,
    WorkingHours,
    SetUp,
    Dwell,
    PackUp,
    OpeningHours,
    Weekday,
    OpeningStep,
    Sessions,
    HalfDay,
    Lunch,
    Budget,
    Balance,
    Cycle,
    Missed,
    Spacing,
    LeftOut,
    Totals,
}

/// Something that the checker found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanFinding {
    /// How much it weighs.
    pub weight: Weight,
    /// The rule.
    pub rule: Rule,
    /// The day, where it is about one.
    pub date: Option<Date>,
    /// The stop, where it is about one.
    pub stop: Option<String>,
    /// What was found and what was expected.
    pub what: String,
}

impl fmt::Display for PlanFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.weight == Weight::Error { "error" } else { "declared" })?;
        if let Some(date) = self.date {
            write!(f, ", {date}")?;
        }
        if let Some(stop) = &self.stop {
            write!(f, ", stop {stop}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Checks a plan from itself alone. No error among the findings: it is accepted.
///
/// Cost: linear in the sessions, but for the matrix that it holds.
#[must_use]
pub fn check(plan: &Plan) -> Vec<PlanFinding> {
    let places: BTreeMap<&str, usize> =
        plan.stops.iter().enumerate().map(|(i, stop)| (stop.id.as_str(), i + 1)).collect();
    let mut checker = Checker { plan, places, findings: Vec::new() };
    if plan.plan_version != PLAN_VERSION {
        let what = format!("version {}: this program checks version {PLAN_VERSION}", plan.plan_version);
        checker.error(Rule::Version, None, None, what);
    }
    if let Err(RuleError { subject, problem }) = plan.rules.check(&plan.stops) {
        checker.error(Rule::Rules, None, None, format!("{subject}: {problem}"));
    }
    if plan.matrix.n_places() != plan.stops.len() + 1 {
        let what = format!("a matrix of {} places for {} stops", plan.matrix.n_places(), plan.stops.len());
        checker.error(Rule::Rules, None, None, what);
    }
    // A plan made from something else than rules and stops cannot be walked through.
    if checker.findings.is_empty() {
        checker.days();
        checker.calendar();
    }
    checker.findings.sort_by_key(|finding| (finding.weight, finding.date));
    checker.findings
}

struct Checker<'a> {
    plan: &'a Plan,
    /// Place in the matrix by identifier.
    places: BTreeMap<&'a str, usize>,
    findings: Vec<PlanFinding>,
}

impl Checker<'_> {
    fn error(&mut self, rule: Rule, date: Option<Date>, stop: Option<&str>, what: String) {
        self.find(Weight::Error, rule, date, stop, what);
    }

    fn find(&mut self, weight: Weight, rule: Rule, date: Option<Date>, stop: Option<&str>, what: String) {
        self.findings.push(PlanFinding { weight, rule, date, stop: stop.map(str::to_owned), what });
    }
}
