//! What a tour changes, where one is asked about.

use super::{Context, first_rows, paragraph, section};
use crate::coverage::{PresenceSummary, TourSummary};
use crate::export::french::{NARROW, NBSP, count, day, decimal, duration, inhabitants, waiting, whole};
use crate::report::document::{Block, Table};
use crate::units::Seconds;

const MOST_ROWS: usize = 40;

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let Some(tour) = &context.summary.tour else { return Vec::new() };
    let mut blocks = vec![
        section("Ce que la tournée change"),
        paragraph(format!(
            "La tournée a {} et {} ici du {} au {}. Un arrêt n’ouvre que quelques heures{NBSP}: à côté de la distance, le tableau dit donc combien \
             d’heures par mois un lieu est ouvert à {} ou moins, et combien de temps on attend qu’il ouvre.",
            count(tour.stops, "arrêt", "arrêts"),
            count(tour.sessions, "séance", "séances"),
            day(tour.from),
            day(tour.to),
            context.minutes(),
        )),
        Block::Table(comparison(context, tour)),
    ];
    if tour.venues_without_hours > 0 {
        blocks.push(paragraph(format!(
            "Les horaires de {} ne sont pas connus{NBSP}: ils n’ajoutent rien aux heures d’ouverture, qui sont des minorants pour {}.",
            count(tour.venues_without_hours, "lieu fixe", "lieux fixes"),
            inhabitants(tour.people_hours_unknown),
        )));
    }
    blocks.extend(newly_covered(context).map(Block::Table));
    blocks
}

fn comparison(context: &Context, tour: &TourSummary) -> Table {
    let hours = |time: Option<Seconds>| {
        time.map_or_else(|| "–".to_owned(), |time| format!("{}{NBSP}h", decimal(time.value() / 3600.0, 1)))
    };
    let time = |time: Option<Seconds>| time.map_or_else(|| "–".to_owned(), duration);
    let wait = |time: Option<Seconds>| time.map_or_else(|| "–".to_owned(), waiting);
    // Hours that nobody gives are no hours of 0.
    let unknown = tour.venues_with_hours == 0 && tour.venues_without_hours > 0;
    let before = |said: String| if unknown { "inconnu".to_owned() } else { said };
    let minutes = context.minutes();
    let sides: [&PresenceSummary; 2] = [&tour.before, &tour.after];
    let row = |head: &str, said: [String; 2]| {
        let [without, with] = said;
        [head.to_owned(), without, with]
    };
    Table::new("Avec et sans la tournée", &["Ce qui est mesuré", "#Sans la tournée", "#Avec la tournée"])
        .with_row(row(
            &format!("Habitants à {minutes} ou moins, par la seule distance"),
            sides.map(|side| whole(side.covered.value())),
        ))
        .with_row(row("Temps d’accès moyen, par la seule distance", sides.map(|side| time(side.mean_s))))
        .with_row(row(
            &format!("Habitants à {minutes} ou moins d’un lieu dont les horaires sont connus"),
            [before(whole(tour.before.served.value())), whole(tour.after.served.value())],
        ))
        .with_row(row(
            &format!("Heures par mois avec un lieu ouvert à {minutes} ou moins, en moyenne"),
            [before(hours(tour.before.open_s)), hours(tour.after.open_s)],
        ))
        .with_row(row(
            "Heures par mois pour 1\u{202F}000 habitants, en moyenne",
            [before(hours(tour.before.share_per_1000_s)), hours(tour.after.share_per_1000_s)],
        ))
        .with_row(row(
            "Attente moyenne de qui est servi, jusqu’à l’ouverture",
            [before(wait(tour.before.wait_mean_s)), wait(tour.after.wait_mean_s)],
        ))
}

/// Communes that the tour brings within the threshold, most people first.
fn newly_covered(context: &Context) -> Option<Table> {
    let inputs = context.inputs;
    let (effect, territory) = (inputs.effects.tour.as_ref()?, inputs.territory);
    let presences = effect.by_commune(territory);
    let mut new: Vec<usize> = (0..territory.communes.len())
        .filter(|i| presences.get(*i).is_some_and(|p| p.covered.after && !p.covered.before))
        .collect();
    if new.is_empty() {
        return None;
    }
    new.sort_by_key(|i| (std::cmp::Reverse(context.communes[*i].people), *i));
    let title = format!(
        "Communes que la tournée met à {} ou moins{NARROW}, les plus peuplées d’abord",
        context.minutes()
    );
    let title = title.replace("\u{202F},", ",");
    let headers = ["Commune", "#Habitants", "#Temps sans la tournée", "#Temps avec", "#Heures par mois"];
    let elsewhere = "couche «\u{A0}presence\u{A0}» (maillage coverage --layer presence)";
    Some(first_rows(Table::new(title, &headers), &new, MOST_ROWS, elsewhere, |table, _, i| {
        let (commune, presence) = (&territory.communes[*i], &presences[*i]);
        let time = |time: Option<Seconds>| time.map_or_else(|| "–".to_owned(), duration);
        table.push([
            commune.name.clone(),
            whole(context.communes[*i].people.value()),
            time(presence.duration.before),
            time(presence.duration.after),
            format!("{}{NBSP}h", decimal(presence.open.after.value() / 3600.0, 1)),
        ]);
    }))
}
