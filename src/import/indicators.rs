//! Indicators: chosen columns of a table become attributes of communes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::ImportError;
use super::log::{Log, Tally, Wrong};
use super::mergers::Mergers;
use super::tables::{Asked, bring, leave_elsewhere, read_table};
use crate::ingest::layer::LayerRead;
use crate::model::{CommuneCode, FindingKind, Severity, folded};
use crate::territory::FragileWhen;

/// A file of indicators, as asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndicatorFile {
    /// The table.
    pub path: PathBuf,
    /// Its columns; all that hold numbers when empty.
    pub columns: Vec<String>,
    /// The year that the figures stand for, as given.
    pub year: Option<String>,
    /// The unit of the figures, as given.
    pub unit: Option<String>,
    /// Columns that tell of fragile people, each with its side.
    pub fragile: Vec<(String, FragileWhen)>,
    /// Whether figures of merged communes add up (counts). Otherwise a commune of several rows has a figure where all
    /// agree, and none where they do not.
    pub adds_up: bool,
}

/// Columns of one file, by commune.
#[derive(Debug)]
pub(super) struct Indicators {
    /// Name of the file in the folder, without its ending.
    pub(super) stem: String,
    pub(super) columns: Vec<String>,
    pub(super) by_commune: BTreeMap<CommuneCode, Vec<Option<f64>>>,
    pub(super) tally: Tally,
    pub(super) read: LayerRead,
}

/// Reads a file of indicators.
///
/// # Errors
/// When it cannot be read, or lacks a column.
pub(super) fn read_indicators(
    asked: &IndicatorFile,
    mergers: &Mergers,
    current: &BTreeSet<CommuneCode>,
    kept: &BTreeSet<CommuneCode>,
    log: &mut Log,
) -> Result<Indicators, ImportError> {
    let path = asked.path.as_path();
    let columns =
        if asked.columns.is_empty() { Asked::All } else { Asked::Named(&asked.columns, "--columns") };
    let mut table = read_table(path, columns, asked.adds_up, log)?;
    let mut brought = bring(path, &mut table, mergers, current, log);
    leave_elsewhere(&mut table, &mut brought, kept);
    let mut by_commune = BTreeMap::new();
    for (code, rows) in &brought.rows {
        let mut figures = Vec::with_capacity(table.columns.len());
        for at in 0..table.columns.len() {
            let column: Vec<Option<f64>> = rows.iter().map(|row| table.rows[*row].figures[at]).collect();
            let figure = joined(&column, asked.adds_up);
            if figure.is_err() {
                let action = format!(
                    "{} rows merged into {code} do not agree, and are not added up (--sum adds them up); no figure",
                    rows.len()
                );
                let (kind, severity) = (FindingKind::MergedCommune, Severity::Warning);
                let wrong = Wrong { field: &table.columns[at], value: "", kind, severity, action };
                log.say(path, table.rows[rows[0]].line, code.as_str(), wrong);
            }
            figures.push(figure.unwrap_or_default());
        }
        by_commune.insert(*code, figures);
    }
    Ok(Indicators {
        stem: stem(path),
        columns: table.columns,
        by_commune,
        tally: table.tally,
        read: table.read,
    })
}

/// Figures of merged communes that are not the same.
struct Differ;

/// One figure of those of merged communes.
fn joined(figures: &[Option<f64>], adds_up: bool) -> Result<Option<f64>, Differ> {
    match figures {
        [] => Ok(None),
        [one] => Ok(*one),
        several if adds_up => Ok(several.iter().copied().sum::<Option<f64>>()),
        [first, rest @ ..] => {
            if rest.iter().all(|other| other == first) {
                Ok(*first)
            } else {
                Err(Differ)
            }
        }
    }
}

/// The name of a file without its ending, in letters, digits, `-` and `_`.
pub(super) fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| folded(&stem.to_string_lossy())).unwrap_or_default();
    let plain: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' })
        .collect();
    let plain = plain.trim_matches('-').to_owned();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_merged_communes_are_added_up_only_where_asked() {
        assert!(matches!(joined(&[Some(1.0), Some(2.0)], true), Ok(Some(3.0))));
        assert!(matches!(joined(&[Some(1.0), None], true), Ok(None)));
        assert!(joined(&[Some(1.0), Some(2.0)], false).is_err());
        assert!(matches!(joined(&[Some(2.0), Some(2.0)], false), Ok(Some(2.0))));
        assert!(matches!(joined(&[None], false), Ok(None)));
    }

    #[test]
    fn the_name_of_a_file_is_plain() {
        assert_eq!(stem(Path::new("/tmp/Indice fragilité (2024).csv")), "indice-fragilite--2024");
        assert_eq!(stem(Path::new("é.csv")), "e");
        assert_eq!(stem(Path::new("…")), "file");
    }
}
