//! A mapping guessed from the names of the columns and from what their values look like.

use std::collections::BTreeMap;

use super::names;
use super::profile::{Look, Profile};
use super::{Assigned, Flag, Mapping, MappingOrigin, Unused};
use crate::ingest::IngestError;
use crate::ingest::layer::{Header, Row, RowSink, Wanted};
use crate::ingest::venues::fields::Field;

/// A column with less confidence than this (percent) is not used, and is told.
pub const LEAST_CONFIDENCE: u8 = 60;

/// Rows whose values are looked at.
const SAMPLE: u64 = 5_000;

/// The mapping of the columns that have a known name.
pub(super) fn by_known_names(columns: &[String]) -> Mapping {
    let mut mapping = Mapping::default();
    for column in columns {
        match Field::of(column) {
            Some(field) if !mapping.columns.contains_key(&field) => {
                let reason = "a known name".to_owned();
                mapping.columns.insert(field, Assigned { column: column.clone(), confidence: 100, reason });
            }
            _ => mapping.unused.push(Unused { column: column.clone(), might_be: None }),
        }
    }
    mapping
}

/// Looks at the columns of a file, and at its first rows where names do not tell all.
#[derive(Debug, Default)]
pub(super) struct Guesser {
    columns: Vec<String>,
    has_shapes: bool,
    profiles: Vec<Profile>,
    n_rows: u64,
}

impl RowSink for Guesser {
    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        self.columns.clone_from(&header.columns);
        self.has_shapes = header.has_shapes;
        self.profiles = vec![Profile::default(); self.columns.len()];
        if self.names_suffice() {
            // Whoever reads sees that names suffice, and does not take this for an error of the file.
            let problem = "nothing more is to be read".to_owned();
            return Err(IngestError::Malformed { path: header.path.clone(), problem, remedy: "" });
        }
        Ok(Wanted { columns: (0..self.columns.len()).collect(), shapes: false })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        self.n_rows += 1;
        if self.n_rows <= SAMPLE {
            for (cell, profile) in row.cells.iter().zip(&mut self.profiles) {
                if !cell.is_empty() {
                    profile.add(&cell.text());
                }
            }
        }
        Ok(())
    }
}

/// What values of a field look like, where they have a look.
const fn look_of(field: Field) -> Option<Look> {
    Some(match field {
        Field::Latitude => Look::Latitude,
        Field::Longitude => Look::Longitude,
        Field::Postcode => Look::Postcode,
        Field::CommuneCode => Look::CommuneCode,
        Field::Phone => Look::Phone,
        Field::Emails => Look::Email,
        Field::Site => Look::Web,
        Field::Hours => Look::Hours,
        Field::Updated => Look::Date,
        Field::Pivot => Look::Siret,
        Field::Name | Field::Commune | Field::Address | Field::Services => Look::Words,
        _ => return None,
    })
}

/// Looks that tell a field without its name, with how sure that is.
const BY_LOOK: [(Field, u8); 9] = [
    (Field::Latitude, 65),
    (Field::Longitude, 65),
    (Field::Emails, 85),
    (Field::Phone, 75),
    (Field::Site, 65),
    (Field::Hours, 70),
    (Field::Pivot, 75),
    (Field::Postcode, 60),
    (Field::CommuneCode, 50),
];

/// How many values a look has to be seen in to be believed without a name.
const FEWEST_VALUES: u32 = 3;

impl Guesser {
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Whether known names tell venues and where they are, and no other column seems to say more.
    pub(super) fn names_suffice(&self) -> bool {
        let has = |field| self.columns.iter().any(|column| Field::of(column) == Some(field));
        let is_named = has(Field::Name) || has(Field::FranceServicesName);
        let is_placed =
            self.has_shapes || has(Field::CommuneCode) || (has(Field::Latitude) && has(Field::Longitude));
        let may_say_more = |column: &String| {
            Field::of(column).is_none()
                && names::fields(column).iter().any(|(field, sure)| *sure >= 80 && !has(*field))
        };
        is_named && is_placed && !self.columns.iter().any(may_say_more)
    }

    /// The mapping, best first: each field takes the surest of its columns, each column fills one field.
    pub(super) fn guess(&self) -> Mapping {
        let mut candidates: Vec<(u8, usize, Field, String)> = Vec::new();
        for (at, (column, profile)) in self.columns.iter().zip(&self.profiles).enumerate() {
            for (field, confidence, reason) in candidates_of(column, profile) {
                candidates.push((confidence, at, field, reason));
            }
        }
        // Of equals, the first column, then the first field of the schema.
        candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut mapping = Mapping { origin: MappingOrigin::Guessed, ..Mapping::default() };
        let mut taken = vec![false; self.columns.len()];
        let mut doubtful: BTreeMap<usize, (String, Assigned)> = BTreeMap::new();
        for (confidence, at, field, reason) in candidates {
            let assigned = Assigned { column: self.columns[at].clone(), confidence, reason };
            if taken[at] {
                continue;
            }
            if confidence < LEAST_CONFIDENCE || mapping.columns.contains_key(&field) {
                doubtful.entry(at).or_insert((field.name().to_owned(), assigned));
                continue;
            }
            taken[at] = true;
            mapping.columns.insert(field, assigned);
        }
        for (at, column) in self.columns.iter().enumerate() {
            let kind =
                names::kind(column).filter(|_| !taken[at] && self.profiles[at].share(Look::YesNo) >= 90);
            if let Some(kind) = kind {
                taken[at] = true;
                let reason = format!("named after a kind of venue, with values of {}", Look::YesNo.words());
                mapping.flags.insert(column.clone(), Flag { kind: kind.to_owned(), confidence: 90, reason });
            }
        }
        let unused = self.columns.iter().enumerate().filter(|(at, _)| !taken[*at]);
        mapping.unused = unused
            .map(|(at, column)| Unused { column: column.clone(), might_be: doubtful.remove(&at) })
            .collect();
        mapping
    }
}

/// The fields that a column may be, with confidence and reason.
fn candidates_of(column: &str, profile: &Profile) -> Vec<(Field, u8, String)> {
    if let Some(field) = Field::of(column) {
        return vec![(field, 100, "a known name".to_owned())];
    }
    let mut found = Vec::new();
    for (field, by_name) in names::fields(column) {
        let Some(look) = look_of(field) else {
            found.push((field, by_name, format!("the name says {field}")));
            continue;
        };
        // A column that is named as one of coordinates may hold metres; without such a name, numbers are no coordinates.
        let (metres, rough) = match field {
            Field::Longitude => (Look::Easting, Look::RoughLongitude),
            Field::Latitude => (Look::Northing, Look::RoughLatitude),
            _ => (look, look),
        };
        // Typed by hand, 44.5 is a latitude where the name says so and nothing else.
        let by_hand = if by_name >= 80 { rough } else { look };
        let fitter = |a: Look, b: Look| if profile.share(b) > profile.share(a) { b } else { a };
        let look = fitter(fitter(look, metres), by_hand);
        let share = profile.share(look);
        let says = if by_name >= 80 { "the name says" } else { "the name may say" };
        let (confidence, values) = match share {
            90.. => (by_name + 15, format!("{share} % of its values are {}", look.words())),
            50..90 => (by_name, format!("{share} % of its values are {}", look.words())),
            // Half of the values empty of sense (0, text) do not make the name wrong.
            20..50 => (by_name - 15, format!("only {share} % of its values are {}", look.words())),
            // Words that have no look (names of days alone, say) are possible in any text column.
            _ if profile.n_values == 0 => (by_name - 20, "it is empty".to_owned()),
            _ if look == Look::Hours => {
                (by_name - 10, format!("only {share} % of its values are {}", look.words()))
            }
            _ => (by_name / 3, format!("only {share} % of its values are {}", look.words())),
        };
        found.push((field, confidence, format!("{says} {field}, {values}")));
    }
    for (field, confidence) in BY_LOOK {
        let Some(look) = look_of(field) else { continue };
        let share = profile.share(look);
        let is_told = found.iter().any(|(other, ..)| *other == field);
        if share >= 90 && profile.n_values >= FEWEST_VALUES && !is_told {
            let reason = format!("the name does not tell; {share} % of its values are {}", look.words());
            found.push((field, confidence, reason));
        }
    }
    found
}
