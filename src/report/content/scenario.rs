//! What a scenario changes, where changes are asked about.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::{CommuneDifference, Direction, ScenarioSide};
use crate::export::french::{count, duration, whole};
use crate::export::scenario_change;
use crate::report::document::{Block, Table};
use crate::units::Seconds;

const MOST_ROWS: usize = 40;

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let inputs = context.inputs;
    let (Some(scenario), Some(effect)) = (&context.summary.scenario, inputs.effects.scenario.as_ref()) else {
        return Vec::new();
    };
    let communes = effect.by_commune(inputs.territory);
    let with_tour = if scenario.with_tour { ", et la tournée," } else { "" };
    let mut blocks = vec![
        section("Ce que le scénario change"),
        paragraph(format!(
            "Tout ce rapport décrit le réseau après {} (simulation){with_tour} et non le réseau existant. Avant, sont comptés les lieux tels que les \
             données les décrivent, sans tournée.",
            count(scenario.changes.len(), "changement", "changements"),
        )),
        Block::Table(changes(context)),
        Block::Table(comparison(context, [&scenario.before, &scenario.after])),
    ];
    let minutes = context.minutes();
    let parts = [
        (Direction::Lose, "Communes qui perdent", "Aucune commune ne perd."),
        (Direction::Gain, "Communes qui gagnent", "Aucune commune ne gagne."),
    ];
    for (direction, title, none) in parts {
        let mut rows: Vec<usize> =
            (0..communes.len()).filter(|i| communes[*i].direction == direction).collect();
        if rows.is_empty() {
            blocks.push(paragraph(none));
            continue;
        }
        rows.sort_by_key(|i| (std::cmp::Reverse(communes[*i].people), *i));
        blocks.push(Block::Table(table(
            context,
            &communes,
            &rows,
            &format!("{title}, les plus peuplées d’abord"),
            &minutes,
        )));
    }
    blocks
}

fn changes(context: &Context) -> Table {
    let mut table = Table::new("Les changements simulés", &["Changement", "Identifiant du lieu"]);
    for change in context.summary.scenario.iter().flat_map(|scenario| &scenario.changes) {
        table.push([scenario_change(change), change.venue_id.clone()]);
    }
    table
}

fn time(time: Option<Seconds>) -> String {
    time.map_or_else(|| "aucun lieu".to_owned(), duration)
}

fn comparison(context: &Context, sides: [&ScenarioSide; 2]) -> Table {
    #[expect(clippy::cast_precision_loss, reason = "a count to show")]
    let communes = sides.map(|side| whole(side.communes_covered as f64));
    let row = |head: String, [before, after]: [String; 2]| [head, before, after];
    let minutes = context.minutes();
    Table::new("Avant et après", &["Ce qui est mesuré", "#Avant", "#Après"])
        .with_row(row(
            format!("Habitants à {minutes} ou moins"),
            sides.map(|side| whole(side.covered.value())),
        ))
        .with_row(row(format!("Communes entièrement à {minutes} ou moins"), communes))
        .with_row(row(
            "Habitants sans aucun lieu atteignable".to_owned(),
            sides.map(|side| whole(side.unreachable.value())),
        ))
        .with_row(row("Temps d’accès moyen".to_owned(), sides.map(|side| time(side.mean_s))))
}

fn table(
    context: &Context,
    communes: &[CommuneDifference],
    rows: &[usize],
    title: &str,
    minutes: &str,
) -> Table {
    let headers = ["Commune", "#Habitants", "#Temps avant", "#Temps après", "Au regard du seuil"];
    let elsewhere = "couche «\u{A0}difference\u{A0}» (maillage coverage --layer difference)";
    let names = &context.inputs.territory.communes;
    first_rows(Table::new(title, &headers), rows, MOST_ROWS, elsewhere, |table, _, i| {
        let commune = &communes[*i];
        let crossing = match (commune.covered.before, commune.covered.after) {
            (true, false) => format!("passe au-delà de {minutes}"),
            (false, true) => format!("passe à {minutes} ou moins"),
            (true, true) => format!("reste à {minutes} ou moins"),
            (false, false) => format!("reste au-delà de {minutes}"),
        };
        table.push([
            names[*i].name.clone(),
            whole(commune.people.value()),
            time(commune.duration.before),
            time(commune.duration.after),
            crossing,
        ]);
    })
}
