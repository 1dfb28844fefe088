//! Where work waits for its turn: off the async threads, so many at once, so many waiting.
//!
//! A request enters before anything is fetched for it, and its steps then take turns. What a step
//! holds while it waits for its turn (a territory, a coverage) is thus held for a few requests at
//! most; those that have not entered hold nothing.
//!
//! Nothing can wait in a circle: a request that has entered waits for steps, a step for a turn or
//! for another step, and a turn is held by running work only. That waits for nothing, but for the gap
//! zones and the effect of the tour of its own question while another turn computes them (`Assessment`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// Requests that may have entered, for each worker: more than one, because those that wait for the
/// same step leave workers idle.
const ENTERED_PER_WORKER: usize = 4;

/// A bounded queue in front of a bounded number of worker threads.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    admitted: Arc<Semaphore>,
    entered: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

/// The right to have steps run; the place is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Entry {
    _permits: [OwnedSemaphorePermit; 2],
}

/// The right to run one piece of work; the place is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Queue {
    /// A queue that runs `workers` pieces of work at once and keeps `waiting` requests before it.
    pub(super) fn new(workers: usize, waiting: usize) -> Self {
        let workers = workers.max(1);
        let entered = workers * ENTERED_PER_WORKER;
        Self {
            admitted: Arc::new(Semaphore::new(entered + waiting)),
            entered: Arc::new(Semaphore::new(entered)),
            running: Arc::new(Semaphore::new(workers)),
        }
    }

    /// Waits to enter.
    ///
    /// # Errors
    /// A 503 problem, at once, when too many are waiting already.
    pub(super) async fn enter(&self) -> Result<Entry, Problem> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Problem::busy())?;
        let entered = Arc::clone(&self.entered).acquire_owned().await.map_err(|_| Problem::busy())?;
        Ok(Entry { _permits: [entered, admitted] })
    }

    /// Waits for a turn, on behalf of a request that has entered.
    ///
    /// # Errors
    /// Never while the service runs: the semaphore is not closed.
    pub(super) async fn turn(&self) -> Result<Turn, Problem> {
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_| Problem::busy())?;
        Ok(Turn { _permit: running })
    }
}

impl Turn {
    /// Runs the work on a thread of its own. It runs to its end even when nobody waits for it any
    /// more, and holds its turn until then.
    ///
    /// # Errors
    /// The problem that the work returns; a 500 problem when it panics.
    pub(super) async fn run<R: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let _turn = self;
            // The work owns all it changes, so that nothing half changed is seen after a panic.
            span.in_scope(|| catch_unwind(AssertUnwindSafe(work)))
                .unwrap_or_else(|panic| Err(Problem::internal(&panic_message(panic.as_ref()))))
        });
        task.await.unwrap_or_else(|error| Err(Problem::internal(&error)))
    }
}

/// What a panic said.
pub(super) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.as_deref().unwrap_or("no message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_turns_away_at_once_and_takes_again_later() {
        let queue = Queue::new(1, 1);
        let mut entered = Vec::new();
        for _ in 0..ENTERED_PER_WORKER {
            entered.push(queue.enter().await.unwrap());
        }
        let waiting = tokio::spawn({
            let queue = queue.clone();
            async move { queue.enter().await.map(drop) }
        });
        while queue.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(queue.enter().await.unwrap_err(), Problem::busy());
        drop(entered);
        waiting.await.unwrap().unwrap();
        queue.enter().await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_and_frees_its_place() {
        let queue = Queue::new(1, 0);
        let work = || -> Result<(), Problem> { panic!("a bug") };
        let problem = queue.turn().await.unwrap().run(work).await.unwrap_err();
        assert!(format!("{problem:?}").contains("500"));
        assert!(!format!("{problem:?}").contains("a bug"));
        assert_eq!(queue.turn().await.unwrap().run(|| Ok(1)).await, Ok(1));
    }
}
