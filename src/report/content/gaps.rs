//! The gap zones, and what a venue would bring to each.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::GapZone;
use crate::export::french::{NBSP, count, decimal, duration, inhabitants, whole};
use crate::report::document::{Block, Table};
use crate::report::map::MOST_NUMBERS;

/// Names of communes in a row.
const MOST_NAMES: usize = 18;

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let minutes = context.minutes();
    let zones = context.inputs.zones;
    let mut blocks = vec![section("Les zones non couvertes")];
    if zones.is_empty() {
        blocks.push(paragraph(format!("Aucune{NBSP}: chaque commune est à {minutes} ou moins d’un lieu.")));
        return blocks;
    }
    blocks.push(paragraph(format!(
        "Une zone réunit les communes à plus de {minutes} qui se touchent. Les zones sont rangées par nombre d’habitants et numérotées \
         comme sur la carte. Le meilleur emplacement est, parmi les chefs-lieux de la zone, celui d’où un lieu nouveau mettrait le plus \
         d’habitants de la zone à {minutes} ou moins."
    )));
    let headers = [
        "N°",
        "#Habitants",
        "Communes",
        "Le plus loin",
        "Meilleur emplacement",
        "Ce qu’un lieu y apporterait",
    ];
    let table = Table::new("Zones non couvertes", &headers);
    let elsewhere = "couche «\u{A0}gaps\u{A0}» (maillage coverage --layer gaps)";
    blocks.push(Block::Table(first_rows(table, zones, MOST_NUMBERS, elsewhere, |table, i, zone| {
        table.push(row(context, i, zone));
    })));
    blocks
}

fn row(context: &Context, i: usize, zone: &GapZone) -> [String; 6] {
    let Context { inputs, .. } = context;
    let territory = inputs.territory;
    let name_of = |point: usize| territory.commune_of(&territory.demand[point]).name.clone();
    let mut communes = zone.communes.clone();
    communes.sort_by_key(|c| (std::cmp::Reverse(territory.communes[*c].population), *c));
    let mut names: Vec<&str> =
        communes.iter().take(MOST_NAMES).map(|c| territory.communes[*c].name.as_str()).collect();
    let rest;
    if communes.len() > MOST_NAMES {
        rest = count(communes.len() - MOST_NAMES, "autre", "autres");
        names.push(&rest);
    }
    let worst = match inputs.coverage.accesses[zone.worst].duration() {
        Some(time) => format!("{}, {}", name_of(zone.worst), duration(time)),
        None => format!("{}, sans lieu accessible", name_of(zone.worst)),
    };
    let (place, gain) = match &zone.best {
        Some(best) => {
            let mut gain =
                format!("{} de la zone à {} ou moins", inhabitants(best.newly_covered), context.minutes());
            if let Some(saved) = best.saved_mean_minutes.filter(|saved| *saved > 0.0) {
                gain +=
                    &format!(", {}{NBSP}min de moins en moyenne par habitant de la zone", decimal(saved, 1));
            }
            if !best.exact {
                gain += " (chefs-lieux les plus peuplés seulement)";
            }
            (name_of(best.point), gain)
        }
        None => ("inconnu".to_owned(), "aucune position connue".to_owned()),
    };
    [
        (i + 1).to_string(),
        whole(zone.people.value()),
        format!("{}{NBSP}: {}", count(communes.len(), "commune", "communes"), names.join(", ")),
        worst,
        place,
        gain,
    ]
}
