//! The parameters of stops: what for, how many, which candidates are settled.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use geo_types::Coord;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::geodesy::is_lon_lat;
use crate::model::{CommuneCode, shortened};
use crate::server::body::part;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::siting::{Candidate, Forbidden, Goal, StopsRequest};
use crate::units::{Cost, Seconds, Weight};

/// Names of the parameters that stops have besides those of a question.
pub(in crate::server) const STOPS_NAMES: [&str; 7] =
    ["objective", "count", "share", "cap_min", "curve", "lock", "forbid"];
/// What `objective` accepts; the first when absent.
pub(in crate::server) const OBJECTIVES: [&str; 4] = ["coverage", "mean-time", "fewest", "worst-time"];
/// The most stops that are asked for at once.
pub(in crate::server) const MOST_STOPS: u32 = 50;
/// The longest time that counts in a mean, minutes.
pub(in crate::server) const LONGEST_CAP: u32 = 1440;
/// How long is searched for an answer at once, and again as long for the curve.
const BUDGET: Duration = Duration::from_secs(5);
/// The longest search of a job, seconds, its curve included.
pub(in crate::server) const LONGEST_SEARCH: u32 = 120;
/// How long a job searches where it is not said.
const DEFAULT_SEARCH: u32 = 30;
/// The longest identifier and name of a candidate, and the longest reason, characters.
const LONGEST_TEXT: usize = 200;

/// What is asked of stops, from a query string or from a body, before its bounds are checked.
#[derive(Debug, Default)]
struct Asked<'a> {
    objective: Option<&'a str>,
    count: Option<u32>,
    share: Option<u32>,
    cap_min: Option<u32>,
    curve: Option<u32>,
    lock: BTreeSet<String>,
    forbid: Vec<Forbidden>,
}

impl Asked<'_> {
    fn request(self, budget: Duration) -> Result<StopsRequest, Problem> {
        let cap = Seconds::from_minutes(whole("cap_min", self.cap_min, 1..=LONGEST_CAP, 120)?);
        let share = f64::from(whole("share", self.share, 1..=100, 100)?) / 100.0;
        let goal = match self.objective {
            None | Some("coverage") => Goal::Coverage,
            Some("mean-time") => Goal::MeanTime { cap },
            Some("fewest") => Goal::Fewest { share },
            Some("worst-time") => Goal::WorstTime,
            Some(other) => return Err(Problem::parameter("objective", other, OBJECTIVES.join(", "))),
        };
        Ok(StopsRequest {
            goal,
            count: whole("count", self.count, 1..=MOST_STOPS, 1)? as usize,
            curve: whole("curve", self.curve, 0..=MOST_STOPS, 0)? as usize,
            locked: self.lock.into_iter().collect(),
            forbidden: self.forbid,
            most_cost: None,
            weights: None,
            budget,
        })
    }
}

/// A whole number within bounds.
fn whole(name: &str, given: Option<u32>, bounds: RangeInclusive<u32>, default: u32) -> Result<u32, Problem> {
    let value = given.unwrap_or(default);
    if bounds.contains(&value) {
        return Ok(value);
    }
    Err(Problem::parameter(name, &value.to_string(), accepted_whole(&bounds)))
}

fn accepted_whole(bounds: &RangeInclusive<u32>) -> String {
    format!("a whole number from {} to {}", bounds.start(), bounds.end())
}

/// The stops asked for.
///
/// # Errors
/// A 400 problem that names the parameter and what it accepts.
pub(in crate::server) fn read_stops(query: &Query) -> Result<StopsRequest, Problem> {
    let number = |name: &str, bounds: RangeInclusive<u32>| {
        let Some(text) = query.single(name)? else { return Ok(None) };
        let plain = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
        let value = plain.then(|| text.parse::<u32>().ok()).flatten();
        value.map(Some).ok_or_else(|| Problem::parameter(name, text, accepted_whole(&bounds)))
    };
    let codes = |name: &'static str| query.values(name).flat_map(|codes| codes.split(',')).map(str::to_owned);
    let asked = Asked {
        objective: query.single("objective")?,
        count: number("count", 1..=MOST_STOPS)?,
        share: number("share", 1..=100)?,
        cap_min: number("cap_min", 1..=LONGEST_CAP)?,
        curve: number("curve", 0..=MOST_STOPS)?,
        lock: codes("lock").collect(),
        forbid: codes("forbid").map(|id| Forbidden { id, reason: String::new() }).collect(),
    };
    asked.request(BUDGET)
}

/// Which stops are wanted, and among which places.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::server) struct StopsBody {
    /// `coverage` (when absent), `mean-time`, `fewest` or `worst-time`.
    #[schema(value_type = Option<Objective>)]
    objective: Option<String>,
    /// How many stops, those locked in included; 1 when absent. `fewest` does not look at it.
    #[schema(minimum = 1, maximum = 50)]
    count: Option<u32>,
    /// Share of all people that the fewest stops cover, %; 100 when absent.
    #[schema(minimum = 1, maximum = 100)]
    share: Option<u32>,
    /// For the mean time: who needs more counts with it, minutes; 120 when absent.
    #[schema(minimum = 1, maximum = 1440)]
    cap_min: Option<u32>,
    /// The best choice for every number of stops up to it as well; 0, no curve, when absent.
    #[schema(minimum = 0, maximum = 50)]
    curve: Option<u32>,
    /// Identifiers of candidates that are stops.
    lock: Vec<String>,
    /// Candidates that are no stops.
    #[schema(value_type = Vec<ForbidBody>)]
    forbid: Vec<Value>,
    /// How long to search, seconds, half of it for the curve where one is asked for; 30 when absent.
    #[schema(minimum = 1, maximum = 120)]
    seconds: Option<u32>,
    /// Where stops may be; the chefs-lieux of the territory when absent.
    #[schema(value_type = Option<Vec<CandidateBody>>)]
    candidates: Option<Vec<Value>>,
    /// What the stops may cost together, those locked in included, instead of a number; not with `fewest`.
    #[schema(minimum = 0)]
    budget: Option<f64>,
    /// What counts instead of people.
    #[schema(value_type = Option<WeightsBody>)]
    weights: Option<Value>,
}

/// How communes count in the choice, where it is not by their people.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::server) struct WeightsBody {
    /// What the figures are; without `by_code`, an indicator of `/api/meta`.
    #[schema(required = true)]
    name: String,
    /// The figure of each commune by INSEE code, not negative; a commune without one counts with 0.
    by_code: Option<BTreeMap<String, f64>>,
}

/// What weights are, and weights by code where they are not those of an indicator of the data; they become a weighting
/// once the territory is known.
pub(in crate::server) type NamedWeights = (String, Option<BTreeMap<String, Weight>>);

/// What a body asks of stops.
pub(in crate::server) struct StopsAsked {
    /// The request, its weights apart.
    pub(in crate::server) request: StopsRequest,
    /// The candidates, where the body gives some.
    pub(in crate::server) candidates: Option<Vec<Candidate>>,
    /// The weights, where it gives some.
    pub(in crate::server) weights: Option<NamedWeights>,
}

/// What stops are wanted for.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only described: the word is read with its bounds")]
enum Objective {
    /// Most people covered who are not.
    Coverage,
    /// Least mean time of all people.
    MeanTime,
    /// Fewest stops that cover a share of the people.
    Fewest,
    /// Smallest worst time.
    WorstTime,
}

/// A candidate that is not to be a stop.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::server) struct ForbidBody {
    /// Its identifier.
    #[schema(required = true)]
    id: String,
    /// Why; kept with the answer.
    reason: String,
}

/// A place where a stop may be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::server) struct CandidateBody {
    /// Identifier, of its own.
    #[schema(required = true)]
    id: String,
    /// Name; the identifier when absent.
    name: String,
    /// Longitude, degrees.
    #[schema(required = true, value_type = f64)]
    lon: Option<f64>,
    /// Latitude, degrees.
    #[schema(required = true, value_type = f64)]
    lat: Option<f64>,
    /// What a stop there costs, in the unit of the budget; 1 when absent.
    #[schema(minimum = 0)]
    cost: Option<f64>,
}

/// The stops asked for by a body.
///
/// # Errors
/// A 400 problem that names the member and what it accepts.
pub(in crate::server) fn read_stops_body(body: &Value) -> Result<StopsAsked, Problem> {
    let body: StopsBody = part("", body)?;
    let seconds = whole("seconds", body.seconds, 1..=LONGEST_SEARCH, DEFAULT_SEARCH)?;
    let draws_none = body.objective.as_deref() == Some("fewest");
    let has_curve = body.curve.is_some_and(|most| most > 0) && !draws_none;
    if body.budget.is_some() && (body.count.is_some() || has_curve) {
        let accepted = "a budget, or count and curve";
        return Err(Problem::body("budget", "stands instead of a number", Some(accepted)));
    }
    let budget = Duration::from_secs(seconds.into()) / if has_curve { 2 } else { 1 };
    let forbid = body.forbid.into_iter().enumerate().map(|(i, value)| {
        let at = format!("forbid[{i}]");
        let ForbidBody { id, reason } = part(&at, &value)?;
        short(&format!("{at}.reason"), &reason)?;
        Ok(Forbidden { id, reason })
    });
    let asked = Asked {
        objective: body.objective.as_deref(),
        count: body.count,
        share: body.share,
        cap_min: body.cap_min,
        curve: body.curve,
        lock: body.lock.into_iter().collect(),
        forbid: forbid.collect::<Result<_, Problem>>()?,
    };
    let mut request = asked.request(budget)?;
    request.most_cost = body.budget.map(|most| cost("budget", most)).transpose()?;
    if request.most_cost.is_some() && matches!(request.goal, Goal::Fewest { .. }) {
        let accepted = "no budget with fewest, which finds the least cost by itself";
        return Err(Problem::body("budget", "is given with fewest", Some(accepted)));
    }
    let candidates = body.candidates.map(|places| {
        places
            .into_iter()
            .enumerate()
            .map(|(i, value)| candidate(&format!("candidates[{i}]"), &value))
            .collect()
    });
    let weights = body.weights.as_ref().map(weights).transpose()?;
    Ok(StopsAsked { request, candidates: candidates.transpose()?, weights })
}

fn weights(value: &Value) -> Result<NamedWeights, Problem> {
    let WeightsBody { name, by_code } = part("weights", value)?;
    short("weights.name", &name)?;
    if name.is_empty() {
        return Err(Problem::body("weights.name", "it is missing", Some("what the figures are")));
    }
    let Some(by_code) = by_code else { return Ok((name, None)) };
    let figures = by_code.into_iter().map(|(code, figure)| {
        let refused = |_| {
            let at = format!("weights.by_code.{code}");
            Problem::body(&at, &format!("{figure}"), Some("a figure that is not negative, up to 10¹²"))
        };
        if code.parse::<CommuneCode>().is_err() {
            let what = format!("“{}” is no INSEE code", shortened(&code));
            return Err(Problem::body("weights.by_code", &what, Some("five characters for each commune")));
        }
        Ok((code.clone(), Weight::new(figure).map_err(refused)?))
    });
    Ok((name, Some(figures.collect::<Result<_, Problem>>()?)))
}

fn cost(at: &str, value: f64) -> Result<Cost, Problem> {
    let accepted = "a cost that is not negative, up to 10¹²";
    Cost::new(value).map_err(|_| Problem::body(at, &format!("{value}"), Some(accepted)))
}

fn candidate(at: &str, value: &Value) -> Result<Candidate, Problem> {
    let CandidateBody { id, name, lon, lat, cost: price } = part(at, value)?;
    if id.is_empty() {
        return Err(Problem::body(at, "no identifier", Some("an id of its own")));
    }
    short(&format!("{at}.id"), &id)?;
    short(&format!("{at}.name"), &name)?;
    let position = lon.zip(lat).map(|(x, y)| Coord { x, y }).filter(|place| is_lon_lat(*place));
    let Some(position) = position else {
        return Err(Problem::body(at, "no longitude and latitude", Some("lon and lat in degrees")));
    };
    let name = if name.is_empty() { id.clone() } else { name };
    let price = price.map(|price| cost(&format!("{at}.cost"), price)).transpose()?;
    Ok(Candidate { cost: price, ..Candidate::new(id, name, Some(position)) })
}

fn short(at: &str, text: &str) -> Result<(), Problem> {
    if text.chars().count() <= LONGEST_TEXT {
        return Ok(());
    }
    let accepted = format!("up to {LONGEST_TEXT} characters");
    Err(Problem::body(at, &format!("“{text}” is too long"), Some(&accepted)))
}
