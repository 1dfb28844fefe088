//! Rows of a table by INSEE code, brought to the communes of today.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::codes::city_of;
use super::log::{Log, Wrong};
use super::mergers::{Mergers, Today};
use super::tables::Table;
use crate::model::{CommuneCode, FindingKind, Severity};

/// A row of a table among the communes of today.
pub(super) struct Brought {
    /// Rows of a commune, as places in [`Table::rows`]; more than one where communes merged, or where arrondissements
    /// stand for their city.
    pub(super) rows: BTreeMap<CommuneCode, Vec<usize>>,
}

/// Brings the rows of a table to the codes of today: through mergers, arrondissements to their city where the table
/// has no row of the city. What cannot be brought is a finding.
pub(super) fn bring(
    path: &Path,
    table: &mut Table,
    mergers: &Mergers,
    current: &BTreeSet<CommuneCode>,
    log: &mut Log,
) -> Brought {
    let there: BTreeSet<CommuneCode> = table.rows.iter().map(|row| row.code).collect();
    let mut rows: BTreeMap<CommuneCode, Vec<usize>> = BTreeMap::new();
    let mut lines: BTreeMap<CommuneCode, u64> = BTreeMap::new();
    for (place, row) in table.rows.iter().enumerate() {
        let (code, id) = (row.code, row.code.to_string());
        let mut say = |kind, severity, (action, french): (String, String)| {
            let wrong = Wrong { field: "code", value: &id, kind, severity, action };
            log.say_both((path, row.line), &id, wrong, &french);
        };
        if let Some(first) = lines.get(&code) {
            let action = (
                format!("on line {first} too; this row is set aside"),
                format!("déjà à la ligne {first} ; cette ligne est mise de côté"),
            );
            say(FindingKind::DuplicateId, Severity::SetAside, action);
            table.tally.set_aside += 1;
            continue;
        }
        lines.insert(code, row.line);
        if city_of(code).is_some_and(|city| there.contains(&city)) {
            table.tally.elsewhere += 1;
            continue;
        }
        let today = match mergers.today(code, current) {
            Today::Itself => code,
            Today::Became(today, dates) => {
                let when = if dates.is_empty() { String::new() } else { format!(" ({dates})") };
                let action = (
                    format!("became {today}{when}; counted there"),
                    format!("devenue {today}{when} ; comptée là"),
                );
                say(FindingKind::MergedCommune, Severity::Fixed, action);
                table.tally.fixed += 1;
                today
            }
            Today::PartOf(city) => {
                let action = (
                    format!("an arrondissement; counted in {city}"),
                    format!("arrondissement ; compté dans {city}"),
                );
                say(FindingKind::MergedCommune, Severity::Fixed, action);
                table.tally.fixed += 1;
                city
            }
            Today::Several(parts) => {
                let parts: Vec<&str> = parts.iter().map(CommuneCode::as_str).collect();
                let parts = parts.join(", ");
                let action = (
                    format!("became {parts}: it is not known how to share it out; the row is set aside"),
                    format!("devenue {parts} : on ne sait pas partager la valeur ; ligne mise de côté"),
                );
                say(FindingKind::SplitCommune, Severity::SetAside, action);
                table.tally.set_aside += 1;
                continue;
            }
            Today::Unknown => {
                let action = (
                    "not the code of a commune of the boundaries, nor of one that merged (--mergers gives INSEE's table); the row is set aside".to_owned(),
                    "ni une commune d’aujourd’hui, ni une commune fusionnée ; ligne mise de côté".to_owned(),
                );
                say(FindingKind::UnknownCommune, Severity::SetAside, action);
                table.tally.set_aside += 1;
                continue;
            }
        };
        table.tally.used += 1;
        rows.entry(today).or_default().push(place);
    }
    for code in current.iter().filter(|code| !rows.contains_key(code)) {
        let Some((from, date)) = mergers.restored_from(*code).filter(|(from, _)| rows.contains_key(from))
        else {
            continue;
        };
        let action = format!(
            "{code} was restored out of {from} on {date} and has no row: the figure of {from} may hold it, and is not shared out"
        );
        let (kind, severity) = (FindingKind::SplitCommune, Severity::Warning);
        let french = format!("{code} a été rétablie, détachée de {from} ({date}), et n’a pas de ligne");
        let wrong = Wrong { field: "code", value: code.as_str(), kind, severity, action };
        log.say_both((path, 0), code.as_str(), wrong, &french);
    }
    Brought { rows }
}

/// Moves the rows of communes that are not kept from used to elsewhere.
pub(super) fn leave_elsewhere(table: &mut Table, brought: &mut Brought, kept: &BTreeSet<CommuneCode>) {
    brought.rows.retain(|code, rows| {
        let stays = kept.contains(code);
        if !stays {
            table.tally.used -= rows.len() as u64;
            table.tally.elsewhere += rows.len() as u64;
        }
        stays
    });
}
