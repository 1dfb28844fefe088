//! What a job and its work tell each other: how far it is, and whether to go on.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// No progress was told.
const UNTOLD: u32 = u32::MAX;

/// Shared between a job and its work.
#[derive(Debug)]
pub(in crate::server) struct Watch {
    cancelled: AtomicBool,
    began: OnceLock<Instant>,
    limit: Duration,
    /// Thousandths.
    progress: AtomicU32,
}

impl Watch {
    pub(super) fn new(limit: Duration) -> Self {
        let (cancelled, progress) = (AtomicBool::new(false), AtomicU32::new(UNTOLD));
        Self { cancelled, began: OnceLock::new(), limit, progress }
    }

    /// The time given to the work runs from now on.
    pub(super) fn begin(&self) {
        self.began.get_or_init(Instant::now);
    }

    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether to stop: cancelled, or out of time.
    pub(in crate::server) fn is_over(&self) -> bool {
        let late = self.began.get().is_some_and(|began| began.elapsed() >= self.limit);
        late || self.cancelled.load(Ordering::Relaxed)
    }

    /// The time given to the work.
    pub(in crate::server) const fn limit(&self) -> Duration {
        self.limit
    }

    /// Tells the share of the work that is done; says whether to go on.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    pub(in crate::server) fn goes_on(&self, share: f64) -> bool {
        self.progress.store((share.clamp(0.0, 1.0) * 1000.0) as u32, Ordering::Relaxed);
        !self.is_over()
    }

    /// The share of the work that is done, where it was told.
    pub(super) fn progress(&self) -> Option<f64> {
        let told = self.progress.load(Ordering::Relaxed);
        (told != UNTOLD).then(|| f64::from(told) / 1000.0)
    }
}
