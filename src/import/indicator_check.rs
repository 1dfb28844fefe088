//! A file of indicators as somebody brings it: what its columns are taken for, what is wrong row by row, and the figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::ImportError;
use super::indicator_columns::{IndicatorColumn, MOST_INDICATORS, Seen};
use super::indicators::{Wanted, look, read_figures};
use super::log::{Counted, Log, Tally};
use super::mergers::Mergers;
use crate::dataset::Dataset;
use crate::ingest::layer::ReadOptions;
use crate::model::{CommuneCode, Finding, shortened};

/// What a file that is brought is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Venues.
    Venues,
    /// Indicators of communes.
    Indicators,
}

/// What a check of a file of indicators found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorReport {
    /// What it was read as.
    pub subject: Subject,
    /// The file, as given.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The sheet or layer that is read, where its format has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// All its sheets or layers, where its format has several and tells them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// What became of its rows.
    pub tally: Tally,
    /// Its columns, in its order.
    pub columns: Vec<IndicatorColumn>,
    /// How many findings of each kind and severity; more than a thousand of one are counted and not listed.
    pub counts: Vec<Counted>,
    /// The findings, by line; 0 for the file as a whole.
    pub findings: Vec<Finding>,
    /// The columns of figures, in the order of [`Self::figures`].
    pub indicators: Vec<String>,
    /// Figures by the code of their commune; null where there is none.
    pub figures: BTreeMap<CommuneCode, Vec<Option<f64>>>,
}

/// What a file is more likely of: indicators where it has codes of communes and numbers, and nothing that venues have.
///
/// # Errors
/// When it cannot be read.
pub fn subject_of(dataset: &Dataset, path: &Path, options: &ReadOptions) -> Result<Subject, ImportError> {
    let seen = seen(dataset, path, options)?.0;
    Ok(if seen.is_of_venues { Subject::Venues } else { Subject::Indicators })
}

fn seen(dataset: &Dataset, path: &Path, options: &ReadOptions) -> Result<(Seen, Mergers), ImportError> {
    let mergers = Mergers::of_pairs(&dataset.merged()?);
    let seen = look(path, options, &mergers, dataset.codes()?)?;
    Ok((seen, mergers))
}

/// Reads a file of indicators: its columns as they are guessed and corrected (`role=column`), its figures by the communes
/// of today, and what is wrong row by row.
///
/// Cost: two readings of the file; memory grows with its rows.
///
/// # Errors
/// When the file cannot be read, has no codes of communes or no figures, more columns of figures than are taken at once, or
/// a correction is none.
pub fn check_indicators(
    dataset: &Dataset,
    path: &Path,
    options: &ReadOptions,
    corrections: &[String],
) -> Result<IndicatorReport, ImportError> {
    let (mut seen, mergers) = seen(dataset, path, options)?;
    for correction in corrections {
        seen.correct(correction).map_err(|problem| ImportError::BadCorrection {
            path: path.to_owned(),
            correction: shortened(correction),
            problem,
        })?;
    }
    let (columns, counts) = seen.figures();
    if columns.is_empty() {
        let found = shortened(&seen.header.columns.join(", "));
        return Err(ImportError::NoFigures { path: path.to_owned(), found });
    }
    if columns.len() > MOST_INDICATORS {
        let (given, most) = (columns.len(), MOST_INDICATORS);
        return Err(ImportError::TooManyIndicators { path: path.to_owned(), given, most });
    }
    let mut log = Log::default();
    let adds_up = |name: &str| counts.contains(name);
    let wanted = Wanted {
        path,
        columns: &columns,
        adds_up: &adds_up,
        codes: Some(seen.codes()?),
        options: seen.options(options),
    };
    let read = read_figures(wanted, (&mergers, dataset.codes()?), None, &mut log)?;
    let (mut findings, counts) = log.into_parts();
    findings.sort_by_key(|finding| finding.line);
    Ok(IndicatorReport {
        subject: Subject::Indicators,
        path: path.to_owned(),
        sha256: read.read.sha256,
        layer: seen.header.layer.clone().filter(|_| !seen.header.layers.is_empty()),
        layers: seen.header.layers.clone(),
        tally: read.tally,
        columns: seen.columns,
        counts,
        findings,
        indicators: read.columns,
        figures: read.by_commune,
    })
}
