//! What a scenario changes: the access of every demand point to the venues as they are, beside that under the changes.
//!
//! A tour that is counted is part of the scenario: “before” has neither its stops nor any change.

use super::access::is_stop;
use super::by_commune::mean;
use super::presence::Change;
use super::{Coverage, ScenarioSummary, TourEffect, tour_effect};
use crate::model::Venue;
use crate::territory::Territory;
use crate::travel::TravelModel;
use crate::units::{People, Seconds};

/// What is asked about beside a coverage: what a tour changes, and what a scenario does.
#[derive(Debug, Default)]
pub struct Effects {
    /// What the tour changes, where there is one.
    pub tour: Option<TourEffect>,
    /// What the scenario changes, where there are changes or a tour.
    pub scenario: Option<ScenarioEffect>,
}

/// What the tour and the changes of a territory do.
///
/// Cost: that of [`tour_effect`] and of [`scenario_effect`].
#[must_use]
pub fn effects(territory: &Territory, coverage: &Coverage, model: &dyn TravelModel) -> Effects {
    Effects {
        tour: tour_effect(territory, coverage, model),
        scenario: scenario_effect(territory, coverage, model),
    }
}

/// What a scenario changes for one demand point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointDifference {
    /// Time to the nearest venue; `None` where none is reached.
    pub duration: Change<Option<Seconds>>,
    /// Within the threshold, inclusive.
    pub covered: Change<bool>,
    /// The nearest venue as it is, as a place in [`ScenarioEffect::venues_before`].
    pub nearest_before: Option<usize>,
    /// The nearest venue under the changes, as a place in [`Territory::venues`].
    pub nearest: Option<usize>,
}

impl PointDifference {
    /// Whose way becomes shorter or longer.
    #[must_use]
    pub fn direction(&self) -> Direction {
        Direction::of(self.duration)
    }
}

/// Whether a change is for the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// The way is shorter.
    Gain,
    /// It is longer.
    Lose,
    /// It is as long.
    Same,
}

impl Direction {
    /// The word used in files and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Lose => "lose",
            Self::Same => "same",
        }
    }

    /// Who reaches nothing is farther than anybody.
    fn of(duration: Change<Option<Seconds>>) -> Self {
        let far = |time: Option<Seconds>| time.map_or(u64::MAX, Seconds::thousandths);
        match far(duration.after).cmp(&far(duration.before)) {
            std::cmp::Ordering::Less => Self::Gain,
            std::cmp::Ordering::Greater => Self::Lose,
            std::cmp::Ordering::Equal => Self::Same,
        }
    }
}

/// What a scenario changes in a territory.
#[derive(Debug, Clone)]
pub struct ScenarioEffect {
    /// Names of the venues as they are that counted.
    pub venues_before: Vec<String>,
    /// One a demand point, in the order of [`Territory::demand`].
    pub points: Vec<PointDifference>,
}

/// What the changes of a territory, and its tour, do to access; `None` where it has neither.
///
/// Cost: the nearest venues of every demand point once more.
#[must_use]
pub fn scenario_effect(
    territory: &Territory,
    coverage: &Coverage,
    model: &dyn TravelModel,
) -> Option<ScenarioEffect> {
    let before: Vec<&Venue> = match (&territory.scenario, &territory.tour) {
        (Some(here), _) => here.before.iter().collect(),
        (None, Some(_)) => territory.venues.iter().filter(|venue| !is_stop(venue)).collect(),
        (None, None) => return None,
    };
    let filters = &coverage.request.filters;
    let before: Vec<&Venue> = before.into_iter().filter(|venue| filters.count(&venue.record)).collect();
    let origins: Vec<_> = territory.demand.iter().map(|point| point.position).collect();
    let places: Vec<_> = before.iter().map(|venue| venue.position).collect();
    let was = model.nearest_two(&origins, &places);
    let points = was.into_iter().zip(&coverage.accesses).map(|(was, access)| {
        let was = was.ok().map(|two| two.first);
        let is = access.nearest.as_ref().ok().map(|two| two.first);
        let duration = Change {
            before: was.map(|reached| reached.leg.duration),
            after: is.map(|reached| reached.leg.duration),
        };
        PointDifference {
            duration,
            covered: Change {
                before: duration.before.is_some_and(|time| time <= coverage.request.threshold),
                after: access.covered,
            },
            nearest_before: was.map(|reached| reached.destination),
            nearest: is.map(|reached| reached.destination),
        }
    });
    let points = points.collect();
    Some(ScenarioEffect {
        points,
        venues_before: before.into_iter().map(|venue| venue.name().to_owned()).collect(),
    })
}

/// What a scenario changes for one commune.
#[derive(Debug, Clone, PartialEq)]
pub struct CommuneDifference {
    /// People who live there.
    pub people: People,
    /// Mean time to the nearest venue over those who reach one, by people; `None` where nobody does.
    pub duration: Change<Option<Seconds>>,
    /// Whether everybody is within the threshold.
    pub covered: Change<bool>,
    /// People within the threshold.
    pub people_covered: Change<People>,
    /// People who come within the threshold.
    pub newly_covered: People,
    /// People who fall beyond it.
    pub no_longer_covered: People,
    /// People whose way becomes shorter.
    pub nearer: People,
    /// People whose way becomes longer.
    pub farther: People,
    /// Whether the commune gains or loses on the whole: who can no longer reach anything counts first, then the mean
    /// time.
    pub direction: Direction,
    /// The nearest venue of the point with most people, by name.
    pub venue: Change<Option<String>>,
}

impl ScenarioEffect {
    /// What the scenario changes for communes, in the order of [`Territory::communes`].
    #[must_use]
    pub fn by_commune(&self, territory: &Territory) -> Vec<CommuneDifference> {
        territory.demand_by_commune().into_iter().map(|range| self.of_commune(territory, range)).collect()
    }

    fn of_commune(&self, territory: &Territory, range: std::ops::Range<usize>) -> CommuneDifference {
        let all: Vec<(&PointDifference, People)> =
            range.map(|i| (&self.points[i], territory.demand[i].people)).collect();
        let sum = |wanted: &dyn Fn(&PointDifference) -> bool| -> People {
            all.iter().filter(|(point, _)| wanted(point)).map(|(_, people)| *people).sum()
        };
        let inhabited = all.iter().any(|(_, people)| *people > People::ZERO);
        let counted = || all.iter().filter(move |(_, people)| !inhabited || *people > People::ZERO);
        let mean_of = |after: bool| {
            let times = counted()
                .filter_map(|(point, people)| Some((point.duration.side(after)?.thousandths(), *people)));
            mean(times).map(Seconds::from_thousandths)
        };
        let duration = Change { before: mean_of(false), after: mean_of(true) };
        let unreached = |after: bool| sum(&|point| point.duration.side(after).is_none());
        let direction = match unreached(true).cmp(&unreached(false)) {
            std::cmp::Ordering::Less => Direction::Gain,
            std::cmp::Ordering::Greater => Direction::Lose,
            std::cmp::Ordering::Equal => Direction::of(duration),
        };
        let everybody =
            |after: bool| counted().next().is_some() && counted().all(|(point, _)| point.covered.side(after));
        // `rev`: of equals, the first.
        let main = all.iter().rev().max_by_key(|(_, people)| *people).map(|(point, _)| *point);
        let name_before = |i: usize| self.venues_before.get(i).cloned();
        let name = |i: usize| territory.venues.get(i).map(|venue| venue.name().to_owned());
        CommuneDifference {
            people: all.iter().map(|(_, people)| *people).sum(),
            duration,
            covered: Change { before: everybody(false), after: everybody(true) },
            people_covered: Change {
                before: sum(&|point| point.covered.before),
                after: sum(&|point| point.covered.after),
            },
            newly_covered: sum(&|point| point.covered.after && !point.covered.before),
            no_longer_covered: sum(&|point| point.covered.before && !point.covered.after),
            nearer: sum(&|point| point.direction() == Direction::Gain),
            farther: sum(&|point| point.direction() == Direction::Lose),
            direction,
            venue: Change {
                before: main.and_then(|point| point.nearest_before).and_then(name_before),
                after: main.and_then(|point| point.nearest).and_then(name),
            },
        }
    }

    /// The figures for a council; `None` where only a tour is asked about, which has figures of its own.
    #[must_use]
    pub fn summary(&self, territory: &Territory) -> Option<ScenarioSummary> {
        let here = territory.scenario.as_ref()?;
        Some(super::scenario_summary::scenario_summary(self, territory, here))
    }
}

#[cfg(test)]
mod tests;
