//! Where stops should be: siting with a proof.
//!
//! An [`Instance`] says who lives where, how long it takes them to what exists and to each candidate; an
//! [`Objective`] says what is wanted; [`solve`] gives the best stops, and what no plan can better. Every solver
//! first has a good plan within milliseconds, then searches until it is proven best or until `stop` says so.
//! The answer is the same every time, unless it was stopped by a clock.

mod center;
mod choose;
mod costs;
mod cover_all;
mod covering;
mod effects;
mod fewest;
mod greedy;
mod instance;
mod maximal;
mod median;
mod polish;
mod rows;
mod saddle;
mod search;
mod serving;
mod solution;
mod stops;

#[cfg(test)]
mod tests;

use std::time::Instant;

use costs::Costs;
use covering::{Choice, Covering};
use serving::Serving;

use crate::units::Cost;
pub use choose::{check_stops, choose_stops};

pub use instance::{Instance, InstanceError, NEVER};
pub use solution::{Solution, Status};
pub use stops::{
    Candidate, CurvePoint, DEFAULT_CAP, Forbidden, Gain, Goal, LeftOut, MOST_WEIGHT, Stop, StopsAnswer,
    StopsError, StopsRequest, Weighted, Weighting, chefs_lieux, times,
};

/// What is wanted of stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// Most people within `limit_ms`, inclusive, who were not (MCLP). Value: thousandths of a person.
    Coverage {
        /// Milliseconds.
        limit_ms: u32,
    },
    /// Least sum of people times their time (p-median); who needs more than `cap_ms`, or has no way, counts as
    /// that. Value: thousandths of a person × milliseconds.
    MeanTime {
        /// Milliseconds.
        cap_ms: u32,
    },
    /// Fewest stops such that `share` (0 to 1) of all people are within `limit_ms` (LSCP). Value: stops, those
    /// locked in included.
    Fewest {
        /// Milliseconds.
        limit_ms: u32,
        /// Of all people, whether they can be covered or not.
        share: f64,
    },
    /// Stops of least total cost such that `share` (0 to 1) of all people are within `limit_ms` (weighted LSCP). Value:
    /// thousandths of a unit of cost, those locked in included.
    Cheapest {
        /// Milliseconds.
        limit_ms: u32,
        /// Of all people, whether they can be covered or not.
        share: f64,
    },
    /// Smallest worst time of those who can be reached at all (p-center). Value: milliseconds.
    WorstTime,
}

/// A choice of stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is wanted.
    pub objective: Objective,
    /// The most stops, those locked in included; not looked at where there is a budget, nor by [`Objective::Fewest`] and
    /// [`Objective::Cheapest`].
    pub count: usize,
    /// The most that stops may cost together, those locked in included, thousandths; these two objectives do not look at it.
    pub budget: Option<u64>,
    /// Candidates that are chosen whatever it costs.
    pub locked: Vec<usize>,
    /// Candidates that are not chosen.
    pub forbidden: Vec<usize>,
}

/// A question without an answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SitingError {
    /// More is locked in than may be chosen.
    #[error("{locked} stops are locked in and only {count} may be chosen: unlock some, or allow more")]
    TooManyLocked {
        /// Stops locked in.
        locked: usize,
        /// Stops that may be chosen.
        count: usize,
    },
    /// What is locked in costs more than may be spent.
    #[error(
        "the stops locked in cost {} and only {} may be spent: unlock some, or spend more",
        Cost::from_thousandths(*cost),
        Cost::from_thousandths(*budget)
    )]
    LockedTooDear {
        /// Cost of the stops locked in, thousandths.
        cost: u64,
        /// What may be spent, thousandths.
        budget: u64,
    },
    /// A candidate is locked in and forbidden.
    #[error("candidate {0} is locked in and forbidden")]
    LockedAndForbidden(usize),
    /// A candidate that is not there.
    #[error("there is no candidate {0}")]
    NoCandidate(usize),
    /// Even all candidates together cover fewer.
    #[error(
        "{:.2} % cannot be covered: with every candidate {:.2} % are; ask for less, for a longer time, or give other candidates",
        share * 100.0,
        reachable * 100.0
    )]
    OutOfReach {
        /// The share asked for.
        share: f64,
        /// The share that all candidates cover.
        reachable: f64,
    },
}

/// The best stops.
///
/// `stop` is asked now and then whether to stop early; the answer is then the best plan found, and its bound.
/// `known` plans, as candidates, are bettered first: those of the same question with one stop less, say.
///
/// # Errors
/// [`SitingError`] when no plan can be what is asked.
pub fn solve(
    instance: &Instance,
    question: &Question,
    known: &[Vec<usize>],
    stop: &dyn Fn() -> bool,
) -> Result<Solution, SitingError> {
    let started = Instant::now();
    let allowed = allowed(instance, question)?;
    let locked = &question.locked;
    let means = Means::new(instance, question, &allowed)?;
    let money = means.money;
    let choice = Choice { locked, allowed: &allowed, costs: &means.costs };
    let with_locked =
        |stops: Vec<usize>| -> Vec<usize> { stops.into_iter().chain(locked.iter().copied()).collect() };
    let mut solution = match question.objective {
        Objective::Coverage { limit_ms } => {
            let covering = Covering::new(instance, choice, limit_ms);
            let known: Vec<Vec<u32>> = known.iter().map(|plan| covering.columns(plan)).collect();
            let answer = maximal::maximal(&covering, money, &known, None, stop);
            let gained = |weight: u64| covering.by_locked + weight;
            Solution::new(
                with_locked(covering.candidates(&answer.columns)),
                gained(answer.weight),
                gained(answer.bound),
            )
        }
        Objective::MeanTime { cap_ms } => {
            let (serving, candidate) = serving(instance, choice, cap_ms);
            let column = |stop: &usize| candidate.binary_search(stop).ok().map(rows::small);
            let known: Vec<Vec<u32>> =
                known.iter().map(|plan| plan.iter().filter_map(column).collect()).collect();
            let answer = median::median(&serving, money, &known, stop);
            let chosen = answer.columns.iter().map(|column| candidate[*column as usize]).collect();
            let stops = with_locked(chosen);
            let value = total_time(instance, &stops, cap_ms);
            Solution::new(stops, value, answer.bound.map_or(value, |bound| whole(bound).min(value)))
        }
        Objective::Fewest { limit_ms, share } | Objective::Cheapest { limit_ms, share } => {
            let covering = Covering::new(instance, choice, limit_ms);
            let target = covering.target(share)?;
            let reduced = if target == covering.total() { covering.to_cover_all() } else { covering };
            let answer = fewest::fewest(&reduced, target.min(reduced.total()), stop);
            let stops = with_locked(reduced.candidates(&answer.columns));
            let [value, bound] =
                [reduced.costs.sum(&answer.columns), answer.bound].map(|cost| means.told(cost));
            Solution::new(stops, value, bound)
        }
        Objective::WorstTime => {
            let answer = center::center(instance, choice, money, stop);
            let stops = with_locked(answer.stops);
            let value = worst_time(instance, &stops, &allowed);
            Solution::new(stops, value, u64::from(answer.bound).min(value))
        }
    };
    solution.took = started.elapsed();
    Ok(solution)
}

/// Whether each candidate may be chosen beside those that are locked in.
fn allowed(instance: &Instance, question: &Question) -> Result<Vec<bool>, SitingError> {
    let mut allowed = vec![true; instance.n_candidates()];
    for candidate in question.locked.iter().chain(&question.forbidden) {
        *allowed.get_mut(*candidate).ok_or(SitingError::NoCandidate(*candidate))? = false;
    }
    if let Some(both) = question.locked.iter().find(|locked| question.forbidden.contains(locked)) {
        return Err(SitingError::LockedAndForbidden(*both));
    }
    Ok(allowed)
}

/// What may be spent beside the stops that are locked in, and what candidates cost.
struct Means {
    /// In a unit in which all that may be chosen are whole numbers without a common divisor: stops, where stops are counted.
    costs: Vec<u64>,
    money: u64,
    /// What the objective counts of one such unit, and of the stops locked in.
    unit: u64,
    locked: u64,
}

impl Means {
    fn new(instance: &Instance, question: &Question, allowed: &[bool]) -> Result<Self, SitingError> {
        let n_locked = question.locked.len();
        let costs = instance.costs();
        let covers_a_share =
            matches!(question.objective, Objective::Fewest { .. } | Objective::Cheapest { .. });
        let is_cheapest = matches!(question.objective, Objective::Cheapest { .. });
        let budget = question.budget.filter(|_| !covers_a_share);
        if budget.is_none() && !is_cheapest {
            if n_locked > question.count && !covers_a_share {
                return Err(SitingError::TooManyLocked { locked: n_locked, count: question.count });
            }
            let money = question.count.saturating_sub(n_locked) as u64;
            return Ok(Self { costs: vec![1; costs.len()], money, unit: 1, locked: n_locked as u64 });
        }
        let locked = question.locked.iter().fold(0, |sum: u64, stop| sum.saturating_add(costs[*stop]));
        let left = match budget {
            Some(budget) => {
                budget.checked_sub(locked).ok_or(SitingError::LockedTooDear { cost: locked, budget })?
            }
            None => u64::MAX,
        };
        let open = costs.iter().zip(allowed).filter(|(_, allowed)| **allowed);
        let unit = open.fold(0, |divisor, (cost, _)| gcd(divisor, *cost)).max(1);
        Ok(Self { costs: costs.iter().map(|cost| cost / unit).collect(), money: left / unit, unit, locked })
    }

    /// A cost beside the stops locked in, as the objective counts it, with them.
    const fn told(&self, cost: u64) -> u64 {
        cost.saturating_mul(self.unit).saturating_add(self.locked)
    }
}

const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The p-median's instance, and the candidate that each of its columns is, ascending.
#[expect(
    clippy::cast_precision_loss,
    reason = "a person-millisecond more or less in 10¹⁶ is within the margin"
)]
fn serving(instance: &Instance, choice: Choice<'_>, cap_ms: u32) -> (Serving, Vec<usize>) {
    let candidate: Vec<usize> = (0..instance.n_candidates()).filter(|c| choice.allowed[*c]).collect();
    let people = (0..instance.n_demand()).filter(|demand| instance.weights()[*demand] > 0);
    let (mut without, mut weights, mut offers) = (Vec::new(), Vec::new(), Vec::new());
    for demand in people {
        let weight = instance.weights()[demand] as f64;
        let now = instance.time_with(demand, choice.locked).min(cap_ms);
        let times = instance.times_of(demand);
        let columns = candidate.iter().enumerate().filter(|(_, c)| times[**c] < now);
        let mut offered: Vec<(u32, u32)> = columns.map(|(at, c)| (times[*c], rows::small(at))).collect();
        offered.sort_unstable();
        without.push(weight * f64::from(now));
        weights.push(weight);
        offers.push(offered.into_iter().map(|(time, column)| (column, weight * f64::from(time))).collect());
    }
    let costs = Costs::new(candidate.iter().map(|stop| choice.costs[*stop]).collect());
    (Serving { without, weights, offers, costs }, candidate)
}

/// People times their time, thousandths of a person × milliseconds.
fn total_time(instance: &Instance, stops: &[usize], cap_ms: u32) -> u64 {
    let time = |demand: usize| u64::from(instance.time_with(demand, stops).min(cap_ms));
    instance.weights().iter().enumerate().map(|(demand, weight)| weight.saturating_mul(time(demand))).sum()
}

/// The worst time of those whom some candidate or existing venue reaches.
fn worst_time(instance: &Instance, stops: &[usize], allowed: &[bool]) -> u64 {
    let usable: Vec<usize> =
        (0..allowed.len()).filter(|c| allowed[*c]).chain(stops.iter().copied()).collect();
    let people = (0..instance.n_demand()).filter(|demand| instance.weights()[*demand] > 0);
    let reachable = people.filter(|demand| instance.time_with(*demand, &usable) < NEVER);
    reachable.map(|demand| u64::from(instance.time_with(demand, stops))).max().unwrap_or(0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bound is a positive sum below 2⁶⁴"
)]
fn whole(bound: f64) -> u64 {
    bound.max(0.0) as u64
}
