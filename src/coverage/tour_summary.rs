//! What a tour changes, in figures for a council.

use serde::Serialize;
use utoipa::ToSchema;

use super::Distribution;
use super::presence::{Presence, TourEffect};
use crate::calendar::Date;
use crate::territory::Territory;
use crate::units::{People, Seconds};

/// What a tour changes: by distance alone, and weighted by presence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TourSummary {
    /// Identifier of the plan.
    pub plan: String,
    /// First day of the plan.
    #[schema(value_type = String)]
    pub from: Date,
    /// Its last day, inclusive.
    #[schema(value_type = String)]
    pub to: Date,
    /// Stops in the territory and its surroundings.
    pub stops: usize,
    /// Stops beyond, which are not counted.
    pub stops_beyond: usize,
    /// Sessions of the stops in the territory and its surroundings.
    pub sessions: usize,
    /// How long they are in all, seconds.
    #[schema(value_type = f64)]
    pub session_s: Seconds,
    /// Fixed venues whose hours are known.
    pub venues_with_hours: usize,
    /// Fixed venues whose hours are not given, or not understood: they add nothing to the presence figures.
    pub venues_without_hours: usize,
    /// People within the threshold of a fixed venue whose hours are not known: their presence figures are lower bounds.
    #[schema(value_type = f64)]
    pub people_hours_unknown: People,
    /// People within the threshold with the tour and not without, by distance alone.
    #[schema(value_type = f64)]
    pub newly_covered: People,
    /// People within the threshold of a place whose times are known with the tour, and not without.
    #[schema(value_type = f64)]
    pub newly_served: People,
    /// Mean of their expected wait, seconds.
    #[schema(value_type = Option<f64>)]
    pub newly_served_wait_s: Option<Seconds>,
    /// Mean of the expected wait with the tour of those who were served without, seconds.
    #[schema(value_type = Option<f64>)]
    pub already_served_wait_s: Option<Seconds>,
    /// Without the tour.
    pub before: PresenceSummary,
    /// With it.
    pub after: PresenceSummary,
}

/// Access and presence, without a tour or with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PresenceSummary {
    /// People within the threshold, by distance alone.
    #[schema(value_type = f64)]
    pub covered: People,
    /// Mean time to the nearest place over those who reach one, by distance alone, seconds.
    #[schema(value_type = Option<f64>)]
    pub mean_s: Option<Seconds>,
    /// People within the threshold of a place whose times are known.
    #[schema(value_type = f64)]
    pub served: People,
    /// Time a month with a place open within the threshold, seconds: mean over all people, 0 for who has none.
    #[schema(value_type = Option<f64>)]
    pub open_s: Option<Seconds>,
    /// Time a month that falls to a thousand inhabitants, seconds: mean over all people.
    #[schema(value_type = Option<f64>)]
    pub share_per_1000_s: Option<Seconds>,
    /// Expected wait until a place within the threshold is open, seconds: mean over those who are served.
    #[schema(value_type = Option<f64>)]
    pub wait_mean_s: Option<Seconds>,
    /// Half of those who are served wait no longer, seconds.
    #[schema(value_type = Option<f64>)]
    pub wait_median_s: Option<Seconds>,
}

/// Sums up the effect of a tour.
pub(super) fn tour_summary(effect: &TourEffect, territory: &Territory) -> TourSummary {
    let rows = || territory.demand.iter().map(|point| point.people).zip(&effect.points);
    let sum = |wanted: &dyn Fn(&Presence) -> bool| -> People {
        rows().filter(|(_, presence)| wanted(presence)).map(|(people, _)| people).sum()
    };
    let is_new = |presence: &Presence| presence.wait.before.is_none() && presence.wait.after.is_some();
    let waits_of = |wanted: &dyn Fn(&Presence) -> bool| -> Distribution {
        let wanted = rows().filter(|(_, presence)| wanted(presence));
        wanted.filter_map(|(people, presence)| Some((presence.wait.after?, people))).collect()
    };
    let side = |with_tour: bool| {
        let over = |figure: &dyn Fn(&Presence) -> Option<Seconds>| -> Distribution {
            rows().filter_map(|(people, presence)| Some((figure(presence)?, people))).collect()
        };
        let waits = over(&|presence| presence.wait.side(with_tour));
        PresenceSummary {
            covered: sum(&|presence| presence.covered.side(with_tour)),
            mean_s: over(&|presence| presence.duration.side(with_tour)).mean(),
            served: sum(&|presence| presence.wait.side(with_tour).is_some()),
            open_s: over(&|presence| Some(presence.open.side(with_tour))).mean(),
            share_per_1000_s: over(&|presence| Some(presence.share.side(with_tour))).mean(),
            wait_mean_s: waits.mean(),
            wait_median_s: waits.median(),
        }
    };
    TourSummary {
        plan: effect.tour.plan.clone(),
        from: effect.tour.period.first(),
        to: effect.tour.period.last(),
        stops: effect.tour.stops,
        stops_beyond: effect.tour.stops_beyond,
        sessions: effect.sessions,
        session_s: effect.session_time,
        venues_with_hours: effect.venues_with_hours,
        venues_without_hours: effect.venues_without_hours,
        people_hours_unknown: sum(&|presence| presence.venues_without_hours > 0),
        newly_covered: sum(&|presence| presence.covered.after && !presence.covered.before),
        newly_served: sum(&is_new),
        newly_served_wait_s: waits_of(&is_new).mean(),
        already_served_wait_s: waits_of(&|presence| presence.wait.before.is_some()).mean(),
        before: side(false),
        after: side(true),
    }
}
