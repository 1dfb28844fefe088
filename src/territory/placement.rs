//! Gives every venue a place, and says what was wrong with the one its row declares.
//!
//! A row declares a position and a commune. Where they agree, nothing is said. Where they do not,
//! the position is believed unless it cannot be one: absent, zero, out of range, or with latitude
//! and longitude the wrong way round.
//!
//! The index may hold only the communes around a territory. A row whose commune is a current one
//! that was not loaded is then *beyond*: it is neither wrong nor unknown, it lies elsewhere.

mod duplicates;

use std::collections::BTreeSet;

use geo_types::Coord;

use super::CommuneIndex;
use crate::geodesy::{is_lon_lat, metres_to_area};
use crate::model::{
    Commune, CommuneCode, Finding, FindingKind, PositionOrigin, Severity, Venue, VenueRecord, shortened,
};

/// A position this near its declared commune is taken to be in it, metres (inclusive).
///
/// The boundaries are generalised. Of the 908 France Services of 2021, 12 lie outside of their
/// commune: two by 58 and 70 m, which are right, and ten by 3.3 km or more, which are wrong.
pub const BORDER_TOLERANCE_M: f64 = 150.0;

/// Latitude and longitude are swapped when that brings a position this near its declared
/// commune, metres (inclusive).
pub const SWAP_TOLERANCE_M: f64 = 5_000.0;

/// Which commune codes are current ones, beyond those of an index.
#[derive(Debug, Clone, Copy)]
pub enum CurrentCodes<'a> {
    /// Those of the index: it holds every commune.
    Indexed,
    /// These, of which the index may hold only some.
    Listed(&'a BTreeSet<CommuneCode>),
}

/// Venues with a place, and what was found on the way.
#[derive(Debug)]
pub struct Placed {
    /// Venues that have a place, in the order of their records.
    pub venues: Vec<Venue>,
    /// How many rows have no position and a commune that is not in the index: their place is
    /// somewhere else, and was not looked up.
    pub beyond: usize,
    /// What was wrong, row by row.
    pub findings: Vec<Finding>,
}

/// Places venue records among communes.
///
/// Every record comes back as a venue, as a finding of [`Severity::SetAside`], or in
/// [`Placed::beyond`]. What is said of identifiers used twice does not depend on the index.
/// Cost: a few microseconds a record.
#[must_use]
pub fn place(records: Vec<VenueRecord>, communes: &CommuneIndex<'_>, current: CurrentCodes<'_>) -> Placed {
    let mut findings = Vec::new();
    let mut beyond = 0;
    let mut venues = Vec::with_capacity(records.len());
    for record in duplicates::resolve(records, &mut findings) {
        let seat = {
            let mut say = |kind, severity, field: &str, value: &str, action| {
                findings.push(finding(&record, kind, severity, field, value, action));
            };
            seat(&record, communes, current, &mut say)
        };
        match seat {
            Seat::At(position, position_origin, commune_code) => {
                let inside = false;
                venues.push(Venue {
                    record,
                    position,
                    position_origin,
                    commune_code,
                    inside,
                    sessions: None,
                });
            }
            Seat::Beyond => beyond += 1,
            Seat::None => {}
        }
    }
    Placed { venues, beyond, findings }
}

/// Where a record ends up.
enum Seat {
    At(Coord<f64>, PositionOrigin, Option<CommuneCode>),
    Beyond,
    None,
}

/// The commune that a row declares.
#[derive(Clone, Copy)]
enum Declared<'a> {
    Nothing,
    NotCurrent,
    NotLoaded(CommuneCode),
    Here(&'a Commune),
}

/// The cities whose arrondissements have codes of their own: first, last, and the commune's code.
const ARRONDISSEMENTS: [(&str, &str, &str); 3] =
    [("13201", "13216", "13055"), ("69381", "69389", "69123"), ("75101", "75120", "75056")];

/// Takes kind, severity, field, value and action of a finding.
type Say<'s> = dyn FnMut(FindingKind, Severity, &str, &str, String) + 's;

const POSITION: &str = "latitude, longitude";

fn seat(
    record: &VenueRecord,
    communes: &CommuneIndex<'_>,
    current: CurrentCodes<'_>,
    say: &mut Say<'_>,
) -> Seat {
    let code = record.commune_code.as_deref();
    let city = code.and_then(city_of);
    let declared = declared(city.or(code), communes, current);
    if let (Some(code), Some(city)) = (code, city) {
        let action = format!("the code of an arrondissement; read as that of its commune, {city}");
        say(FindingKind::UnknownCommune, Severity::Fixed, "code_insee", code, action);
    }
    if let (Declared::NotCurrent, Some(code)) = (declared, code) {
        let found = record.position.filter(|p| is_lon_lat(*p)).and_then(|p| communes.at(p));
        let action = match found {
            Some(real) => format!("not the code of a current commune; its position is in {}", named(real)),
            None => "not the code of a current commune".to_owned(),
        };
        say(FindingKind::UnknownCommune, Severity::Warning, "code_insee", code, action);
    }
    let Some(given) = record.position else {
        return at_chef_lieu(declared, FindingKind::NoCoordinates, "", "no position", say);
    };
    let value = format!("{}, {}", given.y, given.x);
    if given.x == 0.0 && given.y == 0.0 {
        return at_chef_lieu(declared, FindingKind::ZeroCoordinates, &value, "0, 0 stands for unknown", say);
    }
    let swapped = Coord { x: given.y, y: given.x };
    let may_swap = is_lon_lat(swapped) && is_misplaced(given, declared, communes);
    if may_swap && let Some(commune) = swap_target(swapped, declared, communes) {
        let action = format!("latitude and longitude were swapped; put right, it is in {}", named(commune));
        say(FindingKind::SwappedCoordinates, Severity::Fixed, POSITION, &value, action);
        return Seat::At(swapped, PositionOrigin::Swapped, Some(commune.code));
    }
    if !is_lon_lat(given) {
        let why = if is_lambert_93(given) {
            "these look like metres in Lambert-93, where degrees are wanted"
        } else {
            "not degrees of latitude and longitude"
        };
        return at_chef_lieu(declared, FindingKind::InvalidCoordinates, &value, why, say);
    }
    let code = kept_as_given(given, declared, communes, current, &mut |action| {
        say(FindingKind::OutsideCommune, Severity::Warning, POSITION, &value, action);
    });
    Seat::At(given, PositionOrigin::Given, code)
}

/// The commune that an arrondissement of Marseille, Lyon or Paris is part of.
fn city_of(code: &str) -> Option<&'static str> {
    ARRONDISSEMENTS
        .into_iter()
        .find(|(first, last, _)| code.len() == first.len() && (*first..=*last).contains(&code))
        .map(|(_, _, city)| city)
}

fn declared<'a>(code: Option<&str>, communes: &CommuneIndex<'a>, current: CurrentCodes<'_>) -> Declared<'a> {
    let Some(text) = code else { return Declared::Nothing };
    let Ok(code) = text.parse::<CommuneCode>() else { return Declared::NotCurrent };
    match (communes.by_code(code), current) {
        (Some(commune), _) => Declared::Here(commune),
        (None, CurrentCodes::Listed(codes)) if codes.contains(&code) => Declared::NotLoaded(code),
        (None, _) => Declared::NotCurrent,
    }
}

/// The chef-lieu stands in for a position that cannot be used.
fn at_chef_lieu(
    declared: Declared<'_>,
    kind: FindingKind,
    value: &str,
    why: &str,
    say: &mut Say<'_>,
) -> Seat {
    let aside = match declared {
        Declared::Here(commune) => {
            if let Some(position) = commune.chef_lieu {
                let action = format!("{why}; placed at the chef-lieu of {}", named(commune));
                say(kind, Severity::Fixed, POSITION, value, action);
                return Seat::At(position, PositionOrigin::ChefLieu, Some(commune.code));
            }
            format!("{why}, and the chef-lieu of {} is not known; the row is set aside", named(commune))
        }
        Declared::NotLoaded(_) => return Seat::Beyond,
        Declared::NotCurrent => format!("{why}, and no current commune code; the row is set aside"),
        Declared::Nothing => format!("{why}, and no commune code; the row is set aside"),
    };
    say(kind, Severity::SetAside, POSITION, value, aside);
    Seat::None
}

/// Whether a position is not where the row's commune, or any commune, is.
fn is_misplaced(given: Coord<f64>, declared: Declared<'_>, communes: &CommuneIndex<'_>) -> bool {
    !is_lon_lat(given)
        || match declared {
            Declared::Here(Commune { boundary: Some(area), .. }) => {
                metres_to_area(given, area) > SWAP_TOLERANCE_M
            }
            Declared::Here(_) | Declared::NotLoaded(_) => false,
            Declared::Nothing | Declared::NotCurrent => communes.at(given).is_none(),
        }
}

/// The commune that a swapped position is in or, when it is the declared one, near.
fn swap_target<'a>(
    swapped: Coord<f64>,
    declared: Declared<'a>,
    communes: &CommuneIndex<'a>,
) -> Option<&'a Commune> {
    match declared {
        Declared::Here(commune) => commune
            .boundary
            .as_ref()
            .is_some_and(|area| metres_to_area(swapped, area) <= SWAP_TOLERANCE_M)
            .then_some(commune),
        Declared::NotLoaded(_) => None,
        Declared::Nothing | Declared::NotCurrent => communes.at(swapped),
    }
}

/// The commune of a position that is kept; says when it is not the declared one.
fn kept_as_given(
    given: Coord<f64>,
    declared: Declared<'_>,
    communes: &CommuneIndex<'_>,
    current: CurrentCodes<'_>,
    outside: &mut dyn FnMut(String),
) -> Option<CommuneCode> {
    match declared {
        Declared::Here(commune) => {
            // Without a boundary there is nothing to compare with.
            let Some(area) = &commune.boundary else { return Some(commune.code) };
            let metres = metres_to_area(given, area);
            if metres <= BORDER_TOLERANCE_M {
                return Some(commune.code);
            }
            let real = communes.at(given);
            let really = match real {
                Some(real) => format!("in {}", named(real)),
                None => "in no commune that is known here".to_owned(),
            };
            outside(format!("{metres:.0} m outside {}, {really}; kept where it is", named(commune)));
            // Off a coast, the nearest commune is the declared one.
            real.or((metres <= SWAP_TOLERANCE_M).then_some(commune)).map(|commune| commune.code)
        }
        Declared::NotLoaded(code) => match communes.at(given) {
            Some(real) => {
                outside(format!("in {}, not in {code}, which is elsewhere; kept where it is", named(real)));
                Some(real.code)
            }
            None => Some(code),
        },
        Declared::Nothing | Declared::NotCurrent => {
            let real = communes.at(given);
            let all = matches!(current, CurrentCodes::Indexed);
            if real.is_none() && all && !communes.is_within(given, BORDER_TOLERANCE_M) {
                outside("in no commune; kept where it is".to_owned());
            }
            real.map(|commune| commune.code)
        }
    }
}

fn named(commune: &Commune) -> String {
    format!("{} ({})", commune.name, commune.code)
}

/// Whether a position reads as Lambert-93 metres over the hexagone, either way round.
fn is_lambert_93(p: Coord<f64>) -> bool {
    let fits = |x: f64, y: f64| (0.0..=1.3e6).contains(&x) && (6.0e6..=7.2e6).contains(&y);
    fits(p.x, p.y) || fits(p.y, p.x)
}

fn finding(
    record: &VenueRecord,
    kind: FindingKind,
    severity: Severity,
    field: &str,
    value: &str,
    action: String,
) -> Finding {
    Finding {
        file: record.file.clone(),
        line: record.line,
        id: record.id.clone(),
        field: field.to_owned(),
        value: shortened(value),
        kind,
        severity,
        action,
    }
}

#[cfg(test)]
mod tests;
