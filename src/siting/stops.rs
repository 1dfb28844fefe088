//! Stops for a territory: what is asked, and what is answered (see [`super::choose_stops`]).

use std::collections::BTreeMap;
use std::time::Duration;

use geo_types::Coord;

use super::{InstanceError, Objective, SitingError, Solution};
use crate::coverage::OpenAt;
use crate::territory::{Indicator, Territory};
use crate::travel::{ModelDescription, TravelModel};
use crate::units::{Cost, NotAQuantity, People, Seconds, Weight};

/// A place where a stop may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Identifier: the commune's code for a chef-lieu.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Longitude and latitude; without it, nobody gets there.
    pub position: Option<Coord<f64>>,
    /// What a stop there costs; `None` where nobody says, which counts as [`Cost::ONE`].
    pub cost: Option<Cost>,
    /// What else is known of it, to be told with the stop; nothing is decided by it.
    pub attributes: BTreeMap<String, String>,
}

impl Candidate {
    /// A place of which no more is known.
    #[must_use]
    pub const fn new(id: String, name: String, position: Option<Coord<f64>>) -> Self {
        Self { id, name, position, cost: None, attributes: BTreeMap::new() }
    }
}

/// How demand points count in the choice, where it is not by their people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighting {
    /// What the figures are: the name of their column.
    pub name: String,
    /// One for every demand point, in the order of [`Territory::demand`]; 0 where there is none.
    pub by_demand: Vec<Weight>,
    /// How many communes count with 0 because no figure was given.
    pub n_missing: usize,
}

impl Weighting {
    /// The weights of the demand points of a territory, from those of their communes by code; `None` where no commune has
    /// one. Of a commune with several demand points (grid cells), the weight is shared out by their people, or evenly
    /// where there are none.
    #[must_use]
    pub fn new(name: String, weights: &BTreeMap<String, Weight>, territory: &Territory) -> Option<Self> {
        let mut by_demand = vec![Weight::ZERO; territory.demand.len()];
        let mut n_missing = 0;
        for (commune, points) in territory.communes.iter().zip(territory.demand_by_commune()) {
            let Some(weight) = weights.get(commune.code.as_str()) else {
                n_missing += 1;
                continue;
            };
            let people: Vec<u64> =
                territory.demand[points.clone()].iter().map(|point| point.people.thousandths()).collect();
            for (place, share) in by_demand[points].iter_mut().zip(shares(weight.thousandths(), &people)) {
                *place = Weight::from_thousandths(share);
            }
        }
        (n_missing < territory.communes.len()).then_some(Self { name, by_demand, n_missing })
    }

    /// The weights of an indicator; `None` where no commune has a figure.
    ///
    /// # Errors
    /// When a figure is negative or beyond 10¹²: such a thing does not count anybody.
    pub fn of_indicator(indicator: &Indicator, territory: &Territory) -> Result<Option<Self>, NotAQuantity> {
        let mut weights = BTreeMap::new();
        for (commune, figure) in territory.communes.iter().zip(&indicator.by_commune) {
            if let Some(figure) = figure {
                weights.insert(commune.code.to_string(), Weight::new(*figure)?);
            }
        }
        Ok(Self::new(indicator.name.to_string(), &weights, territory))
    }
}

/// A whole number shared out in proportion, or evenly where all proportions are 0; the parts add up to it.
fn shares(total: u64, by: &[u64]) -> Vec<u64> {
    let even = vec![1; by.len()];
    let by = if by.iter().all(|part| *part == 0) { &even } else { by };
    let all: u128 = by.iter().map(|part| u128::from(*part)).sum::<u128>().max(1);
    let (mut sum, mut given) = (0u128, 0u128);
    let part = |part: &u64| {
        sum += u128::from(*part);
        // What is due to all so far, less what they were given: no rounding is lost.
        let due = u128::from(total) * sum / all;
        let share = due - given;
        given = due;
        u64::try_from(share).unwrap_or(u64::MAX)
    };
    by.iter().map(part).collect()
}

/// A candidate that is not to be chosen, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Identifier of the candidate.
    pub id: String,
    /// The reason, as given; may be empty.
    pub reason: String,
}

/// What stops are wanted for. The time limit is the threshold of the coverage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// Most people covered who are not.
    Coverage,
    /// Least mean time of all people; who needs more, or has no way, counts with `cap`.
    MeanTime {
        /// The longest time that counts.
        cap: Seconds,
    },
    /// Fewest stops such that this share (0 to 1) of all people are covered; where a candidate has a cost, those of least
    /// cost together.
    Fewest {
        /// The share.
        share: f64,
    },
    /// Smallest worst time.
    WorstTime,
}

/// Which stops are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct StopsRequest {
    /// What for.
    pub goal: Goal,
    /// How many, those locked in included; not looked at where there is a [`Self::most_cost`], nor by [`Goal::Fewest`].
    pub count: usize,
    /// What they may cost together, those locked in included, instead of a number; [`Goal::Fewest`] does not look at it.
    pub most_cost: Option<Cost>,
    /// How demand points count; `None` for their people.
    pub weights: Option<Weighting>,
    /// The curve goes from one stop to that many, whatever they cost; 0 for no curve.
    pub curve: usize,
    /// Candidates that are chosen whatever it costs, by identifier.
    pub locked: Vec<String>,
    /// Candidates that are not chosen.
    pub forbidden: Vec<Forbidden>,
    /// How long to search for the stops, and again as long for the curve.
    pub budget: Duration,
}

/// Stops cannot be chosen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StopsError {
    /// A candidate that is named is not there.
    #[error("no candidate has the identifier “{0}”")]
    UnknownCandidate(String),
    /// Two candidates have one name.
    #[error("two candidates have the identifier “{0}”")]
    SameIdentifier(String),
    /// There is none.
    #[error("there is no candidate")]
    NoCandidate,
    /// As many weights as demand points are needed; a fault of the program.
    #[error("{weights} weights for {demand} demand points")]
    WeightsMissing {
        /// Weights given.
        weights: usize,
        /// Demand points.
        demand: usize,
    },
    /// Nothing weighs anything: every choice is as good.
    #[error("“{0}” is 0 at every demand point: no stop is better than another; choose another column")]
    NoWeight(String),
    /// Sums of weights times seconds would not be exact.
    #[error("“{name}” adds up to {total}, more than {MOST_WEIGHT}: give it in thousands, or millions")]
    TooMuchWeight {
        /// The column.
        name: String,
        /// The sum.
        total: u128,
    },
    /// The question has no answer.
    #[error(transparent)]
    Siting(#[from] SitingError),
    /// The times do not fit; a fault of the program.
    #[error(transparent)]
    Instance(#[from] InstanceError),
}

/// The most that weights may add up to, in their unit.
pub const MOST_WEIGHT: u64 = 100_000_000;

/// What changes for the people of one demand point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gain {
    /// Place in [`Territory::demand`].
    pub demand: usize,
    /// Time to the nearest venue; `None` where none is reached.
    pub before: Option<Seconds>,
    /// Time to the stop.
    pub after: Seconds,
    /// Whether it was beyond the threshold and no longer is.
    pub newly_covered: bool,
}

/// A stop that was chosen, and who it is for: those to whom it is nearer than any venue and any other stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Place in the list of candidates.
    pub candidate: usize,
    /// People newly covered, each counted at the stop nearest to them.
    pub newly_covered: People,
    /// Weight newly covered, where the choice is not by people.
    pub newly_weighted: Option<Weight>,
    /// People who would not be covered without this stop.
    pub only_by_this: People,
    /// People to whom it is nearest.
    pub people: People,
    /// By people, most first.
    pub gains: Vec<Gain>,
}

/// A demand point that stays beyond the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Place in [`Territory::demand`].
    pub demand: usize,
    /// Time to the nearest venue or stop; `None` where none is reached.
    pub time: Option<Seconds>,
    /// The nearest of the stops, as a candidate, and the time.
    pub nearest_stop: Option<(usize, Seconds)>,
    /// The nearest candidate that may be chosen and is not, with its time, if it would cover the point: what it takes.
    pub would_take: Option<(usize, Seconds)>,
}

/// One point of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePoint {
    /// How many stops.
    pub count: usize,
    /// The best of them, as candidates.
    pub solution: Solution,
    /// People within the threshold with them.
    pub covered: People,
    /// Weight within the threshold with them, where the choice is not by people.
    pub covered_weight: Option<Weight>,
}

/// The figures of a weighting. The pairs are without the stops and with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// All weight.
    pub total: Weight,
    /// Weight within the threshold.
    pub covered: [Weight; 2],
    /// Mean time by weight, seconds, capped like [`StopsAnswer::mean_s`].
    pub mean_s: [f64; 2],
}

/// The stops for a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct StopsAnswer {
    /// What was asked.
    pub request: StopsRequest,
    /// What was searched for: the unit of the values of [`Self::solution`].
    pub objective: Objective,
    /// The time limit.
    pub limit: Seconds,
    /// The moment at which the venues must be open that count; `None` for whether open or not.
    pub open_at: Option<OpenAt>,
    /// The model of the times.
    pub model: ModelDescription,
    /// The choice and its proof.
    pub solution: Solution,
    /// What the stops cost together, where a candidate has a cost or costs are limited.
    pub cost: Option<Cost>,
    /// All people.
    pub people: People,
    /// People within the threshold, without the stops and with them.
    pub covered: [People; 2],
    /// Mean time of all people, without the stops and with them, seconds; those who reach nothing count with the
    /// cap of the goal, or two hours.
    pub mean_s: [f64; 2],
    /// The same by weight, where the choice is not by people.
    pub weighted: Option<Weighted>,
    /// By identifier of the candidate.
    pub stops: Vec<Stop>,
    /// By people, most first.
    pub left_out: Vec<LeftOut>,
    /// Empty unless asked for.
    pub curve: Vec<CurvePoint>,
}

/// The time that counts for those who reach nothing, where the goal does not say.
pub const DEFAULT_CAP: Seconds = Seconds::from_minutes(120);

/// The chefs-lieux of a territory as candidates, by code.
#[must_use]
pub fn chefs_lieux(territory: &Territory) -> Vec<Candidate> {
    let candidate = |commune: &crate::model::Commune| {
        Candidate::new(commune.code.to_string(), commune.name.clone(), commune.chef_lieu)
    };
    territory.communes.iter().map(candidate).collect()
}

/// The times from every demand point to every candidate, by demand point.
#[must_use]
pub fn times(
    territory: &Territory,
    model: &dyn TravelModel,
    candidates: &[Candidate],
) -> Vec<Option<Seconds>> {
    let origins: Vec<_> = territory.demand.iter().map(|point| point.position).collect();
    let destinations: Vec<_> = candidates.iter().map(|candidate| candidate.position).collect();
    model.durations(&origins, &destinations)
}
