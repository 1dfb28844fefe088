//! A stop as somebody gives it, in a table or in JSON, before the rules fill it in.

use geo_types::Coord;
use serde::Deserialize;
use utoipa::ToSchema;

use super::rules::{Address, Opening, Rules, Session, Stop};
use crate::calendar::{Clock, Minutes, Weekday};
use crate::units::People;

/// A text does not hold what it should; the message says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    /// Line and column, or the part.
    pub place: String,
    /// What is wrong and what is accepted.
    pub problem: String,
}

pub(super) fn wrong(place: impl Into<String>, problem: impl Into<String>) -> ReadError {
    ReadError { place: place.into(), problem: problem.into() }
}

/// What stands for a dwell that a stop does not give: minutes for its people, between bounds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DwellRule {
    /// Fewest minutes.
    pub least_min: Minutes,
    /// Most minutes.
    pub most_min: Minutes,
    /// Minutes for a hundred people.
    pub min_per_100_people: Minutes,
}

impl Default for DwellRule {
    /// 10 minutes for 100 people, between 90 and 180.
    fn default() -> Self {
        Self { least_min: Minutes(90), most_min: Minutes(180), min_per_100_people: Minutes(10) }
    }
}

impl DwellRule {
    /// The dwell for some people, a multiple of a quarter of an hour within the bounds.
    #[must_use]
    pub fn dwell(&self, people: People) -> Minutes {
        let minutes = people.thousandths().saturating_mul(self.min_per_100_people.0.into()) / 100_000;
        let quarters = u32::try_from(minutes.min(1440)).unwrap_or(1440).div_ceil(15) * 15;
        Minutes(quarters.max(self.least_min.0).min(self.most_min.0.max(self.least_min.0)))
    }
}

/// A stop as a file gives it, before what it leaves out is filled in.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) lon: Option<f64>,
    pub(super) lat: Option<f64>,
    pub(super) people: Option<f64>,
    pub(super) dwell_min: Option<u32>,
    pub(super) visits: Option<u32>,
    pub(super) least_days: Option<u32>,
    pub(super) most_days: Option<u32>,
    pub(super) days: String,
    pub(super) hours: String,
    pub(super) mandatory: bool,
    pub(super) session: Session,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) commune: String,
    pub(super) insee: String,
}

/// What a field of a stop is written as in JSON; in a CSV everything is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
}

/// Every field of a stop.
const FIELDS: [(&str, Kind); 17] = [
    ("id", Kind::Text),
    ("name", Kind::Text),
    ("lon", Kind::Number),
    ("lat", Kind::Number),
    ("people", Kind::Number),
    ("dwell_min", Kind::Number),
    ("visits", Kind::Number),
    ("least_days", Kind::Number),
    ("most_days", Kind::Number),
    ("days", Kind::Text),
    ("hours", Kind::Text),
    ("mandatory", Kind::Flag),
    ("session", Kind::Text),
    ("address", Kind::Text),
    ("postcode", Kind::Text),
    ("commune", Kind::Text),
    ("insee", Kind::Text),
];

impl Given {
    /// What a field is; `None` where a stop has no such field.
    pub(super) fn kind(field: &str) -> Option<Kind> {
        FIELDS.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }

    /// The names of the fields, for a refusal.
    pub(super) fn fields() -> String {
        FIELDS.map(|(name, _)| name).join(", ")
    }

    /// Takes the text of a field; another one than a stop has is left alone.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(super) fn set(&mut self, field: &str, text: &str) -> Result<(), String> {
        let number = || {
            let number: Result<f64, _> = text.replacen(',', ".", 1).parse();
            number.map(Some).map_err(|_| format!("“{text}” is not a number"))
        };
        let whole = || {
            let number: Result<u32, _> = text.parse();
            number.map(Some).map_err(|_| format!("“{text}” is not a whole number"))
        };
        match field {
            "id" => text.clone_into(&mut self.id),
            "name" => text.clone_into(&mut self.name),
            "lon" => self.lon = number()?,
            "lat" => self.lat = number()?,
            "people" => self.people = number()?,
            "dwell_min" => self.dwell_min = whole()?,
            "visits" => self.visits = whole()?,
            "least_days" => self.least_days = whole()?,
            "most_days" => self.most_days = whole()?,
            "days" => text.clone_into(&mut self.days),
            "hours" => text.clone_into(&mut self.hours),
            "mandatory" => {
                self.mandatory = match text {
                    "true" | "1" | "yes" | "oui" => true,
                    "false" | "0" | "no" | "non" => false,
                    _ => return Err(format!("“{text}” is not true or false")),
                }
            }
            "session" => {
                self.session = match text {
                    "free" => Session::Free,
                    "half-day" => Session::HalfDay,
                    _ => return Err(format!("“{text}” is not free or half-day")),
                }
            }
            "address" => text.clone_into(&mut self.street),
            "postcode" => text.clone_into(&mut self.postcode),
            "commune" => text.clone_into(&mut self.commune),
            "insee" => text.clone_into(&mut self.insee),
            _ => {}
        }
        Ok(())
    }

    /// The stop, with what was left out filled in from the rules.
    pub(super) fn stop(self, place: &str, rules: &Rules, dwell: DwellRule) -> Result<Stop, ReadError> {
        let (Some(x), Some(y)) = (self.lon, self.lat) else {
            return Err(wrong(place, "no longitude or no latitude: give lon and lat in degrees"));
        };
        let people =
            People::new(self.people.unwrap_or(0.0)).map_err(|e| wrong(place, format!("people: {e}")))?;
        let visits = self.visits.unwrap_or(1);
        let required = [&self.street, &self.postcode, &self.commune].map(|field| !field.is_empty());
        if required.contains(&true) && required.contains(&false) {
            return Err(wrong(place, "a part of an address: give address, postcode and commune, or none"));
        }
        if required[1] && (self.postcode.len() != 5 || !self.postcode.bytes().all(|b| b.is_ascii_digit())) {
            return Err(wrong(place, format!("“{}” is not a postcode of five digits", self.postcode)));
        }
        let (street, postcode, commune, insee) = (self.street, self.postcode, self.commune, self.insee);
        let address = required[0].then_some(Address { street, postcode, commune, insee });
        let (least, most) = Stop::default_spacing(rules.cycle_weeks, visits);
        Ok(Stop {
            name: if self.name.is_empty() { self.id.clone() } else { self.name },
            id: self.id,
            place: to_a_centimetre(Coord { x, y }),
            dwell_min: self.dwell_min.map_or_else(|| dwell.dwell(people), Minutes),
            visits,
            least_days: self.least_days.unwrap_or(least),
            most_days: self.most_days.unwrap_or(most),
            days: weekdays(&self.days).map_err(|e| wrong(format!("{place}, days"), e))?,
            hours: hours(&self.hours).map_err(|e| wrong(format!("{place}, hours"), e))?,
            people,
            mandatory: self.mandatory,
            session: self.session,
            address,
        })
    }
}

/// A position to 7 decimals: a plan that is written and read again has the same positions to the last bit.
#[must_use]
pub fn to_a_centimetre(place: Coord<f64>) -> Coord<f64> {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Coord { x: round(place.x), y: round(place.y) }
}

/// `mon,thu` or `mon-fri`; empty for every day.
///
/// # Errors
/// When a word is no weekday.
pub fn weekdays(text: &str) -> Result<Vec<Weekday>, String> {
    let mut days = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let day = |text: &str| text.parse::<Weekday>().map_err(|e| e.to_string());
        let (first, last) = (day(first)?, day(last)?);
        days.extend(Weekday::ALL.into_iter().filter(|day| (first..=last).contains(day)));
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// `09:00-12:00`, `mon,thu 09:00-12:00; fri 14:00-17:30`; empty for any hours.
fn hours(text: &str) -> Result<Vec<Opening>, String> {
    let mut openings = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (days, times) = part.rsplit_once(' ').unwrap_or(("", part));
        let (from, to) = times
            .split_once('-')
            .ok_or_else(|| format!("“{part}” is not hours, such as mon,thu 09:00-12:00"))?;
        let clock = |text: &str| text.parse::<Clock>().map_err(|e| e.to_string());
        openings.push(Opening { days: weekdays(days)?, from: clock(from)?, to: clock(to)? });
    }
    Ok(openings)
}
