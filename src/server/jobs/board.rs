//! The list of jobs, under one lock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::AbortHandle;

use super::{JobDocument, JobLimits, Kind, Output, State, Watch};
use crate::server::problem::Problem;

/// Jobs by name.
#[derive(Debug)]
pub(super) struct Board {
    jobs: BTreeMap<String, Job>,
    /// Names of those that have ended, the oldest first.
    ended: std::collections::VecDeque<String>,
    /// Bytes of their results.
    bytes: usize,
    limits: JobLimits,
}

#[derive(Debug)]
struct Job {
    kind: Kind,
    asked: Instant,
    ended: Option<Instant>,
    watch: Arc<Watch>,
    task: Option<AbortHandle>,
    stage: Stage,
}

/// Where a job is, with what it ended by.
#[derive(Debug)]
pub(super) enum Stage {
    Queued,
    Running,
    Done(Output),
    Failed(Problem),
    Cancelled,
}

impl Stage {
    const fn is_active(&self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    const fn bytes(&self) -> usize {
        if let Self::Done(Output::Document(bytes)) = self { bytes.len() } else { 0 }
    }
}

impl Board {
    pub(super) fn new(limits: &JobLimits) -> Self {
        let (jobs, ended) = (BTreeMap::new(), std::collections::VecDeque::new());
        Self { jobs, ended, bytes: 0, limits: limits.clone() }
    }

    /// Takes a job on; `None` when too many wait or run.
    pub(super) fn take_on(&mut self, id: &str, kind: Kind, watch: Arc<Watch>) -> Option<JobDocument> {
        self.forget();
        if self.jobs.len() - self.ended.len() >= self.limits.active {
            return None;
        }
        let (asked, stage) = (Instant::now(), Stage::Queued);
        self.jobs.insert(id.to_owned(), Job { kind, asked, ended: None, watch, task: None, stage });
        self.document(id)
    }

    /// The task of a job, to be aborted when the job is cancelled.
    pub(super) fn started(&mut self, id: &str, task: AbortHandle) {
        if let Some(job) = self.jobs.get_mut(id) {
            job.task = Some(task);
        }
    }

    /// A job has its turn.
    pub(super) fn begin(&mut self, id: &str) {
        if let Some(job) = self.jobs.get_mut(id).filter(|job| job.stage.is_active()) {
            job.stage = Stage::Running;
        }
    }

    pub(super) fn is_active(&self, id: &str) -> bool {
        self.jobs.get(id).is_some_and(|job| job.stage.is_active())
    }

    /// Ends a job that has not ended, and makes room for its result.
    pub(super) fn end(&mut self, id: &str, stage: Stage) {
        if !self.is_active(id) {
            return;
        }
        let most = self.limits.result_bytes;
        let stage = if stage.bytes() > most { Stage::Failed(Problem::result_too_large(most)) } else { stage };
        while self.bytes + stage.bytes() > most && self.forget_oldest() {}
        let Some(job) = self.jobs.get_mut(id) else { return };
        if matches!(stage, Stage::Cancelled) {
            job.watch.cancel();
            if let Some(task) = &job.task {
                task.abort();
            }
        }
        self.bytes += stage.bytes();
        (job.stage, job.ended) = (stage, Some(Instant::now()));
        self.ended.push_back(id.to_owned());
    }

    /// The job as it is told.
    pub(super) fn document(&mut self, id: &str) -> Option<JobDocument> {
        self.forget();
        let job = self.jobs.get(id)?;
        let elapsed = job.ended.unwrap_or_else(Instant::now).duration_since(job.asked);
        let (state, plan) = match &job.stage {
            Stage::Queued => (State::Queued, None),
            Stage::Running => (State::Running, None),
            Stage::Done(Output::Document(_)) => (State::Done, None),
            Stage::Done(Output::Plan(plan)) => (State::Done, Some(plan.clone())),
            Stage::Failed(_) => (State::Failed, None),
            Stage::Cancelled => (State::Cancelled, None),
        };
        let of_plan = plan.as_ref().map(|plan| format!("/api/plans/{plan}"));
        let is_document = matches!(job.stage, Stage::Done(Output::Document(_)));
        Some(JobDocument {
            id: id.to_owned(),
            kind: job.kind,
            state,
            progress: if state == State::Done { Some(1.0) } else { job.watch.progress() },
            elapsed_s: (elapsed.as_secs_f64() * 10.0).round() / 10.0,
            result: of_plan.or_else(|| is_document.then(|| format!("/api/jobs/{id}/result"))),
            plan,
            problem: if let Stage::Failed(problem) = &job.stage { Some(problem.clone()) } else { None },
        })
    }

    pub(super) fn output(&self, id: &str) -> Option<Output> {
        match &self.jobs.get(id)?.stage {
            Stage::Done(output) => Some(output.clone()),
            _ => None,
        }
    }

    /// Forgets those whose time has passed, and the oldest of too many.
    fn forget(&mut self) {
        let is_old = |job: &Job| job.ended.is_some_and(|end| end.elapsed() >= self.limits.remembered_for);
        let n_old = self.ended.iter().take_while(|id| self.jobs.get(*id).is_none_or(is_old)).count();
        let n_extra = self.ended.len().saturating_sub(self.limits.remembered);
        for _ in 0..n_old.max(n_extra) {
            self.forget_oldest();
        }
    }

    /// Forgets the job that ended first; false when none has.
    fn forget_oldest(&mut self) -> bool {
        let Some(id) = self.ended.pop_front() else { return false };
        if let Some(job) = self.jobs.remove(&id) {
            self.bytes -= job.stage.bytes();
        }
        true
    }
}
