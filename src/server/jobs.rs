//! Work that takes longer than a request may: it is asked for, looked at, cancelled, and its result fetched.
//!
//! Everything is bounded: jobs that wait or run, the time of each, jobs whose end is remembered, for how long, and
//! the bytes of their results. Jobs have workers of their own, fewer than there are cores, so that ordinary questions
//! are answered beside them. Who knows the name of a job may look at it and cancel it: names are drawn by the
//! operating system and cannot be guessed.

mod board;
mod watch;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Details, Problem};
use super::queue::Queue;
use crate::files::hexadecimal;
use board::{Board, Stage};
pub(super) use watch::Watch;

/// The bounds of jobs.
#[derive(Debug, Clone)]
pub struct JobLimits {
    /// Jobs that run at once.
    pub workers: usize,
    /// Jobs that wait or run; further ones are answered 503.
    pub active: usize,
    /// Time given to a job once it runs.
    pub time: Duration,
    /// Jobs that have ended and are remembered; the oldest is forgotten first.
    pub remembered: usize,
    /// How long a job that has ended is remembered.
    pub remembered_for: Duration,
    /// Bytes of results kept; the oldest job is forgotten first.
    pub result_bytes: usize,
}

impl Default for JobLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            workers: (cores / 2).max(1),
            active: 16,
            time: Duration::from_mins(2),
            remembered: 256,
            remembered_for: Duration::from_hours(1),
            result_bytes: 64 << 20,
        }
    }
}

/// What a job makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobKind)]
pub(super) enum Kind {
    /// Stops.
    Stops,
    /// A plan.
    Tour,
}

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobState)]
pub(super) enum State {
    /// It waits for its turn.
    Queued,
    /// It is worked on.
    Running,
    /// It has a result.
    Done,
    /// It has none: the problem says why.
    Failed,
    /// It was cancelled.
    Cancelled,
}

/// What a job has made.
#[derive(Debug, Clone)]
pub(super) enum Output {
    /// A document of JSON.
    Document(Bytes),
    /// The name of a plan.
    Plan(String),
}

/// A job: work that was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub(super) struct JobDocument {
    /// Its name: who knows it may look at the job and cancel it.
    pub(super) id: String,
    /// What it makes.
    kind: Kind,
    /// Where it is.
    pub(super) state: State,
    /// Share of the work that is done, 0 to 1; null where it cannot be told, as for stops.
    progress: Option<f64>,
    /// Time since it was asked for, until its end once it has ended, seconds.
    elapsed_s: f64,
    /// Address of the result, once it is done.
    result: Option<String>,
    /// Name of the plan, once a tour is done.
    plan: Option<String>,
    /// Why it failed, where it did.
    #[schema(value_type = Option<Details>)]
    problem: Option<Problem>,
}

/// The jobs of a service.
#[derive(Debug)]
pub(super) struct Jobs {
    queue: Queue,
    limits: JobLimits,
    board: Arc<Mutex<Board>>,
}

impl Jobs {
    /// No job yet.
    pub(super) fn new(limits: &JobLimits) -> Self {
        let board = Arc::new(Mutex::new(Board::new(limits)));
        Self { queue: Queue::new(limits.workers, limits.active), limits: limits.clone(), board }
    }

    /// Takes a job on. `prepare` fetches what the work starts from, once the job has its turn; `work` runs off the
    /// async threads and asks its watch several times a second whether to go on.
    ///
    /// # Errors
    /// 503 when too many wait or run.
    pub(super) fn submit<I: Send + 'static>(
        &self,
        kind: Kind,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        work: impl FnOnce(I, &Watch) -> Result<Output, Problem> + Send + 'static,
    ) -> Result<JobDocument, Problem> {
        let id = drawn()?;
        let watch = Arc::new(Watch::new(self.limits.time));
        let taken = lock(&self.board).take_on(&id, kind, Arc::clone(&watch));
        let taken = taken.ok_or_else(|| Problem::too_many_jobs(self.limits.active))?;
        let ending = Ending { board: Arc::clone(&self.board), id: id.clone() };
        let queue = self.queue.clone();
        let task = tokio::spawn(async move {
            let outcome = async {
                let turn = queue.turn().await?;
                watch.begin();
                lock(&ending.board).begin(&ending.id);
                let input = prepare.await?;
                turn.run(move || work(input, &watch)).await
            };
            let outcome = outcome.await;
            lock(&ending.board).end(&ending.id, outcome.map_or_else(Stage::Failed, Stage::Done));
        });
        lock(&self.board).started(&id, task.abort_handle());
        Ok(taken)
    }

    /// The job of a name.
    ///
    /// # Errors
    /// 404 when there is none, or none any more.
    pub(super) fn look(&self, id: &str) -> Result<JobDocument, Problem> {
        lock(&self.board).document(id).ok_or_else(|| Problem::unknown_job(id))
    }

    /// Cancels a job; one that has ended stays as it is. Its worker is free once the work has noticed.
    ///
    /// # Errors
    /// As [`Jobs::look`].
    pub(super) fn cancel(&self, id: &str) -> Result<JobDocument, Problem> {
        lock(&self.board).end(id, Stage::Cancelled);
        self.look(id)
    }

    /// What a job has made.
    ///
    /// # Errors
    /// As [`Jobs::look`]; 409 when it has made nothing.
    pub(super) fn output(&self, id: &str) -> Result<Output, Problem> {
        let mut board = lock(&self.board);
        let state = board.document(id).ok_or_else(|| Problem::unknown_job(id))?.state;
        board.output(id).ok_or_else(|| Problem::no_result(state.word()))
    }
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Whatever happens to the task of a job, the job ends.
struct Ending {
    board: Arc<Mutex<Board>>,
    id: String,
}

impl Drop for Ending {
    fn drop(&mut self) {
        // Nothing happens to a job that has ended, which is the rule.
        let mut board = lock(&self.board);
        if board.is_active(&self.id) {
            board.end(
                &self.id,
                Stage::Failed(Problem::internal(&"the task of a job ended without an outcome")),
            );
        }
    }
}

fn lock(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    // Nothing panics while the lock is held; were it so, jobs would still be listed.
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 128 bits that nobody can guess, hexadecimal.
fn drawn() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(&error))?;
    Ok(hexadecimal(&bytes))
}

#[cfg(test)]
mod tests;
