//! Plans that the service made or was brought, kept for a while under the names of their content.

use std::sync::Arc;

use super::cache::{Cache, Weighed};
use super::problem::Problem;
use crate::tour::Plan;

/// Plans by name, within a number of bytes; the least recently used goes first.
#[derive(Debug, Clone)]
pub(super) struct Plans {
    kept: Cache<Kept>,
    capacity: usize,
}

#[derive(Debug)]
struct Kept {
    plan: Arc<Plan>,
    weight: usize,
}

impl Weighed for Kept {
    fn weight(&self) -> usize {
        self.weight
    }
}

impl Plans {
    /// None yet.
    pub(super) fn new(capacity: usize) -> Self {
        Self { kept: Cache::new(capacity), capacity }
    }

    /// The plan of a name, while it is kept.
    pub(super) fn get(&self, name: &str) -> Option<Arc<Plan>> {
        self.kept.kept(name).map(|kept| Arc::clone(&kept.plan))
    }

    /// Keeps a plan and gives its name: the same plan has the same name. Writes it as JSON.
    ///
    /// # Errors
    /// 422 when it is larger than all that is kept.
    pub(super) fn put(&self, plan: Plan) -> Result<String, Problem> {
        let json = plan.to_json().map_err(|error| Problem::internal(&error))?;
        let name = plan.id().map_err(|error| Problem::internal(&error))?;
        // In memory a text is about as long as its JSON, and a trip takes more than its two numbers.
        let weight = json.len() * 2 + plan.matrix.n_places().pow(2) * 24;
        if self.kept.put(&name, Kept { plan: Arc::new(plan), weight }) {
            Ok(name)
        } else {
            Err(Problem::result_too_large(self.capacity))
        }
    }
}
