//! Public holidays of France.
//!
//! The list is that of article L3133-1 of the Code du travail; Alsace and Moselle add Good Friday and 26 December
//! (article L3134-13). Easter Sunday by the anonymous Gregorian algorithm of 1876 (S. Butcher, *The Ecclesiastical
//! Calendar*), as given by J. Meeus, *Astronomical Algorithms*, chapter 8; right for every Gregorian year.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::Date;

/// Which public holidays are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holidays {
    /// None: the tour runs on holidays too.
    None,
    /// The eleven of France.
    #[default]
    France,
    /// Those, and Good Friday and 26 December.
    AlsaceMoselle,
}

impl Holidays {
    /// The name of the holiday that falls on a day, in French; `None` on any other day.
    #[must_use]
    pub fn on(self, date: Date) -> Option<&'static str> {
        if self == Self::None {
            return None;
        }
        let local = self == Self::AlsaceMoselle;
        match (date.month(), date.day()) {
            (1, 1) => return Some("Jour de l’an"),
            (5, 1) => return Some("Fête du travail"),
            (5, 8) => return Some("Victoire de 1945"),
            (7, 14) => return Some("Fête nationale"),
            (8, 15) => return Some("Assomption"),
            (11, 1) => return Some("Toussaint"),
            (11, 11) => return Some("Armistice de 1918"),
            (12, 25) => return Some("Noël"),
            (12, 26) if local => return Some("Saint-Étienne"),
            _ => {}
        }
        match date.days_since(easter(date.year())?) {
            -2 if local => Some("Vendredi saint"),
            1 => Some("Lundi de Pâques"),
            39 => Some("Ascension"),
            50 => Some("Lundi de Pentecôte"),
            _ => None,
        }
    }
}

/// Easter Sunday of a year, by Meeus and Butcher.
#[expect(clippy::many_single_char_names, reason = "the letters of the source")]
fn easter(year: i32) -> Option<Date> {
    let year = u32::try_from(year).ok()?;
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b + 15 - d - g) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l + 114 - 7 * m) / 31, (h + l + 114 - 7 * m) % 31 + 1);
    Date::new(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_on_the_days_of_the_almanacs() {
        // Extreme and exceptional years included: 1954, 1981 and 2049 of the tables of Meeus.
        for date in
            ["1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2026-04-05", "2027-03-28", "2038-04-25"]
        {
            let date: Date = date.parse().unwrap();
            assert_eq!(easter(date.year()), Some(date));
        }
    }

    #[test]
    fn a_year_has_eleven_holidays_and_thirteen_in_strasbourg() {
        let count = |holidays: Holidays, year| {
            let first = Date::new(year, 1, 1).unwrap();
            (0..365).filter(|day| holidays.on(first.plus(*day)).is_some()).count()
        };
        assert_eq!([count(Holidays::France, 2027), count(Holidays::AlsaceMoselle, 2027)], [11, 13]);
        assert_eq!(count(Holidays::None, 2027), 0);
        let ascension: Date = "2027-05-06".parse().unwrap();
        assert_eq!(Holidays::France.on(ascension), Some("Ascension"));
    }
}
