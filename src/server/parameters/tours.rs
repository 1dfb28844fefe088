//! The body that asks for a tour: a depot, two dates, stops and rules.

use geo_types::Coord;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::geodesy::is_lon_lat;
use crate::model::TerritoryCode;
use crate::server::body::part;
use crate::server::problem::Problem;
use crate::tour::{
    Clock, Closed, Date, Depot, DwellRule, Holidays, Lunch, Minutes, ReadError, RuleError, Rules, Session,
    Stop, Weekday, check_text, rules_from_json, stops_from_rows, to_a_centimetre,
};

/// A tour of stops from a depot, repeated between two dates.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::server) struct TourBody {
    /// Where every day starts and ends.
    #[schema(required = true, value_type = DepotBody)]
    depot: Option<Value>,
    /// First day.
    #[schema(required = true, value_type = Date)]
    from: Option<Date>,
    /// Last day, inclusive.
    #[schema(required = true, value_type = Date)]
    to: Option<Date>,
    /// The stops, 1 to 300.
    #[schema(required = true, value_type = Vec<TourStopBody>)]
    stops: Vec<Value>,
    /// The rules that are not the usual ones.
    #[schema(value_type = Option<TourRulesBody>)]
    rules: Option<Value>,
}

/// A depot: the chef-lieu of a commune, or a position.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct DepotBody {
    /// Code of a commune, instead of the others.
    code: Option<String>,
    /// Name of the position.
    name: Option<String>,
    /// Longitude of the position, degrees.
    lon: Option<f64>,
    /// Latitude of the position, degrees.
    lat: Option<f64>,
}

/// A stop to be visited. What is absent is filled in from the rules.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only described: read with the fields of the CSV of stops")]
struct TourStopBody {
    /// Identifier, of its own.
    id: String,
    /// Name; the identifier when absent.
    name: Option<String>,
    /// Longitude, degrees.
    lon: f64,
    /// Latitude, degrees.
    lat: f64,
    /// People whom it serves: what it is worth; 0 when absent.
    people: Option<f64>,
    /// How long it receives people, minutes; by its people when absent (`rules.dwell`).
    dwell_min: Option<u32>,
    /// Visits a cycle; 1 when absent.
    visits: Option<u32>,
    /// Fewest days from a visit to the next, inclusive; three less than even when absent.
    least_days: Option<u32>,
    /// Most days from a visit to the next, inclusive; three more than even when absent.
    most_days: Option<u32>,
    /// Weekdays on which it may be visited: `mon,thu` or `mon-fri`.
    days: Option<String>,
    /// Hours in which a session may lie: `09:00-12:00`, `mon,thu 09:00-12:00; fri 14:00-17:30`.
    hours: Option<String>,
    /// Whether it has to be in the tour.
    mandatory: Option<bool>,
    /// What a session takes of a day; `free` when absent.
    session: Option<Session>,
    /// Number and street, or square; with `postcode` and `commune`, or without both.
    address: Option<String>,
    /// Postcode, five digits.
    postcode: Option<String>,
    /// Name of the commune.
    commune: Option<String>,
    /// INSEE code of the commune.
    insee: Option<String>,
}

/// The rules of a tour: what is absent is as usual.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only described: read with the fields of the TOML of rules")]
struct TourRulesBody {
    /// As `from` of the tour, which stands over it.
    from: Option<Date>,
    /// As `to` of the tour, which stands over it.
    to: Option<Date>,
    /// Length of the cycle: 1 (when absent), 2 or 4 weeks.
    cycle_weeks: Option<u32>,
    /// Working weekdays; Monday to Friday when absent.
    days: Option<Vec<Weekday>>,
    /// The truck leaves at this time at the earliest; 08:00 when absent.
    day_start: Option<Clock>,
    /// It is back at this time at the latest; 18:00 when absent.
    day_end: Option<Clock>,
    /// Longest time from leaving to returning; 600 when absent.
    longest_day_min: Option<Minutes>,
    /// Longest driving of a day; 240 when absent.
    longest_driving_min: Option<Minutes>,
    /// The break at noon; 45 minutes between 11:30 and 14:30 when absent, none when null.
    lunch: Option<Lunch>,
    /// From arriving to receiving people; 15 when absent.
    setup_min: Option<Minutes>,
    /// From the last visitor to driving off; 15 when absent.
    packup_min: Option<Minutes>,
    /// Most sessions of a day; 2 when absent.
    most_sessions: Option<u32>,
    /// Sessions begin at a multiple of this; 5 when absent, 0 for any second.
    opening_step_min: Option<Minutes>,
    /// Most days of a cycle on which the truck leaves; every working day when absent or null.
    days_per_cycle: Option<u32>,
    /// How much longer than the mean a day may be; not kept when absent or null.
    balance_min: Option<Minutes>,
    /// Public holidays without tour; those of France when absent.
    holidays: Option<Holidays>,
    /// Other days without tour.
    closed: Option<Vec<Closed>>,
    /// How long the search goes on, in rounds; 20000 when absent.
    rounds: Option<u32>,
    /// What chance starts from; 1 when absent.
    seed: Option<u64>,
    /// The dwell of stops that give none.
    dwell: Option<DwellRule>,
}

/// Where a tour starts, as asked.
#[derive(Debug)]
pub(in crate::server) enum DepotAsked {
    /// At a chef-lieu.
    Commune(TerritoryCode),
    /// At a position.
    Place(Depot),
}

/// A tour asked for, its rules and stops checked.
#[derive(Debug)]
pub(in crate::server) struct TourAsked {
    pub(in crate::server) depot: DepotAsked,
    pub(in crate::server) rules: Rules,
    pub(in crate::server) stops: Vec<Stop>,
}

/// The tour asked for by a body.
///
/// # Errors
/// A 400 problem that names the member, its value and what is accepted.
pub(in crate::server) fn read_tour_body(body: &Value) -> Result<TourAsked, Problem> {
    let body: TourBody = part("", body)?;
    let missing = |name: &str, accepted: &str| Problem::body(name, "it is missing", Some(accepted));
    let a_date = "a date from 1900 to 2200, such as 2027-01-04";
    let from = body.from.ok_or_else(|| missing("from", a_date))?;
    let to = body.to.ok_or_else(|| missing("to", a_date))?;
    let depot = read_depot(&body.depot.unwrap_or(Value::Null))?;
    let wrong = |ReadError { place, problem }: ReadError| Problem::body(&place, &problem, None);
    let usual = Rules::between(from, to);
    let (mut rules, dwell) = match body.rules {
        Some(rules) => rules_from_json(rules, &usual).map_err(wrong)?,
        None => (usual, DwellRule::default()),
    };
    // As on the command line: what is asked beside the rules stands over them.
    (rules.from, rules.to) = (from, to);
    let stops = stops_from_rows(&body.stops, &rules, dwell).map_err(wrong)?;
    let of_rule = |RuleError { subject, problem }: RuleError| Problem::body(&subject, &problem, None);
    rules.check(&stops).map_err(of_rule)?;
    Ok(TourAsked { depot, rules, stops })
}

fn read_depot(value: &Value) -> Result<DepotAsked, Problem> {
    let accepted = "the code of a commune, or a position with its lon and lat in degrees";
    if value.is_null() {
        return Err(Problem::body("depot", "it is missing", Some(accepted)));
    }
    match part("depot", value)? {
        DepotBody { code: Some(code), name: None, lon: None, lat: None } => {
            let wrong = |_| Problem::body("depot.code", &format!("“{code}” is no code"), Some(accepted));
            Ok(DepotAsked::Commune(code.parse().map_err(wrong)?))
        }
        DepotBody { code: None, name, lon: Some(x), lat: Some(y) } => {
            let place = Coord { x, y };
            if !is_lon_lat(place) {
                let what = format!("{x}, {y} is not a longitude and a latitude");
                return Err(Problem::body("depot", &what, Some(accepted)));
            }
            let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Dépôt".to_owned());
            check_text("name", &name).map_err(|what| Problem::body("depot.name", &what, Some(accepted)))?;
            Ok(DepotAsked::Place(Depot { name, place: to_a_centimetre(place) }))
        }
        _ => Err(Problem::body("depot", "neither a code alone nor a position", Some(accepted))),
    }
}
