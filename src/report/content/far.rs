//! The communes beyond the threshold; those of them where an indicator says that people are fragile.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::Access;
use crate::export::french::{NBSP, decimal, duration, whole};
use crate::report::document::{Block, Table};
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
    let table = first_rows(table, &far, MOST_ROWS, ELSEWHERE, |table, i, point| {
        let (point, access) = (&territory.demand[*point], &inputs.coverage.accesses[*point]);
        let commune = territory.commune_of(point);
        let (time, venue) = match &access.nearest {
            Ok(nearest) => (
                duration(nearest.first.leg.duration),
                territory.venues[nearest.first.destination].name().to_owned(),
            ),
            Err(why) => ("–".to_owned(), reason(why).to_owned()),
        };
        table.push([
            (i + 1).to_string(),
            commune.name.clone(),
            point.id.clone(),
            territory.epci_name(commune.epci).to_owned(),
            whole(point.people.value()),
            time,
            venue,
        ]);
    });
    vec![section("Les communes au-delà du seuil"), Block::Table(table)]
}

/// Demand points beyond the threshold, the farthest first; who reaches nothing before all.
fn far(context: &Context) -> Vec<usize> {
    let accesses = &context.inputs.coverage.accesses;
    let mut far: Vec<usize> = (0..accesses.len()).filter(|i| !accesses[*i].covered).collect();
    let time = |access: &Access| access.duration().unwrap_or(Seconds::from_thousandths(u64::MAX));
    far.sort_by_key(|i| (std::cmp::Reverse(time(&accesses[*i])), *i));
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

/// Far and fragile, where an indicator is loaded: the indicator is at or above the value that a quarter of the
/// communes reach.
pub(super) fn fragile(context: &Context) -> Vec<Block> {
    let Context { inputs, .. } = context;
    let Some(indicator) = inputs.indicator else { return Vec::new() };
    let mut known: Vec<f64> = indicator.values.iter().flatten().copied().filter(|v| v.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    // The nearest rank: a quarter of the communes are at it or above.
    let Some(limit) = (known.len() * 3).div_ceil(4).checked_sub(1).and_then(|rank| known.get(rank)) else {
        return Vec::new();
    };
    let territory = inputs.territory;
    let value = |point: usize| indicator.values.get(territory.demand[point].commune).copied().flatten();
    let mut both: Vec<(usize, f64)> = far(context)
        .into_iter()
        .filter_map(|point| Some((point, value(point).filter(|value| value >= limit)?)))
        .collect();
    both.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let said = format!(
        "Communes à plus de {} où l’indicateur «{NBSP}{}{NBSP}» vaut {} ou plus, valeur qu’atteint un quart des communes du territoire où \
         il est connu.",
        context.minutes(),
        indicator.name,
        decimal(*limit, 1),
    );
    let mut blocks = vec![section("Communes loin et fragiles"), paragraph(said)];
    if both.is_empty() {
        blocks.push(paragraph(format!("Aucune{NBSP}: les communes lointaines sont sous cette valeur.")));
        return blocks;
    }
    let table =
        Table::new("Communes loin et fragiles", &["Commune", "Code", "#Habitants", "#Temps", "#Indicateur"]);
    blocks.push(Block::Table(first_rows(table, &both, MOST_ROWS, ELSEWHERE, |table, _, (point, value)| {
        let access = &inputs.coverage.accesses[*point];
        let point = &territory.demand[*point];
        table.push([
            territory.commune_of(point).name.clone(),
            point.id.clone(),
            whole(point.people.value()),
            access.duration().map_or_else(|| "–".to_owned(), duration),
            decimal(*value, 1),
        ]);
    })));
    blocks
}
