//! What is asked of a coverage.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Bands;
use super::open_at::OpenAt;
use crate::model::{Itinerance, VenueKind, VenueRecord, folded};
use crate::units::Seconds;

/// Distance to the threshold, on both sides and inclusive, under which an access is called
/// uncertain.
pub const NEAR_THRESHOLD: Seconds = Seconds::from_minutes(2);

/// Which venues count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Filters {
    /// A venue must be of one of these kinds; empty means any.
    pub kinds: BTreeSet<VenueKind>,
    /// A venue must offer one of these services, compared without regard to case and accents; empty
    /// means any.
    pub services: Vec<String>,
    /// A venue must be known to be open at this moment; `None` means at any, or never.
    pub open_at: Option<OpenAt>,
}

impl Filters {
    /// Whether a venue of a file counts: it matches, does not only travel, and is open when it has to be.
    #[must_use]
    pub fn count(&self, record: &VenueRecord) -> bool {
        let is_open = |open_at: OpenAt| open_at.counts(open_at.opening(record));
        self.match_record(record) && is_permanent(record) && self.open_at.is_none_or(is_open)
    }

    /// Whether a venue matches by kind and services; neither itinerance nor hours are looked at.
    #[must_use]
    pub fn match_record(&self, record: &VenueRecord) -> bool {
        let kind_matches = self.kinds.is_empty() || record.kinds.iter().any(|kind| self.kinds.contains(kind));
        let offers = |wanted: &String| record.services.iter().any(|s| folded(s) == folded(wanted));
        kind_matches && (self.services.is_empty() || self.services.iter().any(offers))
    }
}

/// Whether a venue counts at all times. A travelling one exists only at its stops and times.
#[must_use]
pub fn is_permanent(record: &VenueRecord) -> bool {
    record.itinerance != Itinerance::Itinerant
}

/// A threshold, the bands, the filters.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// An access of exactly the threshold is covered.
    pub threshold: Seconds,
    /// Classes of access time.
    pub bands: Bands,
    /// Which venues count.
    pub filters: Filters,
}

/// A threshold is out of range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the threshold {0} min is outside {min} to {max} min", min = Request::THRESHOLD_RANGE.0, max = Request::THRESHOLD_RANGE.1)]
pub struct RequestError(pub f64);

impl Default for Request {
    /// 20 minutes, the default bands, every venue.
    fn default() -> Self {
        Self { threshold: Seconds::from_minutes(20), bands: Bands::default(), filters: Filters::default() }
    }
}

impl Request {
    /// Accepted thresholds in minutes, both ends inclusive.
    pub const THRESHOLD_RANGE: (f64, f64) = (1.0, 240.0);

    /// A threshold given in minutes.
    ///
    /// # Errors
    /// When it is outside [`Self::THRESHOLD_RANGE`], or not a number.
    pub fn threshold_from_minutes(minutes: f64) -> Result<Seconds, RequestError> {
        if (Self::THRESHOLD_RANGE.0..=Self::THRESHOLD_RANGE.1).contains(&minutes) {
            Seconds::new(minutes * 60.0).map_err(|_| RequestError(minutes))
        } else {
            Err(RequestError(minutes))
        }
    }
}
