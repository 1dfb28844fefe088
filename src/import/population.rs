//! Population of communes, from INSEE's legal populations or any table by INSEE code.

use std::collections::BTreeSet;
use std::path::Path;

use super::ImportError;
use super::boundaries::whole_people;
use super::bringing::{Brought, bring};
use super::log::{Log, Tally, Wrong};
use super::mergers::Mergers;
use super::tables::{Asked, ReadTable, Table, read_table};
use crate::ingest::layer::{LayerRead, ReadOptions};
use crate::model::{Commune, CommuneCode, FindingKind, Severity, TerritoryCode};

/// Names that a column of populations goes by, folded: municipal before any other.
const NAMES: [&str; 6] = ["pmun", "population_municipale", "pop_municipale", "population", "pop", "ptot"];

/// How far the people of a territory may be from what they were before it is said, percent: censuses of ten years apart
/// are closer.
const USUAL_CHANGE: u64 = 10;

/// Of which communes something is said.
pub(super) struct Scope<'a> {
    /// Those that go into the folder.
    pub(super) kept: &'a BTreeSet<CommuneCode>,
    /// The territory that is asked for.
    pub(super) territory: Option<&'a TerritoryCode>,
}

impl Scope<'_> {
    fn is_inside(&self, commune: &Commune) -> bool {
        self.kept.contains(&commune.code) && self.territory.is_none_or(|code| code.holds(commune))
    }
}

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
    scope: &Scope<'_>,
    log: &mut Log,
) -> Result<(Tally, LayerRead, String), ImportError> {
    let named = column.map(std::slice::from_ref);
    let asked = named.map_or(Asked::Usual(&NAMES, "PMUN"), |names| Asked::Named(names, "--column"));
    let how = ReadTable {
        asked,
        codes: None,
        is_count: &|_| true,
        tells_withheld: false,
        options: ReadOptions::default(),
    };
    let mut table = read_table(path, how, log)?;
    let current: BTreeSet<CommuneCode> = communes.iter().map(|commune| commune.code).collect();
    let brought = bring(path, &mut table, mergers, &current, log);
    say_missing(path, &table, &brought, communes, scope, log);
    let mut rounded = 0;
    // People of the territory before and after, where both are known.
    let (mut before, mut after) = (0u64, 0u64);
    for commune in communes.iter_mut() {
        let Some(rows) = brought.rows.get(&commune.code) else { continue };
        let id = commune.code.to_string();
        let mut say = |line, value: &str, severity, kind, action: String| {
            log.say(path, line, &id, Wrong { field: &table.columns[0], value, kind, severity, action });
        };
        let figures: Option<Vec<f64>> = rows.iter().map(|row| table.rows[*row].figures[0]).collect();
        let sum = figures.map(|figures| figures.iter().sum::<f64>());
        match sum.map(|sum| (sum, whole_people(sum))) {
            Some((sum, Some(people))) => {
                rounded += u64::from((sum - f64::from(people)).abs() > 1e-9);
                if let Some(known) = commune.population.filter(|_| scope.is_inside(commune)) {
                    before += u64::from(known);
                    after += u64::from(people);
                }
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
    say_change(path, &table.columns[0], before, after, log);
    let column = table.columns.swap_remove(0);
    Ok((table.tally, table.read, column))
}

/// Says that the people of a territory are far from what they were.
pub(super) fn say_change(path: &Path, field: &str, before: u64, after: u64, log: &mut Log) {
    if before.abs_diff(after) * 100 <= before * USUAL_CHANGE {
        return;
    }
    let action = format!(
        "the communes of the territory that have a figure count {after} people in all, where they had {before}: is it the right column, of whole people?"
    );
    let (kind, severity) = (FindingKind::InvalidValue, Severity::Warning);
    let value = after.to_string();
    log.say(path, 0, "", Wrong { field, value: &value, kind, severity, action });
}

/// Says which communes have no row: each of the territory whose département has some, the others in one finding.
fn say_missing(
    path: &Path,
    table: &Table,
    brought: &Brought,
    communes: &[Commune],
    scope: &Scope<'_>,
    log: &mut Log,
) {
    let has_row = |commune: &&Commune| brought.rows.contains_key(&commune.code);
    let covered: BTreeSet<&str> =
        communes.iter().filter(has_row).map(|commune| commune.department.as_str()).collect();
    let (kind, severity) = (FindingKind::MissingField, Severity::Warning);
    let mut others = 0;
    for commune in communes.iter().filter(|commune| !has_row(commune) && scope.kept.contains(&commune.code)) {
        if !scope.is_inside(commune) || !covered.contains(commune.department.as_str()) {
            others += 1;
            continue;
        }
        let kept = commune.population.map_or_else(|| "has none".to_owned(), |n| format!("keeps its {n}"));
        let action = format!("{} has no row; it {kept}", commune.name);
        let id = commune.code.to_string();
        log.say(path, 0, &id, Wrong { field: &table.columns[0], value: "", kind, severity, action });
    }
    if others > 0 {
        let action = format!(
            "{others} communes around the territory or of départements without any row in the file have no row; each keeps the population that it has"
        );
        log.say(
            path,
            0,
            "",
            Wrong { field: &table.columns[0], value: "", kind, severity: Severity::Note, action },
        );
    }
}
