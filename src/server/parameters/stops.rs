//! The parameters of stops: what for, how many, which candidates are settled.

use std::time::Duration;

use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::siting::{Forbidden, Goal, StopsRequest};
use crate::units::Seconds;

/// Names of the parameters that stops have besides those of a question.
pub(in crate::server) const STOPS_NAMES: [&str; 7] =
    ["objective", "count", "share", "cap_min", "curve", "lock", "forbid"];
/// What `objective` accepts; the first when absent.
pub(in crate::server) const OBJECTIVES: [&str; 4] = ["coverage", "mean-time", "fewest", "worst-time"];
/// The most stops that are asked for at once.
pub(in crate::server) const MOST_STOPS: u32 = 50;
/// The longest time that counts in a mean, minutes.
pub(in crate::server) const LONGEST_CAP: u32 = 1440;
/// How long is searched, and again as long for the curve.
const BUDGET: Duration = Duration::from_secs(5);

/// The stops asked for.
///
/// # Errors
/// A 400 problem that names the parameter and what it accepts.
pub(in crate::server) fn read_stops(query: &Query) -> Result<StopsRequest, Problem> {
    let number = |name: &str, least: u32, most: u32, default: u32| {
        let Some(text) = query.single(name)? else { return Ok(default) };
        let plain = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
        let value = plain.then(|| text.parse::<u32>().ok()).flatten();
        let value = value.filter(|value| (least..=most).contains(value));
        value.ok_or_else(|| Problem::parameter(name, text, format!("a whole number from {least} to {most}")))
    };
    let cap = Seconds::from_minutes(number("cap_min", 1, LONGEST_CAP, 120)?);
    let share = f64::from(number("share", 1, 100, 100)?) / 100.0;
    let goal = match query.single("objective")? {
        None | Some("coverage") => Goal::Coverage,
        Some("mean-time") => Goal::MeanTime { cap },
        Some("fewest") => Goal::Fewest { share },
        Some("worst-time") => Goal::WorstTime,
        Some(other) => return Err(Problem::parameter("objective", other, OBJECTIVES.join(", "))),
    };
    let codes = |name: &'static str| query.values(name).flat_map(|codes| codes.split(',')).map(str::to_owned);
    Ok(StopsRequest {
        goal,
        count: number("count", 1, MOST_STOPS, 1)? as usize,
        curve: number("curve", 0, MOST_STOPS, 0)? as usize,
        locked: codes("lock").collect(),
        forbidden: codes("forbid").map(|id| Forbidden { id, reason: String::new() }).collect(),
        most_cost: None,
        weights: None,
        budget: BUDGET,
    })
}
