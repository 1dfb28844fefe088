//! Opening hours as written, to intervals over days: the syntax of OpenStreetMap (`Mo-Fr 09:00-12:00; PH off`), which
//! the national schema asks for, and the plain French of the lists (`lundi 9h - 12h / 14h - 17h`).

mod french;

use std::ops::Range;
use std::str::FromStr;

use chrono::{Duration, NaiveDateTime, NaiveTime};
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};

use crate::calendar::{Date, Period, WeekMoment, Weekday};

/// Longer texts are not read, in characters: hours are a line, not a page.
const LONGEST: usize = 1000;

/// Words that say on which days.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// Words whose days or times are not known here.
const UNKNOWN: [&str; 5] = ["SH", "sunrise", "sunset", "dawn", "dusk"];

/// The weeks of the year that stands for any: those of 2027 by ISO 8601.
pub const WEEKS: u32 = 52;
/// In how many of them at least something has to be so, to be so in an ordinary week: three in four.
const ORDINARY: u32 = 39;

/// Whether a venue is open at a moment of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenWeekly {
    /// In an ordinary week: in at least three of four weeks of the year.
    Ordinarily,
    /// In fewer: every other week, in summer only, on the first Tuesday of the month.
    SomeWeeks,
    /// In none.
    Never,
}

/// Hours that were understood.
#[derive(Debug, Clone)]
pub struct Hours {
    hours: OpeningHours,
}

/// Hours that are given, and not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” are no opening hours that can be read; write them as Mo-Fr 09:00-12:00,14:00-17:00")]
pub struct UnreadableHours {
    /// The text, shortened.
    pub text: String,
}

/// The year that stands for any, so that seasons count as in a year: [`WEEKS`] whole weeks from a Monday.
#[must_use]
pub fn usual_year() -> Option<Period> {
    let monday = Date::new(2027, 1, 4)?;
    Period::new(monday, monday.plus(WEEKS * 7 - 1))
}

/// Hours in plain French, in the syntax of OpenStreetMap; `None` where they are no French that is understood.
#[must_use]
pub fn to_osm(text: &str) -> Option<String> {
    (text.chars().count() <= LONGEST).then(|| french::to_osm(text)).flatten()
}

impl Hours {
    /// Reads hours. Where they do not speak of public holidays, the venue is closed on those.
    ///
    /// # Errors
    /// When the text is neither of the two syntaxes. Nothing is guessed: one word that is not understood (`sur RDV`,
    /// `semaines paires`) and none of it is read.
    pub fn read(text: &str) -> Result<Self, UnreadableHours> {
        let unreadable = || UnreadableHours { text: crate::model::shortened(text) };
        if text.chars().count() > LONGEST {
            return Err(unreadable());
        }
        let written = french::to_osm(text).unwrap_or_else(|| text.trim().to_owned());
        let mut written = written.trim_end_matches([';', ' ']).to_owned();
        // Without a day it may be of every day or of some that were left out; school holidays and the sun are not known here.
        let has_day = DAYS.iter().any(|day| written.contains(day)) || written.contains("24/7");
        if !has_day || UNKNOWN.iter().any(|word| written.contains(word)) {
            return Err(unreadable());
        }
        if !written.contains("PH") {
            written += "; PH off";
        }
        let hours = OpeningHours::from_str(&written).map_err(|_| unreadable())?;
        let hours = hours.with_context(Context::default().with_holidays(Country::FR.holidays()));
        Ok(Self { hours })
    }

    /// When it is open within a period, in seconds from its first midnight: ascending, apart from each other.
    ///
    /// Only what is certain: hours with a comment (`"sur rendez-vous"`) are not open ones.
    #[must_use]
    pub fn openings(&self, period: Period) -> Vec<Range<u32>> {
        let midnight = |date: Date| date.naive().and_time(NaiveTime::MIN);
        let first = midnight(period.first());
        let seconds = |at: NaiveDateTime| {
            u32::try_from(at.signed_duration_since(first).num_seconds().max(0)).unwrap_or(u32::MAX)
        };
        let states = self.hours.iter_range(first, midnight(period.last().plus(1)));
        let open = states.filter(|state| state.kind == RuleKind::Open && state.comment.is_empty());
        let ranges = open.map(|state| seconds(state.range.start)..seconds(state.range.end));
        ranges.filter(|range| range.start < range.end).collect()
    }

    /// Whether it is open at a moment of the week, its opening inclusive, its closing exclusive.
    ///
    /// All weeks of the [`usual_year`] are looked at, and none of its public holidays: an ordinary week has none. As
    /// [`Hours::openings`], hours with a comment (`"sur rendez-vous"`) are not open ones.
    ///
    /// Cost: one look at each of 52 days; some 0.1 ms.
    #[must_use]
    pub fn open_weekly(&self, moment: WeekMoment) -> OpenWeekly {
        let hours = self.hours.clone().with_context(Context::default());
        let Some(year) = usual_year() else { return OpenWeekly::Never };
        let from_monday = Duration::seconds(moment.seconds_from(Weekday::Mon).into());
        let is_open = |week: &u32| {
            let at = year.first().plus(week * 7).naive().and_time(NaiveTime::MIN) + from_monday;
            let (kind, comment) = hours.state(at);
            kind == RuleKind::Open && comment.is_empty()
        };
        match u32::try_from((0..WEEKS).filter(is_open).count()).unwrap_or(WEEKS) {
            0 => OpenWeekly::Never,
            ORDINARY.. => OpenWeekly::Ordinarily,
            _ => OpenWeekly::SomeWeeks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: u32 = 3600;

    fn period(first: &str, last: &str) -> Period {
        Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
    }

    /// Hours open in a week, and how often it opens.
    fn week(text: &str) -> (u32, usize) {
        let openings = Hours::read(text).unwrap().openings(period("2027-01-04", "2027-01-10"));
        (openings.iter().map(|range| range.end - range.start).sum::<u32>() / HOUR, openings.len())
    }

    #[test]
    fn the_syntax_of_openstreetmap_is_read() {
        assert_eq!(week("Mo-Fr 09:00-12:00,14:00-17:00; Sa off"), (30, 10));
        assert_eq!(week("24/7"), (168, 1));
        assert_eq!(week("Mo-Fr 09:00-12:00;"), week("Mo-Fr 09:00-12:00; PH off;"));
        assert_eq!(week("Mo 22:00-02:00"), (4, 1));
    }

    #[test]
    fn moments_are_counted_from_the_first_midnight() {
        let hours = Hours::read("Tu 09:00-12:30").unwrap();
        let openings = hours.openings(period("2027-01-04", "2027-01-10"));
        assert_eq!((openings.len(), openings[0].clone()), (1, 33 * HOUR..36 * HOUR + HOUR / 2));
    }

    #[test]
    fn public_holidays_are_closed_unless_they_are_spoken_of() {
        // Easter Monday of 2027 is 29 March, Ascension 6 May.
        let easter_week = period("2027-03-29", "2027-04-04");
        let n_open = |text: &str| Hours::read(text).unwrap().openings(easter_week).len();
        assert_eq!(n_open("Mo-Fr 09:00-12:00"), 4);
        assert_eq!(n_open("Mo-Fr,PH 09:00-12:00"), 5);
    }

    #[test]
    fn weeks_of_the_year_are_counted_as_the_calendar_counts_them() {
        let hours = Hours::read("week 01-53/2 We 14:00-17:00").unwrap();
        // 2026 has 53 weeks: two odd weeks follow each other.
        let openings = hours.openings(period("2026-12-21", "2027-01-17"));
        let days: Vec<u32> = openings.iter().map(|range| range.start / (24 * HOUR)).collect();
        assert_eq!(days, [9, 16]);
    }

    #[test]
    fn by_appointment_is_not_open() {
        assert_eq!(week("Mo 09:00-12:00; Tu 09:00-12:00 \"sur rendez-vous\""), (3, 1));
        assert_eq!(week("Mo 09:00-12:00; Tu 09:00-12:00 unknown"), (3, 1));
    }

    /// Whether hours are open at a moment of the week.
    fn weekly(hours: &str, moment: &str) -> OpenWeekly {
        Hours::read(hours).unwrap().open_weekly(moment.parse().unwrap())
    }

    #[test]
    fn an_opening_is_inclusive_and_a_closing_exclusive() {
        for (moment, expected) in [
            ("tue-08:59", OpenWeekly::Never),
            ("tue-09:00", OpenWeekly::Ordinarily),
            ("tue-11:59", OpenWeekly::Ordinarily),
            ("tue-12:00", OpenWeekly::Never),
            ("wed-09:00", OpenWeekly::Never),
        ] {
            for hours in ["Tu 09:00-12:00", "mardi 9h - 12h"] {
                assert_eq!(weekly(hours, moment), expected, "{hours}, {moment}");
            }
        }
        // Ranges that touch leave no hole.
        assert_eq!(weekly("Tu 09:00-12:00,12:00-17:00", "tue-12:00"), OpenWeekly::Ordinarily);
    }

    #[test]
    fn a_night_belongs_to_both_its_days_and_the_week_has_no_edge() {
        assert_eq!(weekly("Mo 22:00-02:00", "tue-01:59"), OpenWeekly::Ordinarily);
        assert_eq!(weekly("Mo 22:00-02:00", "tue-02:00"), OpenWeekly::Never);
        assert_eq!(weekly("Su 22:00-02:00", "mon-00:00"), OpenWeekly::Ordinarily);
        assert_eq!(weekly("24/7", "mon-00:00"), OpenWeekly::Ordinarily);
    }

    #[test]
    fn an_ordinary_week_is_three_in_four() {
        let at = "tue-14:00";
        for (hours, expected) in [
            // Closed in July and August: 43 of 52 weeks are open.
            ("Mo-Fr 09:00-17:00; Jul-Aug off", OpenWeekly::Ordinarily),
            ("week 1-53/2 Tu 14:00-17:00", OpenWeekly::SomeWeeks),
            ("week 2-53/2 Tu 14:00-17:00", OpenWeekly::SomeWeeks),
            ("Apr-Sep Mo-Fr 09:00-17:00", OpenWeekly::SomeWeeks),
            ("Tu[1] 14:00-17:00", OpenWeekly::SomeWeeks),
            ("Tu[-1] 14:00-17:00", OpenWeekly::SomeWeeks),
            // 39 of 52, and 38.
            ("week 01-39 Tu 14:00-17:00", OpenWeekly::Ordinarily),
            ("week 01-38 Tu 14:00-17:00", OpenWeekly::SomeWeeks),
            // One half of the year in the morning, the other in the afternoon.
            ("Apr-Sep Tu 09:00-12:00; Oct-Mar Tu 14:00-17:00", OpenWeekly::SomeWeeks),
            ("Apr-Sep Tu 14:00-18:00; Oct-Mar Tu 14:00-17:00", OpenWeekly::Ordinarily),
            ("2020 Tu 14:00-17:00", OpenWeekly::Never),
            ("Tu 14:00-17:00 \"sur rendez-vous\"", OpenWeekly::Never),
            ("Tu 14:00-17:00 unknown", OpenWeekly::Never),
            ("Mo 09:00-12:00; PH off", OpenWeekly::Never),
        ] {
            assert_eq!(weekly(hours, at), expected, "{hours}");
        }
    }

    #[test]
    fn public_holidays_are_not_looked_at() {
        // Mondays are public holidays more often than other days.
        assert_eq!(weekly("Mo 09:00-12:00", "mon-09:00"), OpenWeekly::Ordinarily);
        let every = Hours::read("week 01-39 Mo 09:00-12:00; PH off").unwrap();
        assert_eq!(every.open_weekly("mon-09:00".parse().unwrap()), OpenWeekly::Ordinarily);
        assert_eq!(weekly("Tu 09:00-12:00; PH 14:00-17:00", "tue-14:00"), OpenWeekly::Never);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in [
            "2021",
            "9:00 - 12:00",
            "Mo-Fr sunrise-sunset",
            "SH Mo-Fr 09:00-12:00",
            "Mo-Fr 09:00-12:00; SH off",
        ] {
            assert!(Hours::read(text).is_err(), "{text}: not certain");
        }
        for text in
            ["", "  ", ";", "Horaires non communiqués", "Selon planning bus", "99:99", &"Mo ".repeat(500)]
        {
            assert!(Hours::read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(Mo|Tu|PH|week|lundi|off|[0-9:;,/ -]|[a-zéà ]|\\PC){0,40}") {
            if let Ok(hours) = Hours::read(&text) {
                let period = period("2027-01-04", "2027-03-10");
                let openings = hours.openings(period);
                prop_assert!(openings.windows(2).all(|pair| pair[0].end <= pair[1].start));
                prop_assert!(openings.last().is_none_or(|range| range.end <= period.seconds()));
                let _ = hours.open_weekly("sun-23:59".parse().unwrap());
            }
        }
    }
}
