//! The parameter `datetime` of OGC API – Features: a moment, or the time from one to another, either end open.
//!
//! What our collections are about are days, by the calendar on the wall: a moment stands for its day, whatever
//! its time and offset.

use super::super::record::Cell;
use crate::calendar::Date;

/// Days from a first to a last one, both inclusive; an end that is open is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    first: Option<Date>,
    last: Option<Date>,
}

/// A text is not such a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a date or a moment of RFC 3339, or two of them with / between, .. for an open end")]
pub struct DaysError(pub String);

impl Days {
    /// Reads `2026-11-22`, `2026-11-22T08:00:00Z`, `2026-11-01/2026-11-30`, `../2026-11-30`, `2026-11-01/..`; an
    /// open end may be empty too.
    ///
    /// # Errors
    /// When it is none of these, or ends before it begins.
    pub fn read(text: &str) -> Result<Self, DaysError> {
        let wrong = || DaysError(crate::model::shortened(text));
        let end = |part: &str| match part {
            "" | ".." => Ok(None),
            moment => day_of(moment).map(Some).ok_or_else(wrong),
        };
        let days = if let Some((first, last)) = text.split_once('/') {
            Self { first: end(first)?, last: end(last)? }
        } else {
            let day = day_of(text).ok_or_else(wrong)?;
            Self { first: Some(day), last: Some(day) }
        };
        if days.first.zip(days.last).is_some_and(|(first, last)| last < first) {
            Err(wrong())
        } else {
            Ok(days)
        }
    }

    /// Whether one of some days is among these.
    pub(super) fn hold_one_of(self, days: &[Date]) -> bool {
        days.iter().any(|day| {
            self.first.is_none_or(|first| first <= *day) && self.last.is_none_or(|last| *day <= last)
        })
    }
}

/// The day of a date or of a moment of RFC 3339.
fn day_of(text: &str) -> Option<Date> {
    let (date, time) = match text.split_at_checked(10)? {
        (date, "") => (date, None),
        (date, time) => (date, Some(time.strip_prefix(['T', 't', ' '])?)),
    };
    if time.is_some_and(|time| !is_time(time)) {
        return None;
    }
    date.parse().ok()
}

/// `08:00:00`, with a fraction perhaps, then `Z` or an offset.
fn is_time(text: &str) -> bool {
    let two = |text: &str, most: u32| {
        text.len() == 2
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.parse().is_ok_and(|n: u32| n <= most)
    };
    let clock = |text: &str| {
        let mut parts = text.split(':');
        let hours = parts.next().is_some_and(|part| two(part, 23));
        hours && parts.next().is_some_and(|part| two(part, 59)) && parts.next().is_none()
    };
    let Some((hours_minutes, rest)) = text.split_at_checked(5) else { return false };
    let Some((seconds, rest)) = rest.split_at_checked(3) else { return false };
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() == fraction.len() {
                return false;
            }
            offset
        }
        None => rest,
    };
    clock(hours_minutes)
        && seconds.strip_prefix(':').is_some_and(|seconds| two(seconds, 60))
        && (matches!(offset, "Z" | "z") || offset.strip_prefix(['+', '-']).is_some_and(clock))
}

/// The date that a text begins with: sources write `2024-05-31`, and `2024-05-31T00:00:00` too.
pub(super) fn leading_date(text: &str) -> Option<Date> {
    text.trim().split_at_checked(10).map_or_else(|| text.trim(), |(date, _)| date).parse().ok()
}

/// The days that a cell names.
pub(super) fn of_cell(cell: &Cell) -> Vec<Date> {
    match cell {
        Cell::Text(text) => leading_date(text).into_iter().collect(),
        Cell::List(items) => items.iter().filter_map(|item| leading_date(item)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_times_between_two_are_read_and_the_rest_is_refused() {
        let day = |text: &str| text.parse::<Date>().ok();
        for (text, first, last) in [
            ("2026-11-22", "2026-11-22", "2026-11-22"),
            ("2026-11-22T23:59:60Z", "2026-11-22", "2026-11-22"),
            ("2026-11-22t08:00:00.25+02:00/..", "2026-11-22", ""),
            ("../2026-11-22", "", "2026-11-22"),
            ("/2026-11-22", "", "2026-11-22"),
            ("2026-11-01/2026-11-30", "2026-11-01", "2026-11-30"),
            ("../..", "", ""),
        ] {
            assert_eq!(Days::read(text), Ok(Days { first: day(first), last: day(last) }), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-02-31",
            "2026-11-22T",
            "2026-11-22T08:00",
            "2026-11-22T08:00:00",
            "2026-11-22T24:00:00Z",
            "2026-11-22T08:00:00.Z",
            "2026-11-22T08:00:00+2",
            "2026-11-30/2026-11-01",
            "2026-11-01/2026-11-02/2026-11-03",
            "é2026-11-22",
            "now",
        ] {
            assert!(Days::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn both_ends_are_inside() {
        let days = Days::read("2026-11-01/2026-11-30").unwrap();
        let hold = |text: &str| days.hold_one_of(&[text.parse().unwrap()]);
        assert!(hold("2026-11-01") && hold("2026-11-30"));
        assert!(!hold("2026-10-31") && !hold("2026-12-01") && !days.hold_one_of(&[]));
    }
}
