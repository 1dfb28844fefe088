//! What was found wrong or doubtful in an input row, and what was done about it.

use std::fmt;

use serde::Serialize;

/// The kinds of finding. The word of each is part of the output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// The row could not be read at all.
    UnreadableRow,
    /// A required field is empty, or its column is missing.
    MissingField,
    /// A field holds something that its definition does not allow.
    InvalidValue,
    /// Text that went through a wrong encoding: `Ã©` for `é`, U+FF02 for `"`.
    GarbledText,
    /// The identifier was already used by an earlier row.
    DuplicateId,
    /// Another row is likely the same venue.
    LikelyDuplicate,
    /// The SIRET is the row of zeros that stands for "unknown", or is none.
    UnknownPivot,
    /// A postcode that lost its zero, or was read as a number.
    MiswrittenPostcode,
    /// `St`, `Ste` or `CEDEX` in the name of a commune.
    AbbreviatedName,
    /// A code that had lost a zero, or was otherwise not written as it should be.
    MiswrittenCode,
    /// A postcode where the code of the commune should be.
    PostcodeAsCommune,
    /// The code of an arrondissement of Paris, Lyon or Marseille.
    ArrondissementCode,
    /// The code of a commune that has merged into another one.
    MergedCommune,
    /// The code of a commune that has become several: what it counts is not shared out.
    SplitCommune,
    /// The commune code is not a current one.
    UnknownCommune,
    /// Neither latitude nor longitude.
    NoCoordinates,
    /// Latitude and longitude are both zero, which stands for "unknown".
    ZeroCoordinates,
    /// A coordinate is not a number, or is out of range.
    InvalidCoordinates,
    /// A figure is kept secret, or not told: `s`, `nd`.
    WithheldValue,
    /// A figure is written with the sign %.
    PercentSign,
    /// A coordinate is written with a decimal comma.
    DecimalComma,
    /// Metres of a projection (Lambert-93, …) where degrees are wanted.
    ProjectedCoordinates,
    /// Latitude and longitude are the wrong way round.
    SwappedCoordinates,
    /// The point lies in the commune that the row names, and its code is that of another one.
    WrongCommuneCode,
    /// The row names and codes one commune, and the point lies in another one.
    WrongPosition,
    /// The point lies outside the commune that the row declares, and nothing tells which is wrong.
    OutsideCommune,
    /// The point lies just outside the declared commune, within the accuracy of boundaries.
    OnBorder,
    /// A boundary that crosses itself, or is otherwise no area.
    InvalidGeometry,
    /// No opening hours.
    MissingHours,
    /// Opening hours that are not understood, and are kept as text.
    UnreadHours,
}

impl FindingKind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 30] = [
        Self::UnreadableRow,
        Self::MissingField,
        Self::InvalidValue,
        Self::GarbledText,
        Self::DuplicateId,
        Self::LikelyDuplicate,
        Self::UnknownPivot,
        Self::MiswrittenPostcode,
        Self::AbbreviatedName,
        Self::MiswrittenCode,
        Self::PostcodeAsCommune,
        Self::ArrondissementCode,
        Self::MergedCommune,
        Self::SplitCommune,
        Self::UnknownCommune,
        Self::NoCoordinates,
        Self::ZeroCoordinates,
        Self::InvalidCoordinates,
        Self::WithheldValue,
        Self::PercentSign,
        Self::DecimalComma,
        Self::ProjectedCoordinates,
        Self::SwappedCoordinates,
        Self::WrongCommuneCode,
        Self::WrongPosition,
        Self::OutsideCommune,
        Self::OnBorder,
        Self::InvalidGeometry,
        Self::MissingHours,
        Self::UnreadHours,
    ];

    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnreadableRow => "unreadable_row",
            Self::MissingField => "missing_field",
            Self::InvalidValue => "invalid_value",
            Self::GarbledText => "garbled_text",
            Self::DuplicateId => "duplicate_id",
            Self::LikelyDuplicate => "likely_duplicate",
            Self::UnknownPivot => "unknown_pivot",
            Self::MiswrittenPostcode => "miswritten_postcode",
            Self::AbbreviatedName => "abbreviated_name",
            Self::MiswrittenCode => "miswritten_code",
            Self::PostcodeAsCommune => "postcode_as_commune",
            Self::ArrondissementCode => "arrondissement_code",
            Self::MergedCommune => "merged_commune",
            Self::SplitCommune => "split_commune",
            Self::UnknownCommune => "unknown_commune",
            Self::NoCoordinates => "no_coordinates",
            Self::ZeroCoordinates => "zero_coordinates",
            Self::InvalidCoordinates => "invalid_coordinates",
            Self::WithheldValue => "withheld_value",
            Self::PercentSign => "percent_sign",
            Self::DecimalComma => "decimal_comma",
            Self::ProjectedCoordinates => "projected_coordinates",
            Self::SwappedCoordinates => "swapped_coordinates",
            Self::WrongCommuneCode => "wrong_commune_code",
            Self::WrongPosition => "wrong_position",
            Self::OutsideCommune => "outside_commune",
            Self::OnBorder => "on_border",
            Self::InvalidGeometry => "invalid_geometry",
            Self::MissingHours => "missing_hours",
            Self::UnreadHours => "unread_hours",
        }
    }

    /// What is wrong, in French, for those who put the file right.
    #[must_use]
    pub const fn french(self) -> &'static str {
        match self {
            Self::UnreadableRow => "Ligne illisible",
            Self::MissingField => "Champ obligatoire vide ou absent",
            Self::InvalidValue => "Valeur non admise",
            Self::GarbledText => "Texte mal encodé",
            Self::DuplicateId => "Identifiant déjà utilisé",
            Self::LikelyDuplicate => "Doublon probable",
            Self::UnknownPivot => "SIRET inconnu",
            Self::MiswrittenPostcode => "Code postal abîmé",
            Self::AbbreviatedName => "Nom de commune abrégé ou avec CEDEX",
            Self::MiswrittenCode => "Code de commune mal écrit",
            Self::PostcodeAsCommune => "Code postal à la place du code INSEE",
            Self::ArrondissementCode => "Code d’arrondissement municipal",
            Self::MergedCommune => "Commune fusionnée",
            Self::SplitCommune => "Commune scindée",
            Self::UnknownCommune => "Code INSEE inconnu",
            Self::NoCoordinates => "Coordonnées absentes",
            Self::ZeroCoordinates => "Coordonnées 0, 0",
            Self::InvalidCoordinates => "Coordonnées impossibles",
            Self::WithheldValue => "Valeur secrète ou non disponible",
            Self::PercentSign => "Signe pour cent",
            Self::DecimalComma => "Virgule décimale",
            Self::ProjectedCoordinates => "Coordonnées projetées, en mètres",
            Self::SwappedCoordinates => "Latitude et longitude inversées",
            Self::WrongCommuneCode => "Code INSEE d’une autre commune",
            Self::WrongPosition => "Point dans une autre commune",
            Self::OutsideCommune => "Point hors de la commune déclarée",
            Self::OnBorder => "Point sur une limite de commune",
            Self::InvalidGeometry => "Limite qui n’est pas une surface valide",
            Self::MissingHours => "Horaires absents",
            Self::UnreadHours => "Horaires non compris, gardés en texte",
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something to know: the row is right as far as can be told, and is used as it stands.
    Note,
    /// The row is used as it stands; somebody should look at it.
    Warning,
    /// The row is used, with a value that was put right or stands in.
    Fixed,
    /// The row is set aside: it does not count.
    SetAside,
}

impl Severity {
    /// Every severity, the lightest first.
    pub const ALL: [Self; 4] = [Self::Note, Self::Warning, Self::Fixed, Self::SetAside];

    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Fixed => "fixed",
            Self::SetAside => "set_aside",
        }
    }

    /// What it means for the row, in French.
    #[must_use]
    pub const fn french(self) -> &'static str {
        match self {
            Self::Note => "pour information",
            Self::Warning => "à vérifier",
            Self::Fixed => "corrigé",
            Self::SetAside => "mis de côté",
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
    /// What was done about it, in French; empty where [`FindingKind::french`] and the severity say it all.
    pub french: String,
    /// The value that would put it right, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Finding {
    /// A finding about a row, to be completed with [`Self::of`] and [`Self::says`].
    #[must_use]
    pub fn new(file: &str, line: u64, id: &str, kind: FindingKind, severity: Severity) -> Self {
        Self {
            file: file.to_owned(),
            line,
            id: id.to_owned(),
            field: String::new(),
            value: String::new(),
            kind,
            severity,
            action: String::new(),
            french: String::new(),
            suggestion: None,
        }
    }

    /// About this field and its value, which is shortened.
    #[must_use]
    pub fn of(mut self, field: &str, value: &str) -> Self {
        field.clone_into(&mut self.field);
        self.value = shortened(value);
        self
    }

    /// Saying this, in English and in French.
    #[must_use]
    pub fn says(mut self, english: impl Into<String>, french: impl Into<String>) -> Self {
        (self.action, self.french) = (english.into(), french.into());
        self
    }

    /// With the value that would put it right.
    #[must_use]
    pub fn suggests(mut self, value: impl Into<String>) -> Self {
        self.suggestion = Some(value.into());
        self
    }
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
