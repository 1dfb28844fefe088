//! Maximal covering (Church & ReVelle 1974): the columns that a sum of money pays and that cover the most weight, with a
//! proof.
//!
//! The bound is the Lagrangian one of Galvão & ReVelle (1996, <https://doi.org/10.1016/0377-2217(94)00159-6>): every row
//! offers a price to whoever covers it; what the rows keep, and what the best paid columns receive, together are never
//! less than the best plan. See [`super::search`].

use std::collections::BTreeMap;

use super::costs::{Costs, Taken};
use super::covering::{Covering, is_subset};
use super::greedy::{greedy, improve};
use super::rows::{Rows, small};
use super::saddle::{Game, Money};
use super::search::{Decided, Near, Pace, Relaxation, search};

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

    /// Of the rows that are open, those that it covers are also covered by another.
    fn needless(&self, decided: &Decided) -> Vec<u32> {
        let mut open: Vec<Vec<u32>> = vec![Vec::new(); self.costs().len()];
        for column in decided.free() {
            let rows = self.rows_of(column).filter(|row| self.times_covered[*row] == 0);
            open[column as usize] = rows.map(small).collect();
        }
        let cost = |column: u32| self.costs().of(column);
        let is_needless = |column: &u32| {
            let rows = &open[*column as usize];
            let columns_of = |row: &u32| self.covering.columns_of.of(*row as usize);
            let Some(rarest) = rows.iter().min_by_key(|row| columns_of(row).len()) else { return true };
            columns_of(rarest).iter().any(|other| {
                let theirs = &open[*other as usize];
                // Of equals, the cheapest and first is needed.
                let rank = |rows: &[u32], at: u32| (rows.len(), std::cmp::Reverse((cost(at), at)));
                cost(*other) <= cost(*column)
                    && rank(theirs, *other) > rank(rows, *column)
                    && is_subset(rows, theirs)
            })
        };
        decided.free().filter(is_needless).collect()
    }

    /// The relaxation of what is left: rows not covered yet, and free columns.
    fn sharpen(
        &self,
        decided: &Decided,
        money: u64,
        near: &mut Near<'_>,
        refuted: f64,
        stop: &dyn Fn() -> bool,
    ) -> bool {
        let columns: Vec<u32> = decided.free().collect();
        let mut place = vec![u32::MAX; self.costs().len()];
        (0..).zip(&columns).for_each(|(at, column)| place[*column as usize] = at);
        // Rows that the same columns cover are one.
        let mut merged: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
        // What is covered is not lost; what no free column covers is.
        let mut most = 0.0;
        for (row, weight) in self.weights.iter().enumerate() {
            if self.times_covered[row] > 0 {
                near.prices[row] = 0.0;
                most += weight;
                continue;
            }
            let covers = self.covering.columns_of.of(row).iter().map(|column| place[*column as usize]);
            let covers: Vec<u32> = covers.filter(|at| *at != u32::MAX).collect();
            if covers.is_empty() {
                near.prices[row] = *weight;
            } else {
                most += weight;
                merged.entry(covers).or_default().push(row);
            }
        }
        let rows_of = Rows::new(merged.keys()).transposed(columns.len());
        let costs = Costs::new(columns.iter().map(|column| self.costs().of(*column)).collect());
        let sum = |each: &[f64], rows: &[usize]| -> f64 { rows.iter().map(|row| each[*row]).sum() };
        let tops: Vec<f64> = merged.values().map(|rows| sum(&self.weights, rows)).collect();
        let mut prices: Vec<f64> = merged.values().map(|rows| sum(near.prices, rows)).collect();
        let mut shares: Vec<f64> = columns.iter().map(|column| near.shares[*column as usize]).collect();
        let game = Game::new(&rows_of, &tops, &costs, Money::Spend(money));
        game.play(&mut shares, &mut prices, most - refuted, stop);
        for (column, share) in columns.iter().zip(shares) {
            near.shares[*column as usize] = share;
        }
        for ((rows, price), top) in merged.values().zip(prices).zip(tops) {
            for row in rows {
                near.prices[*row] = self.weights[*row] * (price / top);
            }
        }
        true
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
