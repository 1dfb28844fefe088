//! The covering problem that is left once all that is certain is taken out.
//!
//! Exact reductions: who is covered already, or by no candidate, needs no decision; demand points with the
//! same candidates are one; a candidate that covers a part of what another covers, and costs as much, is never needed
//! (Church & ReVelle 1974; Toregas & ReVelle 1972).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::SitingError;
use super::costs::Costs;
use super::instance::Instance;
use super::rows::{Rows, small};

/// What is left to cover, and by whom.
#[derive(Debug, Clone)]
pub(super) struct Covering {
    /// Weight of every row.
    pub(super) weights: Vec<u64>,
    /// Rows that each column covers, ascending.
    pub(super) rows_of: Rows,
    /// Columns that cover each row, ascending.
    pub(super) columns_of: Rows,
    /// The candidate that a column is.
    pub(super) candidate: Vec<u32>,
    /// What each column costs.
    pub(super) costs: Costs,
    /// Weight that what exists covers.
    pub(super) by_existing: u64,
    /// Weight that the candidates locked in cover besides.
    pub(super) by_locked: u64,
    /// Weight that no choice covers.
    pub(super) by_none: u64,
}

/// What a decision may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice<'a> {
    /// Candidates that are in, whatever else is chosen.
    pub(super) locked: &'a [usize],
    /// Whether each candidate may be chosen.
    pub(super) allowed: &'a [bool],
    /// What each candidate costs, in the unit of the money to be spent.
    pub(super) costs: &'a [u64],
}

impl Covering {
    /// What is to be decided to cover within `limit` milliseconds, inclusive.
    pub(super) fn new(instance: &Instance, choice: Choice<'_>, limit: u32) -> Self {
        let mut merged: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        let (mut by_existing, mut by_locked, mut by_none) = (0, 0, 0);
        for (demand, weight) in instance.weights().iter().enumerate() {
            let times = instance.times_of(demand);
            let near = |candidate: &usize| times[*candidate] <= limit;
            if *weight == 0 {
                continue;
            }
            if instance.existing()[demand] <= limit {
                by_existing += weight;
                continue;
            }
            if choice.locked.iter().any(near) {
                by_locked += weight;
                continue;
            }
            let columns: Vec<u32> =
                (0..times.len()).filter(|c| choice.allowed[*c] && near(c)).map(small).collect();
            if columns.is_empty() {
                by_none += weight;
            } else {
                *merged.entry(columns).or_default() += weight;
            }
        }
        let weights: Vec<u64> = merged.values().copied().collect();
        let columns_of = Rows::new(merged.keys());
        let rows_of = columns_of.transposed(instance.n_candidates());
        Self { by_existing, by_locked, by_none, ..Self::without_dominated(weights, &rows_of, choice.costs) }
    }

    /// Keeps the columns whose rows are not all covered by another one that is no dearer; of equals, the first.
    fn without_dominated(weights: Vec<u64>, rows_of: &Rows, costs: &[u64]) -> Self {
        let columns_of = rows_of.transposed(weights.len());
        let is_dominated = |column: usize| {
            let rows = rows_of.of(column);
            // Whoever dominates covers the row that fewest cover.
            let Some(rarest) = rows.iter().min_by_key(|row| columns_of.of(**row as usize).len()) else {
                return true;
            };
            columns_of.of(*rarest as usize).iter().any(|other| {
                let other = *other as usize;
                let theirs = rows_of.of(other);
                // Those with more rows, less cost, or else the first: an order, so that equals do not exclude each other.
                let rank = |rows: &[u32], at: usize| (rows.len(), Reverse((costs[at], at)));
                costs[other] <= costs[column]
                    && rank(theirs, other) > rank(rows, column)
                    && is_subset(rows, theirs)
            })
        };
        let candidate: Vec<u32> =
            (0..rows_of.len()).filter(|column| !is_dominated(*column)).map(small).collect();
        let rows_of = Rows::new(candidate.iter().map(|column| rows_of.of(*column as usize)));
        let columns_of = rows_of.transposed(weights.len());
        let costs = Costs::new(candidate.iter().map(|column| costs[*column as usize]).collect());
        Self { weights, rows_of, columns_of, candidate, costs, by_existing: 0, by_locked: 0, by_none: 0 }
    }

    /// Number of columns.
    pub(super) fn n_columns(&self) -> usize {
        self.candidate.len()
    }

    /// Weight of all rows.
    pub(super) fn total(&self) -> u64 {
        self.weights.iter().sum()
    }

    /// The candidates that some columns are.
    pub(super) fn candidates(&self, columns: &[u32]) -> Vec<usize> {
        columns.iter().map(|column| self.candidate[*column as usize] as usize).collect()
    }

    /// The columns that some candidates are, those that are none left out.
    pub(super) fn columns(&self, candidates: &[usize]) -> Vec<u32> {
        let column = |candidate: &usize| self.candidate.binary_search(&small(*candidate)).ok().map(small);
        candidates.iter().filter_map(column).collect()
    }

    /// What is to be covered here such that `share` of all people are.
    ///
    /// # Errors
    /// When all columns together cover less.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of people"
    )]
    pub(super) fn target(&self, share: f64) -> Result<u64, SitingError> {
        let done = self.by_existing + self.by_locked;
        let all = done + self.total() + self.by_none;
        // A billionth less: 0.95 of 20 people are 19, whatever the double says.
        let wanted = (all as f64 * share * (1.0 - 1e-9)).ceil() as u64;
        let target = wanted.saturating_sub(done);
        if target > self.total() {
            let reachable = (done + self.total()) as f64 / all as f64;
            return Err(SitingError::OutOfReach { share, reachable });
        }
        Ok(target)
    }

    /// Weight that some columns cover.
    pub(super) fn covered_by(&self, columns: &[u32]) -> u64 {
        let mut covered = vec![false; self.weights.len()];
        for column in columns {
            self.rows_of.of(*column as usize).iter().for_each(|row| covered[*row as usize] = true);
        }
        self.weights.iter().zip(covered).filter(|(_, covered)| *covered).map(|(weight, _)| weight).sum()
    }

    /// For questions of all or nothing: a row all of whose columns cover another row is covered with it. Kept
    /// are the others; every weight is 1.
    pub(super) fn to_cover_all(&self) -> Self {
        let n_rows = self.weights.len();
        let implied = |row: usize| {
            let columns = self.columns_of.of(row);
            let Some(rarest) = columns.iter().min_by_key(|c| self.rows_of.of(**c as usize).len()) else {
                return false;
            };
            self.rows_of.of(*rarest as usize).iter().any(|other| {
                let other = *other as usize;
                let theirs = self.columns_of.of(other);
                other != row
                    && (theirs.len() < columns.len() || theirs.len() == columns.len() && other < row)
                    && is_subset(theirs, columns)
            })
        };
        let kept: Vec<usize> = (0..n_rows).filter(|row| !implied(*row)).collect();
        let columns_of = Rows::new(kept.iter().map(|row| self.columns_of.of(*row)));
        let rows_of = columns_of.transposed(self.n_columns());
        let costs: Vec<u64> = (0..small(self.n_columns())).map(|column| self.costs.of(column)).collect();
        let mut left = Self::without_dominated(vec![1; kept.len()], &rows_of, &costs);
        for column in &mut left.candidate {
            *column = self.candidate[*column as usize];
        }
        left
    }
}

/// Whether every number of one ascending list is in another.
pub(super) fn is_subset(small: &[u32], large: &[u32]) -> bool {
    let mut large = large.iter();
    small.iter().all(|wanted| large.by_ref().find(|item| *item >= wanted) == Some(wanted))
}
