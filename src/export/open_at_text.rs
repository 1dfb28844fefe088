//! The moment at which places must be open, and which are, in French.

use super::french::{NARROW, NBSP, count, moment};
use crate::coverage::{HoursUnknown, OpenAtSummary, ParameterSummary, Summary};

/// `ouverts le mardi à 14 h (semaine ordinaire ; les lieux sans horaires connus ne comptent pas)`; `None` where no
/// moment is asked about.
#[must_use]
pub fn asked_open_at(parameters: &ParameterSummary) -> Option<String> {
    let unknown = match parameters.hours_unknown {
        Some(HoursUnknown::Count) => "sont comptés comme ouverts",
        _ => "ne comptent pas",
    };
    parameters.open_at.map(|at| {
        format!(
            "ouverts le {} (semaine ordinaire, sans jour férié ni vacances scolaires{NARROW}; les lieux sans horaires connus {unknown})",
            moment(at)
        )
    })
}

/// How many places are open at the moment, and what is done with the others.
pub(super) fn scope(summary: &Summary) -> Option<String> {
    let (at, open) = summary.parameters.open_at.zip(summary.open_at)?;
    let mut line = format!(
        "Ouverts le {}, une semaine ordinaire{NBSP}: {}",
        moment(at),
        count(open.venues_open, "lieu", "lieux")
    );
    let mut left = Vec::new();
    if open.venues_closed > 0 {
        left.push(count(open.venues_closed, "lieu fermé", "lieux fermés"));
    }
    if open.venues_open_some_weeks > 0 {
        left.push(count(
            open.venues_open_some_weeks,
            "lieu ouvert certaines semaines seulement",
            "lieux ouverts certaines semaines seulement",
        ));
    }
    let counts_unknown = summary.parameters.hours_unknown == Some(HoursUnknown::Count);
    let unknown = count(open.venues_without_hours, "lieu sans horaires connus", "lieux sans horaires connus");
    if open.venues_without_hours > 0 && !counts_unknown {
        left.push(unknown.clone());
    }
    let n_left = open.venues_closed
        + open.venues_open_some_weeks
        + if counts_unknown { 0 } else { open.venues_without_hours };
    if let Some((last, first)) = left.split_last() {
        let all = if first.is_empty() { last.clone() } else { format!("{} et {last}", first.join(", ")) };
        let verb = if n_left > 1 { "ne comptent pas" } else { "ne compte pas" };
        line += &format!("{NARROW}; {all} {verb}");
    }
    if open.venues_without_hours > 0 && counts_unknown {
        let verb = if open.venues_without_hours > 1 { "comptent" } else { "compte" };
        line += &format!("{NARROW}; {unknown} {verb} aussi");
    }
    if open.stops_open + open.stops_closed > 0 {
        line += &format!(
            "{NARROW}; sur {}, {} une séance à ce moment",
            count(open.stops_open + open.stops_closed, "arrêt de la tournée", "arrêts de la tournée"),
            match open.stops_open {
                0 => "aucun ne tient".to_owned(),
                1 => "un seul tient".to_owned(),
                n => format!("{n} tiennent"),
            }
        );
    }
    line += ".";
    line += remedy(summary, &open).unwrap_or_default();
    Some(line)
}

/// What to do where nothing is left because nobody knows when places are open.
fn remedy(summary: &Summary, open: &OpenAtSummary) -> Option<&'static str> {
    let skips = summary.parameters.hours_unknown != Some(HoursUnknown::Count);
    let nothing_left = summary.venues.considered + open.stops_open == 0;
    (skips && nothing_left && open.venues_without_hours > 0).then_some(
        " Rien n’est donc compté, faute d’horaires\u{a0}: donnez-en aux lieux (colonne horaires de la liste, ou scénario), ou demandez à compter aussi les lieux sans horaires connus (hours_unknown=count).",
    )
}
