//! Rows that are likely the same venue, within a file or between files: proposed with a score, never merged.
//!
//! Two rows are compared when they are near on the ground, or share a SIRET, a telephone or a web page: an index finds
//! these, so that the cost grows with the rows and not with their square. The score adds up what speaks for and against
//! ([`Likeness`]); its parts and the threshold are in METHODS.md.

mod text;

use std::collections::{BTreeMap, BTreeSet};

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geodesy::{earth_centred, geodesic_metres, is_lon_lat};
use crate::model::{Finding, FindingKind, PositionOrigin, Severity, Venue};
use text::{Key, digits_of_phone, key_of_site, name_similarity, street_similarity};

/// Pairs of this score or more are proposed (0 to 100).
pub const LIKELY: u8 = 70;
/// Rows farther apart than this are not compared for their place, metres (inclusive).
pub const NEAR_M: f64 = 300.0;
/// Rows of a shared telephone, page or SIRET farther apart than this are branches of one body, metres.
const BRANCHES_M: f64 = 2_000.0;
/// How many rows around one are looked at: in a heap of more, those of the very same name only.
const MOST_AROUND: usize = 400;
/// How many rows one place, telephone, page or SIRET may bring together: more tell nothing.
const MOST_NEIGHBOURS: usize = 40;

/// How alike two rows are, each part from 0 to 100; `None` where one of them does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The score, 0 to 100.
    pub score: u8,
    /// Of the names.
    pub name: u8,
    /// Of the streets.
    pub street: Option<u8>,
    /// Metres between the two on the ground.
    pub metres: f64,
    /// What they share: `telephone`, `site_web`, `pivot`.
    pub shared: Vec<&'static str>,
}

/// Two rows that are likely one venue, by their places in the list; `a < b`.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyPair {
    /// The earlier one.
    pub a: usize,
    /// The later one.
    pub b: usize,
    /// The smallest place of all that are linked to them: the same for all rows of one likely venue.
    pub group: usize,
    /// How alike they are.
    pub likeness: Likeness,
}

/// What is compared of a venue, prepared once.
struct Compared<'v> {
    venue: &'v Venue,
    name: Key,
    street: Option<Key>,
    number: Option<u32>,
    phone: Option<String>,
    site: Option<String>,
    pivot: Option<&'v str>,
}

impl<'v> Compared<'v> {
    fn of(venue: &'v Venue) -> Self {
        let details = &venue.record.details;
        let (number, street) = details.address.as_deref().map_or((None, None), text::split_address);
        Self {
            venue,
            name: Key::of_name(venue.name(), venue.record.commune.as_deref()),
            street,
            number,
            phone: details.phone.as_deref().and_then(digits_of_phone),
            site: details.site.as_deref().and_then(key_of_site),
            pivot: details.pivot.as_deref(),
        }
    }
}

/// The pairs of venues that are likely one, by place. Deterministic; cost about 10 µs a venue.
#[must_use]
pub fn likely_duplicates(venues: &[Venue]) -> Vec<LikelyPair> {
    let compared: Vec<Compared<'_>> = venues.iter().map(Compared::of).collect();
    let mut found: Vec<(usize, usize, Likeness)> = candidates(&compared)
        .into_iter()
        .filter_map(|(a, b)| Some((a, b, likeness(&compared[a], &compared[b])?)))
        .filter(|(.., likeness)| likeness.score >= LIKELY)
        .collect();
    found.sort_by_key(|(a, b, _)| (*a, *b));
    let groups = groups(venues.len(), &found);
    found.into_iter().map(|(a, b, likeness)| LikelyPair { a, b, group: groups[a], likeness }).collect()
}

/// The pairs that are worth comparing.
fn candidates(compared: &[Compared<'_>]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut heaped: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    // The chef-lieu that stands in for a position brings strangers together.
    let is_placed =
        |venue: &Venue| is_lon_lat(venue.position) && venue.position_origin != PositionOrigin::ChefLieu;
    let placed = compared.iter().enumerate().filter(|(_, c)| is_placed(c.venue));
    let points: Vec<_> =
        placed.map(|(at, c)| GeomWithData::new(earth_centred(c.venue.position), at)).collect();
    let tree = RTree::bulk_load(points.clone());
    for point in &points {
        // The chord is never longer than the geodesic: nothing near is missed.
        let mut near: Vec<usize> = tree
            .locate_within_distance(*point.geom(), NEAR_M * NEAR_M)
            .map(|other| other.data)
            .take(MOST_AROUND + 1)
            .filter(|other| *other != point.data)
            .collect();
        if near.len() >= MOST_AROUND {
            heaped.entry(&compared[point.data].name).or_default().push(point.data);
            continue;
        }
        near.sort_unstable();
        if near.len() > MOST_NEIGHBOURS {
            // A heap of venues at one point: those of a similar name only.
            near.retain(|other| name_similarity(&compared[point.data].name, &compared[*other].name) >= 60);
            near.truncate(MOST_NEIGHBOURS);
        }
        pairs.extend(near.into_iter().map(|other| (point.data.min(other), point.data.max(other))));
    }
    for key in [
        |c: &Compared<'_>| c.phone.clone(),
        |c: &Compared<'_>| c.site.clone(),
        |c: &Compared<'_>| c.pivot.map(str::to_owned),
    ] {
        let mut sharing: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, one) in compared.iter().enumerate() {
            if let Some(key) = key(one) {
                sharing.entry(key).or_default().push(at);
            }
        }
        for rows in sharing.values() {
            add_all(&mut pairs, rows);
        }
    }
    for rows in heaped.values() {
        add_all(&mut pairs, rows);
    }
    pairs
}

/// Every pair of rows that share something, unless so many do that it tells nothing.
fn add_all(pairs: &mut BTreeSet<(usize, usize)>, rows: &[usize]) {
    if rows.len() <= MOST_NEIGHBOURS {
        for (i, a) in rows.iter().enumerate() {
            pairs.extend(rows[i + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
        }
    }
}

/// How alike two venues are; `None` when they are too far apart to be one.
fn likeness(a: &Compared<'_>, b: &Compared<'_>) -> Option<Likeness> {
    let metres = geodesic_metres(a.venue.position, b.venue.position);
    if metres > BRANCHES_M {
        return None;
    }
    let name = name_similarity(&a.name, &b.name);
    let street = a.street.as_ref().zip(b.street.as_ref()).map(|(x, y)| street_similarity(x, y));
    let mut shared = Vec::new();
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    if same(&a.phone, &b.phone) {
        shared.push("telephone");
    }
    if same(&a.site, &b.site) {
        shared.push("site_web");
    }
    if a.pivot.is_some() && a.pivot == b.pivot {
        shared.push("pivot");
    }
    let mut score = i32::from(name) * 60 / 100;
    // 25 at the same point, 0 at NEAR_M, −25 at 600 m and beyond; what is shared outweighs a point that is off.
    score += if shared.is_empty() { nearness(metres) } else { nearness(metres).max(0) };
    if let Some(street) = street {
        let same_number = match (a.number, b.number) {
            (Some(x), Some(y)) if x == y => 5,
            (Some(_), Some(_)) => -10,
            _ => 0,
        };
        score += (i32::from(street) - 50) * 10 / 50 + if street >= 80 { same_number } else { 0 };
    }
    score += shared.iter().map(|what| if *what == "pivot" { 10 } else { 15 }).sum::<i32>();
    // Rooms of one house share all but the name.
    let score = if name < 35 { score.min(i32::from(LIKELY) - 1) } else { score };
    let score = u8::try_from(score.clamp(0, 100)).unwrap_or(0);
    Some(Likeness { score, name, street, metres, shared })
}

fn nearness(metres: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "at most 25 either way")]
    let points = (25.0 * (1.0 - metres / NEAR_M)).max(-25.0).round() as i32;
    points
}

/// For each row, the smallest place among all that it is linked to.
fn groups(n: usize, pairs: &[(usize, usize, Likeness)]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..n).collect();
    for (a, b, _) in pairs {
        let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
        parent[a.max(b)] = a.min(b);
    }
    (0..n).map(|at| root(&mut parent, at)).collect()
}

/// Where the links of a row lead.
fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// A finding about the later row of a pair.
#[must_use]
pub fn duplicate_finding(venues: &[Venue], pair: &LikelyPair) -> Finding {
    let (earlier, later) = (&venues[pair.a].record, &venues[pair.b].record);
    let Likeness { score, name, street, metres, shared } = &pair.likeness;
    let parts = |metres_word: &str, name_word: &str, street_word: &str, same: &str| {
        let mut parts = vec![format!("{name_word} {name} %")];
        parts.extend(street.map(|street| format!("{street_word} {street} %")));
        parts.push(format!("{metres:.0} m {metres_word}"));
        if !shared.is_empty() {
            parts.push(format!("{same} {}", shared.join(", ")));
        }
        parts.join(", ")
    };
    let (line, file) = (earlier.line, &earlier.file);
    Finding::new(&later.file, later.line, &later.id, FindingKind::LikelyDuplicate, Severity::Warning)
        .of("nom", &later.name)
        .says(
            format!(
                "likely the venue “{}” of line {line} of {file}: score {score} of 100 ({}); both are kept",
                earlier.name,
                parts("apart", "name", "street", "same")
            ),
            format!(
                "sans doute le lieu « {} » de la ligne {line} de {file} : score {score} sur 100 ({}) ; les deux sont gardés",
                earlier.name,
                parts("d’écart", "nom", "rue", "mêmes")
            ),
        )
}

#[cfg(test)]
mod tests;
