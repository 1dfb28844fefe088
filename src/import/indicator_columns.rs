//! Which columns of a table are codes of communes, names, and figures: told by their names and by what is in them.
//!
//! `maillage import --indicators` and whoever brings a file to the page go by the same guess; here it is corrected too.

use std::collections::BTreeSet;

use serde::Serialize;

use super::codes::{CODE_NAMES, CodeColumns, column, read_code, words_of};
use super::figures::Said;
use super::tables::no_codes;
use crate::ingest::IngestError;
use crate::ingest::layer::{Header, ReadOptions, Row, RowSink, Wanted, point_of};
use crate::ingest::venues::Field;
use crate::model::{CommuneCode, folded, shortened};

/// The most indicators that are taken from one file without being asked for, and that can be brought at once.
pub const MOST_INDICATORS: usize = 30;
/// The most columns of a file that is brought, and the longest name of one, characters.
const MOST_COLUMNS: usize = 2_000;
const LONGEST_NAME: usize = 500;
/// Rows whose values are looked at.
const SAMPLE: u64 = 5_000;
/// Percent of the values of a column that are numbers, where it is one of figures; that are codes, where it is one of
/// codes and its name does not say so.
const MOSTLY: u64 = 80;
const LONGEST_UNIT: usize = 20;

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorRole {
    /// Codes of communes.
    Code,
    /// Their names, which are not read.
    Name,
    /// Figures; those of communes that merged have to agree.
    Indicator,
    /// Figures that count something: those of communes that merged add up.
    Count,
}

impl IndicatorRole {
    fn of(word: &str) -> Option<Self> {
        [Self::Code, Self::Name, Self::Indicator, Self::Count].into_iter().find(|role| role.as_str() == word)
    }

    /// The word used in corrections and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Indicator => "indicator",
            Self::Count => "count",
        }
    }

    /// Whether it is one of figures.
    #[must_use]
    pub const fn is_figures(self) -> bool {
        matches!(self, Self::Indicator | Self::Count)
    }
}

/// A column, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorColumn {
    /// The column, as the file names it.
    pub column: String,
    /// What it is taken for; `None`: it is not used.
    pub role: Option<IndicatorRole>,
    /// What it was taken for before any correction.
    pub guessed: Option<IndicatorRole>,
    /// How sure that was, percent.
    pub confidence: u8,
    /// Why.
    pub reason: String,
    /// The unit that its name or its values say.
    pub unit: Option<String>,
    /// The year that its name says.
    pub year: Option<String>,
}

/// What is known of a column.
#[derive(Debug, Clone, Default)]
struct Profile {
    values: u64,
    numbers: u64,
    percents: u64,
    withheld: u64,
    has_fractions: bool,
    /// Known codes of communes, each once, and how often one stands there.
    codes: BTreeSet<CommuneCode>,
    n_codes: u64,
}

/// Looks at the columns of a file and at its first rows.
pub(super) struct Look<'a> {
    /// Codes that are known: of today, and of communes that merged.
    is_known: &'a dyn Fn(CommuneCode) -> bool,
    header: Option<Header>,
    profiles: Vec<Profile>,
    rows: u64,
    points: u64,
}

/// What was seen.
pub(super) struct Seen {
    pub(super) header: Header,
    pub(super) columns: Vec<IndicatorColumn>,
    pub(super) codes: Option<CodeColumns>,
    /// Whether the file is more likely one of venues.
    pub(super) is_of_venues: bool,
}

impl<'a> Look<'a> {
    pub(super) fn new(is_known: &'a dyn Fn(CommuneCode) -> bool) -> Self {
        Self { is_known, header: None, profiles: Vec::new(), rows: 0, points: 0 }
    }
}

impl RowSink for Look<'_> {
    fn suits(&self, header: &Header) -> bool {
        CodeColumns::of(header).is_some()
    }

    fn begin(&mut self, header: &Header) -> Result<Wanted, IngestError> {
        let refused = |problem: String| {
            Err(IngestError::Malformed {
                path: header.path.clone(),
                problem,
                remedy: "keep the columns of codes and figures that are wanted",
            })
        };
        if header.columns.len() > MOST_COLUMNS {
            return refused(format!("{} columns, where {MOST_COLUMNS} are read", header.columns.len()));
        }
        if let Some(name) = header.columns.iter().find(|name| name.chars().nth(LONGEST_NAME).is_some()) {
            return refused(format!("column “{}” has a longer name than is read", shortened(name)));
        }
        self.header = Some(header.clone());
        self.profiles = vec![Profile::default(); header.columns.len()];
        Ok(Wanted { columns: (0..header.columns.len()).collect(), shapes: header.has_shapes })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), IngestError> {
        self.rows += 1;
        if self.rows > SAMPLE {
            return Ok(());
        }
        self.points += u64::from(point_of(&row.shape).is_some());
        for (cell, profile) in row.cells.iter().zip(&mut self.profiles) {
            match Said::of(cell) {
                Said::Empty => continue,
                Said::Number(number) => {
                    profile.numbers += 1;
                    profile.has_fractions |= number.fract().abs() > 1e-9;
                }
                Said::Percent(_) => {
                    profile.numbers += 1;
                    profile.percents += 1;
                }
                Said::Withheld => profile.withheld += 1,
                Said::Other => {}
            }
            profile.values += 1;
            if let Ok((code, _)) = read_code(&cell.text())
                && (self.is_known)(code)
            {
                profile.n_codes += 1;
                profile.codes.insert(code);
            }
        }
        Ok(())
    }
}

impl Profile {
    /// Percent of its values that are known codes.
    fn codes_share(&self) -> u64 {
        (self.n_codes * 100).checked_div(self.values).unwrap_or(0)
    }

    /// Percent of what is told in it that are numbers.
    fn numbers_share(&self) -> u64 {
        (self.numbers * 100).checked_div(self.values - self.withheld).unwrap_or(0)
    }

    fn is_of_codes(&self) -> bool {
        self.n_codes >= 3 && self.codes_share() >= MOSTLY && self.codes.len() as u64 * 10 >= self.n_codes * 9
    }
}

impl Look<'_> {
    /// What the columns are, as far as can be told; `None` where nothing was read.
    pub(super) fn seen(self) -> Option<Seen> {
        let header = self.header?;
        let profiles = &self.profiles;
        let (codes, confidence, reason) = codes_of(&header, profiles);
        let code_places = codes.map(CodeColumns::columns).unwrap_or_default();
        let mut n_figures = 0;
        let mut columns = Vec::with_capacity(profiles.len());
        for (at, (name, profile)) in header.columns.iter().zip(profiles).enumerate() {
            let (role, confidence, reason) = if code_places.contains(&at) {
                (Some(IndicatorRole::Code), confidence, reason.clone())
            } else {
                role_of(name, profile)
            };
            n_figures += usize::from(role.is_some_and(IndicatorRole::is_figures));
            let is_too_many = role.is_some_and(IndicatorRole::is_figures) && n_figures > MOST_INDICATORS;
            let (role, confidence, reason) = if is_too_many {
                (None, 0, format!("figures, beyond the first {MOST_INDICATORS}"))
            } else {
                (role, confidence, reason)
            };
            columns.push(IndicatorColumn {
                column: name.clone(),
                role,
                guessed: role,
                confidence,
                reason,
                unit: unit_of(name, profile),
                year: year_of(name),
            });
        }
        let named = |names: &[&str]| {
            header.columns.iter().any(|name| names.contains(&words_of(&folded(name)).as_str()))
        };
        let has = |field| header.columns.iter().any(|name| Field::of(name) == Some(field));
        let of_venues = [Field::Address, Field::Hours, Field::Phone, Field::Typology, Field::Emails];
        let is_placed = (named(&["lat", "latitude"]) && named(&["lon", "lng", "long", "longitude"]))
            || self.points * 2 > self.rows;
        let is_of_venues = codes.is_none() || n_figures == 0 || is_placed || of_venues.into_iter().any(has);
        Some(Seen { header, columns, codes, is_of_venues })
    }
}

/// The columns of codes: by their names where their values do not say otherwise, else by their values.
fn codes_of(header: &Header, profiles: &[Profile]) -> (Option<CodeColumns>, u8, String) {
    let share = |at: usize| profiles[at].codes_share();
    if let Some(parts @ CodeColumns::Parts(..)) = CodeColumns::of(header) {
        return (Some(parts), 100, "known names of a code in two parts".to_owned());
    }
    let told = |at: usize| format!("{} % of its values are codes of communes", share(at));
    let named = CODE_NAMES.iter().filter_map(|name| column(header, &[name]));
    if let Some(at) = named.clone().find(|at| share(*at) >= 50) {
        return (Some(CodeColumns::One(at)), 100, format!("the name says it, {}", told(at)));
    }
    let by_look = (0..profiles.len())
        .filter(|at| profiles[*at].is_of_codes())
        .max_by_key(|at| (share(*at), std::cmp::Reverse(*at)));
    if let Some(at) = by_look {
        return (Some(CodeColumns::One(at)), 80, format!("the name does not tell; {}", told(at)));
    }
    // What is wrong with the codes is told row by row.
    match CodeColumns::of(header) {
        Some(CodeColumns::One(at)) => {
            (Some(CodeColumns::One(at)), 60, format!("the name says it, {}", told(at)))
        }
        other => (other, 0, String::new()),
    }
}

/// Names of columns that are numbers and no figures of communes, as words joined by `_`.
const NO_FIGURES: [&str; 45] = [
    "dep",
    "code_dep",
    "code_departement",
    "departement",
    "reg",
    "code_reg",
    "code_region",
    "region",
    "epci",
    "code_epci",
    "siren",
    "siren_epci",
    "code_siren",
    "arr",
    "cv",
    "code_canton",
    "canton",
    "ze",
    "bv",
    "au",
    "aav",
    "uu",
    "lat",
    "latitude",
    "lon",
    "lng",
    "long",
    "longitude",
    "x",
    "y",
    "annee",
    "an",
    "year",
    "millesime",
    "objectid",
    "fid",
    "gid",
    "ogc_fid",
    "code_postal",
    "cp",
    "codgeo",
    "coddep",
    "codcom",
    "codreg",
    "id",
];
/// Names of columns of names.
const NAMES: [&str; 12] = [
    "nom",
    "nom_com",
    "nom_commune",
    "libelle",
    "libelle_commune",
    "libgeo",
    "libcom",
    "commune",
    "com_nom",
    "nomcom",
    "ville",
    "name",
];
/// First words of names of counts.
const COUNTS: [&str; 9] =
    ["nb", "nbre", "nombre", "effectif", "effectifs", "population", "pop", "menages", "logements"];

fn role_of(name: &str, profile: &Profile) -> (Option<IndicatorRole>, u8, String) {
    let words = words_of(&folded(name));
    let share = profile.numbers_share();
    if profile.values == 0 {
        return (None, 0, "it is empty".to_owned());
    }
    if NO_FIGURES.contains(&words.as_str()) || CODE_NAMES.contains(&words.as_str()) {
        return (None, 90, "the name says codes, places or dates".to_owned());
    }
    if profile.numbers > 0 && share >= MOSTLY {
        let numbers = format!("{share} % of its values are numbers");
        let first = words.split('_').next().unwrap_or_default();
        let is_count = COUNTS.contains(&first) && !profile.has_fractions && profile.percents == 0;
        let sure = u8::try_from(share).unwrap_or(100);
        return if is_count {
            (Some(IndicatorRole::Count), sure, format!("the name says a count, {numbers}"))
        } else {
            (Some(IndicatorRole::Indicator), sure, numbers)
        };
    }
    if NAMES.contains(&words.as_str()) {
        return (Some(IndicatorRole::Name), 90, "a known name".to_owned());
    }
    if profile.numbers == 0 {
        return (None, 0, "none of its values is a number".to_owned());
    }
    (None, 0, format!("only {share} % of its values are numbers"))
}

/// The unit that a name ends with in brackets, or the sign of its values.
fn unit_of(name: &str, profile: &Profile) -> Option<String> {
    let name = name.trim();
    let within = |open, close| {
        name.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)).map(|(_, unit)| unit.trim())
    };
    let unit = within('(', ')').or_else(|| within('[', ']'));
    let is_unit =
        |unit: &&str| !unit.is_empty() && unit.chars().count() <= LONGEST_UNIT && year_of(unit).is_none();
    match unit.filter(is_unit) {
        Some(unit) => Some(unit.to_owned()),
        None if name.contains('%') || profile.percents > 0 => Some("%".to_owned()),
        None => None,
    }
}

/// A year of four digits in a name, alone among its words; the last of several.
fn year_of(name: &str) -> Option<String> {
    let is_year = |word: &&str| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|b| b.is_ascii_digit())
    };
    name.split(|c: char| !c.is_ascii_digit()).rfind(is_year).map(str::to_owned)
}

impl Seen {
    /// Takes a correction written `role=column`, the role being `code`, `name`, `indicator` or `count`; without one the
    /// column is not used.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn correct(&mut self, correction: &str) -> Result<(), String> {
        let (word, name) = correction
            .split_once('=')
            .ok_or("is not written role=column, as in indicator=taux or code=insee")?;
        let role = match word.trim() {
            "" => None,
            word => {
                Some(IndicatorRole::of(word).ok_or("has none of the roles code, name, indicator and count")?)
            }
        };
        let exact = self.header.columns.iter().position(|column| column.trim() == name.trim());
        let at = exact.ok_or_else(|| {
            format!("names no column; there are {}", shortened(&self.header.columns.join(", ")))
        })?;
        if role == Some(IndicatorRole::Code) {
            for column in self.columns.iter_mut().filter(|column| column.role == Some(IndicatorRole::Code)) {
                column.role = None;
            }
            self.codes = Some(CodeColumns::One(at));
        } else if self.codes.is_some_and(|codes| codes.columns().contains(&at)) {
            for column in self.columns.iter_mut().filter(|column| column.role == Some(IndicatorRole::Code)) {
                column.role = None;
            }
            self.codes = None;
        }
        self.columns[at].role = role;
        Ok(())
    }

    /// How the file is read again: the same layer of it.
    pub(super) fn options(&self, asked: &ReadOptions) -> ReadOptions {
        let layer = self.header.layer.clone().filter(|_| !self.header.layers.is_empty());
        ReadOptions { crs: asked.crs, layer: layer.or_else(|| asked.layer.clone()) }
    }

    /// Names of the columns of figures, and those of counts among them.
    pub(super) fn figures(&self) -> (Vec<String>, BTreeSet<String>) {
        let of = |wanted: fn(IndicatorRole) -> bool| {
            self.columns
                .iter()
                .filter(move |c| c.role.is_some_and(wanted))
                .map(|c| c.column.trim().to_owned())
        };
        (of(IndicatorRole::is_figures).collect(), of(|role| role == IndicatorRole::Count).collect())
    }

    /// The columns of codes.
    ///
    /// # Errors
    /// Where there are none.
    pub(super) fn codes(&self) -> Result<CodeColumns, IngestError> {
        self.codes.ok_or_else(|| no_codes(&self.header))
    }
}

#[cfg(test)]
mod tests;
