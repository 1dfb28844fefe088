//! Numbers, times and phrases as the French administration writes them.
//!
//! Thousands are set apart by U+202F, a unit or a percent sign by U+00A0 or U+202F, so that no
//! figure is ever broken over two lines.

use crate::calendar::{Date, WeekMoment, Weekday};
use crate::units::{People, Seconds};

/// Narrow no-break space: thousands, and before `;`, `!`, `?` and `%`.
pub const NARROW: char = '\u{202F}';
/// No-break space: before `:` and units, inside guillemets.
pub const NBSP: char = '\u{A0}';

/// `76 486`, rounded to a whole number.
#[must_use]
pub fn whole(value: f64) -> String {
    decimal(value, 0)
}

/// `12,5`, `1 234,5`: up to `decimals` decimals, without trailing zeros.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (digits, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let is_zero = digits == "0" && rest.is_empty();
    let mut text = if value < 0.0 && !is_zero { "−".to_owned() } else { String::new() };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(NARROW);
        }
        text.push(digit);
    }
    if rest.is_empty() { text } else { text + "," + rest }
}

/// `1 habitant`, `76 486 habitants`.
#[must_use]
pub fn inhabitants(people: People) -> String {
    let noun = if people < People::whole(2) { "habitant" } else { "habitants" };
    format!("{}{NBSP}{noun}", whole(people.value()))
}

/// `1 commune`, `12 communes`: French takes the plural from 2 on.
#[must_use]
pub fn count(n: usize, singular: &str, plural: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count to show")]
    let number = whole(n as f64);
    format!("{number}{NBSP}{}", if n < 2 { singular } else { plural })
}

/// `78,4 %`, from a share between 0 and 1.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{}{NARROW}%", decimal(share * 100.0, 1))
}

/// `12 min 30 s`, `45 min`, `1 h 05`.
#[must_use]
pub fn duration(seconds: Seconds) -> String {
    let total = (seconds.thousandths() + 500) / 1000;
    let (hours, minutes, rest) = (total / 3600, total % 3600 / 60, total % 60);
    match (hours, minutes, rest) {
        (0, 0, s) => format!("{s}{NBSP}s"),
        (0, m, 0) => format!("{m}{NBSP}min"),
        (0, m, s) => format!("{m}{NBSP}min{NBSP}{s:02}{NBSP}s"),
        // Beyond an hour the minute is precise enough.
        (h, m, s) => {
            let minutes = if s >= 30 { m + 1 } else { m };
            format!("{}{NBSP}h{NBSP}{:02}", h + minutes / 60, minutes % 60)
        }
    }
}

/// `4 janvier 2027`.
#[must_use]
pub fn day(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = MONTHS[(date.month() as usize - 1) % 12];
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day} {month} {}", date.year())
}

/// `lundi`.
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    weekday_name(date.weekday())
}

/// `lundi`.
#[must_use]
pub const fn weekday_name(day: Weekday) -> &'static str {
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"][day.index()]
}

/// `mardi à 14 h`, `mercredi à 9 h 30`.
#[must_use]
pub fn moment(moment: WeekMoment) -> String {
    let minutes = moment.clock().seconds() / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    let rest = if minute == 0 { String::new() } else { format!("{NBSP}{minute:02}") };
    format!("{} à {hour}{NBSP}h{rest}", weekday_name(moment.weekday()))
}

/// `lundi 4 janvier 2027`.
#[must_use]
pub fn weekday_and_day(date: Date) -> String {
    format!("{} {}", weekday(date), day(date))
}

/// `22 h`, and from two days on `5,2 jours`: a wait, which nobody needs to the minute.
#[must_use]
pub fn waiting(time: Seconds) -> String {
    let hours = time.value() / 3600.0;
    match hours {
        ..2.0 => duration(Seconds::from_thousandths(time.thousandths() / 60_000 * 60_000)),
        ..48.0 => format!("{}{NBSP}h", decimal(hours, 0)),
        _ => format!("{}{NBSP}jours", decimal(hours / 24.0, 1)),
    }
}

/// What a French table says where others have a word for programs: the value of a column of this name. `None` where
/// both are the same.
#[must_use]
pub fn value_in_french(column: &str, value: &str) -> Option<String> {
    let fixed = match (column, value) {
        ("band", "unreachable") => "non atteint",
        ("point_precision", "town_hall") => "mairie",
        ("point_precision", "point_on_surface") => "point de la surface",
        ("point_precision", "other") => "autre source",
        ("point_precision", "grid_cell") => "carreau",
        ("point_precision", "imputed_cell") => "carreau imputé",
        ("point_precision", "unknown") => "inconnue",
        ("position", "given") => "donnée",
        ("position", "swapped") => "donnée, longitude et latitude échangées",
        ("position", "converted") => "donnée, convertie",
        ("position", "chef_lieu") => "chef-lieu de la commune",
        ("reason", "no venue matches the filters in the territory or its surroundings") => {
            "aucun lieu ne répond aux filtres dans le territoire ni alentour"
        }
        ("reason", "the position of this place is not known") => "position inconnue",
        ("reason", "not computed: no venue is near enough to a road") => {
            "non calculé : aucun lieu assez près d’une route"
        }
        ("reason", "not computed: there is no road") => "non calculé : aucune route",
        ("reason", "no route by road") => "aucun itinéraire par la route",
        ("reason", text) => {
            let of = |start: &str, said: &str| {
                let metres = text.strip_prefix(start)?.strip_suffix(" m from the nearest road")?;
                Some(format!("non calculé{NBSP}: {said} à {metres}{NBSP}m de la route la plus proche"))
            };
            return of("not computed: the destination is ", "lieu").or_else(|| of("not computed: ", "point"));
        }
        _ => return None,
    };
    Some(fixed.replace(" :", "\u{a0}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals_are_written_the_french_way() {
        assert_eq!(whole(76_486.0), "76\u{202F}486");
        assert_eq!(whole(1_234_567.4), "1\u{202F}234\u{202F}567");
        assert_eq!(whole(-1200.0), "−1\u{202F}200");
        assert_eq!(decimal(12.50, 2), "12,5");
        assert_eq!(decimal(3200.46, 1), "3\u{202F}200,5");
        assert_eq!([decimal(-0.04, 1), decimal(-2.5, 1)], ["0", "−2,5"]);
        assert_eq!(percent(0.7843), "78,4\u{202F}%");
    }

    #[test]
    fn nouns_agree_with_their_number() {
        assert_eq!(inhabitants(People::ZERO), "0\u{A0}habitant");
        assert_eq!(inhabitants(People::whole(2)), "2\u{A0}habitants");
        assert_eq!(count(1, "commune", "communes"), "1\u{A0}commune");
    }

    #[test]
    fn times_keep_the_precision_that_matters() {
        let text = |s: f64| duration(Seconds::new(s).unwrap()).replace(NBSP, " ");
        assert_eq!(text(45.0), "45 s");
        assert_eq!(text(750.0), "12 min 30 s");
        assert_eq!(text(1200.0), "20 min");
        assert_eq!(text(3930.0), "1 h 06");
        assert_eq!(text(7_199.0), "2 h 00");
    }

    #[test]
    fn a_moment_of_the_week_is_told_as_it_is_spoken() {
        let text = |text: &str| moment(text.parse().unwrap()).replace(NBSP, " ");
        assert_eq!([text("tue-14:00"), text("wed-09:05")], ["mardi à 14 h", "mercredi à 9 h 05"]);
    }

    #[test]
    fn a_wait_is_told_in_hours_and_then_in_days() {
        let text = |hours: u32| waiting(Seconds::from_minutes(60 * hours)).replace(NBSP, " ");
        assert_eq!([text(1), text(22), text(132)], ["1 h 00", "22 h", "5,5 jours"]);
    }

    #[test]
    fn every_word_for_programs_has_a_french_one() {
        use crate::model::{PointPrecision, PositionOrigin};
        use crate::travel::Unreached;
        use crate::units::Metres;
        let metres = Metres::from_thousandths(1_500_400);
        for reason in [
            Unreached::NoDestination,
            Unreached::NoPosition,
            Unreached::NotNearRoad { metres },
            Unreached::DestinationNotNearRoad { metres },
            Unreached::NoDestinationNearRoad,
            Unreached::NoRoad,
            Unreached::NoRoute,
        ] {
            assert!(value_in_french("reason", &reason.to_string()).is_some(), "{reason}");
        }
        for precision in [
            PointPrecision::TownHall,
            PointPrecision::PointOnSurface,
            PointPrecision::Other,
            PointPrecision::GridCell,
            PointPrecision::ImputedCell,
            PointPrecision::Unknown,
        ] {
            assert!(value_in_french("point_precision", precision.as_str()).is_some(), "{precision:?}");
        }
        for origin in [
            PositionOrigin::Given,
            PositionOrigin::Swapped,
            PositionOrigin::Converted,
            PositionOrigin::ChefLieu,
        ] {
            assert!(value_in_french("position", origin.as_str()).is_some(), "{origin:?}");
        }
        assert_eq!(value_in_french("band", "10-15 min"), None);
        assert_eq!(value_in_french("name", "unreachable"), None);
        let far = Unreached::NotNearRoad { metres }.to_string();
        assert_eq!(
            value_in_french("reason", &far).unwrap(),
            "non calculé\u{a0}: point à 1500\u{a0}m de la route la plus proche"
        );
    }
}
