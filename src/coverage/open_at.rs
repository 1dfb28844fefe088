//! Which places are open at a moment of an ordinary week.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::Serialize;

use crate::calendar::{Period, WeekMoment};
use crate::ingest::hours::{Hours, OpenWeekly};
use crate::model::VenueRecord;

/// What is done with places whose hours nobody knows, where only those count that are open at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HoursUnknown {
    /// They do not count: nobody knows that they are open.
    #[default]
    Skip,
    /// They count, as if they were open.
    Count,
}

impl HoursUnknown {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Skip, Self::Count];

    /// The word of options and parameters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Count => "count",
        }
    }
}

impl fmt::Display for HoursUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word is neither of [`HoursUnknown::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is neither skip nor count")]
pub struct NotHoursUnknown(pub String);

impl FromStr for HoursUnknown {
    type Err = NotHoursUnknown;
    fn from_str(text: &str) -> Result<Self, NotHoursUnknown> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| NotHoursUnknown(text.to_owned()))
    }
}

/// A moment at which places must be open to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OpenAt {
    /// The weekday and the time of an ordinary week: no public or school holiday is looked at.
    pub moment: WeekMoment,
    /// What is done with places whose hours nobody knows.
    pub hours_unknown: HoursUnknown,
}

/// Whether a place is open at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is: in an ordinary week, or at one session of a tour at least.
    Open,
    /// In some weeks only.
    SomeWeeks,
    /// It is not.
    Closed,
    /// Its hours are not given, or not understood.
    Unknown,
}

impl OpenAt {
    /// Whether a venue of a file is open.
    #[must_use]
    pub fn opening(&self, record: &VenueRecord) -> Opening {
        let Some(Ok(hours)) = record.hours.as_deref().map(Hours::read) else { return Opening::Unknown };
        match hours.open_weekly(self.moment) {
            OpenWeekly::Ordinarily => Opening::Open,
            OpenWeekly::SomeWeeks => Opening::SomeWeeks,
            OpenWeekly::Never => Opening::Closed,
        }
    }

    /// Whether one of the sessions of a stop, in seconds from the first midnight of a period, holds the moment.
    #[must_use]
    pub fn opening_of_stop(&self, sessions: &[Range<u32>], period: Period) -> Opening {
        const WEEK: u32 = 7 * 86_400;
        let first = self.moment.seconds_from(period.first().weekday());
        let holds = |session: &Range<u32>| {
            // The first such moment from the beginning of the session on.
            let weeks = session.start.saturating_sub(first).div_ceil(WEEK);
            session.contains(&(first + weeks * WEEK))
        };
        if sessions.iter().any(holds) { Opening::Open } else { Opening::Closed }
    }

    /// Whether a place that is open so counts.
    #[must_use]
    pub fn counts(&self, opening: Opening) -> bool {
        match opening {
            Opening::Open => true,
            Opening::Unknown => self.hours_unknown == HoursUnknown::Count,
            Opening::SomeWeeks | Opening::Closed => false,
        }
    }
}

/// How many places are open at the moment that is asked about, of those that stay in their place and match the other
/// filters, in the territory and its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpeningCounts {
    /// Open in an ordinary week.
    pub open: usize,
    /// Open in some weeks only: they do not count.
    pub some_weeks: usize,
    /// Not open: they do not count.
    pub closed: usize,
    /// Hours not given, or not understood.
    pub unknown: usize,
    /// Stops of the tour of which a session holds the moment.
    pub stops_open: usize,
    /// Stops of which none does: they do not count.
    pub stops_closed: usize,
}

impl OpeningCounts {
    /// Adds a venue of a file.
    pub(super) const fn add(&mut self, opening: Opening) {
        match opening {
            Opening::Open => self.open += 1,
            Opening::SomeWeeks => self.some_weeks += 1,
            Opening::Closed => self.closed += 1,
            Opening::Unknown => self.unknown += 1,
        }
    }

    /// Adds a stop of a tour.
    pub(super) fn add_stop(&mut self, opening: Opening) {
        *(if opening == Opening::Open { &mut self.stops_open } else { &mut self.stops_closed }) += 1;
    }
}

#[cfg(test)]
mod tests;
