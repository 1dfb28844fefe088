//! What a scenario changes, one row a commune; and in French for the summary and the report.

use super::french::{NARROW, NBSP, count, decimal, duration, inhabitants};
use super::record::{Feature, Layer, Shape, record};
use crate::coverage::{ScenarioChange, ScenarioEffect, ScenarioSummary};
use crate::territory::Territory;
use crate::units::{People, Seconds};

/// Changes that the summary names.
const CHANGES_NAMED: usize = 6;

record! {
    /// What a scenario changes for one commune. Before, there is neither a change to the venues nor a tour. Of a commune with
    /// several demand points (grid cells), times are means by people.
    pub struct DifferenceRow {
        /// INSEE code of the commune.
        pub code: String,
        /// Name of the commune.
        pub name: String,
        /// SIREN of the EPCI; empty for a commune without one.
        pub epci: Option<String>,
        /// Département code.
        pub department: String,
        /// People who live there.
        #[schema(value_type = f64)]
        pub population: People,
        /// Longitude of the chef-lieu, degrees.
        pub lon: Option<f64>,
        /// Latitude of the chef-lieu, degrees.
        pub lat: Option<f64>,
        /// Time to the nearest venue before, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_before_s: Option<Seconds>,
        /// Time to the nearest venue after, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_s: Option<Seconds>,
        /// After less before, seconds: negative where the way becomes shorter; none where one of the two is.
        pub change_s: Option<f64>,
        /// `gain`, `lose` or `same`, on the whole.
        pub status: String,
        /// Everybody within the threshold before.
        pub covered_before: bool,
        /// Everybody within the threshold after.
        pub covered: bool,
        /// People within the threshold before.
        #[schema(value_type = f64)]
        pub people_covered_before: People,
        /// People within the threshold after.
        #[schema(value_type = f64)]
        pub people_covered: People,
        /// People who come within the threshold.
        #[schema(value_type = f64)]
        pub newly_covered: People,
        /// People who fall beyond it.
        #[schema(value_type = f64)]
        pub no_longer_covered: People,
        /// People whose way becomes shorter.
        #[schema(value_type = f64)]
        pub nearer: People,
        /// People whose way becomes longer.
        #[schema(value_type = f64)]
        pub farther: People,
        /// Name of the nearest venue before, of the point with most people.
        pub venue_before: Option<String>,
        /// Name of the nearest venue after.
        pub venue: Option<String>,
    }
}

/// What a scenario changes, communes as areas, by code.
#[must_use]
pub fn difference_layer(territory: &Territory, effect: &ScenarioEffect) -> Layer<DifferenceRow> {
    let communes = territory.communes.iter().zip(effect.by_commune(territory));
    let features = communes.map(|(commune, difference)| {
        let change = match (difference.duration.before, difference.duration.after) {
            (Some(before), Some(after)) => Some(signed(before, after)),
            _ => None,
        };
        let record = DifferenceRow {
            code: commune.code.to_string(),
            name: commune.name.clone(),
            epci: commune.epci.map(|siren| siren.to_string()),
            department: commune.department.clone(),
            population: difference.people,
            lon: commune.chef_lieu.map(|at| at.x),
            lat: commune.chef_lieu.map(|at| at.y),
            duration_before_s: difference.duration.before,
            duration_s: difference.duration.after,
            change_s: change,
            status: difference.direction.as_str().to_owned(),
            covered_before: difference.covered.before,
            covered: difference.covered.after,
            people_covered_before: difference.people_covered.before,
            people_covered: difference.people_covered.after,
            newly_covered: difference.newly_covered,
            no_longer_covered: difference.no_longer_covered,
            nearer: difference.nearer,
            farther: difference.farther,
            venue_before: difference.venue.before,
            venue: difference.venue.after,
        };
        Feature { record, shape: commune.boundary.clone().map_or(Shape::None, Shape::Area) }
    });
    Layer { name: "difference", areas: true, features: features.collect() }
}

/// After less before, seconds, exact to the thousandth.
fn signed(before: Seconds, after: Seconds) -> f64 {
    if after >= before { after.saturating_sub(before).value() } else { -before.saturating_sub(after).value() }
}

/// That venues are changed, and which, for the head of the summary.
pub(super) fn scope(scenario: &ScenarioSummary) -> String {
    let mut named: Vec<String> = scenario.changes.iter().take(CHANGES_NAMED).map(change).collect();
    if scenario.changes.len() > CHANGES_NAMED {
        let rest = scenario.changes.len() - CHANGES_NAMED;
        named.push(count(rest, "autre changement", "autres changements"));
    }
    format!(
        "Scénario (simulation){NBSP}: {}. Les chiffres qui suivent sont ceux d’après ces changements.",
        named.join(&format!("{NARROW}; "))
    )
}

/// A change in words.
#[must_use]
pub fn change(change: &ScenarioChange) -> String {
    let ScenarioChange { venue, hours, .. } = change;
    let (commune, commune_before) = (change.commune.as_deref(), change.commune_before.as_deref());
    let at = |commune: Option<&str>| commune.map(|name| format!(" ({name})")).unwrap_or_default();
    match change.change.as_str() {
        "open" => format!("ouverture de «{NBSP}{venue}{NBSP}»{}", at(commune)),
        "close" => format!("fermeture de «{NBSP}{venue}{NBSP}»{}", at(commune_before)),
        "move" => format!(
            "déplacement de «{NBSP}{venue}{NBSP}»{}, de {} à {}",
            if commune == commune_before { at(commune) } else { String::new() },
            place(change.lon_before, change.lat_before, commune_before, commune),
            place(Some(change.lon), Some(change.lat), commune, commune_before),
        ),
        _ => format!(
            "nouveaux horaires de «{NBSP}{venue}{NBSP}»{}{NBSP}: {}",
            at(commune),
            hours.as_deref().unwrap_or("inconnus")
        ),
    }
}

/// A place by its commune, or by its coordinates where that does not tell it from the other.
fn place(lon: Option<f64>, lat: Option<f64>, commune: Option<&str>, other: Option<&str>) -> String {
    match (commune, lon, lat) {
        (Some(name), ..) if Some(name) != other => name.to_owned(),
        (_, Some(lon), Some(lat)) => format!("{} / {}", decimal(lat, 4), decimal(lon, 4)),
        _ => "?".to_owned(),
    }
}

/// What the scenario changes, a line a fact.
pub(super) fn effect(scenario: &ScenarioSummary, threshold: &str) -> [String; 2] {
    let ScenarioSummary { before, after, .. } = scenario;
    let with_tour = if scenario.with_tour { " et de la tournée" } else { "" };
    let reach = format!(
        "Effet des changements{with_tour}{NBSP}: {} à {threshold} ou moins au lieu de {}{NARROW}; {} {} sous le seuil, {} {} au-delà.",
        inhabitants(after.covered),
        inhabitants(before.covered),
        inhabitants(scenario.newly_covered),
        verb(scenario.newly_covered, "passe", "passent"),
        inhabitants(scenario.no_longer_covered),
        verb(scenario.no_longer_covered, "passe", "passent"),
    );
    let mean = match (before.mean_s, after.mean_s) {
        (Some(before), Some(after)) => {
            format!(
                "{NARROW}; temps d’accès moyen{NBSP}: {} au lieu de {}",
                duration(after),
                duration(before)
            )
        }
        _ => String::new(),
    };
    let way = format!(
        "Trajet plus court pour {} (gain dans {}), plus long pour {} (perte dans {}){mean}.",
        inhabitants(scenario.nearer),
        count(scenario.communes_gain, "commune", "communes"),
        inhabitants(scenario.farther),
        count(scenario.communes_lose, "commune", "communes"),
    );
    [reach, way]
}

fn verb(people: People, singular: &'static str, plural: &'static str) -> &'static str {
    if people.value() < 2.0 { singular } else { plural }
}
