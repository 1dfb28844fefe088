//! How the figures were made, what they do not know, and what the words mean.

use super::{Context, paragraph, part, section};
use crate::coverage::NEAR_THRESHOLD;
use crate::export::french::{NARROW, NBSP, count, decimal, duration, inhabitants, whole};
use crate::model::PointPrecision;
use crate::report::document::{Block, Text};

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let mut blocks = vec![section("Méthode et incertitude"), part("Comment les temps sont calculés")];
    blocks.push(paragraph(times(context)));
    blocks.push(paragraph(format!(
        "Le temps va de l’habitant au lieu le plus proche qui compte, dans le territoire ou alentour. {}",
        counted_where(context)
    )));
    blocks.push(part("Ce que ces chiffres ne savent pas"));
    blocks.push(Block::List(unknown(context)));
    blocks.push(part("Définitions"));
    blocks.push(Block::List(definitions(context)));
    blocks
}

/// Where people are counted, and what that does to times.
fn counted_where(context: &Context) -> String {
    let said = if context.inputs.territory.has_cells() {
        "Les habitants sont comptés au centre de leur carreau (grille de l’INSEE)\u{A0}; une commune sans carreau est comptée à son chef-lieu. Le temps d’une \
         commune est la moyenne de ses carreaux, pondérée par leurs habitants."
    } else {
        "Les habitants d’une commune sont comptés à son chef-lieu (la mairie), comme le fait l’INSEE avec METRIC, de chef-lieu à chef-lieu : à l’intérieur \
         d’une commune, tous ont le même accès, ce qui sous-estime les temps dans les communes étendues."
    };
    said.replace(" :", "\u{A0}:").replace("\u{A0};", "\u{202F};")
}

/// What a population is here.
fn population(context: &Context) -> String {
    let territory = &context.summary.territory;
    if territory.cells > 0 {
        format!(
            "habitants des carreaux de la grille, {} au total, et non la population municipale ({}).",
            inhabitants(territory.population),
            inhabitants(territory.municipal_population)
        )
    } else if territory.insee {
        "population municipale de l’INSEE, jamais la population totale.".to_owned()
    } else {
        "celle que donnent les données pour chaque commune, telle quelle.".to_owned()
    }
}

fn times(context: &Context) -> String {
    let p = &context.summary.parameters;
    match (&p.roads, p.detour, p.speed_kmh) {
        (None, Some(detour), Some(speed)) => format!(
            "Les temps sont des estimations à vol d’oiseau{NBSP}: la distance géodésique (ellipsoïde WGS\u{A0}84, formules de Karney, 2013), multipliée par {} pour les \
             détours, parcourue à {}{NBSP}km/h. Ces deux nombres sont des conventions, non des mesures.",
            decimal(detour, 2),
            decimal(speed, 1),
        ),
        (Some(roads), ..) => {
            let how = match roads.profile.as_str() {
                "bicycle" => "à vélo",
                "foot" => "à pied",
                _ => "en voiture",
            };
            format!(
                "Les temps sont calculés par la route, {how}, aux heures calmes et sans trafic{}, sur le réseau du fichier {} ({}). De l’habitant à la route, et de \
                 la route au lieu, on marche à {}{NBSP}km/h, {}{NBSP}m au plus{NARROW}; au-delà, le temps n’est pas calculé, et cela est dit.",
                if roads.winter { ", routes fermées l’hiver exclues" } else { "" },
                roads.file,
                whose(&roads.source, roads.vintage.as_deref()),
                decimal(roads.walking_kmh, 1),
                whole(roads.max_snap_m),
            )
        }
        _ => "Les temps sont calculés par la route.".to_owned(),
    }
}

/// Whose roads, and of which day.
pub(super) fn whose(source: &str, vintage: Option<&str>) -> String {
    let whose = match source {
        "openstreetmap" => "© les contributeurs d’OpenStreetMap",
        "bdtopo" => "© IGN, BD TOPO",
        _ => "source non déclarée",
    };
    vintage.map_or_else(|| whose.to_owned(), |day| format!("{whose}, {day}"))
}

fn unknown(context: &Context) -> Vec<Text> {
    let Context { inputs, summary, .. } = context;
    let mut said = vec![Text::default().strong(inhabitants(summary.people.near_threshold)).then(format!(
        " {} à moins de {} du seuil, d’un côté ou de l’autre{NBSP}: une autre vitesse ou une autre route les ferait passer de l’autre côté.",
        if summary.people.near_threshold.value() < 2.0 { "vit" } else { "vivent" },
        duration(NEAR_THRESHOLD)
    ))];
    if summary.parameters.estimate {
        said.push(Text::from(
            "Une estimation à vol d’oiseau ignore les rivières, les reliefs et les routes ; pour décider d’une ouverture ou d’une fermeture, refaites le calcul par la \
             route (option --roads)."
                .replace(" ;", "\u{202F};"),
        ));
    } else {
        said.push(Text::from(
            "Les temps par la route ne comptent ni la circulation, ni la neige, ni le temps pour se garer ; ils supposent que chacun a une voiture, un vélo ou de bonnes \
             jambes, selon le mode choisi."
                .replace(" ;", "\u{202F};"),
        ));
    }
    for (precision, words) in [
        (
            PointPrecision::PointOnSurface,
            "comptée en un point quelconque de sa surface, faute de mairie connue",
        ),
        (PointPrecision::Other, "comptée en un point d’une autre source que l’annuaire des mairies"),
        (
            PointPrecision::Unknown,
            "sans position connue{NBSP}: ses habitants comptent comme n’atteignant aucun lieu",
        ),
    ] {
        let n = inputs.territory.demand.iter().filter(|point| point.precision == precision).count();
        if n > 0 {
            let words = words.replace("{NBSP}", "\u{A0}");
            let words = if n < 2 { words } else { plural(&words) };
            said.push(Text::default().strong(count(n, "commune", "communes")).then(format!(" {words}.")));
        }
    }
    let placed = summary.venues.placed_at_chef_lieu;
    if placed > 0 {
        let verb = if placed < 2 {
            "est placé au chef-lieu de sa commune"
        } else {
            "sont placés au chef-lieu de leur commune"
        };
        said.push(
            Text::default()
                .strong(count(placed, "lieu", "lieux"))
                .then(format!(" {verb}, faute de coordonnées.")),
        );
    }
    if summary.venues.beyond > 0 {
        said.push(Text::from(format!(
            "Les lieux à plus de {}{NBSP}km du territoire ne sont pas regardés ({} dans les données).",
            decimal(summary.parameters.buffer_km, 1),
            count(summary.venues.beyond, "lieu", "lieux"),
        )));
    }
    said.push(Text::from(
        "Un lieu compte de la même façon qu’il ouvre deux heures ou cinq jours par semaine, et que l’on y soit accompagné ou non.",
    ));
    said
}

/// `comptée` → `comptées`.
fn plural(words: &str) -> String {
    words
        .replace("comptée", "comptées")
        .replace("de sa surface", "de leur surface")
        .replace("ses habitants", "leurs habitants")
}

fn definitions(context: &Context) -> Vec<Text> {
    let minutes = context.minutes();
    let defined =
        |word: &str, what: String| Text::default().strong(format!("{word}{NBSP}:")).then(format!(" {what}"));
    vec![
        defined("Population", population(context)),
        defined(
            "Lieu",
            "lieu fixe d’aide au numérique (France Services, bibliothèque, espace public numérique…). Un lieu itinérant n’existe qu’à ses arrêts et à ses heures : il n’est \
             jamais compté comme un lieu fixe."
                .replace(" :", "\u{A0}:"),
        ),
        defined(
            "Couvert",
            format!("à {minutes} ou moins du lieu le plus proche{NARROW}; un temps égal au seuil est couvert."),
        ),
        defined(
            "Zone non couverte",
            format!("communes à plus de {minutes} réunies quand elles se touchent."),
        ),
        defined(
            "Médiane",
            "la moitié des habitants qui atteignent un lieu sont à ce temps ou moins.".to_owned(),
        ),
        defined(
            "Dépendance",
            format!("habitants qui n’ont, à {minutes} ou moins, que ce lieu."),
        ),
    ]
}
