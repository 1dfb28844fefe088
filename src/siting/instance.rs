//! What is asked: who needs a stop, where one may be, and how long it takes from the ones to the others.

/// The time of a way that there is not, milliseconds.
pub const NEVER: u32 = u32::MAX;

/// An instance whose parts do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{times} times for {demand} demand points and {candidates} candidates, {existing} existing accesses")]
pub struct InstanceError {
    demand: usize,
    candidates: usize,
    existing: usize,
    times: usize,
}

/// People, candidates for stops, and the times between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    weights: Vec<u64>,
    existing: Vec<u32>,
    times: Vec<u32>,
    n_candidates: usize,
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
            return Ok(Self { weights, existing, times, n_candidates });
        }
        Err(InstanceError {
            demand: n_demand,
            candidates: n_candidates,
            existing: existing.len(),
            times: times.len(),
        })
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
