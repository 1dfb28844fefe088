//! Population of communes, from INSEE's legal populations or any table by INSEE code.

use std::collections::BTreeSet;
use std::path::Path;

use super::ImportError;
use super::boundaries::whole_people;
use super::log::{Log, Tally, Wrong};
use super::mergers::Mergers;
use super::tables::{Asked, bring, read_table};
use crate::ingest::layer::LayerRead;
use crate::model::{Commune, CommuneCode, FindingKind, Severity};

/// Names that a column of populations goes by, folded: municipal before any other.
const NAMES: [&str; 6] = ["pmun", "population_municipale", "pop_municipale", "population", "pop", "ptot"];

/// Counts the people of a table in its communes: those of merged communes are added up. A commune without a row keeps
/// the population that it has.
///
/// # Errors
/// When the table cannot be read.
pub(super) fn set_population(
    path: &Path,
    column: Option<&String>,
    mergers: &Mergers,
    communes: &mut [Commune],
    log: &mut Log,
) -> Result<(Tally, LayerRead, String), ImportError> {
    let named = column.map(std::slice::from_ref);
    let asked = named.map_or(Asked::Usual(&NAMES, "PMUN"), |names| Asked::Named(names, "--column"));
    let mut table = read_table(path, asked, log)?;
    let current: BTreeSet<CommuneCode> = communes.iter().map(|commune| commune.code).collect();
    let brought = bring(path, &mut table, mergers, &current, log);
    let mut rounded = 0;
    for commune in communes.iter_mut() {
        let id = commune.code.to_string();
        let mut say = |line, value: &str, severity, kind, action: String| {
            log.say(path, line, &id, Wrong { field: &table.columns[0], value, kind, severity, action });
        };
        let Some(rows) = brought.rows.get(&commune.code) else {
            let kept = commune.population.map_or_else(|| "has none".to_owned(), |n| format!("keeps its {n}"));
            let action = format!("{} has no row; it {kept}", commune.name);
            say(0, "", Severity::Warning, FindingKind::MissingField, action);
            continue;
        };
        let figures: Option<Vec<f64>> = rows.iter().map(|row| table.rows[*row].figures[0]).collect();
        let sum = figures.map(|figures| figures.iter().sum::<f64>());
        match sum.map(|sum| (sum, whole_people(sum))) {
            Some((sum, Some(people))) => {
                rounded += u64::from((sum - f64::from(people)).abs() > 1e-9);
                commune.population = Some(people);
            }
            Some((sum, None)) => {
                let action = "not a number of people; the population is taken as unknown".to_owned();
                let line = table.rows[rows[0]].line;
                say(line, &sum.to_string(), Severity::Warning, FindingKind::InvalidValue, action);
                commune.population = None;
            }
            None => {
                let action = "no figure; the population is taken as unknown".to_owned();
                say(table.rows[rows[0]].line, "", Severity::Warning, FindingKind::MissingField, action);
                commune.population = None;
            }
        }
    }
    if rounded > 0 {
        let action = format!("{rounded} figures have decimals; rounded to whole inhabitants");
        let (kind, severity) = (FindingKind::InvalidValue, Severity::Fixed);
        log.say(path, 0, "", Wrong { field: &table.columns[0], value: "", kind, severity, action });
    }
    let column = table.columns.swap_remove(0);
    Ok((table.tally, table.read, column))
}
