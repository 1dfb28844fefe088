//! The communes beyond the threshold; those of them where an indicator says that people are fragile.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::CommuneAccess;
use crate::export::french::{NBSP, decimal, duration, whole};
use crate::report::document::{Block, Table};
use crate::territory::Indicator;
use crate::travel::Unreached;
use crate::units::Seconds;

const MOST_ROWS: usize = 60;
const ELSEWHERE: &str = "tableau des communes (maillage coverage, ou le bouton «\u{A0}CSV\u{A0}» de la page)";

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let Context { inputs, .. } = context;
    let far = far(context);
    // Without any place, all communes would be listed for nothing.
    if far.is_empty() || !context.has_places() {
        return Vec::new();
    }
    let minutes = context.minutes();
    let headers =
        ["#Rang", "Commune", "Code", "Intercommunalité", "#Habitants", "#Temps", "Lieu le plus proche"];
    let mut table =
        Table::new(format!("Communes à plus de {minutes}, de la plus lointaine à la plus proche"), &headers);
    table.row_header = 1;
    let territory = inputs.territory;
    let table = first_rows(table, &far, MOST_ROWS, ELSEWHERE, |table, i, at| {
        let (commune, access) = (&territory.communes[*at], &context.communes[*at]);
        let venue = match inputs.coverage.accesses.get(access.main).map(|main| &main.nearest) {
            Some(Ok(nearest)) => territory.venues[nearest.first.destination].name(),
            Some(Err(why)) => reason(why),
            None => "–",
        };
        table.push([
            (i + 1).to_string(),
            commune.name.clone(),
            commune.code.to_string(),
            territory.epci_name(commune.epci).to_owned(),
            whole(access.people.value()),
            access.duration.map_or_else(|| "–".to_owned(), duration),
            venue.to_owned(),
        ]);
    });
    vec![section("Les communes au-delà du seuil"), Block::Table(table)]
}

/// Communes beyond the threshold, the farthest first; where nothing is reached before all. One with several demand
/// points is beyond it when one of them is.
fn far(context: &Context) -> Vec<usize> {
    let communes = &context.communes;
    let mut far: Vec<usize> =
        (0..communes.len()).filter(|i| communes[*i].points > 0 && !communes[*i].covered).collect();
    let time = |access: &CommuneAccess| access.duration.unwrap_or(Seconds::from_thousandths(u64::MAX));
    far.sort_by_key(|i| (std::cmp::Reverse(time(&communes[*i])), *i));
    far
}

/// Why nothing is reached.
fn reason(why: &Unreached) -> &'static str {
    match why {
        Unreached::NoDestination => "aucun lieu compté",
        Unreached::NoPosition => "position de la commune inconnue",
        Unreached::NotNearRoad { .. } => "commune trop loin d’une route",
        Unreached::DestinationNotNearRoad { .. } | Unreached::NoDestinationNearRoad => {
            "aucun lieu assez près d’une route"
        }
        Unreached::NoRoad => "aucune route dans le fichier",
        Unreached::NoRoute => "aucun itinéraire par la route",
    }
}

/// Far and fragile, for each indicator that the data folder has: the indicator is at or above the value that a
/// quarter of the communes reach.
pub(super) fn fragile(context: &Context) -> Vec<Block> {
    let both =
        context.inputs.territory.indicators.iter().flat_map(|indicator| by_indicator(context, indicator));
    let mut blocks: Vec<Block> = both.collect();
    if !blocks.is_empty() {
        blocks.insert(0, section("Communes loin et fragiles"));
    }
    blocks
}

fn by_indicator(context: &Context, indicator: &Indicator) -> Vec<Block> {
    let territory = context.inputs.territory;
    let mut known: Vec<f64> =
        indicator.by_commune.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    // The nearest rank: a quarter of the communes are at it or above.
    let Some(limit) = (known.len() * 3).div_ceil(4).checked_sub(1).and_then(|rank| known.get(rank)) else {
        return Vec::new();
    };
    let value = |commune: usize| indicator.by_commune.get(commune).copied().flatten();
    let mut both: Vec<(usize, f64)> = far(context)
        .into_iter()
        .filter_map(|commune| Some((commune, value(commune).filter(|value| value >= limit)?)))
        .collect();
    both.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let about: Vec<&str> =
        [indicator.unit.as_deref(), indicator.year.as_deref()].into_iter().flatten().collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let said = format!(
        "Communes à plus de {} où l’indicateur «{NBSP}{}{NBSP}»{about} vaut {} ou plus, valeur qu’atteint un quart des communes du territoire où \
         il est connu.",
        context.minutes(),
        indicator.name,
        decimal(*limit, 1),
    );
    let mut blocks = vec![paragraph(said)];
    if both.is_empty() {
        blocks.push(paragraph(format!("Aucune{NBSP}: les communes lointaines sont sous cette valeur.")));
        return blocks;
    }
    let title = format!("Communes loin et fragiles selon «{NBSP}{}{NBSP}»", indicator.name);
    let table = Table::new(title, &["Commune", "Code", "#Habitants", "#Temps", "#Indicateur"]);
    blocks.push(Block::Table(first_rows(table, &both, MOST_ROWS, ELSEWHERE, |table, _, (at, value)| {
        let (commune, access) = (&territory.communes[*at], &context.communes[*at]);
        table.push([
            commune.name.clone(),
            commune.code.to_string(),
            whole(access.people.value()),
            access.duration.map_or_else(|| "–".to_owned(), duration),
            decimal(*value, 1),
        ]);
    })));
    blocks
}
