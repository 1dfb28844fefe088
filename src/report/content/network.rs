//! The figures by body, and what depends on one venue.

use super::head::whole_count;
use super::{Context, first_rows, paragraph, section};
use crate::coverage::BodySummary;
use crate::export::french::{NBSP, duration, percent, whole};
use crate::report::document::{Block, Table};
use crate::territory::is_stop;

const MOST_BODIES: usize = 40;
const MOST_VENUES: usize = 30;

/// By EPCI and by département, where there are several.
pub(super) fn bodies(context: &Context) -> Vec<Block> {
    let mut blocks = Vec::new();
    let summary = &context.summary;
    for (what, bodies) in [("intercommunalité", &summary.by_epci), ("département", &summary.by_department)]
    {
        if bodies.len() > 1 {
            blocks.push(Block::Table(table(context, what, bodies)));
        }
    }
    if !blocks.is_empty() {
        blocks.insert(0, section("Par collectivité"));
    }
    blocks
}

fn table(context: &Context, what: &str, bodies: &[BodySummary]) -> Table {
    let minutes = context.minutes();
    let beyond = |body: &BodySummary| body.uncovered + body.unreachable;
    let mut sorted: Vec<&BodySummary> = bodies.iter().collect();
    sorted.sort_by(|a, b| beyond(b).cmp(&beyond(a)).then_with(|| a.code.cmp(&b.code)));
    let within = format!("#À {minutes} ou moins");
    let headers = ["Nom", "#Communes", "#Habitants", within.as_str(), "#Part", "#Au-delà", "#Temps moyen"];
    let table = Table::new(format!("Par {what}, le plus d’habitants au-delà du seuil d’abord"), &headers);
    let elsewhere = "résumé en JSON (maillage summary --format json)";
    first_rows(table, &sorted, MOST_BODIES, elsewhere, |table, _, body| {
        let name = match (body.name.as_str(), body.code.as_str()) {
            ("", "") => "sans intercommunalité".to_owned(),
            ("", code) => code.to_owned(),
            (name, _) => name.to_owned(),
        };
        table.push([
            name,
            whole_count(body.communes),
            whole(body.population.value()),
            whole(body.covered.value()),
            percent(body.covered.share_of(body.population)),
            whole(beyond(body).value()),
            body.mean_s.map_or_else(|| "–".to_owned(), duration),
        ]);
    })
}

/// What depends on one venue alone.
pub(super) fn dependence(context: &Context) -> Vec<Block> {
    let Context { inputs, summary, .. } = context;
    let minutes = context.minutes();
    let mut blocks = vec![section("Ce qui dépend d’un seul lieu")];
    if !context.has_places() {
        blocks.push(paragraph(format!("Sans objet{NBSP}: aucun lieu n’est compté.")));
        return blocks;
    }
    if summary.fragility.is_empty() {
        blocks.push(paragraph(format!(
            "Rien{NBSP}: aucune commune ne dépend d’un seul lieu pour rester à {minutes} ou moins."
        )));
        return blocks;
    }
    blocks.push(paragraph(format!(
        "Si ce lieu fermait, et lui seul, ces habitants passeraient à plus de {minutes} du lieu le plus proche."
    )));
    let headers = ["Lieu", "Commune", "#Habitants", "#Part", "#Communes"];
    let table = Table::new("Habitants qui dépendent d’un seul lieu", &headers);
    let elsewhere = "couche «\u{A0}venues\u{A0}», champ people_fragile (maillage coverage --layer venues)";
    let table = first_rows(table, &summary.fragility, MOST_VENUES, elsewhere, |table, _, one| {
        let venue = inputs.territory.venues.iter().find(|venue| venue.id() == one.venue_id);
        let commune = venue.and_then(|venue| venue.record.commune.clone()).unwrap_or_default();
        let what = if is_stop(&one.venue_id) { "Arrêt de la tournée\u{A0}: " } else { "" };
        table.push([
            format!("{what}{}", one.venue),
            commune,
            whole(one.people.value()),
            percent(one.people.share_of(summary.people.total)),
            whole_count(one.communes),
        ]);
    });
    blocks.push(Block::Table(table));
    blocks
}
