//! The moment at which venues must be open, as options.

use clap::Args;

use super::output;
use crate::calendar::WeekMoment;
use crate::coverage::{Coverage, HoursUnknown, OpenAt};

/// A moment of an ordinary week.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct OpenAtArgs {
    /// Count only venues known to be open at a moment of an ordinary week, holidays not looked at: "tuesday 14:00", "mardi
    /// 14h", tue-14:00; the opening is inclusive, the closing exclusive
    #[arg(long, value_name = "DAY TIME", value_parser = WeekMoment::from_words)]
    pub open_at: Option<WeekMoment>,
    /// What is done then with venues whose hours nobody knows: count or skip [default: skip]
    #[arg(long, value_name = "WORD", requires = "open_at")]
    hours_unknown: Option<HoursUnknown>,
}

impl OpenAtArgs {
    /// The moment, where one is asked about.
    pub(super) fn read(&self) -> Option<OpenAt> {
        let hours_unknown = self.hours_unknown.unwrap_or_default();
        self.open_at.map(|moment| OpenAt { moment, hours_unknown })
    }
}

/// Says how many venues nobody knows the hours of, since layers and tables do not.
pub(super) fn note_unknown_hours(coverage: &Coverage) {
    let Some((counts, open_at)) = coverage.openings.zip(coverage.request.filters.open_at) else { return };
    if counts.unknown == 0 {
        return;
    }
    let what = match open_at.hours_unknown {
        HoursUnknown::Skip => "do not count; --hours-unknown count counts them",
        HoursUnknown::Count => "count as if they were open",
    };
    let (n, all) = (counts.unknown, counts.unknown + counts.open + counts.some_weeks + counts.closed);
    output::note(&format!("{n} of {all} venues have no known hours: they {what}"));
}
