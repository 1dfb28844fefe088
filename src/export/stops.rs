//! Stops chosen for a territory: a document, a table, a layer.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::record::{Cell, Column, Feature, Layer, Record, Shape, record};
use crate::calendar::WeekMoment;
use crate::coverage::HoursUnknown;
use crate::siting::{Candidate, CurvePoint, Gain, Objective, Solution, StopsAnswer};
use crate::territory::Territory;
use crate::units::{Cost, People, Seconds, Weight};

record! {
    /// A stop that was chosen.
    pub struct StopRow {
        /// Identifier of the candidate: the INSEE code for a chef-lieu.
        pub id: String,
        /// Name of the place.
        pub name: String,
        /// Longitude, degrees.
        pub lon: Option<f64>,
        /// Latitude, degrees.
        pub lat: Option<f64>,
        /// Whether it was locked in.
        pub locked: bool,
        /// What a stop there costs, where the candidates say so.
        #[schema(value_type = Option<f64>)]
        pub cost: Option<Cost>,
        /// People newly within the limit, each counted at the stop nearest to them.
        #[schema(value_type = f64)]
        pub newly_covered: People,
        /// Weight newly within the limit, where the choice is by a column (`weight.column`) and not by people.
        #[schema(value_type = Option<f64>)]
        pub newly_covered_weight: Option<Weight>,
        /// People who would not be covered without this stop.
        #[schema(value_type = f64)]
        pub only_by_this: People,
        /// People to whom it is nearer than any venue and any other stop.
        #[schema(value_type = f64)]
        pub people: People,
        /// Communes of those people.
        pub communes: usize,
    }
}

/// A stop in the table and the layer: with what the file of candidates says of it besides.
#[derive(Debug, Clone, PartialEq)]
pub struct StopRecord {
    row: StopRow,
    attributes: BTreeMap<String, String>,
}

impl Record for StopRecord {
    fn columns() -> Vec<Column> {
        StopRow::columns()
    }

    fn cells(&self) -> Vec<Cell> {
        self.row.cells()
    }

    fn more(&self) -> Option<&BTreeMap<String, String>> {
        Some(&self.attributes)
    }
}

/// What a stop changes for one commune.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct StopGain {
    /// INSEE code.
    code: String,
    /// Name of the commune.
    commune: String,
    /// Its people.
    #[schema(value_type = f64)]
    people: People,
    /// Its weight, where the choice is by a column.
    #[schema(value_type = Option<f64>)]
    weight: Option<Weight>,
    /// Time to the nearest venue, seconds; null where none is reached.
    #[schema(value_type = Option<f64>)]
    before_s: Option<Seconds>,
    /// Time to the stop, seconds.
    #[schema(value_type = f64)]
    after_s: Seconds,
    /// Whether it was beyond the limit and no longer is.
    newly_covered: bool,
}

/// A stop with those who gain.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct StopOut {
    #[serde(flatten)]
    row: StopRow,
    /// What the file of candidates says of it besides, as text.
    attributes: BTreeMap<String, String>,
    /// Who gains, most people first.
    gains: Vec<StopGain>,
}

/// A commune that stays beyond the limit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct LeftOutCommune {
    /// INSEE code.
    code: String,
    /// Name of the commune.
    commune: String,
    /// Its people.
    #[schema(value_type = f64)]
    people: People,
    /// Its weight, where the choice is by a column.
    #[schema(value_type = Option<f64>)]
    weight: Option<Weight>,
    /// Time to the nearest venue or stop, seconds; null where none is reached.
    #[schema(value_type = Option<f64>)]
    time_s: Option<Seconds>,
    /// The nearest stop; null where none is reached.
    nearest_stop: Option<String>,
    /// Time to it, seconds.
    #[schema(value_type = Option<f64>)]
    nearest_stop_s: Option<Seconds>,
    /// The nearest candidate that would cover it; null where none would.
    would_take: Option<String>,
    /// Time to that candidate, seconds.
    #[schema(value_type = Option<f64>)]
    would_take_s: Option<Seconds>,
}

/// One point of the curve.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CurveOut {
    /// Stops.
    count: usize,
    /// `optimal` or `feasible`.
    status: &'static str,
    /// What the best plan of that many stops is worth.
    objective: Option<f64>,
    /// What no plan of that many stops betters.
    bound: Option<f64>,
    /// Distance between the two, as a share.
    gap: f64,
    /// People within the limit.
    #[schema(value_type = f64)]
    covered: People,
    /// Weight within the limit, where the choice is by a column.
    #[schema(value_type = Option<f64>)]
    covered_weight: Option<Weight>,
}

/// What the choice counts instead of people.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WeightOut {
    /// Name of the column, which is the unit.
    column: String,
    /// All weight.
    #[schema(value_type = f64)]
    total: Weight,
    /// Weight within the limit without the stops.
    #[schema(value_type = f64)]
    covered_before: Weight,
    /// Weight within the limit with them.
    #[schema(value_type = f64)]
    covered_after: Weight,
    /// Mean time by weight without the stops, seconds.
    mean_before_s: f64,
    /// Mean time by weight with them, seconds.
    mean_after_s: f64,
    /// Communes without a figure, which count with 0.
    missing: usize,
}

/// A candidate that was not to be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ForbiddenOut {
    /// Its identifier.
    id: String,
    /// The reason, as given.
    reason: String,
}

/// The stops, their proof, who gains and who is left out.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Stops)]
pub struct StopsDocument {
    /// `optimal`: proven, no plan is better; `feasible`: the time ran out, a better one may exist, up to the bound.
    status: &'static str,
    /// `coverage`, `mean-time`, `fewest` or `worst-time`.
    goal: &'static str,
    /// What the plan is worth; null for a worst time where somebody is not reached.
    objective: Option<f64>,
    /// What no plan betters.
    bound: Option<f64>,
    /// `people` newly covered, `person_seconds`, `stops` or `seconds`; by a column, `weight` or `weight_seconds`; `cost` for
    /// the fewest stops of candidates that have costs.
    unit: &'static str,
    /// Distance between objective and bound, as a share of the larger.
    gap: f64,
    /// Time that the search for the stops took, without the curve.
    seconds: f64,
    /// The time limit, seconds.
    #[schema(value_type = f64)]
    limit_s: Seconds,
    /// Weekday and time of an ordinary week at which a venue had to be known to be open, `tue-14:00`; null where none was
    /// asked for. The stops themselves have no hours yet.
    #[schema(value_type = Option<String>)]
    open_at: Option<WeekMoment>,
    /// What was done with venues whose hours nobody knows: `skip` or `count`; null without `open_at`.
    #[schema(value_type = Option<String>)]
    hours_unknown: Option<HoursUnknown>,
    /// `road` or `crow-fly`.
    travel_model: &'static str,
    /// Whether times are estimates.
    estimate: bool,
    /// What the stops cost together, where candidates have costs or there is a budget.
    #[schema(value_type = Option<f64>)]
    cost: Option<Cost>,
    /// What they might cost at most, where that was asked.
    #[schema(value_type = Option<f64>)]
    budget: Option<Cost>,
    /// What counts instead of people, where the choice is by a column; the other figures stay people.
    weight: Option<WeightOut>,
    /// All people.
    #[schema(value_type = f64)]
    people: People,
    /// People within the limit without the stops.
    #[schema(value_type = f64)]
    covered_before: People,
    /// People within the limit with them.
    #[schema(value_type = f64)]
    covered_after: People,
    /// Mean time of all people without the stops, seconds.
    mean_before_s: f64,
    /// Mean time of all people with them, seconds.
    mean_after_s: f64,
    /// The stops.
    stops: Vec<StopOut>,
    /// Communes that stay beyond the limit, most people first.
    left_out: Vec<LeftOutCommune>,
    /// The best plan for every number of stops, where it was asked for.
    curve: Vec<CurveOut>,
    /// Candidates that were not to be chosen.
    forbidden: Vec<ForbiddenOut>,
}

/// The document of an answer.
#[must_use]
pub fn stops_document(
    territory: &Territory,
    candidates: &[Candidate],
    answer: &StopsAnswer,
) -> StopsDocument {
    let sought = answer.objective;
    let id = |candidate: usize| candidates[candidate].id.clone();
    let commune = |demand: usize| {
        let point = &territory.demand[demand];
        (point.id.clone(), territory.commune_of(point).name.clone(), point.people)
    };
    let weights = answer.request.weights.as_ref();
    let weight = |demand: usize| weights.map(|weights| weights.by_demand[demand]);
    let gain = |gain: &Gain| {
        let (code, commune, people) = commune(gain.demand);
        let Gain { demand, before, after, newly_covered } = *gain;
        StopGain {
            code,
            commune,
            people,
            weight: weight(demand),
            before_s: before,
            after_s: after,
            newly_covered,
        }
    };
    let stops = rows(candidates, answer).into_iter().zip(&answer.stops);
    let left_out = answer.left_out.iter().map(|left| {
        let (code, commune, people) = commune(left.demand);
        LeftOutCommune {
            code,
            commune,
            people,
            weight: weight(left.demand),
            time_s: left.time,
            nearest_stop: left.nearest_stop.map(|(stop, _)| id(stop)),
            nearest_stop_s: left.nearest_stop.map(|(_, time)| time),
            would_take: left.would_take.map(|(candidate, _)| id(candidate)),
            would_take_s: left.would_take.map(|(_, time)| time),
        }
    });
    let [objective, bound] = figures(sought, &answer.solution);
    let curve = answer.curve.iter().map(|CurvePoint { count, solution, covered, covered_weight }| {
        let [objective, bound] = figures(sought, solution);
        let (status, gap) = (solution.status.code(), solution.gap());
        let (covered, covered_weight) = (*covered, *covered_weight);
        CurveOut { count: *count, status, objective, bound, gap, covered, covered_weight }
    });
    let forbidden = answer.request.forbidden.iter();
    let (code, unit) = names(sought, weights.is_some());
    let weight = weights.zip(answer.weighted.as_ref()).map(|(weights, figures)| WeightOut {
        column: weights.name.clone(),
        total: figures.total,
        covered_before: figures.covered[0],
        covered_after: figures.covered[1],
        mean_before_s: figures.mean_s[0],
        mean_after_s: figures.mean_s[1],
        missing: weights.n_missing,
    });
    StopsDocument {
        status: answer.solution.status.code(),
        goal: code,
        objective,
        bound,
        unit,
        gap: answer.solution.gap(),
        seconds: answer.solution.took.as_secs_f64(),
        limit_s: answer.limit,
        open_at: answer.open_at.map(|open_at| open_at.moment),
        hours_unknown: answer.open_at.map(|open_at| open_at.hours_unknown),
        travel_model: answer.model.code,
        estimate: answer.model.estimate,
        cost: answer.cost,
        budget: answer.request.most_cost,
        weight,
        people: answer.people,
        covered_before: answer.covered[0],
        covered_after: answer.covered[1],
        mean_before_s: answer.mean_s[0],
        mean_after_s: answer.mean_s[1],
        stops: stops
            .map(|(row, stop)| StopOut {
                row,
                attributes: candidates[stop.candidate].attributes.clone(),
                gains: stop.gains.iter().map(gain).collect(),
            })
            .collect(),
        left_out: left_out.collect(),
        curve: curve.collect(),
        forbidden: forbidden
            .map(|ban| ForbiddenOut { id: ban.id.clone(), reason: ban.reason.clone() })
            .collect(),
    }
}

/// The stops as points. An attribute of a candidate that is called like a field has `candidate_` before its name.
#[must_use]
pub fn stops_layer(candidates: &[Candidate], answer: &StopsAnswer) -> Layer<StopRecord> {
    let fields = StopRow::columns();
    let attribute = |(name, text): (&String, &String)| {
        let is_taken = fields.iter().any(|field| field.name == *name);
        (if is_taken { format!("candidate_{name}") } else { name.clone() }, text.clone())
    };
    let shape = |candidate: usize| candidates[candidate].position.map_or(Shape::None, Shape::Point);
    let stops = rows(candidates, answer).into_iter().zip(&answer.stops);
    let features = stops.map(|(row, stop)| {
        let attributes = candidates[stop.candidate].attributes.iter().map(attribute).collect();
        Feature { record: StopRecord { row, attributes }, shape: shape(stop.candidate) }
    });
    let features = features.collect();
    Layer { name: "stops", areas: false, features }
}

fn rows(candidates: &[Candidate], answer: &StopsAnswer) -> Vec<StopRow> {
    let row = |stop: &crate::siting::Stop| {
        let candidate = &candidates[stop.candidate];
        StopRow {
            id: candidate.id.clone(),
            name: candidate.name.clone(),
            lon: candidate.position.map(|at| at.x),
            lat: candidate.position.map(|at| at.y),
            locked: answer.request.locked.contains(&candidate.id),
            cost: candidate.cost,
            newly_covered: stop.newly_covered,
            newly_covered_weight: stop.newly_weighted,
            only_by_this: stop.only_by_this,
            people: stop.people,
            communes: stop.gains.len(),
        }
    };
    answer.stops.iter().map(row).collect()
}

/// The word of a goal, and the unit of its value.
const fn names(objective: Objective, is_weighted: bool) -> (&'static str, &'static str) {
    match (objective, is_weighted) {
        (Objective::Coverage { .. }, false) => ("coverage", "people"),
        (Objective::Coverage { .. }, true) => ("coverage", "weight"),
        (Objective::MeanTime { .. }, false) => ("mean-time", "person_seconds"),
        (Objective::MeanTime { .. }, true) => ("mean-time", "weight_seconds"),
        (Objective::Fewest { .. }, _) => ("fewest", "stops"),
        (Objective::Cheapest { .. }, _) => ("fewest", "cost"),
        (Objective::WorstTime, _) => ("worst-time", "seconds"),
    }
}

/// Value and bound in the unit of the objective.
#[expect(clippy::cast_precision_loss, reason = "figures to be read; the plan holds the exact ones")]
fn figures(objective: Objective, solution: &Solution) -> [Option<f64>; 2] {
    [solution.value, solution.bound].map(|value| match objective {
        Objective::WorstTime if value >= u64::from(crate::siting::NEVER) => None,
        Objective::Coverage { .. } | Objective::Cheapest { .. } | Objective::WorstTime => {
            Some(value as f64 / 1e3)
        }
        // Thousandths of a person × milliseconds.
        Objective::MeanTime { .. } => Some(value as f64 / 1e6),
        Objective::Fewest { .. } => Some(value as f64),
    })
}
