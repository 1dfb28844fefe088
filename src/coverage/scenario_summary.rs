//! What a scenario changes, in figures for a council.

use serde::Serialize;
use utoipa::ToSchema;

use super::Distribution;
use super::scenario::{CommuneDifference, Direction, PointDifference, ScenarioEffect};
use crate::ingest::hours::{Hours, WEEKS, usual_year};
use crate::model::Venue;
use crate::territory::{AppliedChange, ScenarioHere, Territory};
use crate::units::{People, Seconds};

/// What a scenario changes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScenarioSummary {
    /// The changes to the venues.
    pub changes: Vec<ScenarioChange>,
    /// Whether the stops of a tour count as well after the changes.
    pub with_tour: bool,
    /// The venues as they are.
    pub before: ScenarioSide,
    /// Under the changes, and with the tour.
    pub after: ScenarioSide,
    /// People who come within the threshold.
    #[schema(value_type = f64)]
    pub newly_covered: People,
    /// People who fall beyond it.
    #[schema(value_type = f64)]
    pub no_longer_covered: People,
    /// People whose way to the nearest venue becomes shorter.
    #[schema(value_type = f64)]
    pub nearer: People,
    /// People whose way becomes longer.
    #[schema(value_type = f64)]
    pub farther: People,
    /// Communes that gain on the whole.
    pub communes_gain: usize,
    /// Communes that lose on the whole.
    pub communes_lose: usize,
}

/// One side of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScenarioSide {
    /// People within the threshold.
    #[schema(value_type = f64)]
    pub covered: People,
    /// Communes in which everybody is.
    pub communes_covered: usize,
    /// People who reach no venue.
    #[schema(value_type = f64)]
    pub unreachable: People,
    /// Mean time to the nearest venue over those who reach one, seconds.
    #[schema(value_type = Option<f64>)]
    pub mean_s: Option<Seconds>,
}

/// One change of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScenarioChange {
    /// `open`, `close`, `move` or `schedule`.
    pub change: String,
    /// The text that asks for it again.
    pub text: String,
    /// Identifier of the venue.
    pub venue_id: String,
    /// Its name.
    pub venue: String,
    /// Where it stands, or stood: commune.
    pub commune: Option<String>,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// The commune where it stood; null for a new venue.
    pub commune_before: Option<String>,
    /// Longitude where it stood.
    pub lon_before: Option<f64>,
    /// Latitude where it stood.
    pub lat_before: Option<f64>,
    /// Hours as they are, as written.
    pub hours_before: Option<String>,
    /// Hours under the changes, as written.
    pub hours: Option<String>,
    /// Hours a week as they are, a mean over a year; null where they are not known.
    pub week_before_h: Option<f64>,
    /// Hours a week under the changes; null where they are not known, or the venue closes.
    pub week_h: Option<f64>,
}

pub(super) fn scenario_summary(
    effect: &ScenarioEffect,
    territory: &Territory,
    here: &ScenarioHere,
) -> ScenarioSummary {
    let rows = || territory.demand.iter().map(|point| point.people).zip(&effect.points);
    let sum = |wanted: &dyn Fn(&PointDifference) -> bool| -> People {
        rows().filter(|(_, point)| wanted(point)).map(|(people, _)| people).sum()
    };
    let communes = effect.by_commune(territory);
    let n = |wanted: &dyn Fn(&CommuneDifference) -> bool| communes.iter().filter(|c| wanted(c)).count();
    let side = |after: bool| {
        let times: Distribution =
            rows().filter_map(|(people, point)| Some((point.duration.side(after)?, people))).collect();
        ScenarioSide {
            covered: sum(&|point| point.covered.side(after)),
            communes_covered: n(&|commune| commune.covered.side(after)),
            unreachable: sum(&|point| point.duration.side(after).is_none()),
            mean_s: times.mean(),
        }
    };
    ScenarioSummary {
        changes: here.changes.iter().filter_map(change).collect(),
        with_tour: territory.tour.is_some(),
        before: side(false),
        after: side(true),
        newly_covered: sum(&|point| point.covered.after && !point.covered.before),
        no_longer_covered: sum(&|point| point.covered.before && !point.covered.after),
        nearer: sum(&|point| point.direction() == Direction::Gain),
        farther: sum(&|point| point.direction() == Direction::Lose),
        communes_gain: n(&|commune| commune.direction == Direction::Gain),
        communes_lose: n(&|commune| commune.direction == Direction::Lose),
    }
}

fn change(AppliedChange { change, before, after }: &AppliedChange) -> Option<ScenarioChange> {
    // One of the two is there: a venue that was not, and is not to be, is refused.
    let venue = after.as_ref().or(before.as_ref())?;
    let hours = |venue: Option<&Venue>| venue.and_then(|venue| venue.record.hours.clone());
    let (before, after) = (before.as_ref(), after.as_ref());
    Some(ScenarioChange {
        change: change.kind().to_string(),
        text: change.to_string(),
        venue_id: venue.id().to_owned(),
        venue: venue.name().to_owned(),
        commune: venue.record.commune.clone(),
        lon: venue.position.x,
        lat: venue.position.y,
        commune_before: before.and_then(|venue| venue.record.commune.clone()),
        lon_before: before.map(|venue| venue.position.x),
        lat_before: before.map(|venue| venue.position.y),
        week_before_h: hours(before).and_then(|hours| week(&hours)),
        week_h: hours(after).and_then(|hours| week(&hours)),
        hours_before: hours(before),
        hours: hours(after),
    })
}

/// Hours a week, to the hundredth: the mean over the weeks of a year; `None` for hours that are not understood.
fn week(hours: &str) -> Option<f64> {
    let openings = Hours::read(hours).ok()?.openings(usual_year()?);
    let seconds: u32 = openings.iter().map(|opening| opening.end - opening.start).sum();
    Some((f64::from(seconds) / f64::from(WEEKS) / 36.0).round() / 100.0)
}
