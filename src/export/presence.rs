//! What a tour changes, one row a commune; and in French for the summary.

use super::french::{NARROW, NBSP, count, day, decimal, duration, inhabitants, waiting};
use super::record::{Feature, Layer, Shape, record};
use crate::coverage::{PresenceSummary, TourEffect, TourSummary};
use crate::territory::Territory;
use crate::units::{People, Seconds};

record! {
    /// What a tour changes for one commune: by distance alone, and weighted by presence. Of a commune with several demand
    /// points (grid cells), the means by people.
    pub struct PresenceRow {
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
        /// Time to the nearest fixed venue, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_before_s: Option<Seconds>,
        /// Time to the nearest fixed venue or stop, however seldom it is open, seconds.
        #[schema(value_type = Option<f64>)]
        pub duration_s: Option<Seconds>,
        /// Within the threshold of a fixed venue.
        pub covered_before: bool,
        /// Within the threshold of a fixed venue or stop, however seldom it is open.
        pub covered: bool,
        /// Hours a month with a fixed venue open within the threshold, of those whose hours are known.
        pub open_before_h: f64,
        /// Hours a month with a fixed venue or stop open within the threshold.
        pub open_h: f64,
        /// Hours a month of the fixed venues that fall to a thousand inhabitants.
        pub share_per_1000_before_h: f64,
        /// Hours a month of fixed venues and stops that fall to a thousand inhabitants.
        pub share_per_1000_h: f64,
        /// Expected wait until a fixed venue within the threshold is open, hours; none where none ever is.
        pub wait_before_h: Option<f64>,
        /// Expected wait until a fixed venue or stop within the threshold is open, hours.
        pub wait_h: Option<f64>,
        /// Stops of the tour within the threshold.
        pub stops: usize,
        /// Fixed venues within the threshold whose hours are not known: hours are then lower bounds, waits upper ones.
        pub venues_without_hours: usize,
    }
}

/// What a tour changes, communes as areas.
#[must_use]
pub fn presence_layer(territory: &Territory, effect: &TourEffect) -> Layer<PresenceRow> {
    let people = territory.demand_by_commune().into_iter();
    let people = people.map(|points| territory.demand[points].iter().map(|point| point.people).sum());
    let communes = territory.communes.iter().zip(people).zip(effect.by_commune(territory));
    let features = communes.map(|((commune, population), presence)| {
        let record = PresenceRow {
            code: commune.code.to_string(),
            name: commune.name.clone(),
            epci: commune.epci.map(|siren| siren.to_string()),
            department: commune.department.clone(),
            population,
            lon: commune.chef_lieu.map(|at| at.x),
            lat: commune.chef_lieu.map(|at| at.y),
            duration_before_s: presence.duration.before,
            duration_s: presence.duration.after,
            covered_before: presence.covered.before,
            covered: presence.covered.after,
            open_before_h: hours(presence.open.before),
            open_h: hours(presence.open.after),
            share_per_1000_before_h: hours(presence.share.before),
            share_per_1000_h: hours(presence.share.after),
            wait_before_h: presence.wait.before.map(hours),
            wait_h: presence.wait.after.map(hours),
            stops: presence.stops,
            venues_without_hours: presence.venues_without_hours,
        };
        Feature { record, shape: commune.boundary.clone().map_or(Shape::None, Shape::Area) }
    });
    Layer { name: "presence", areas: true, features: features.collect() }
}

/// In hours, to the thousandth.
fn hours(time: Seconds) -> f64 {
    (time.value() / 3.6).round() / 1000.0
}

/// That stops are counted, for the head of the summary.
pub(super) fn scope(tour: &TourSummary) -> String {
    let beyond = match tour.stops_beyond {
        0 => String::new(),
        n => format!("{NARROW}; {} hors du territoire et de ses environs", count(n, "arrêt", "arrêts")),
    };
    format!(
        "Avec la tournée {}{NBSP}: {}, {} du {} au {}{beyond}. Les arrêts sont comptés comme des lieux, par la seule distance.",
        short(&tour.plan),
        count(tour.stops, "arrêt", "arrêts"),
        count(tour.sessions, "séance", "séances"),
        day(tour.from),
        day(tour.to),
    )
}

/// What the tour changes, a line a fact.
pub(super) fn effect(tour: &TourSummary, threshold: &str) -> [String; 2] {
    let PresenceSummary { covered, mean_s, open_s, share_per_1000_s, .. } = &tour.after;
    let before = &tour.before;
    let mean = match (mean_s, before.mean_s) {
        (Some(after), Some(before)) => format!(
            "{NARROW}; temps d’accès moyen{NBSP}: {} au lieu de {}",
            duration(*after),
            duration(before)
        ),
        _ => String::new(),
    };
    let distance = format!(
        "Ce que la tournée change, par la seule distance{NBSP}: {} de plus à {threshold} ou moins ({} au lieu de {}){mean}.",
        inhabitants(tour.newly_covered),
        inhabitants(*covered),
        inhabitants(before.covered),
    );
    let hours = |time: Option<Seconds>| decimal(time.unwrap_or_default().value() / 3600.0, 1);
    // Hours that nobody gives are no hours of 0.
    let is_unknown = tour.venues_with_hours == 0 && tour.venues_without_hours > 0;
    let without = |time: Option<Seconds>| {
        if is_unknown { "inconnu".to_owned() } else { format!("{}{NBSP}h", hours(time)) }
    };
    let mut presence = format!(
        "Pondéré par la présence, en moyenne et par mois{NBSP}: {}{NBSP}h d’ouverture à {threshold} ou moins de chaque habitant (sans la tournée{NBSP}: {}), soit, partagées entre ceux qui en sont proches, {}{NBSP}h pour 1{NARROW}000{NBSP}habitants (sans{NBSP}: {})",
        hours(*open_s),
        without(before.open_s),
        hours(*share_per_1000_s),
        without(before.share_per_1000_s),
    );
    let waits = [
        (tour.already_served_wait_s, before.wait_mean_s, before.served, "déjà desservis"),
        (tour.newly_served_wait_s, None, tour.newly_served, "qui ne l’étaient pas"),
    ];
    for (wait, without, people, who) in waits {
        let Some(wait) = wait else { continue };
        presence += &format!(
            "{NARROW}; attente moyenne avant une ouverture pour {} {who}{NBSP}: {}",
            inhabitants(people),
            waiting(wait)
        );
        presence += &without.map(|wait| format!(" (sans{NBSP}: {})", waiting(wait))).unwrap_or_default();
    }
    presence += ".";
    if tour.venues_without_hours > 0 {
        presence += &format!(
            " Horaires inconnus pour {}, à portée de {}{NBSP}: pour eux, ces heures sont des minima et ces attentes des maxima.",
            count(tour.venues_without_hours, "lieu fixe", "lieux fixes"),
            inhabitants(tour.people_hours_unknown),
        );
    }
    [distance, presence]
}

/// Enough of a plan's identifier to tell it from others.
fn short(plan: &str) -> &str {
    plan.get(..8).unwrap_or(plan)
}
