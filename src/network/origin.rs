//! Where the roads come from and the day they stand for: whoever shows them has to say so.

/// What a network was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// Whose roads they are.
    pub source: RoadSource,
    /// The day that the source stands for; `None` where it does not say.
    pub day: Option<Day>,
}

/// Whose roads they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoadSource {
    /// Not said: a drawing of a test.
    #[default]
    Unstated,
    /// OpenStreetMap.
    OpenStreetMap,
    /// IGN's BD TOPO.
    BdTopo,
}

/// A day of the calendar, written `2026-01-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

impl RoadSource {
    const ALL: [Self; 3] = [Self::Unstated, Self::OpenStreetMap, Self::BdTopo];

    /// The word that stands for it: `openstreetmap`, `bdtopo` or `unstated`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::OpenStreetMap => "openstreetmap",
            Self::BdTopo => "bdtopo",
        }
    }
}

impl Day {
    /// A day; `None` where the numbers are not those of one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let sound = year <= 9999 && (1..=12).contains(&month) && (1..=31).contains(&day);
        sound.then_some(Self { year, month, of_month: day })
    }

    /// The day of a moment, in UTC, given in seconds since 1970; `None` before that and after 9999.
    ///
    /// Reference: H. Hinnant, *chrono-compatible low-level date algorithms* (`civil_from_days`).
    #[must_use]
    pub fn of_unix_time(seconds: u64) -> Option<Self> {
        let days = seconds / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Months are counted from March, so that the day that a leap year adds comes last.
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next()?.parse::<u16>().ok();
        let (year, month, day) = (next()?, next()?, next()?);
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

impl Origin {
    /// As a graph keeps it: the word of the source, then the day where it is known.
    pub(in crate::network) fn to_text(self) -> String {
        let day = self.day.map(|day| format!(" {day}")).unwrap_or_default();
        format!("{}{day}", self.source.code())
    }

    /// What a graph keeps, read again; what cannot be understood is not said.
    pub(in crate::network) fn from_text(text: &str) -> Self {
        let (code, day) = text.split_once(' ').unwrap_or((text, ""));
        let source = RoadSource::ALL.into_iter().find(|source| source.code() == code);
        Self { source: source.unwrap_or_default(), day: Day::from_text(day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_day() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_164_800, "2024-02-29"),
            (1_767_225_599, "2025-12-31"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(Day::of_unix_time(seconds).unwrap().to_string(), day);
        }
        assert_eq!(Day::of_unix_time(u64::MAX), None);
    }

    #[test]
    fn what_is_kept_is_read_again_and_nonsense_says_nothing() {
        for source in RoadSource::ALL {
            for day in [None, Day::of_unix_time(1_709_164_800)] {
                let origin = Origin { source, day };
                assert_eq!(Origin::from_text(&origin.to_text()), origin);
            }
        }
        for text in ["", "mars 2024", "openstreetmap2024-01-01"] {
            assert_eq!(Origin::from_text(text), Origin::default(), "{text}");
        }
        assert_eq!(Origin::from_text("bdtopo 2024-13-01").day, None);
    }
}
