//! Maximal covering (Church & ReVelle 1974): the columns that a sum of money pays and that cover the most weight, with a
//! proof.
//!
//! The bound is the Lagrangian one of Galvão & ReVelle (1996, <https://doi.org/10.1016/0377-2217(94)00159-6>): every row
//! offers a price to whoever covers it; what the rows keep, and what the best paid columns receive, together are never
//! less than the best plan. See [`super::search`].

use super::costs::{Costs, Taken};
use super::covering::Covering;
use super::greedy::{greedy, improve};
use super::search::{Decided, Pace, Relaxation, search};

/// A plan, and how good any plan can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Covered {
    /// The columns chosen, ascending.
    pub(super) columns: Vec<u32>,
    /// The weight that they cover.
    pub(super) weight: u64,
    /// No columns cover more than this, unless the target ended the search.
    pub(super) bound: u64,
}

/// The best plan that `money` pays; `known` plans are bettered first.
///
/// Stops early when `stop` says so; the bound is then above the weight. Stops as well when `target` is reached,
/// or when the bound falls below it: whether it can be covered is then answered.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "whole numbers below 2⁵³: weights of people are below 10¹⁵ thousandths"
)]
pub(super) fn maximal(
    covering: &Covering,
    money: u64,
    known: &[Vec<u32>],
    target: Option<u64>,
    stop: &dyn Fn() -> bool,
) -> Covered {
    let plans = known.iter().map(|plan| covering.costs.affordable(plan, money));
    let plans = std::iter::once(greedy(covering, money)).chain(plans).collect();
    let unit = covering.weights.iter().copied().fold(0, super::gcd).max(1);
    let maximal = Maximal {
        covering,
        weights: covering.weights.iter().map(|weight| *weight as f64).collect(),
        unit: unit as f64,
        total: covering.total() as f64,
        // Every plan covers a multiple of the unit.
        target: target.map(|target| target.div_ceil(unit).saturating_mul(unit) as f64),
        times_covered: vec![0; covering.weights.len()],
    };
    let found = search(maximal, money, plans, stop);
    Covered { columns: found.columns, weight: found.score as u64, bound: found.open.max(found.score) as u64 }
}

/// Bounds are sums of thousands of doubles, whose last digits say nothing: thousandths of a person.
const SLACK: f64 = 0.5;

struct Maximal<'a> {
    covering: &'a Covering,
    weights: Vec<f64>,
    /// Every plan covers a multiple of this, and at most that.
    unit: f64,
    total: f64,
    target: Option<f64>,
    /// How many of the columns that are in cover a row.
    times_covered: Vec<u32>,
}

impl Maximal<'_> {
    fn rows_of(&self, column: u32) -> impl Iterator<Item = usize> {
        self.covering.rows_of.of(column as usize).iter().map(|row| *row as usize)
    }
}

impl Relaxation for Maximal<'_> {
    const PACE: Pace = Pace { steps: [600, 40], patience: 15, shortest: 1e-3, notable: 1e-7 };

    fn costs(&self) -> &Costs {
        &self.covering.costs
    }

    fn weights_and_tops(&self) -> (&[f64], &[f64]) {
        (&self.weights, &self.weights)
    }

    /// A row that the plan leaves out offers all to be covered; one that is covered twice, little.
    fn first_prices(&self, plan: &[u32]) -> Vec<f64> {
        let mut times = vec![0u32; self.weights.len()];
        plan.iter().flat_map(|column| self.rows_of(*column)).for_each(|row| times[row] += 1);
        self.weights.iter().zip(&times).map(|(weight, times)| weight / f64::from(1 + times)).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    fn score(&self, plan: &[u32]) -> f64 {
        self.covering.covered_by(plan) as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    fn improve(&self, plan: &mut Vec<u32>, money: u64) -> f64 {
        improve(self.covering, plan, money) as f64
    }

    fn is_enough(&self, score: f64) -> bool {
        score >= self.total || self.target.is_some_and(|target| score >= target)
    }

    fn refuted_below(&self, score: f64) -> f64 {
        (score + self.unit).max(self.target.unwrap_or(0.0)) - SLACK
    }

    fn reach(&self, bound: f64) -> f64 {
        (((bound + SLACK).max(0.0) / self.unit).floor() * self.unit).min(self.total)
    }

    fn least_gap(&self, _score: f64) -> f64 {
        self.unit
    }

    fn worths(&self, prices: &[f64], decided: &Decided, worth: &mut [f64]) -> f64 {
        for column in decided.free() {
            worth[column as usize] = self.rows_of(column).map(|row| prices[row]).sum();
        }
        self.weights.iter().zip(prices).map(|(weight, price)| weight - price).sum()
    }

    fn count(&self, _prices: &[f64], _decided: &Decided, taken: &Taken<'_>, counts: &mut [f64]) {
        counts.fill(0.0);
        for (column, share) in taken.shares() {
            self.rows_of(column).for_each(|row| counts[row] += share);
        }
        for (count, times) in counts.iter_mut().zip(&self.times_covered) {
            if *times > 0 {
                *count = 1.0;
            }
        }
    }

    fn enter(&mut self, column: u32, prices: &mut [f64]) {
        for row in self.covering.rows_of.of(column as usize) {
            self.times_covered[*row as usize] += 1;
            // It is covered, and kept whole.
            prices[*row as usize] = 0.0;
        }
    }

    fn leave(&mut self, column: u32) {
        for row in self.covering.rows_of.of(column as usize) {
            self.times_covered[*row as usize] -= 1;
        }
    }
}
