//! The communes beyond the threshold; those of them where an indicator says that people are fragile.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::CommuneAccess;
use crate::export::french::{NBSP, decimal, duration, whole};
use crate::report::document::{Block, Table};
use crate::territory::{FragileWhen, Indicator};
use crate::travel::Unreached;
use crate::units::{People, Seconds};

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
    let territory = inputs.territory;
    let (title, people, time) = if territory.has_cells() {
        ("Communes où des habitants vivent à plus de", "#Habitants au-delà", "#Temps moyen")
    } else {
        ("Communes à plus de", "#Habitants", "#Temps")
    };
    let headers = ["#Rang", "Commune", "Code", "Intercommunalité", people, time, "Lieu le plus proche"];
    let mut table = Table::new(format!("{title} {minutes}, de la plus lointaine à la plus proche"), &headers);
    table.row_header = 1;
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
            whole(beyond(access).value()),
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

/// The people of a commune beyond the threshold: all, where they are counted at one point.
fn beyond(access: &CommuneAccess) -> People {
    access.people.saturating_sub(access.people_covered)
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

/// Far and fragile, for each indicator that is said to tell of fragile people: it is on that side of the value that a
/// quarter of the communes reach. Whether a figure tells of fragile people, and on which side, only people know.
pub(super) fn fragile(context: &Context) -> Vec<Block> {
    let indicators = &context.inputs.territory.indicators;
    if indicators.is_empty() {
        return Vec::new();
    }
    let told = indicators.iter().filter_map(|indicator| Some((indicator, indicator.fragile?)));
    let mut blocks: Vec<Block> =
        told.flat_map(|(indicator, when)| by_indicator(context, indicator, when)).collect();
    if indicators.iter().all(|indicator| indicator.fragile.is_none()) {
        blocks.push(paragraph(format!(
            "Des indicateurs sont chargés ({}), mais aucun n’est déclaré comme un signe de fragilité{NBSP}: dites lequel, et de quel côté, à l’import \
             (maillage import --fragile ou --fragile-when-low).",
            indicators.iter().map(|indicator| &*indicator.name).collect::<Vec<_>>().join(", "),
        )));
    }
    if !blocks.is_empty() {
        blocks.insert(0, section("Communes loin et fragiles"));
    }
    blocks
}

fn by_indicator(context: &Context, indicator: &Indicator, when: FragileWhen) -> Vec<Block> {
    let territory = context.inputs.territory;
    let mut known: Vec<f64> =
        indicator.by_commune.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    if when == FragileWhen::Low {
        known.reverse();
    }
    // The nearest rank: a quarter of the communes are at it or beyond.
    let Some(limit) = (known.len() * 3).div_ceil(4).checked_sub(1).and_then(|rank| known.get(rank)) else {
        return Vec::new();
    };
    let is_fragile = |value: &f64| match when {
        FragileWhen::High => value >= limit,
        FragileWhen::Low => value <= limit,
    };
    let value = |commune: usize| indicator.by_commune.get(commune).copied().flatten();
    let mut both: Vec<(usize, f64)> = far(context)
        .into_iter()
        .filter_map(|commune| Some((commune, value(commune).filter(is_fragile)?)))
        .collect();
    both.sort_by(|a, b| {
        let order = if when == FragileWhen::High { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) };
        order.then(a.0.cmp(&b.0))
    });
    let about: Vec<&str> =
        [indicator.unit.as_deref(), indicator.year.as_deref()].into_iter().flatten().collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let said = format!(
        "Communes à plus de {} où l’indicateur «{NBSP}{}{NBSP}»{about} vaut {} ou {}, valeur qu’atteint un quart des communes du territoire où \
         il est connu.",
        context.minutes(),
        indicator.name,
        decimal(*limit, 1),
        if when == FragileWhen::High { "plus" } else { "moins" },
    );
    let mut blocks = vec![paragraph(said)];
    if both.is_empty() {
        blocks.push(paragraph(format!("Aucune{NBSP}: aucune commune lointaine n’atteint cette valeur.")));
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
