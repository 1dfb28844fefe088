//! Dates, weekdays, times of day, minutes and periods, as files and plans write them.

mod week_moment;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

pub use week_moment::WeekMoment;

/// What was meant for a date, a time or a weekday is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not {wanted}")]
pub struct NotATime {
    /// The refused text.
    pub text: String,
    /// What it should have been, with an example.
    pub wanted: &'static str,
}

macro_rules! as_text {
    ($name:ident, $meaning:literal) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String);
                RefOr::T(text.description(Some($meaning)).into())
            }
        }

        impl ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// A day of the Gregorian calendar, from year 1900 to 2200, without a time zone: `2027-01-04`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The day of a year, month (1 to 12) and day of the month; `None` where there is none such.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (1900..=2200).contains(&year).then_some(Self(date))
    }

    /// The same day, to ask `chrono` with.
    #[must_use]
    pub const fn naive(self) -> NaiveDate {
        self.0
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[self.0.weekday().num_days_from_monday() as usize]
    }

    /// The number of the week by ISO 8601, 1 to 53.
    #[must_use]
    pub fn iso_week(self) -> u32 {
        self.0.iso_week().week()
    }

    /// Days from `earlier` to this day; negative where this day comes first.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// The day that comes `days` later.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX))
    }

    /// The day that comes `days` earlier.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN))
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.minus(self.0.weekday().num_days_from_monday())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl FromStr for Date {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let wrong = || NotATime {
            text: text.chars().take(40).collect(),
            wanted: "a date from 1900 to 2200, such as 2027-01-04",
        };
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let mut parts = text.split('-').zip([4, 2, 2, 0]).map(|(part, digits)| number(part, digits));
        let (year, month, day) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
        if parts.next().is_some() {
            return Err(wrong());
        }
        let date = year.zip(month).zip(day);
        date.and_then(|((y, m), d)| Self::new(i32::try_from(y).ok()?, m, d)).ok_or_else(wrong)
    }
}

as_text!(Date, "A day: `2027-01-04`.");

/// Whole days from a first to a last one, both inclusive. Moments of it are told in seconds from its first midnight, by
/// the clock on the wall: every day has 24 hours, also those on which summer time begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// The most days between the first and the last.
    pub const LONGEST: i64 = 3 * 366;

    /// From a day to another; `None` where the last comes before the first, or more than [`Self::LONGEST`] days later.
    #[must_use]
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (0..=Self::LONGEST).contains(&last.days_since(first)).then_some(Self { first, last })
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The last day, inclusive.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }

    /// How many days, at least 1.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from(self.last.days_since(self.first) + 1).unwrap_or(1)
    }

    /// How many seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.days() * 86_400
    }

    /// The moment of a time of a day, in seconds from the first midnight; `None` outside of the period.
    #[must_use]
    pub fn moment(self, date: Date, clock: Clock) -> Option<u32> {
        let day = u32::try_from(date.days_since(self.first)).ok().filter(|day| *day < self.days())?;
        Some(day * 86_400 + clock.seconds())
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The word used in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Weekday {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let text = text.trim();
        Self::ALL.into_iter().find(|day| day.as_str() == text).ok_or_else(|| NotATime {
            text: text.chars().take(40).collect(),
            wanted: "a weekday: mon, tue, wed, thu, fri, sat or sun",
        })
    }
}

/// A time of day in whole seconds from midnight, up to 24:00 inclusive: `09:30`, `09:30:15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(u32);

impl Clock {
    /// From whole seconds after midnight; 24:00 at most.
    #[must_use]
    pub fn from_seconds(seconds: u32) -> Self {
        Self(seconds.min(86_400))
    }

    /// From an hour and minutes; 24:00 at most.
    #[must_use]
    pub fn at(hour: u32, minute: u32) -> Self {
        Self::from_seconds(hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)))
    }

    /// Whole seconds after midnight.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// `09:30`, seconds dropped.
    #[must_use]
    pub fn hours_minutes(self) -> String {
        format!("{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hours_minutes())?;
        if self.0.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", self.0 % 60) }
    }
}

impl FromStr for Clock {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let wrong =
            || NotATime { text: text.chars().take(40).collect(), wanted: "a time of day, such as 09:30" };
        let parts: Option<Vec<u32>> = text
            .trim()
            .split(':')
            .map(|part| {
                let plain = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
                plain.then(|| part.parse().ok()).flatten()
            })
            .collect();
        let (hour, minute, second) = match parts.as_deref() {
            Some([hour, minute]) => (*hour, *minute, 0),
            Some([hour, minute, second]) => (*hour, *minute, *second),
            _ => return Err(wrong()),
        };
        let seconds = hour * 3600 + minute * 60 + second;
        (minute < 60 && second < 60 && seconds <= 86_400).then_some(Self(seconds)).ok_or_else(wrong)
    }
}

as_text!(Clock, "A time of day, up to 24:00: `09:30`, `09:30:15`.");

/// A length of time in whole minutes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl Minutes {
    /// As whole seconds; a day is 1,440 minutes, and more than a year is a year.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        if self.0 > 527_040 { 527_040 * 60 } else { self.0 * 60 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_is_written() {
        let date: Date = "2027-01-04".parse().unwrap();
        assert_eq!((date.to_string().as_str(), date.weekday()), ("2027-01-04", Weekday::Mon));
        assert_eq!(date.minus(7).iso_week(), 53);
        for wrong in [
            "2027-02-29",
            "2027-1-4",
            "04/01/2027",
            "",
            "2027-01-04x",
            "+2027-1-04",
            "2027-001-4",
            "2027-01-04-",
        ] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_period_counts_both_its_ends() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let week = Period::new(day("2027-01-04"), day("2027-01-10")).unwrap();
        assert_eq!((week.days(), week.seconds()), (7, 604_800));
        assert_eq!(week.moment(day("2027-01-05"), Clock::at(9, 30)), Some(86_400 + 34_200));
        assert_eq!(week.moment(day("2027-01-11"), Clock::at(0, 0)), None);
        assert_eq!(week.moment(day("2027-01-03"), Clock::at(9, 0)), None);
        assert_eq!(Period::new(day("2027-01-05"), day("2027-01-04")), None);
        assert_eq!(Period::new(day("2027-01-04"), day("2031-01-04")), None);
    }

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for text in ["00:00", "09:30", "09:30:15", "24:00"] {
            assert_eq!(text.parse::<Clock>().unwrap().to_string(), text);
        }
        for wrong in ["24:01", "9h30", "09:60", "", "1:2:3:4", "-1:00", "+9:30"] {
            assert!(wrong.parse::<Clock>().is_err(), "{wrong}");
        }
    }
}
