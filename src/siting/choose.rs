//! Stops for a territory: what its coverage leaves wanting, and where stops would be.

use std::time::Instant;

use super::effects::{Scene, milliseconds};
use super::polish::polish;
use super::stops::{
    Candidate, CurvePoint, DEFAULT_CAP, Goal, MOST_WEIGHT, StopsAnswer, StopsError, StopsRequest, Weighted,
    Weighting,
};
use super::{Instance, Objective, Question, SitingError, solve};
use crate::coverage::Coverage;
use crate::territory::Territory;
use crate::units::{Cost, People, Seconds, Weight};

/// Chooses stops, says who gains and who is left out, and draws the curve.
///
/// `times` are those of [`super::times`], or of another source. `is_cancelled` ends the search early, like the budget: the
/// answer is then the best found, with its bound.
///
/// # Errors
/// When a candidate is unknown or named twice, when weights say nothing, or when no choice can be what is asked.
pub fn choose_stops(
    territory: &Territory,
    coverage: &Coverage,
    candidates: &[Candidate],
    times: &[Option<Seconds>],
    request: &StopsRequest,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<StopsAnswer, StopsError> {
    let (locked, forbidden) = settled(candidates, request)?;
    let limit = coverage.request.threshold;
    let cap = if let Goal::MeanTime { cap } = request.goal { cap } else { DEFAULT_CAP };
    let (limit_ms, cap_ms) = (milliseconds(Some(limit)), milliseconds(Some(cap)));
    let has_costs = candidates.iter().any(|candidate| candidate.cost.is_some());
    let objective = match request.goal {
        Goal::Fewest { share } if has_costs => Objective::Cheapest { limit_ms, share },
        Goal::Coverage => Objective::Coverage { limit_ms },
        Goal::MeanTime { .. } => Objective::MeanTime { cap_ms },
        Goal::Fewest { share } => Objective::Fewest { limit_ms, share },
        Goal::WorstTime => Objective::WorstTime,
    };
    let people: Vec<u64> = territory.demand.iter().map(|point| point.people.thousandths()).collect();
    let weights = request.weights.as_ref().map(|weights| checked(weights, people.len())).transpose()?;
    let instance = Instance::new(
        weights.unwrap_or_else(|| people.clone()),
        coverage.accesses.iter().map(|access| milliseconds(access.duration())).collect(),
        times.iter().map(|time| milliseconds(*time)).collect(),
        candidates.len(),
    )?;
    let costs = candidates.iter().map(|candidate| cost(candidate).thousandths());
    let instance = instance.with_costs(costs.collect())?;
    let count = request.count.min(candidates.len());
    let budget = request.most_cost.map(Cost::thousandths);
    let mut question = Question { objective, count, budget, locked, forbidden };
    let until = |end: Instant| move || is_cancelled() || Instant::now() >= end;
    let until_then = until(Instant::now() + request.budget);
    let mut solution = solve(&instance, &question, &[], &until_then)?;
    polish(&instance, &people, &question, cap_ms, &mut solution.stops, &until_then);
    let scene = Scene { instance: &instance, people: &people, limit_ms, cap_ms };
    let is_weighted = request.weights.is_some();
    let covered = |stops: &[usize]| People::from_thousandths(scene.covered(&people, stops));
    let covered_weight = |stops: &[usize]| Weight::from_thousandths(scene.covered(instance.weights(), stops));
    let end = Instant::now() + request.budget;
    let mut curve: Vec<CurvePoint> = Vec::new();
    if !matches!(request.goal, Goal::Fewest { .. }) {
        question.budget = None;
        let most = request.curve.min(candidates.len());
        for count in question.locked.len().max(1)..=most {
            question.count = count;
            let left = end.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(most - count + 1).unwrap_or(1);
            let known: Vec<Vec<usize>> =
                curve.last().map(|point| point.solution.stops.clone()).into_iter().collect();
            let solution = solve(&instance, &question, &known, &until(Instant::now() + share))?;
            let covered = covered(&solution.stops);
            let covered_weight = is_weighted.then(|| covered_weight(&solution.stops));
            curve.push(CurvePoint { count, solution, covered, covered_weight });
        }
    }
    let is_open = |candidate: &usize| {
        !question.forbidden.contains(candidate) && solution.stops.binary_search(candidate).is_err()
    };
    let open: Vec<usize> = (0..candidates.len()).filter(is_open).collect();
    let mut stops = scene.effects(&solution.stops, is_weighted);
    stops.sort_by(|a, b| candidates[a.candidate].id.cmp(&candidates[b.candidate].id));
    let both = [&[][..], &solution.stops];
    let weighted = is_weighted.then(|| Weighted {
        total: Weight::from_thousandths(instance.weights().iter().sum()),
        covered: both.map(covered_weight),
        mean_s: both.map(|stops| scene.mean_seconds(instance.weights(), stops)),
    });
    let costs = solution.stops.iter().map(|stop| instance.costs()[*stop]);
    let spent = Cost::from_thousandths(costs.fold(0, u64::saturating_add));
    Ok(StopsAnswer {
        request: request.clone(),
        objective,
        cost: (has_costs || request.most_cost.is_some()).then_some(spent),
        limit,
        open_at: coverage.request.filters.open_at,
        model: coverage.model.clone(),
        people: territory.people(),
        covered: both.map(covered),
        mean_s: both.map(|stops| scene.mean_seconds(&people, stops)),
        weighted,
        left_out: scene.left_out(&solution.stops, &open),
        solution,
        stops,
        curve,
    })
}

/// Checks what [`choose_stops`] would refuse before it searches: names, what is locked in and forbidden, and weights.
///
/// # Errors
/// As [`choose_stops`], but for a share that is out of reach.
pub fn check_stops(
    territory: &Territory,
    candidates: &[Candidate],
    request: &StopsRequest,
) -> Result<(), StopsError> {
    let (locked, forbidden) = settled(candidates, request)?;
    if let Some(weights) = &request.weights {
        checked(weights, territory.demand.len())?;
    }
    if let Some(both) = locked.iter().find(|locked| forbidden.contains(locked)) {
        return Err(SitingError::LockedAndForbidden(*both).into());
    }
    match request.most_cost {
        _ if matches!(request.goal, Goal::Fewest { .. }) => {}
        Some(most) => {
            let cost = locked.iter().map(|candidate| cost(&candidates[*candidate]).thousandths());
            let cost = cost.fold(0, u64::saturating_add);
            if cost > most.thousandths() {
                return Err(SitingError::LockedTooDear { cost, budget: most.thousandths() }.into());
            }
        }
        None if locked.len() > request.count => {
            let (locked, count) = (locked.len(), request.count);
            return Err(SitingError::TooManyLocked { locked, count }.into());
        }
        None => {}
    }
    Ok(())
}

/// What a stop costs.
fn cost(candidate: &Candidate) -> Cost {
    candidate.cost.unwrap_or(Cost::ONE)
}

/// The candidates that are locked in and those that are forbidden, ascending.
fn settled(candidates: &[Candidate], request: &StopsRequest) -> Result<(Vec<usize>, Vec<usize>), StopsError> {
    if candidates.is_empty() {
        return Err(StopsError::NoCandidate);
    }
    let find = finder(candidates)?;
    let mut locked = request.locked.iter().map(&find).collect::<Result<Vec<_>, _>>()?;
    let mut forbidden = request.forbidden.iter().map(|ban| find(&ban.id)).collect::<Result<Vec<_>, _>>()?;
    for named in [&mut locked, &mut forbidden] {
        // Naming one twice says no more than once.
        named.sort_unstable();
        named.dedup();
    }
    Ok((locked, forbidden))
}

/// The weights as an instance has them, thousandths.
fn checked(weights: &Weighting, n_demand: usize) -> Result<Vec<u64>, StopsError> {
    if weights.by_demand.len() != n_demand {
        return Err(StopsError::WeightsMissing { weights: weights.by_demand.len(), demand: n_demand });
    }
    let all: Vec<u64> = weights.by_demand.iter().map(|weight| weight.thousandths()).collect();
    match all.iter().map(|weight| u128::from(*weight)).sum::<u128>() {
        0 => Err(StopsError::NoWeight(weights.name.clone())),
        total if total > u128::from(MOST_WEIGHT) * 1000 => {
            Err(StopsError::TooMuchWeight { name: weights.name.clone(), total: total / 1000 })
        }
        _ => Ok(all),
    }
}

/// Finds a candidate by its identifier.
fn finder(candidates: &[Candidate]) -> Result<impl Fn(&String) -> Result<usize, StopsError>, StopsError> {
    let mut by_id: Vec<(&str, usize)> = candidates.iter().map(|c| c.id.as_str()).zip(0..).collect();
    by_id.sort_unstable();
    if let Some(pair) = by_id.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(StopsError::SameIdentifier(pair[0].0.to_owned()));
    }
    Ok(move |id: &String| {
        let place = by_id.binary_search_by_key(&id.as_str(), |(known, _)| known);
        place.map(|place| by_id[place].1).map_err(|_| StopsError::UnknownCandidate(id.clone()))
    })
}
