//! What coverage sees of a plan: its stops, and when they receive people.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::plan::Plan;
use super::rules::{RuleError, Stop};
use crate::calendar::Period;
use crate::files::hexadecimal;
use crate::model::{Tour, TourStop};

impl Plan {
    /// What names the plan: the first 32 hexadecimal digits of the SHA-256 of [`Plan::to_json`].
    ///
    /// # Errors
    /// Those of [`Plan::to_json`].
    pub fn id(&self) -> serde_json::Result<String> {
        Ok(hexadecimal(&Sha256::digest(self.to_json()?)[..16]))
    }

    /// The stops that are visited, with their sessions.
    ///
    /// # Errors
    /// When its rules or stops contradict themselves, as those of a plan from elsewhere may.
    pub fn tour(&self) -> Result<Tour, RuleError> {
        self.rules.check(&self.stops)?;
        let refuse = |problem: String| RuleError { subject: "plan".to_owned(), problem };
        let period = Period::new(self.rules.from, self.rules.to)
            .ok_or_else(|| refuse("its dates are out of order".to_owned()))?;
        let stop = |stop: &Stop| TourStop {
            id: stop.id.clone(),
            name: stop.name.clone(),
            position: stop.place,
            sessions: self.sessions_of(&stop.id, period),
        };
        let stops = self.stops.iter().map(stop).filter(|stop| !stop.sessions.is_empty()).collect();
        let plan = self.id().map_err(|error| refuse(error.to_string()))?;
        Ok(Tour { plan, period, stops })
    }

    /// Sessions of a stop, ascending; those that overlap, as in a plan from elsewhere, are one.
    fn sessions_of(&self, stop: &str, period: Period) -> Vec<Range<u32>> {
        let visits = self.days.iter().flat_map(|day| day.visits.iter().map(move |visit| (day.date, visit)));
        let of_stop = visits.filter(|(_, visit)| visit.stop == stop);
        let session = of_stop.filter_map(|(date, visit)| {
            Some(period.moment(date, visit.open)?..period.moment(date, visit.close)?)
        });
        let mut sessions: Vec<Range<u32>> = session.filter(|session| !session.is_empty()).collect();
        sessions.sort_unstable_by_key(|session| (session.start, session.end));
        sessions.dedup_by(|next, last| {
            let overlap = next.start < last.end;
            last.end = if overlap { last.end.max(next.end) } else { last.end };
            overlap
        });
        sessions
    }
}
