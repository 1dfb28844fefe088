//! Indicators of communes that readers brought, kept for a while under the names of their content
//! (`docs/adr/0035-brought-indicators.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::mem::size_of;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::cache::{Cache, Weighed};
use super::problem::Problem;
use crate::dataset::{DataFile, Dataset, DeclaredIndicator};
use crate::export::is_column_of_communes;
use crate::files::hexadecimal;
use crate::import::MOST_INDICATORS;
use crate::model::{Commune, CommuneCode, folded, shortened};
use crate::territory::{FragileWhen, Indicator};

/// Digits of the name of indicators that are kept.
pub(super) const NAME_LENGTH: usize = 32;
/// Longest texts, characters.
const LONGEST_NAME: usize = 120;
const LONGEST_UNIT: usize = 40;
const LONGEST_YEAR: usize = 20;
/// A figure beyond is a mistake.
const LARGEST_FIGURE: f64 = 1e15;

/// Indicators of communes from one file, as `POST /api/check?subject=indicators` reads them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BroughtIndicators {
    /// What the file is called.
    file: String,
    /// SHA-256 of the file, in hexadecimal.
    sha256: String,
    /// What its figures are.
    indicators: Vec<BroughtIndicator>,
    /// By the INSEE code of a commune, a figure for each indicator; null where there is none.
    #[schema(value_type = BTreeMap<String, Vec<Option<f64>>>)]
    figures: BTreeMap<String, Vec<Option<f64>>>,
}

/// What the figures of a column are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BroughtIndicator {
    /// Its name.
    name: String,
    /// The unit of its figures; null where nobody says.
    unit: Option<String>,
    /// The year that they stand for; null where nobody says.
    year: Option<String>,
    /// `high` or `low` where that side of it tells of fragile people; null where nobody says that it does.
    #[schema(value_type = Option<String>)]
    fragile: Option<FragileWhen>,
}

impl BroughtIndicators {
    /// Takes blanks around texts away, and refuses what is out of bounds: nothing that comes from outside is believed.
    ///
    /// # Errors
    /// 400, naming the member.
    pub(super) fn checked(mut self, current: &BTreeSet<CommuneCode>) -> Result<Self, Problem> {
        text("file", &mut self.file, LONGEST_NAME)?;
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if self.sha256.len() != 64 || !self.sha256.bytes().all(is_digit) {
            return Err(refused("sha256", &self.sha256, "64 small hexadecimal digits"));
        }
        let n = self.indicators.len();
        if !(1..=MOST_INDICATORS).contains(&n) {
            return Err(refused("indicators", &n.to_string(), &format!("1 to {MOST_INDICATORS} indicators")));
        }
        let mut names = BTreeSet::new();
        for (at, indicator) in self.indicators.iter_mut().enumerate() {
            let place = format!("indicators.{at}.name");
            text(&place, &mut indicator.name, LONGEST_NAME)?;
            if !names.insert(folded(&indicator.name)) {
                return Err(refused(
                    &place,
                    &indicator.name,
                    "a name that no other indicator of the file has",
                ));
            }
            for (member, value, longest) in
                [("unit", &mut indicator.unit, LONGEST_UNIT), ("year", &mut indicator.year, LONGEST_YEAR)]
            {
                if let Some(given) = value {
                    text(&format!("indicators.{at}.{member}"), given, longest)?;
                }
            }
        }
        if self.figures.is_empty() {
            return Err(refused("figures", "{}", "the figures of one commune at least"));
        }
        for (code, figures) in &self.figures {
            let place = format!("figures.{}", shortened(code));
            if !code.parse::<CommuneCode>().is_ok_and(|code| current.contains(&code)) {
                return Err(refused(&place, code, "the INSEE code of a commune of today"));
            }
            let sound = |figure: &f64| figure.is_finite() && figure.abs() <= LARGEST_FIGURE;
            if figures.len() != n || !figures.iter().flatten().all(sound) {
                let accepted = format!("{n} figures from -1e15 to 1e15, or null");
                return Err(refused(&place, &format!("{} of them", figures.len()), &accepted));
            }
        }
        Ok(self)
    }

    /// As it is sent, the same bytes for the same indicators.
    pub(super) fn to_json(&self) -> Result<Vec<u8>, Problem> {
        serde_json::to_vec(self).map_err(|error| Problem::internal(&error))
    }

    fn figure(&self, commune: &Commune, at: usize) -> Option<f64> {
        self.figures.get(commune.code.as_str())?.get(at).copied().flatten()
    }
}

fn refused(place: &str, value: &str, accepted: &str) -> Problem {
    Problem::body(place, &format!("{value} is not {accepted}"), Some(accepted))
}

/// A text without blanks around and without control characters, of so many characters.
fn text(place: &str, value: &mut String, longest: usize) -> Result<(), Problem> {
    let kept = value.trim().to_owned();
    let length = kept.chars().count();
    if length == 0 || length > longest || kept.chars().any(char::is_control) {
        let accepted = format!("a text of 1 to {longest} characters on one line");
        return Err(refused(place, &format!("“{}”", shortened(value)), &accepted));
    }
    *value = kept;
    Ok(())
}

impl Weighed for BroughtIndicators {
    fn weight(&self) -> usize {
        let row = size_of::<String>() + size_of::<Vec<Option<f64>>>() + 64;
        let figure = size_of::<Option<f64>>() * self.indicators.len();
        1024 + self.figures.len() * (row + figure)
    }
}

/// Indicators by name, within a number of bytes; the least recently used go first.
#[derive(Debug, Clone)]
pub(super) struct Brought {
    kept: Cache<BroughtIndicators>,
    capacity: usize,
}

impl Brought {
    /// None yet.
    pub(super) fn new(capacity: usize) -> Self {
        Self { kept: Cache::new(capacity), capacity }
    }

    /// Those of a name, while they are kept.
    pub(super) fn get(&self, name: &str) -> Result<Arc<BroughtIndicators>, Problem> {
        self.kept.kept(name).ok_or_else(|| Problem::unknown_indicators(name))
    }

    /// Keeps indicators that were [checked](BroughtIndicators::checked) and gives their name: the same have the same name.
    ///
    /// # Errors
    /// 422 when they are larger than all that is kept.
    pub(super) fn put(&self, indicators: BroughtIndicators) -> Result<String, Problem> {
        let mut name = hexadecimal(&Sha256::digest(indicators.to_json()?));
        name.truncate(NAME_LENGTH);
        if self.kept.put(&name, indicators) {
            Ok(name)
        } else {
            Err(Problem::result_too_large(self.capacity))
        }
    }
}

/// What an answer says of indicators: those of the data, then those that were brought. One whose name is taken, or is that
/// of a column of communes, gets the name of its file behind.
pub(super) fn declared(dataset: &Dataset, brought: &[Arc<BroughtIndicators>]) -> Vec<DeclaredIndicator> {
    let mut all: Vec<DeclaredIndicator> = dataset.indicators().into_iter().cloned().collect();
    // GeoPackages and shapefiles do not tell capitals from small letters.
    let mut taken: BTreeSet<String> = all.iter().map(|indicator| indicator.name.to_lowercase()).collect();
    for one in brought {
        let stem = one.file.rsplit_once('.').map_or(one.file.as_str(), |(stem, _)| stem);
        for indicator in &one.indicators {
            let mut name = indicator.name.clone();
            let mut round = 1;
            while is_column_of_communes(&name) || !taken.insert(name.to_lowercase()) {
                // No column begins with a bracket.
                name = match round {
                    1 => format!("{} ({stem})", indicator.name),
                    2 => format!("({stem}) {}", indicator.name),
                    _ => format!("({stem}, {round}) {}", indicator.name),
                };
                round += 1;
            }
            all.push(DeclaredIndicator {
                name,
                file: one.file.clone(),
                unit: indicator.unit.clone(),
                year: indicator.year.clone(),
                fragile: indicator.fragile,
            });
        }
    }
    all
}

/// Those that were brought as indicators of some communes, in their order, under the names of [`declared`].
pub(super) fn indicators_of(
    dataset: &Dataset,
    brought: &[Arc<BroughtIndicators>],
    communes: &[Commune],
) -> Vec<Indicator> {
    let places = brought.iter().flat_map(|one| (0..one.indicators.len()).map(move |at| (one, at)));
    let named = declared(dataset, brought).into_iter().skip(dataset.indicators().len());
    let of_one = |(declared, (one, at)): (DeclaredIndicator, (&Arc<BroughtIndicators>, usize))| Indicator {
        name: declared.name.into(),
        unit: declared.unit,
        year: declared.year,
        fragile: declared.fragile,
        by_commune: communes.iter().map(|commune| one.figure(commune, at)).collect(),
    };
    named.zip(places).map(of_one).collect()
}

/// The files that they came from.
pub(super) fn files_of(brought: &[Arc<BroughtIndicators>]) -> Vec<DataFile> {
    let file = |one: &Arc<BroughtIndicators>| DataFile {
        name: one.file.clone(),
        sha256: one.sha256.clone(),
        rows: None,
        given: true,
    };
    brought.iter().map(file).collect()
}

#[cfg(test)]
mod tests;
