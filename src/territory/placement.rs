//! Gives every venue a place, and says what was wrong with the one its row declares.
//!
//! A row declares a position and a commune. Where they agree, nothing is said. Where they do not,
//! the position is believed unless it cannot be one: absent, zero, out of range, or with latitude
//! and longitude the wrong way round.
//!
//! The index may hold only the communes around a territory. A row whose commune is a current one
//! that was not loaded is then *beyond*: it is neither wrong nor unknown, it lies elsewhere.

mod duplicates;
mod outside;
mod projected;

use std::collections::BTreeSet;

use geo_types::Coord;

use super::CommuneIndex;
use crate::geodesy::{is_lon_lat, metres_to_area};
use crate::model::{
    Commune, CommuneCode, Finding, FindingKind, PositionOrigin, Severity, Venue, VenueRecord,
};

use outside::Outside;

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
            let mut say = |kind, severity, field: &str, value: &str, texts: Texts| {
                findings.push(finding(&record, kind, severity, field, value, texts));
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

/// What a finding says: in English, in French, and the value that would put it right.
struct Texts {
    english: String,
    french: String,
    suggestion: Option<String>,
}

impl Texts {
    fn new(english: String, french: String) -> Self {
        Self { english, french, suggestion: None }
    }

    fn suggesting(self, value: String) -> Self {
        Self { suggestion: Some(value), ..self }
    }
}

/// Takes kind, severity, field, value and texts of a finding.
type Say<'s> = dyn FnMut(FindingKind, Severity, &str, &str, Texts) + 's;

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
        let texts = Texts::new(
            format!("the code of an arrondissement; read as that of its commune, {city}"),
            format!("code d’un arrondissement ; lu comme celui de sa commune, {city}"),
        );
        let kind = FindingKind::ArrondissementCode;
        say(kind, Severity::Fixed, "code_insee", code, texts.suggesting(city.to_owned()));
    }
    if let (Declared::NotCurrent, Some(code)) = (declared, code) {
        let found = record.position.filter(|p| is_lon_lat(*p)).and_then(|p| communes.at(p));
        let (english, french) =
            ("not the code of a current commune", "ce n’est pas le code d’une commune actuelle");
        let texts = match found {
            Some(real) => {
                let (real, code) = (named(real), real.code.to_string());
                Texts::new(
                    format!("{english}; its position is in {real}"),
                    format!("{french} ; le point est à {real}"),
                )
                .suggesting(code)
            }
            None => Texts::new(english.to_owned(), french.to_owned()),
        };
        say(FindingKind::UnknownCommune, Severity::Warning, "code_insee", code, texts);
    }
    let Some(given) = record.position else {
        let why = ("no position", "pas de position");
        return at_chef_lieu(declared, FindingKind::NoCoordinates, "", why, say);
    };
    let value = format!("{}, {}", given.y, given.x);
    if given.x == 0.0 && given.y == 0.0 {
        let why = ("0, 0 stands for unknown", "0, 0 tient lieu de position inconnue");
        return at_chef_lieu(declared, FindingKind::ZeroCoordinates, &value, why, say);
    }
    let swapped = Coord { x: given.y, y: given.x };
    let may_swap = is_lon_lat(swapped) && is_misplaced(given, declared, communes);
    if may_swap && let Some(commune) = swap_target(swapped, declared, communes) {
        let named = named(commune);
        let texts = Texts::new(
            format!("latitude and longitude were swapped; put right, it is in {named}"),
            format!("latitude et longitude étaient inversées ; remises en ordre, le point est à {named}"),
        );
        let texts = texts.suggesting(format!("{}, {}", swapped.y, swapped.x));
        say(FindingKind::SwappedCoordinates, Severity::Fixed, POSITION, &value, texts);
        return Seat::At(swapped, PositionOrigin::Swapped, Some(commune.code));
    }
    if !is_lon_lat(given) {
        if let Some((position, crs, code)) = projected::to_degrees(given, declared, communes) {
            let texts = Texts::new(
                format!(
                    "metres in {} (EPSG:{}), where degrees are wanted; converted",
                    crs.name(),
                    crs.epsg()
                ),
                format!("mètres en {} (EPSG:{}) au lieu de degrés ; convertis", crs.name(), crs.epsg()),
            );
            let texts = texts.suggesting(format!("{:.6}, {:.6}", position.y, position.x));
            say(FindingKind::ProjectedCoordinates, Severity::Fixed, POSITION, &value, texts);
            return Seat::At(position, PositionOrigin::Converted, code);
        }
        let why = (
            "not degrees of latitude and longitude",
            "ce ne sont pas des degrés de latitude et de longitude",
        );
        return at_chef_lieu(declared, FindingKind::InvalidCoordinates, &value, why, say);
    }
    let code = kept_as_given(record, given, declared, communes, current, &mut |outside: Outside| {
        let Outside { kind, severity, texts } = outside;
        let is_of_code = matches!(kind, FindingKind::WrongCommuneCode | FindingKind::PostcodeAsCommune);
        let (field, value) =
            if is_of_code { ("code_insee", code.unwrap_or_default()) } else { (POSITION, value.as_str()) };
        say(kind, severity, field, value, texts);
    });
    Seat::At(given, PositionOrigin::Given, code)
}

/// The commune that an arrondissement of Marseille, Lyon or Paris is part of.
pub(super) fn city_of(code: &str) -> Option<&'static str> {
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
    (english, french): (&str, &str),
    say: &mut Say<'_>,
) -> Seat {
    let (no, non) = match declared {
        Declared::Here(commune) => {
            let name = named(commune);
            if let Some(position) = commune.chef_lieu {
                let texts = Texts::new(
                    format!("{english}; placed at the chef-lieu of {name}"),
                    format!("{french} ; placé à la mairie de {name}"),
                );
                say(kind, Severity::Fixed, POSITION, value, texts);
                return Seat::At(position, PositionOrigin::ChefLieu, Some(commune.code));
            }
            (format!("the chef-lieu of {name} is not known"), format!("la mairie de {name} n’est pas connue"))
        }
        Declared::NotLoaded(_) => return Seat::Beyond,
        Declared::NotCurrent => {
            ("no current commune code".to_owned(), "pas de code de commune actuelle".to_owned())
        }
        Declared::Nothing => ("no commune code".to_owned(), "pas de code de commune".to_owned()),
    };
    let texts = Texts::new(
        format!("{english}, and {no}; the row is set aside"),
        format!("{french}, et {non} ; ligne mise de côté"),
    );
    say(kind, Severity::SetAside, POSITION, value, texts);
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
    record: &VenueRecord,
    given: Coord<f64>,
    declared: Declared<'_>,
    communes: &CommuneIndex<'_>,
    current: CurrentCodes<'_>,
    outside: &mut dyn FnMut(Outside),
) -> Option<CommuneCode> {
    match declared {
        Declared::Here(commune) => {
            // Without a boundary there is nothing to compare with.
            let Some(area) = &commune.boundary else { return Some(commune.code) };
            let metres = metres_to_area(given, area);
            if metres <= 0.0 {
                return Some(commune.code);
            }
            let real = communes.at(given);
            if metres <= BORDER_TOLERANCE_M {
                outside(Outside::border(commune, metres));
                return Some(commune.code);
            }
            outside(Outside::told(record, commune, real, metres));
            // Off a coast, the nearest commune is the declared one.
            real.or((metres <= SWAP_TOLERANCE_M).then_some(commune)).map(|commune| commune.code)
        }
        Declared::NotLoaded(code) => match communes.at(given) {
            Some(real) => {
                outside(Outside::elsewhere(code, real));
                Some(real.code)
            }
            None => Some(code),
        },
        Declared::Nothing | Declared::NotCurrent => {
            let real = communes.at(given);
            let all = matches!(current, CurrentCodes::Indexed);
            if real.is_none() && all && !communes.is_within(given, BORDER_TOLERANCE_M) {
                outside(Outside::nowhere());
            }
            real.map(|commune| commune.code)
        }
    }
}

fn named(commune: &Commune) -> String {
    format!("{} ({})", commune.name, commune.code)
}

fn finding(
    record: &VenueRecord,
    kind: FindingKind,
    severity: Severity,
    field: &str,
    value: &str,
    texts: Texts,
) -> Finding {
    let Texts { english, french, suggestion } = texts;
    let finding = Finding::new(&record.file, record.line, &record.id, kind, severity).of(field, value);
    Finding { suggestion, ..finding.says(english, french) }
}

#[cfg(test)]
mod tests;
