//! What is asked: who needs a stop, where one may be, and how long it takes from the ones to the others.

use crate::units::Cost;

/// The time of a way that there is not, milliseconds.
pub const NEVER: u32 = u32::MAX;

/// An instance whose parts do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// Every demand point has a weight, an existing access and a time to every candidate.
    #[error(
        "{times} times for {demand} demand points and {candidates} candidates, {existing} existing accesses"
    )]
    Times {
        /// Weights given.
        demand: usize,
        /// Candidates.
        candidates: usize,
        /// Existing accesses given.
        existing: usize,
        /// Times given.
        times: usize,
    },
    /// Every candidate has a cost.
    #[error("{costs} costs for {candidates} candidates")]
    Costs {
        /// Costs given.
        costs: usize,
        /// Candidates.
        candidates: usize,
    },
}

/// People, candidates for stops, and the times between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    weights: Vec<u64>,
    existing: Vec<u32>,
    times: Vec<u32>,
    n_candidates: usize,
    costs: Vec<u64>,
}

impl Instance {
    /// An instance: `weights` in thousandths of a person, `existing` in milliseconds to the nearest venue that
    /// there is, `times` in milliseconds to every candidate, by demand point. [`NEVER`] where there is no way.
    ///
    /// # Errors
    /// When the lengths do not agree.
    pub fn new(
        weights: Vec<u64>,
        existing: Vec<u32>,
        times: Vec<u32>,
        n_candidates: usize,
    ) -> Result<Self, InstanceError> {
        let n_demand = weights.len();
        if existing.len() == n_demand && n_demand.checked_mul(n_candidates) == Some(times.len()) {
            let costs = vec![Cost::ONE.thousandths(); n_candidates];
            return Ok(Self { weights, existing, times, n_candidates, costs });
        }
        Err(InstanceError::Times {
            demand: n_demand,
            candidates: n_candidates,
            existing: existing.len(),
            times: times.len(),
        })
    }

    /// The same where candidates cost something else than 1 each: `costs` in thousandths, by candidate.
    ///
    /// # Errors
    /// When there are not as many as candidates.
    pub fn with_costs(self, costs: Vec<u64>) -> Result<Self, InstanceError> {
        if costs.len() == self.n_candidates {
            return Ok(Self { costs, ..self });
        }
        Err(InstanceError::Costs { costs: costs.len(), candidates: self.n_candidates })
    }

    /// Number of demand points.
    #[must_use]
    pub const fn n_demand(&self) -> usize {
        self.weights.len()
    }

    /// Number of candidates.
    #[must_use]
    pub const fn n_candidates(&self) -> usize {
        self.n_candidates
    }

    /// People of every demand point, thousandths.
    #[must_use]
    pub fn weights(&self) -> &[u64] {
        &self.weights
    }

    /// Cost of every candidate, thousandths.
    #[must_use]
    pub fn costs(&self) -> &[u64] {
        &self.costs
    }

    /// Time of every demand point to the nearest existing venue, milliseconds.
    #[must_use]
    pub fn existing(&self) -> &[u32] {
        &self.existing
    }

    /// Times of a demand point to every candidate, milliseconds.
    #[must_use]
    pub fn times_of(&self, demand: usize) -> &[u32] {
        &self.times[demand * self.n_candidates..][..self.n_candidates]
    }

    /// Time of a demand point to the nearest of some candidates and of what exists, milliseconds.
    #[must_use]
    pub fn time_with(&self, demand: usize, stops: &[usize]) -> u32 {
        let times = self.times_of(demand);
        stops.iter().map(|stop| times[*stop]).fold(self.existing[demand], u32::min)
    }
}
