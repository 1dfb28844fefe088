//! A mapping as a file that people read and correct.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Assigned, Flag, Mapping, MappingOrigin};
use crate::ingest::venues::fields::{Field, UnknownField};
use crate::model::shortened;

/// A text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// It is no TOML, or has other tables than a mapping has.
    #[error("not a mapping: {0}; it has the tables [columns], [flags], [constants] and the key separator")]
    NotAMapping(String),
    /// A field that does not exist.
    #[error(transparent)]
    UnknownField(#[from] UnknownField),
    /// A correction that is not written `field=column`.
    #[error("“{0}” is not written field=column, as in nom=titre")]
    NotACorrection(String),
    /// A column that is to be left out, and is not there.
    #[error("no column “{0}” that could be left out")]
    UnknownColumn(String),
    /// The separator is empty.
    #[error("the separator is empty; leave it out for | and ;")]
    EmptySeparator,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    separator: Option<String>,
    columns: BTreeMap<String, String>,
    flags: BTreeMap<String, String>,
    constants: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads what [`Self::to_toml`] writes.
    ///
    /// # Errors
    /// [`MappingError`], naming what is wrong.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let written: Written =
            toml::from_str(text).map_err(|e| MappingError::NotAMapping(e.message().to_owned()))?;
        if written.separator.as_deref() == Some("") {
            return Err(MappingError::EmptySeparator);
        }
        let given = || "given".to_owned();
        let mut mapping =
            Self { origin: MappingOrigin::Given, separator: written.separator, ..Self::default() };
        for (field, column) in written.columns {
            mapping.columns.insert(field.parse()?, Assigned { column, confidence: 100, reason: given() });
        }
        for (field, value) in written.constants {
            mapping.constants.insert(field.parse()?, value);
        }
        let flag = |(column, kind)| (column, Flag { kind, confidence: 100, reason: given() });
        mapping.flags = written.flags.into_iter().map(flag).collect();
        Ok(mapping)
    }

    /// The mapping as TOML, with what was guessed, how surely and why as comments.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text = String::from(
            "# Which column says what. Left: the field of the national schema; right: the column of the file.\n",
        );
        if let Some(separator) = &self.separator {
            let _ = writeln!(text, "separator = {}", quoted(separator));
        }
        text.push_str("\n[columns]\n");
        for (field, assigned) in &self.columns {
            let Assigned { column, confidence, reason } = assigned;
            let _ = writeln!(text, "{field} = {}  # {confidence} %: {}", quoted(column), one_line(reason));
        }
        for unused in &self.unused {
            let _ = match &unused.might_be {
                Some((field, Assigned { column, confidence, reason })) => writeln!(
                    text,
                    "# {field} = {}  # not used, {confidence} %: {}",
                    one_line(&quoted(column)),
                    one_line(reason)
                ),
                None => writeln!(text, "# not used: {}", one_line(&quoted(&unused.column))),
            };
        }
        text.push_str(
            "\n# Columns of yes and no, and the code of “typologie” that a yes stands for.\n[flags]\n",
        );
        for (column, flag) in &self.flags {
            let _ = writeln!(
                text,
                "{} = {}  # {} %: {}",
                quoted(column),
                quoted(&flag.kind),
                flag.confidence,
                one_line(&flag.reason)
            );
        }
        text.push_str("\n# What holds for every row.\n[constants]\n");
        for (field, value) in &self.constants {
            let _ = writeln!(text, "{field} = {}", quoted(value));
        }
        text
    }

    /// Takes a correction written `field=column`; a column written `=text` is a constant: `source==Hub`; without a field
    /// the column is not used: `=remarques`.
    ///
    /// # Errors
    /// [`MappingError`] when it is not written so, or names no field.
    pub fn correct(&mut self, correction: &str) -> Result<(), MappingError> {
        let wrong = || MappingError::NotACorrection(correction.to_owned());
        let (field, column) = correction.split_once('=').ok_or_else(wrong)?;
        if field.trim().is_empty() {
            let column = column.trim();
            let is_known = !column.is_empty() && self.leave_out(column);
            return if is_known { Ok(()) } else { Err(MappingError::UnknownColumn(shortened(column))) };
        }
        let field: Field = field.trim().parse()?;
        match column.strip_prefix('=') {
            Some(value) => {
                self.constants.insert(field, value.to_owned());
                self.origin = MappingOrigin::Given;
            }
            None if column.trim().is_empty() => return Err(wrong()),
            None => self.assign(field, column.trim()),
        }
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
