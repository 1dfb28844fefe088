//! The parameters of a coverage question: as typed, then as validated.
//!
//! The bounds and defaults stand here once; `/api/meta`, the OpenAPI document and every refusal
//! read them from here.

mod isochrones;
mod stops;
mod tours;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use geo_types::Coord;

use super::brought::NAME_LENGTH;
use super::problem::Problem;
use super::query::Query;
use crate::calendar::WeekMoment;
use crate::coverage::{Bands, Filters, HoursUnknown, OpenAt, Request};
use crate::dataset::MAX_BUFFER_KM;
use crate::geodesy::is_lon_lat;
use crate::model::{ChangeKind, Scenario, ScenarioError, TerritoryCode, VenueKind};
use crate::travel::{CROW_FLY, CrowFly, ROAD, TravelModel as _};
use crate::units::Metres;
pub(super) use isochrones::{DIRECTIONS, ISOCHRONE_NAMES, accepted_minutes, read_isochrones};
pub(super) use stops::{
    LONGEST_CAP, MOST_STOPS, OBJECTIVES, STOPS_NAMES, StopsAsked, StopsBody, read_stops, read_stops_body,
};
pub(super) use tours::{DepotAsked, TourAsked, TourBody, read_tour_body};

/// A number with its unit, bounds (both inclusive) and default.
#[derive(Debug)]
pub(super) struct Number {
    /// Name in the query string.
    pub(super) name: &'static str,
    /// What it is, for the OpenAPI document.
    pub(super) meaning: &'static str,
    /// Smallest value accepted.
    pub(super) min: f64,
    /// Largest value accepted.
    pub(super) max: f64,
    /// Value when absent.
    pub(super) default: f64,
}

/// The limit beyond which people are not covered.
pub(super) const THRESHOLD: Number = Number {
    name: "threshold",
    meaning: "Access time up to which people are covered, minutes; exactly the limit is inside",
    min: Request::THRESHOLD_RANGE.0,
    max: Request::THRESHOLD_RANGE.1,
    default: 20.0,
};
/// Detour factor of the crow-fly model.
pub(super) const DETOUR: Number = Number {
    name: "detour",
    meaning: "Detour factor of the crow-fly model: travelled length over straight line; ignored by road",
    min: CrowFly::DETOUR_RANGE.0,
    max: CrowFly::DETOUR_RANGE.1,
    default: 1.3,
};
/// Speed of the crow-fly model.
pub(super) const SPEED: Number = Number {
    name: "speed",
    meaning: "Constant speed of the crow-fly model, km/h; ignored by road",
    min: CrowFly::SPEED_RANGE.0,
    max: CrowFly::SPEED_RANGE.1,
    default: 50.0,
};
/// How far the surroundings reach.
pub(super) const BUFFER_KM: Number = Number {
    name: "buffer_km",
    meaning: "How far beyond the territory venues are still counted, km",
    min: 0.0,
    max: MAX_BUFFER_KM,
    default: 30.0,
};
/// Most services in a filter.
pub(super) const MOST_SERVICES: usize = 20;
/// Longest service, in characters.
pub(super) const LONGEST_SERVICE: usize = 200;

/// Names of the parameters of a question, its territory first.
pub(super) const NAMES_WITH_TERRITORY: [&str; 17] = [
    "territory",
    "threshold",
    "bands",
    "model",
    "detour",
    "speed",
    "buffer_km",
    "kind",
    "service",
    "open_at",
    "hours_unknown",
    "plan",
    "indicators",
    "close",
    "move",
    "schedule",
    "open",
];
/// The same of a question whose territory stands in the path.
pub(super) const NAMES: &[&str] = NAMES_WITH_TERRITORY.split_at(1).1;
/// Characters of the name of a plan.
pub(super) const PLAN_LENGTH: usize = 32;
/// Most files of indicators that one question names.
pub(super) const MOST_BROUGHT: usize = 4;

/// Which travel model a question is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Model {
    /// As the crow flies, with its two parameters.
    CrowFly(CrowFly),
    /// By the roads of the service; `detour` and `speed` do not concern it.
    Road,
}

/// A coverage question, every value within its bounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// The territory asked about.
    pub(super) territory: TerritoryCode,
    /// How far its surroundings reach.
    pub(super) buffer: Metres,
    /// Threshold, bands and filters.
    pub(super) request: Request,
    /// The travel model.
    pub(super) model: Model,
    /// The name of a plan whose stops count as places.
    pub(super) plan: Option<String>,
    /// Names of indicators that were brought, each once.
    pub(super) indicators: Vec<String>,
    /// Changes to the venues.
    pub(super) scenario: Scenario,
}

impl Question {
    /// Validates a question to a service that has roads, or none.
    ///
    /// # Errors
    /// A 400 problem that names the parameter and what it accepts.
    pub(super) fn read(territory: &str, query: &Query, has_roads: bool) -> Result<Self, Problem> {
        let threshold = THRESHOLD.read(query)?;
        let model = read_model(query, has_roads)?;
        Ok(Self {
            territory: read_territory(territory)?,
            buffer: checked(Metres::new(BUFFER_KM.read(query)? * 1000.0))?,
            request: Request {
                threshold: checked(Request::threshold_from_minutes(threshold))?,
                bands: read_bands(query)?,
                filters: Filters {
                    kinds: read_kinds(query)?,
                    services: read_services(query)?,
                    open_at: read_open_at(query)?,
                },
            },
            model,
            plan: read_plan(query)?,
            indicators: read_indicators(query)?,
            scenario: read_scenario(query)?,
        })
    }

    /// Refuses a question that changes nothing.
    ///
    /// # Errors
    /// A 400 problem where there is neither a change to the venues nor a plan.
    pub(super) fn needs_scenario(&self) -> Result<(), Problem> {
        if self.scenario.is_empty() && self.plan.is_none() {
            let accepted = "at least one of close, move, schedule, open and plan";
            return Err(Problem::parameter_use("close", "is missing, and so is any other change", accepted));
        }
        Ok(())
    }

    /// The same text for the same territory with the same surroundings, whatever the changes and the plan.
    pub(super) fn land_key(&self) -> String {
        format!("{}|{}", self.territory, self.buffer)
    }

    /// The same text for the same territory with the same surroundings, changes and stops.
    pub(super) fn territory_key(&self) -> String {
        let plan = self.plan.as_ref().map(|plan| format!("|p{plan}")).unwrap_or_default();
        let mut indicators = String::new();
        for name in &self.indicators {
            indicators.push_str("|i");
            indicators.push_str(name);
        }
        format!("{}{plan}{indicators}{}", self.land_key(), self.scenario.key())
    }

    /// The same text for the same venues that count; it ends with words of the client.
    pub(super) fn venues_key(&self) -> String {
        format!("{}{}", self.territory_key(), filters_key(&self.request.filters))
    }

    /// The same text for the same question, however it was typed.
    pub(super) fn key(&self) -> String {
        let Request { threshold, bands, filters } = &self.request;
        let model = match self.model {
            Model::CrowFly(model) => {
                let description = model.describe();
                let [detour, speed] =
                    [description.detour, description.speed_kmh].map(Option::unwrap_or_default);
                format!("{detour}|{speed}")
            }
            Model::Road => ROAD.to_owned(),
        };
        let mut key = format!("{}|{threshold}|{model}|", self.territory_key());
        for band in bands.limits() {
            let _ = write!(key, "{band},");
        }
        key + &filters_key(filters)
    }
}

fn filters_key(filters: &Filters) -> String {
    let mut key = String::new();
    for kind in &filters.kinds {
        let _ = write!(key, "|k{kind}");
    }
    for service in &filters.services {
        // Quoted: a service may hold any character.
        let _ = write!(key, "|s{service:?}");
    }
    if let Some(OpenAt { moment, hours_unknown }) = filters.open_at {
        let _ = write!(key, "|o{moment}{hours_unknown}");
    }
    key
}

impl Number {
    /// What it accepts, in words.
    pub(super) fn accepted(&self) -> String {
        format!("a number from {} to {}", self.min, self.max)
    }

    fn read(&self, query: &Query) -> Result<f64, Problem> {
        match query.single(self.name)? {
            None => Ok(self.default),
            Some(text) => within(text, self.min, self.max)
                .ok_or_else(|| Problem::parameter(self.name, text, self.accepted())),
        }
    }
}

/// A plain decimal within bounds: no sign, no exponent, no `inf`, no `NaN`.
fn within(text: &str, min: f64, max: f64) -> Option<f64> {
    let plain = text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: f64 = plain.then(|| text.parse().ok())??;
    (min..=max).contains(&number).then_some(number)
}

fn read_territory(text: &str) -> Result<TerritoryCode, Problem> {
    text.parse().map_err(|_| Problem::parameter("territory", text, accepted_territory()))
}

/// What `territory` accepts, in words.
pub(super) const fn accepted_territory() -> &'static str {
    "a département (48), an EPCI (200070530), a région (region:76), up to 1000 communes (48095,48061) or france"
}

/// The model asked for; by road where the service has roads and nothing is asked for.
fn read_model(query: &Query, has_roads: bool) -> Result<Model, Problem> {
    // Read also where they do not count, so that a wrong value is refused everywhere.
    let crow_fly = checked(CrowFly::new(DETOUR.read(query)?, SPEED.read(query)?))?;
    match query.single("model")? {
        None | Some(ROAD) if has_roads => Ok(Model::Road),
        None | Some(CROW_FLY) => Ok(Model::CrowFly(crow_fly)),
        Some(other) if has_roads => Err(Problem::parameter("model", other, format!("{ROAD} or {CROW_FLY}"))),
        Some(other) => Err(Problem::parameter(
            "model",
            other,
            format!("{CROW_FLY}: this service was started without --roads"),
        )),
    }
}

fn read_bands(query: &Query) -> Result<Bands, Problem> {
    let Some(text) = query.single("bands")? else {
        return Ok(Bands::default());
    };
    let limits: Option<Vec<f64>> =
        text.split(',').map(|item| within(item.trim(), Bands::RANGE.0, Bands::RANGE.1)).collect();
    limits
        .and_then(|limits| Bands::from_minutes(&limits).ok())
        .ok_or_else(|| Problem::parameter("bands", text, accepted_bands()))
}

/// What `bands` accepts, in words.
pub(super) fn accepted_bands() -> String {
    let ((min, max), most) = (Bands::RANGE, Bands::MAX_LIMITS);
    format!("1 to {most} strictly increasing numbers of minutes from {min} to {max}, comma separated")
}

fn read_kinds(query: &Query) -> Result<BTreeSet<VenueKind>, Problem> {
    list(query, "kind")
        .map(|item| {
            item.parse().map_err(|_| {
                let words = VenueKind::ALL.map(VenueKind::as_str).join(", ");
                Problem::parameter("kind", item, format!("among {words}"))
            })
        })
        .collect()
}

fn read_services(query: &Query) -> Result<Vec<String>, Problem> {
    let accepted =
        || format!("1 to {MOST_SERVICES} services of 1 to {LONGEST_SERVICE} characters, one a parameter");
    let mut services = BTreeSet::new();
    for item in query.values("service").map(str::trim) {
        if item.is_empty() || item.chars().count() > LONGEST_SERVICE || services.len() == MOST_SERVICES {
            return Err(Problem::parameter("service", item, accepted()));
        }
        services.insert(item.to_owned());
    }
    Ok(services.into_iter().collect())
}

/// What `hours_unknown` accepts; the first when absent.
pub(super) const HOURS_UNKNOWN: [&str; 2] = [HoursUnknown::Skip.as_str(), HoursUnknown::Count.as_str()];

/// The moment at which venues must be open; what is done with unknown hours says nothing without one.
fn read_open_at(query: &Query) -> Result<Option<OpenAt>, Problem> {
    let hours_unknown = query.single("hours_unknown")?.map_or(Ok(HoursUnknown::default()), |word| {
        word.parse().map_err(|_| Problem::parameter("hours_unknown", word, HOURS_UNKNOWN.join(" or ")))
    })?;
    let Some(text) = query.single("open_at")? else { return Ok(None) };
    let moment = text.parse().map_err(|_| Problem::parameter("open_at", text, WeekMoment::ACCEPTED))?;
    Ok(Some(OpenAt { moment, hours_unknown }))
}

/// What `plan` accepts, in words.
pub(super) fn accepted_plan() -> String {
    format!(
        "the name of a plan, {PLAN_LENGTH} hexadecimal digits as POST /api/tours or /api/plans gives them"
    )
}

fn read_plan(query: &Query) -> Result<Option<String>, Problem> {
    let Some(plan) = query.single("plan")? else { return Ok(None) };
    if is_name(plan, PLAN_LENGTH) {
        Ok(Some(plan.to_owned()))
    } else {
        Err(Problem::parameter("plan", plan, accepted_plan()))
    }
}

/// Whether a text is a name made of so many digits of a hash.
fn is_name(text: &str, length: usize) -> bool {
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.len() == length && text.bytes().all(is_digit)
}

/// What `indicators` accepts, in words.
pub(super) fn accepted_indicators() -> String {
    format!(
        "1 to {MOST_BROUGHT} names, comma separated, each {NAME_LENGTH} hexadecimal digits as POST /api/indicators gives them"
    )
}

/// The names of indicators that were brought.
///
/// # Errors
/// A 400 problem.
pub(super) fn read_indicators(query: &Query) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> = Vec::new();
    let Some(text) = query.single("indicators")? else { return Ok(names) };
    for name in text.split(',') {
        if !is_name(name, NAME_LENGTH) || names.len() == MOST_BROUGHT {
            return Err(Problem::parameter("indicators", text, accepted_indicators()));
        }
        if names.iter().all(|other| other != name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// The changes to the venues, however often each kind is given.
fn read_scenario(query: &Query) -> Result<Scenario, Problem> {
    let kind = |name: &str| ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    let texts = query.pairs().filter_map(|(name, text)| Some((kind(name)?, text)));
    Scenario::read(texts).map_err(|error| refused_change(&error))
}

/// The refusal of a change, by its parameter.
pub(super) fn refused_change(error: &ScenarioError) -> Problem {
    let what = format!("= “{}” {}", error.text, error.problem);
    Problem::parameter_use(error.kind.as_str(), &what, error.kind.accepted()).because(error.problem.code())
}

/// What a position accepts, in words.
pub(super) const fn accepted_position() -> &'static str {
    "a longitude and a latitude in degrees: 3.5,44.52"
}

/// A longitude and a latitude in degrees, in plain decimals.
///
/// # Errors
/// A 400 problem that names the parameter.
pub(super) fn read_position(name: &str, text: &str) -> Result<Coord<f64>, Problem> {
    let plain = |part: &str| {
        let part = part.trim();
        let characters = part.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        (characters && part.len() <= 24).then(|| part.parse::<f64>().ok()).flatten()
    };
    let pair = text.split_once(',').and_then(|(x, y)| Some(Coord { x: plain(x)?, y: plain(y)? }));
    pair.filter(|position| is_lon_lat(*position))
        .ok_or_else(|| Problem::parameter(name, text, accepted_position()))
}

/// The items of a comma list that may also be repeated.
fn list<'a>(query: &'a Query, name: &str) -> impl Iterator<Item = &'a str> {
    query.values(name).flat_map(|value| value.split(',')).map(str::trim)
}

/// Bounds were checked before: a refusal here is a bug of ours, told as such.
fn checked<T, E: std::fmt::Display>(made: Result<T, E>) -> Result<T, Problem> {
    made.map_err(|error| Problem::internal(&error))
}

#[cfg(test)]
mod tests;
