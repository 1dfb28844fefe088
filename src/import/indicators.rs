//! Indicators: chosen columns of a table become attributes of communes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::ImportError;
use super::bringing::{bring, leave_elsewhere};
use super::codes::CodeColumns;
use super::indicator_columns::{Look, Seen};
use super::log::{Log, Tally, Wrong};
use super::mergers::{Mergers, Today};
use super::tables::{Asked, ReadTable, read_table};
use crate::ingest::layer::{LayerRead, ReadOptions, read_layer};
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
    let adds_up = |_: &str| asked.adds_up;
    let (columns, codes, options) = if asked.columns.is_empty() {
        let seen = look(&asked.path, &ReadOptions::default(), mergers, current)?;
        (seen.figures().0, Some(seen.codes()?), seen.options(&ReadOptions::default()))
    } else {
        (asked.columns.clone(), None, ReadOptions::default())
    };
    let wanted = Wanted { path: &asked.path, columns: &columns, adds_up: &adds_up, codes, options };
    read_figures(wanted, (mergers, current), Some(kept), log)
}

/// Looks which columns a file has and what they may be.
///
/// # Errors
/// When it cannot be read.
pub(super) fn look(
    path: &Path,
    options: &ReadOptions,
    mergers: &Mergers,
    current: &BTreeSet<CommuneCode>,
) -> Result<Seen, ImportError> {
    let is_known = |code| mergers.today(code, current) != Today::Unknown;
    let mut look = Look::new(&is_known);
    let read = read_layer(path, options, &mut look)?;
    look.seen().ok_or_else(|| ImportError::NoRow {
        path: path.to_owned(),
        rows: read.rows,
        first: "it is empty".to_owned(),
    })
}

/// Which figures are wanted of a file.
pub(super) struct Wanted<'a> {
    pub(super) path: &'a Path,
    pub(super) columns: &'a [String],
    /// Whether figures of merged communes add up in a column.
    pub(super) adds_up: &'a dyn Fn(&str) -> bool,
    pub(super) codes: Option<CodeColumns>,
    pub(super) options: ReadOptions,
}

/// Reads columns of figures and brings them to the communes of today; those alone that are kept, where it is said which.
///
/// # Errors
/// When the file cannot be read, or lacks a column.
pub(super) fn read_figures(
    wanted: Wanted<'_>,
    (mergers, current): (&Mergers, &BTreeSet<CommuneCode>),
    kept: Option<&BTreeSet<CommuneCode>>,
    log: &mut Log,
) -> Result<Indicators, ImportError> {
    let Wanted { path, columns, adds_up, codes, options } = wanted;
    let asked = Asked::Named(columns, "--columns");
    let how = ReadTable { asked, codes, is_count: adds_up, tells_withheld: true, options };
    let mut table = read_table(path, how, log)?;
    let mut brought = bring(path, &mut table, mergers, current, log);
    if let Some(kept) = kept {
        leave_elsewhere(&mut table, &mut brought, kept);
    }
    let mut by_commune = BTreeMap::new();
    for (code, rows) in &brought.rows {
        let mut figures = Vec::with_capacity(table.columns.len());
        for (at, name) in table.columns.iter().enumerate() {
            let column: Vec<Option<f64>> = rows.iter().map(|row| table.rows[*row].figures[at]).collect();
            let figure = joined(&column, adds_up(name));
            if figure.is_err() {
                let n = rows.len();
                let action = format!(
                    "{n} rows merged into {code} do not agree, and are not added up (--sum adds them up); no figure"
                );
                let french = format!(
                    "{n} lignes réunies dans {code} diffèrent et ne s’additionnent pas : sans valeur"
                );
                let (kind, severity) = (FindingKind::MergedCommune, Severity::Warning);
                let wrong = Wrong { field: name, value: "", kind, severity, action };
                log.say_both((path, table.rows[rows[0]].line), code.as_str(), wrong, &french);
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
