//! Which column of a file says what: known by its names, guessed from names and content, or given.
//!
//! A mapping holds for each field the column that fills it, with how sure that is and why; columns of yes and no that
//! say what a venue is; values that hold for every row; and what separates the values of a cell. What is guessed can be
//! shown, corrected, kept as a file ([`Mapping::to_toml`]) and given again.
//!
//! Decision: `docs/adr/0028-column-mapping.md`.

mod guess;
mod names;
mod profile;
mod toml_file;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::fields::Field;
use crate::ingest::IngestError;
use crate::ingest::layer::{Header, ReadOptions, read_layer};
use crate::model::{folded, shortened};

pub use guess::LEAST_CONFIDENCE;
use guess::{Guesser, by_known_names};
pub use toml_file::MappingError;

/// How a column came to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The column, as the file names it.
    pub column: String,
    /// How sure it is, 0 to 100; 100 for a known name and for what was given.
    pub confidence: u8,
    /// Why, in words.
    pub reason: String,
}

/// A column of yes and no that says what a venue is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// The code of `typologie` that a yes stands for.
    pub kind: String,
    /// As [`Assigned::confidence`].
    pub confidence: u8,
    /// As [`Assigned::reason`].
    pub reason: String,
}

/// A column that no field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// The column.
    pub column: String,
    /// What it might be, with too little confidence or because another column is surer.
    pub might_be: Option<(String, Assigned)>,
}

/// Where a mapping comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum MappingOrigin {
    /// The columns have names that are known: nothing was guessed.
    #[default]
    KnownNames,
    /// Guessed from names and content.
    Guessed,
    /// Given by whoever asks.
    Given,
}

/// Which column says what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Where it comes from.
    pub origin: MappingOrigin,
    /// The column of each field.
    pub columns: BTreeMap<Field, Assigned>,
    /// Columns of yes and no, by name.
    pub flags: BTreeMap<String, Flag>,
    /// What holds for every row where its column, if any, is empty.
    pub constants: BTreeMap<Field, String>,
    /// What separates the values of a cell; `None` for `|` and `;`.
    pub separator: Option<String>,
    /// The columns that are not used.
    pub unused: Vec<Unused>,
}

/// A mapping over the columns of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    /// Places of the wanted columns, ascending.
    pub(super) columns: Vec<usize>,
    /// The fields that each fills.
    pub(super) fields: Vec<Vec<Field>>,
    /// The kind that a yes in it stands for.
    pub(super) flags: Vec<Option<String>>,
    /// Places in `columns` whose values never hold a line end.
    pub(super) one_line: Vec<usize>,
}

/// The mapping of a file by known names where these suffice, else guessed from all of it.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn guess_for(path: &Path, options: &ReadOptions) -> Result<Mapping, IngestError> {
    let mut guesser = Guesser::default();
    match read_layer(path, options, &mut guesser) {
        Ok(_) => {}
        // Known names suffice: the reading was stopped before the first row, with nothing wrong.
        Err(_) if guesser.names_suffice() => return Ok(by_known_names(guesser.columns())),
        Err(error) => return Err(error),
    }
    if guesser.names_suffice() { Ok(by_known_names(guesser.columns())) } else { Ok(guesser.guess()) }
}

impl Mapping {
    /// Whether a field is filled.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }

    /// Gives a field another column; what had it before is not used. A column may fill two fields when that is asked for.
    pub fn assign(&mut self, field: Field, column: &str) {
        let assigned = Assigned { column: column.to_owned(), confidence: 100, reason: "given".to_owned() };
        self.unused.retain(|unused| folded(&unused.column) != folded(column));
        self.flags.remove(column);
        if let Some(before) = self.columns.insert(field, assigned)
            && !self.columns.values().any(|other| other.column == before.column)
        {
            let might_be = Some((field.name().to_owned(), before.clone()));
            self.unused.push(Unused { column: before.column, might_be });
        }
        self.origin = MappingOrigin::Given;
    }

    /// Takes a column from the fields that it fills, and from the kinds that its yes stands for; whether it is known.
    pub fn leave_out(&mut self, column: &str) -> bool {
        let is_it = |name: &str| folded(name) == folded(column);
        let mut might_be = None;
        self.columns.retain(|field, assigned| {
            let stays = !is_it(&assigned.column);
            if !stays {
                might_be = Some((field.name().to_owned(), assigned.clone()));
            }
            stays
        });
        let n_flags = self.flags.len();
        self.flags.retain(|name, _| !is_it(name));
        self.origin = MappingOrigin::Given;
        if might_be.is_some() || self.flags.len() < n_flags {
            self.unused.push(Unused { column: column.to_owned(), might_be });
            return true;
        }
        self.unused.iter().any(|unused| is_it(&unused.column))
    }

    /// The columns of a file that it takes.
    ///
    /// # Errors
    /// When a column that it names is not there.
    pub(super) fn resolve(&self, header: &Header) -> Result<Resolved, IngestError> {
        let place = |column: &str, what: &str| {
            let exact = header.columns.iter().position(|name| name == column);
            let loose = || header.columns.iter().position(|name| folded(name) == folded(column));
            exact.or_else(loose).ok_or_else(|| IngestError::Malformed {
                path: header.path.clone(),
                problem: format!(
                    "no column “{}” for {what} among {}",
                    shortened(column),
                    shortened(&header.columns.join(", "))
                ),
                remedy: "correct the mapping: --mapping show tells the columns and what they are taken for",
            })
        };
        let mut wanted: BTreeMap<usize, (Vec<Field>, Option<String>)> = BTreeMap::new();
        for (field, assigned) in &self.columns {
            wanted.entry(place(&assigned.column, field.name())?).or_default().0.push(*field);
        }
        for (column, flag) in &self.flags {
            wanted.entry(place(column, "a kind")?).or_default().1 = Some(flag.kind.clone());
        }
        let one_line = |fields: &[Field]| fields.iter().any(|field| field.is_one_line());
        Ok(Resolved {
            columns: wanted.keys().copied().collect(),
            one_line: wanted
                .values()
                .enumerate()
                .filter(|(_, (fields, _))| one_line(fields))
                .map(|(at, _)| at)
                .collect(),
            fields: wanted.values().map(|(fields, _)| fields.clone()).collect(),
            flags: wanted.into_values().map(|(_, flag)| flag).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
