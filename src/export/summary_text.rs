//! The summary as a council reads it: some ten lines of French.

use super::french::{NARROW, NBSP, count, decimal, duration, inhabitants, percent, whole};
use super::{difference, open_at_text, presence};
use crate::coverage::{NEAR_THRESHOLD, Summary, TerritorySummary};
use crate::dataset::Source;
use crate::model::TerritoryKind;
use crate::territory::is_stop;
use crate::travel::RoadsDescription;

/// How many venues the fragility line names.
const FRAGILE_NAMED: usize = 3;

/// The summary in French, one fact a line, ending with a line end.
#[must_use]
pub fn summary_text(summary: &Summary, sources: &[Source]) -> String {
    let mut lines = summary_lines(summary);
    lines.push(source_line(sources));
    lines.join("\n") + "\n"
}

/// The lines of the summary, the sources apart; the first says which territory it is about.
#[must_use]
pub fn summary_lines(summary: &Summary) -> Vec<String> {
    let mut lines = vec![heading(summary)];
    lines.extend(unknown_population(summary));
    lines.extend(cells(summary));
    lines.extend(summary.scenario.as_ref().map(difference::scope));
    lines.extend(summary.tour.as_ref().map(presence::scope));
    lines.extend(open_at_text::scope(summary));
    lines.extend([
        method(summary),
        format!("{} {}", covered(summary), beyond(summary)),
        bands(summary),
        times(summary),
        gaps(summary),
        uncertainty(summary),
        venues(summary),
        fragility(summary),
    ]);
    lines
        .extend(summary.scenario.iter().flat_map(|changes| difference::effect(changes, &threshold(summary))));
    lines.extend(summary.tour.iter().flat_map(|tour| presence::effect(tour, &threshold(summary))));
    lines.extend(crow_fly(summary));
    lines
}

/// A territory by its name, with its kind and its code where it is not all that there is.
#[must_use]
pub fn named_territory(territory: &TerritorySummary) -> String {
    let kind = match territory.kind {
        TerritoryKind::Commune => "commune",
        TerritoryKind::Epci => "intercommunalité",
        TerritoryKind::Department => "département",
        TerritoryKind::Region => "région",
        TerritoryKind::Country => return territory.name.clone(),
    };
    let code = territory.code.rsplit(':').next().unwrap_or(&territory.code);
    format!("{} ({kind} {code})", territory.name)
}

fn heading(summary: &Summary) -> String {
    let territory = &summary.territory;
    format!(
        "{}{NBSP}: {}, {} ({})",
        named_territory(territory),
        count(territory.communes, "commune", "communes"),
        inhabitants(territory.municipal_population),
        if territory.insee { "population municipale" } else { "population indiquée par les données" },
    )
}

/// The communes where nobody is counted because nobody knows how many there are.
fn unknown_population(summary: &Summary) -> Option<String> {
    let n = summary.territory.unknown_population;
    (n > 0).then(|| {
        format!(
            "Population inconnue dans {}{NBSP}: personne n’y est compté, et les parts qui suivent ne disent rien de ces communes.",
            count(n, "commune", "communes"),
        )
    })
}

/// How people are counted, where it is at the cells of a grid.
fn cells(summary: &Summary) -> Option<String> {
    let territory = &summary.territory;
    if territory.cells == 0 {
        return None;
    }
    let imputed = territory.imputed.share_of(territory.population);
    Some(format!(
        "Habitants comptés au carreau{NBSP}: {} ({}), dont {} par des carreaux aux données imputées{NARROW}; les chiffres qui suivent portent sur eux. Une commune sans carreau reste comptée à son chef-lieu.",
        inhabitants(territory.population),
        count(territory.cells, "carreau", "carreaux"),
        percent(imputed),
    ))
}

/// Where people set out from.
const fn from(summary: &Summary) -> &'static str {
    if summary.territory.cells > 0 {
        "depuis le centre de chaque carreau"
    } else {
        "depuis le chef-lieu de chaque commune"
    }
}

/// A number of demand points.
fn points(n: usize, summary: &Summary) -> String {
    if summary.territory.cells > 0 { count(n, "point", "points") } else { count(n, "commune", "communes") }
}

fn method(summary: &Summary) -> String {
    let p = &summary.parameters;
    match (p.detour, p.speed_kmh) {
        (Some(detour), Some(speed)) => format!(
            "Temps estimés à vol d’oiseau{NBSP}: distance géodésique × {}, à {}{NBSP}km/h, {}.",
            decimal(detour, 2),
            decimal(speed, 1),
            from(summary),
        ),
        _ => method_by_road(p.roads.as_ref(), from(summary)),
    }
}

fn method_by_road(roads: Option<&RoadsDescription>, from: &str) -> String {
    let Some(roads) = roads else {
        return format!("Temps calculés par la route, {from}.");
    };
    let how = match roads.profile.as_str() {
        "bicycle" => "à vélo",
        "foot" => "à pied",
        _ => "en voiture",
    };
    format!(
        "Temps calculés par la route, {how} et sans trafic{} ({}{}), {from}{NARROW}; jusqu’à la route, {}{NBSP}m au plus, à pied à {}{NBSP}km/h.",
        if roads.winter { ", routes fermées l’hiver exclues" } else { "" },
        roads.file,
        roads_of(roads),
        whole(roads.max_snap_m),
        decimal(roads.walking_kmh, 1),
    )
}

/// Whose roads they are and of which day, as their licences ask.
fn roads_of(roads: &RoadsDescription) -> String {
    let whose = match roads.source.as_str() {
        "openstreetmap" => "© les contributeurs d’OpenStreetMap",
        "bdtopo" => "© IGN, BD TOPO",
        _ => return String::new(),
    };
    let day = roads.vintage.as_ref().map(|day| format!(", {day}")).unwrap_or_default();
    format!("{NARROW}; {whose}{day}")
}

/// What the estimate would have said; nothing when the figures are the estimate, or when nobody
/// reaches a venue.
fn crow_fly(summary: &Summary) -> Option<String> {
    let c = summary.crow_fly.as_ref().filter(|c| c.points > 0)?;
    let other = match c.other_venue_points {
        0 => "le lieu le plus proche serait le même partout".to_owned(),
        n => format!(
            "le lieu le plus proche serait un autre pour {} ({})",
            points(n, summary),
            inhabitants(c.other_venue_people),
        ),
    };
    let differ = match (c.median_difference_s, c.p90_difference_s) {
        (Some(median), Some(p90)) => format!(
            "{NARROW}; les temps diffèrent de {} en médiane, de {} au plus pour neuf habitants sur dix",
            duration(median),
            duration(p90),
        ),
        _ => String::new(),
    };
    let (detour, speed) = (decimal(c.detour, 2), decimal(c.speed_kmh, 1));
    Some(format!("À vol d’oiseau (× {detour}, à {speed}{NBSP}km/h), {other}{differ}."))
}

fn threshold(summary: &Summary) -> String {
    format!("{}{NBSP}min", decimal(summary.parameters.threshold_min, 1))
}

fn covered(summary: &Summary) -> String {
    let people = &summary.people;
    let mut line = format!(
        "À {} ou moins d’un lieu{NBSP}: {} ({}), {}.",
        threshold(summary),
        inhabitants(people.covered),
        percent(people.covered.share_of(people.total)),
        count(summary.communes.covered, "commune", "communes"),
    );
    if people.covered_only_from_outside > crate::units::People::ZERO {
        line += &format!(
            " Pour {}, le seul lieu à cette distance est dans un territoire voisin.",
            inhabitants(people.covered_only_from_outside)
        );
    }
    line
}

fn beyond(summary: &Summary) -> String {
    let people = &summary.people;
    let without = people.uncovered + people.unreachable;
    let mut line = format!(
        "Sans lieu à {} ou moins{NBSP}: {} ({}), {}",
        threshold(summary),
        inhabitants(without),
        percent(without.share_of(people.total)),
        count(summary.communes.uncovered + summary.communes.unreachable, "commune", "communes"),
    );
    if summary.unreachable.communes > 0 {
        line += &format!(
            ", dont {} sans aucun lieu accessible ({})",
            inhabitants(people.unreachable),
            count(summary.unreachable.communes, "commune", "communes"),
        );
    }
    line + "."
}

fn bands(summary: &Summary) -> String {
    let parts: Vec<String> = summary
        .bands
        .iter()
        .map(|band| {
            let range = match band.to_min {
                Some(to) => format!("{}–{}{NBSP}min", decimal(band.from_min, 1), decimal(to, 1)),
                None => format!("plus de {}{NBSP}min", decimal(band.from_min, 1)),
            };
            format!("{range}{NBSP}: {}", inhabitants(band.people))
        })
        .collect();
    format!("Par tranche{NBSP}: {}.", parts.join(&format!("{NARROW}; ")))
}

fn times(summary: &Summary) -> String {
    let access = &summary.access;
    let (Some(mean), Some(median), Some(p90)) = (access.mean_s, access.median_s, access.p90_s) else {
        return format!("Temps d’accès{NBSP}: aucun habitant n’atteint un lieu.");
    };
    let worst = access.worst.as_ref().map_or_else(String::new, |worst| {
        format!(
            "{NARROW}; le plus long{NBSP}: {}, {} ({})",
            duration(worst.duration_s),
            worst.name,
            worst.code
        )
    });
    format!(
        "Temps d’accès{NBSP}: {} en moyenne, {} en médiane, {} au plus pour neuf habitants sur dix{worst}.",
        duration(mean),
        duration(median),
        duration(p90),
    )
}

fn gaps(summary: &Summary) -> String {
    match summary.gaps.zones {
        0 => format!("Zones non couvertes{NBSP}: aucune."),
        zones => format!(
            "Zones non couvertes{NBSP}: {}, {}.",
            count(zones, "zone d’un seul tenant", "zones d’un seul tenant"),
            inhabitants(summary.gaps.people),
        ),
    }
}

fn uncertainty(summary: &Summary) -> String {
    format!(
        "Incertitude{NBSP}: {} à moins de {} du seuil, de part et d’autre.",
        inhabitants(summary.people.near_threshold),
        duration(NEAR_THRESHOLD),
    )
}

fn venues(summary: &Summary) -> String {
    let v = &summary.venues;
    if v.considered + v.filtered_out + v.itinerant_not_counted == 0 {
        return format!(
            "Lieux{NBSP}: aucun lieu connu ici ni à moins de {}{NBSP}km{NARROW}; {} ailleurs. Ces chiffres ne disent rien de la couverture.",
            decimal(summary.parameters.buffer_km, 1),
            count(v.beyond, "lieu des données est", "lieux des données sont"),
        );
    }
    let counted = match summary.tour {
        Some(_) => count(v.inside, "lieu fixe compté", "lieux fixes comptés"),
        None => count(v.inside, "lieu compté", "lieux comptés"),
    };
    let mut line = format!(
        "Lieux{NBSP}: {counted} dans le territoire, {} dans les {}{NBSP}km alentour",
        v.outside,
        decimal(summary.parameters.buffer_km, 1),
    );
    if v.outside == 0
        && summary.parameters.buffer_km > 0.0
        && summary.territory.kind != TerritoryKind::Country
    {
        line += &format!(
            "{NARROW}; si la liste s’arrête à la limite du territoire, les communes de lisière paraissent plus loin d’un lieu qu’elles ne le sont"
        );
    }
    if v.placed_at_chef_lieu > 0 {
        line += &format!(
            "{NARROW}; {} au chef-lieu faute de coordonnées",
            count(v.placed_at_chef_lieu, "placé", "placés")
        );
    }
    if v.filtered_out > 0 {
        line += &format!("{NARROW}; {} par les filtres", count(v.filtered_out, "écarté", "écartés"));
    }
    if v.itinerant_not_counted > 0 {
        line += &format!(
            "{NARROW}; {} comme un lieu fixe",
            count(v.itinerant_not_counted, "itinérant, jamais compté", "itinérants, jamais comptés")
        );
    }
    line + "."
}

fn fragility(summary: &Summary) -> String {
    if summary.venues.considered == 0 && summary.tour.is_none() {
        return format!("Fragilité{NBSP}: sans objet, aucun lieu n’est compté.");
    }
    if summary.fragility.is_empty() {
        return format!(
            "Fragilité{NBSP}: aucune commune ne dépend d’un seul lieu pour rester sous le seuil."
        );
    }
    let named: Vec<String> = summary
        .fragility
        .iter()
        .take(FRAGILE_NAMED)
        .map(|f| {
            let what = if is_stop(&f.venue_id) { "arrêt de la tournée " } else { "" };
            format!(
                "{what}{} ({}, {})",
                f.venue,
                inhabitants(f.people),
                count(f.communes, "commune", "communes")
            )
        })
        .collect();
    format!(
        "Fragilité{NBSP}: s’il fermait, feraient passer le plus d’habitants au-delà du seuil{NBSP}: {}.",
        named.join(&format!("{NARROW}; "))
    )
}

fn source_line(sources: &[Source]) -> String {
    if sources.is_empty() {
        return format!("Sources{NBSP}: le dossier de données ne les indique pas.");
    }
    let named: Vec<String> =
        sources.iter().map(|s| format!("{} ({}, {})", s.name, s.producer, s.vintage)).collect();
    format!("Sources{NBSP}: {}.", named.join(&format!("{NARROW}; ")))
}
