//! A plan, and how it compares with the best that there can be.

use std::time::Duration;

/// Whether anything better is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Proven: no plan is better.
    Optimal,
    /// The time given ran out: a better plan may exist, up to the bound.
    Feasible,
}

impl Status {
    /// The word of the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
        }
    }
}

/// A plan with its proof. Values are in the unit of the objective (see [`super::Objective`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Candidates chosen, ascending, those locked in included.
    pub stops: Vec<usize>,
    /// What the plan is worth.
    pub value: u64,
    /// What no plan can better.
    pub bound: u64,
    /// Whether the two meet.
    pub status: Status,
    /// How long the search took.
    pub took: Duration,
}

impl Solution {
    pub(super) fn new(mut stops: Vec<usize>, value: u64, bound: u64) -> Self {
        stops.sort_unstable();
        let status = if value == bound { Status::Optimal } else { Status::Feasible };
        Self { stops, value, bound, status, took: Duration::ZERO }
    }

    /// The distance between the value and the bound, as a share of the larger; 0 when proven.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share, to be shown")]
    pub fn gap(&self) -> f64 {
        let most = self.value.max(self.bound).max(1);
        self.value.abs_diff(self.bound) as f64 / most as f64
    }
}
