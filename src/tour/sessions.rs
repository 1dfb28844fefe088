//! What coverage sees of a plan: its stops, and when they receive people.

use std::ops::Range;

use super::plan::Plan;
use super::rules::{RuleError, Stop};
use crate::calendar::Period;
use crate::model::{Tour, TourStop};

impl Plan {
    /// The stops that are visited, with their sessions.
    ///
    /// # Errors
    /// Those of [`Plan::check_bounds`].
    pub fn tour(&self) -> Result<Tour, RuleError> {
        self.check_bounds()?;
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
