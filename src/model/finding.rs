//! What was found wrong or doubtful in an input row, and what was done about it.

use std::fmt;

use serde::Serialize;

/// The kinds of finding. The word of each is part of the output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A required field is empty, or its column is missing.
    MissingField,
    /// A field holds something that its definition does not allow.
    InvalidValue,
    /// Neither latitude nor longitude.
    NoCoordinates,
    /// Latitude and longitude are both zero, which stands for "unknown".
    ZeroCoordinates,
    /// Latitude and longitude are the wrong way round.
    SwappedCoordinates,
    /// A coordinate is not a number, or is out of range.
    InvalidCoordinates,
    /// The point lies outside the commune that the row declares.
    OutsideCommune,
    /// The commune code is not a current one.
    UnknownCommune,
    /// The identifier was already used by an earlier row.
    DuplicateId,
    /// The row could not be read at all.
    UnreadableRow,
    /// A code that had lost a zero, or was otherwise not written as it should be.
    MiswrittenCode,
    /// The code of a commune that has merged into another one.
    MergedCommune,
    /// The code of a commune that has become several: what it counts is not shared out.
    SplitCommune,
    /// A boundary that crosses itself, or is otherwise no area.
    InvalidGeometry,
}

impl FindingKind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 14] = [
        Self::UnreadableRow,
        Self::MissingField,
        Self::InvalidValue,
        Self::DuplicateId,
        Self::UnknownCommune,
        Self::MiswrittenCode,
        Self::MergedCommune,
        Self::SplitCommune,
        Self::InvalidGeometry,
        Self::NoCoordinates,
        Self::ZeroCoordinates,
        Self::InvalidCoordinates,
        Self::SwappedCoordinates,
        Self::OutsideCommune,
    ];

    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingField => "missing_field",
            Self::InvalidValue => "invalid_value",
            Self::NoCoordinates => "no_coordinates",
            Self::ZeroCoordinates => "zero_coordinates",
            Self::SwappedCoordinates => "swapped_coordinates",
            Self::InvalidCoordinates => "invalid_coordinates",
            Self::OutsideCommune => "outside_commune",
            Self::UnknownCommune => "unknown_commune",
            Self::DuplicateId => "duplicate_id",
            Self::UnreadableRow => "unreadable_row",
            Self::MiswrittenCode => "miswritten_code",
            Self::MergedCommune => "merged_commune",
            Self::SplitCommune => "split_commune",
            Self::InvalidGeometry => "invalid_geometry",
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is used as it stands; somebody should look at it.
    Warning,
    /// The row is used, with a value that was put right or stands in.
    Fixed,
    /// The row is set aside: it does not count.
    SetAside,
}

impl Severity {
    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Fixed => "fixed",
            Self::SetAside => "set_aside",
        }
    }
}

/// One finding: where, what, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Path of the file, as the user gave it.
    pub file: String,
    /// Line in a CSV (the header is line 1), or number of the feature in a GeoJSON (from 1).
    pub line: u64,
    /// Identifier of the row, empty when it has none.
    pub id: String,
    /// The field at fault.
    pub field: String,
    /// The value at fault, shortened to 120 characters.
    pub value: String,
    /// What is wrong.
    pub kind: FindingKind,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong and what was done about it, in a sentence.
    pub action: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {} = “{}”: {}: {}",
            self.file,
            self.line,
            self.field,
            self.value,
            self.kind.as_str(),
            self.action
        )
    }
}

/// The first 120 characters of a value, on one line.
#[must_use]
pub fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(120).is_some() {
        short.push('…');
    }
    short
}
