//! A moment of a week: a weekday and a time of day.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Clock, NotATime, Weekday};

/// A weekday and a time of it, from 00:00 to 23:59, in whole minutes: `tue-14:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekMoment {
    weekday: Weekday,
    clock: Clock,
}

/// How people write a weekday: as files do, in English, as `OpenStreetMap` does, in French.
const NAMES: [[&str; 4]; 7] = [
    ["mon", "monday", "mo", "lundi"],
    ["tue", "tuesday", "tu", "mardi"],
    ["wed", "wednesday", "we", "mercredi"],
    ["thu", "thursday", "th", "jeudi"],
    ["fri", "friday", "fr", "vendredi"],
    ["sat", "saturday", "sa", "samedi"],
    ["sun", "sunday", "su", "dimanche"],
];

impl WeekMoment {
    /// What its text is, in words.
    pub const ACCEPTED: &'static str =
        "a weekday (mon, tue, wed, thu, fri, sat, sun) and a time from 00:00 to 23:59: tue-14:00";

    /// A moment; `None` at 24:00, which is 00:00 of the day after, or with seconds.
    #[must_use]
    pub fn new(weekday: Weekday, clock: Clock) -> Option<Self> {
        let is_minute = clock.seconds() < 86_400 && clock.seconds().is_multiple_of(60);
        is_minute.then_some(Self { weekday, clock })
    }

    /// The weekday.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        self.weekday
    }

    /// The time of day.
    #[must_use]
    pub const fn clock(self) -> Clock {
        self.clock
    }

    /// Seconds from the midnight that begins a weekday, 0 to 604,799.
    #[must_use]
    pub fn seconds_from(self, first: Weekday) -> u32 {
        let days = (self.weekday as u32 + 7 - first as u32) % 7;
        days * 86_400 + self.clock.seconds()
    }

    /// Reads what people write: `tuesday 14:00`, `mardi 14h`, `Tu 14:00`, `tue-14:00`.
    ///
    /// # Errors
    /// When it is no weekday with a time of it.
    pub fn from_words(text: &str) -> Result<Self, NotATime> {
        let refused = || NotATime {
            text: text.chars().take(40).collect(),
            wanted: "a weekday and a time from 00:00 to 23:59, such as “tuesday 14:00” or “mardi 14h”",
        };
        let folded = text.trim().to_lowercase();
        let (day, rest) = folded.split_at(folded.find(|c: char| !c.is_alphabetic()).unwrap_or(folded.len()));
        let weekday = Weekday::ALL.into_iter().zip(NAMES).find(|(_, names)| names.contains(&day));
        let (weekday, _) = weekday.ok_or_else(refused)?;
        let between = |c: char| c.is_whitespace() || c == '-' || c == ',';
        let rest = rest.trim_start_matches(between);
        let rest = ["à ", "at "].into_iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        let time: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
        let time = match time.strip_suffix('h') {
            Some(hour) => format!("{hour}:00"),
            None => time.replacen('h', ":", 1),
        };
        let (hour, minutes) = time.split_once(':').ok_or_else(refused)?;
        // One digit of minutes would be read by some as ten of them.
        (!hour.is_empty() && minutes.len() == 2)
            .then(|| time.parse().ok().and_then(|clock| Self::new(weekday, clock)))
            .flatten()
            .ok_or_else(refused)
    }
}

impl fmt::Display for WeekMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.weekday, self.clock)
    }
}

/// Only as it is displayed.
impl FromStr for WeekMoment {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment = Self::from_words(text).ok().filter(|moment| moment.to_string() == text);
        moment.ok_or_else(|| NotATime { text: text.chars().take(40).collect(), wanted: WeekMoment::ACCEPTED })
    }
}

impl Serialize for WeekMoment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_read_as_people_write_it() {
        for text in [
            "tue-14:00",
            "tuesday 14:00",
            "Tuesday, 14:00",
            "Tuesday at 14:00",
            "Tu 14:00",
            "mardi 14:00",
            "mardi 14h",
            "Mardi à 14h00",
            " mardi 14\u{a0}h\u{a0}00 ",
        ] {
            assert_eq!(WeekMoment::from_words(text).unwrap().to_string(), "tue-14:00", "{text}");
        }
        assert_eq!(WeekMoment::from_words("dimanche 9h30").unwrap().to_string(), "sun-09:30");
    }

    #[test]
    fn another_text_is_refused_with_what_is_wanted() {
        for text in [
            "",
            "tuesday",
            "14:00",
            "tue-24:00",
            "tue-14:60",
            "tue-25:00",
            "tue-14:00:30",
            "tue 14",
            "tue 2pm",
            "caturday 14:00",
            "tue-14:0",
            "tue-:00",
            "tue 14:00 15:00",
            "mardi 14h00h",
        ] {
            let error = WeekMoment::from_words(text).unwrap_err().to_string();
            assert!(error.contains("such as “tuesday 14:00”"), "{error}");
            assert!(text.parse::<WeekMoment>().is_err(), "{text}");
        }
        for text in ["tuesday-14:00", "Tue-14:00", "tue 14:00", "tue-9:00", "tue-14h"] {
            let error = text.parse::<WeekMoment>().unwrap_err().to_string();
            assert!(error.contains("tue-14:00"), "{error}");
        }
    }

    #[test]
    fn moments_are_counted_from_any_day() {
        let moment: WeekMoment = "tue-14:00".parse().unwrap();
        assert_eq!(moment.seconds_from(Weekday::Mon), 38 * 3600);
        assert_eq!(moment.seconds_from(Weekday::Tue), 14 * 3600);
        assert_eq!(moment.seconds_from(Weekday::Wed), (6 * 24 + 14) * 3600);
    }

    proptest! {
        #[test]
        fn every_moment_is_read_as_it_is_displayed(day in 0usize..7, hour in 0u32..24, minute in 0u32..60) {
            let moment = WeekMoment::new(Weekday::ALL[day], Clock::at(hour, minute)).unwrap();
            prop_assert_eq!(moment.to_string().parse::<WeekMoment>().unwrap(), moment);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(mon|mardi|[0-9:h -]|\\PC){0,12}") {
            let _ = WeekMoment::from_words(&text);
        }
    }
}
