//! How many people a commune has, and where they are counted.
//!
//! In this order: what the relation says; what its label or, from level 7 on, its centre says; the sum of the places in it.
//! A place within another is not counted twice: suburbs and quarters count only where no settlement with people lies in
//! the commune, and at levels from 9 on a city or a town is more than the commune that its node lies in.
//! People are counted at one point, since what places are said to have does not add up to a commune: its centre, else the
//! place of its name, else its most populated place, else a point inside.

use std::collections::BTreeMap;

use geo_types::Coord;
use serde::Serialize;

use super::holds;
use crate::model::{Commune, FindingKind, Severity, folded, shortened};
use crate::network::osm::{ElementKind, OsmAreas, OsmPlace, OsmRelation};

/// Settlements, the largest first.
const SETTLEMENTS: [&str; 5] = ["city", "town", "village", "hamlet", "isolated_dwelling"];
/// Parts of settlements.
const PARTS: [&str; 4] = ["borough", "suburb", "quarter", "neighbourhood"];

/// Something to be said of a commune: field, value, kind, severity, what was done.
pub(super) type Said = (&'static str, String, FindingKind, Severity, String);

/// Where the people of communes are known from: how many communes, and how many people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PeopleOrigins {
    /// Said by the boundary itself.
    pub of_boundary: OriginCount,
    /// Said by its label or centre.
    pub of_centre: OriginCount,
    /// The sum of the places in it, or of the place that stands for it.
    pub of_places: OriginCount,
    /// Communes of which nothing is known.
    pub unknown: u64,
}

/// Communes and their people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OriginCount {
    /// Communes.
    pub communes: u64,
    /// Their people.
    pub people: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Boundary,
    Centre,
    Places,
}

/// What was found of the people of a commune.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) people: Option<u32>,
    origin: Option<Origin>,
    /// The places whose figures are in it.
    pub(super) places: Vec<i64>,
}

impl PeopleOrigins {
    pub(super) fn add(&mut self, found: &Found) {
        let count = match found.origin {
            Some(Origin::Boundary) => &mut self.of_boundary,
            Some(Origin::Centre) => &mut self.of_centre,
            Some(Origin::Places) => &mut self.of_places,
            None => {
                self.unknown += 1;
                return;
            }
        };
        count.communes += 1;
        count.people += u64::from(found.people.unwrap_or(0));
    }
}

/// Whether tags are those of a place where people live.
pub(super) fn is_place(tags: &[(&str, &str)]) -> bool {
    tags.iter().any(|(key, value)| *key == "place" && (SETTLEMENTS.contains(value) || PARTS.contains(value)))
}

/// The centre of a relation, then its label, with their positions, as far as the extract holds them.
pub(super) fn members<'a>(
    relation: &'a OsmRelation,
    areas: &'a OsmAreas,
) -> impl Iterator<Item = (&'static str, i64, Coord<f64>)> + 'a {
    ["admin_centre", "label"].into_iter().flat_map(move |role| {
        let nodes = relation.members.iter().filter(move |m| m.kind == ElementKind::Node && m.role == role);
        nodes.filter_map(move |member| Some((role, member.id, areas.position(member.id)?)))
    })
}

/// The point where the people of a commune are counted; `None` where no place says it.
pub(super) fn centre(
    relation: &OsmRelation,
    areas: &OsmAreas,
    places: &[&OsmPlace],
    commune: &Commune,
    level: u8,
    said: &mut Vec<Said>,
) -> Option<Coord<f64>> {
    for (role, id, position) in members(relation, areas) {
        if commune.boundary.as_ref().is_none_or(|area| holds(area, position)) {
            return Some(position);
        }
        // The seat of a district may be the town that it surrounds.
        let action = format!("its {role}, node {id}, lies outside of it; it is not taken for its point");
        said.push((role, id.to_string(), FindingKind::OutsideCommune, Severity::Note, action));
    }
    let own: Vec<&&OsmPlace> = places.iter().filter(|place| belongs(place, level)).collect();
    let name = folded(&commune.name);
    let named = own.iter().filter(|place| place.tag("name").is_some_and(|text| folded(text) == name));
    // Ascending rank is from city down.
    let first = named.min_by_key(|place| (rank(place), place.id));
    let most = || {
        let people = |place: &OsmPlace| place.tag("population").and_then(|text| people_of(text).ok());
        let known = own.iter().filter_map(|place| Some((people(place)?, **place)));
        known.max_by_key(|(people, place)| (*people, std::cmp::Reverse(place.id))).map(|(_, place)| place)
    };
    let place = first.map(|place| **place).or_else(most);
    place.or_else(|| own.iter().min_by_key(|place| (rank(place), place.id)).map(|place| **place))?.position
}

/// A population as it is written; what is no number of people is said.
fn read(of: &str, text: &str, said: &mut Vec<Said>) -> Option<u32> {
    let people = people_of(text).ok();
    if people.is_none() {
        let action = format!("the population of {of} is not a number of people; it is not counted");
        said.push(("population", shortened(text), FindingKind::InvalidValue, Severity::Warning, action));
    }
    people
}

/// Whether a place is one by itself and not a part of another.
pub(super) fn is_settlement(place: &OsmPlace) -> bool {
    place.tag("place").is_some_and(|kind| SETTLEMENTS.contains(&kind))
}

/// The people of a place that stands for a commune.
pub(super) fn of_place(place: &OsmPlace, said: &mut Vec<Said>) -> Found {
    match place.tag("population").and_then(|text| read("the place", text, said)) {
        Some(people) => Found { people: Some(people), origin: Some(Origin::Places), places: vec![place.id] },
        None => Found::default(),
    }
}

/// The people of a commune.
pub(super) fn count(
    relation: &OsmRelation,
    (areas, by_id): (&OsmAreas, &BTreeMap<i64, &OsmPlace>),
    places: &[&OsmPlace],
    level: u8,
    said: &mut Vec<Said>,
) -> Found {
    if let Some(people) = relation.tag("population").and_then(|text| read("the boundary", text, said)) {
        return Found { people: Some(people), origin: Some(Origin::Boundary), places: Vec::new() };
    }
    // The town that a district is governed from is not the district.
    let speak = |(role, id, _)| (role == "label" || level >= 7).then_some((role, id));
    for (role, id) in members(relation, areas).filter_map(speak) {
        let node = by_id.get(&id);
        if let Some(people) =
            node.and_then(|node| node.tag("population")).and_then(|text| read(role, text, said))
        {
            let action = format!("the boundary says no population; {people} people are those of its {role}");
            said.push(("population", people.to_string(), FindingKind::MissingField, Severity::Note, action));
            return Found { people: Some(people), origin: Some(Origin::Centre), places: vec![id] };
        }
    }
    let of = |kinds: &[&str], said: &mut Vec<Said>| -> Vec<(i64, u32)> {
        let own = places.iter().filter(|place| belongs(place, level));
        let own = own.filter(|place| place.tag("place").is_some_and(|kind| kinds.contains(&kind)));
        own.filter_map(|place| {
            let people = read(place.tag("name").unwrap_or("a place"), place.tag("population")?, said)?;
            Some((place.id, people))
        })
        .collect()
    };
    let mut counted = of(&SETTLEMENTS, said);
    if counted.is_empty() {
        counted = of(&PARTS, said);
    }
    if counted.is_empty() {
        return Found::default();
    }
    let people = counted.iter().fold(0u32, |sum, (_, people)| sum.saturating_add(*people));
    let n = counted.len();
    let action =
        format!("the boundary says no population; {people} people are the sum of {n} places in it, at least");
    said.push(("population", people.to_string(), FindingKind::MissingField, Severity::Warning, action));
    Found {
        people: Some(people),
        origin: Some(Origin::Places),
        places: counted.into_iter().map(|c| c.0).collect(),
    }
}

/// Whether a place is one of a commune of this level, and not what the commune is a part of.
fn belongs(place: &OsmPlace, level: u8) -> bool {
    level < 9 || !matches!(place.tag("place"), Some("city" | "town"))
}

fn rank(place: &OsmPlace) -> usize {
    let kind = place.tag("place").unwrap_or_default();
    SETTLEMENTS.iter().chain(&PARTS).position(|known| *known == kind).unwrap_or(usize::MAX)
}

/// A number of people as people write it: digits, in groups of three or not.
fn people_of(text: &str) -> Result<u32, ()> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '\'' | '’');
    let groups: Vec<&str> = text.trim().split(is_between).collect();
    let is_plain = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = groups.iter().all(is_plain)
        && (groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3)));
    if is_number { groups.concat().parse().map_err(|_| ()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_read_as_they_are_written() {
        for (text, people) in
            [("826", 826), (" 24 678 ", 24_678), ("1,234,567", 1_234_567), ("1.234", 1234), ("0", 0)]
        {
            assert_eq!(people_of(text), Ok(people), "{text}");
        }
        for text in ["", "~500", "12.5", "1,23", "400 (2010)", "-3", "5000000000", "1,,000"] {
            assert!(people_of(text).is_err(), "{text}");
        }
    }
}
