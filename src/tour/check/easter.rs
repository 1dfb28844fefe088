//! Days without tour, by another way than the solver's.
//!
//! Easter by C. F. Gauss (1800, corrected 1816), as given in J.-M. Oudin's form by the *Explanatory Supplement to the
//! Astronomical Almanac* (1992), page 582.

use crate::calendar::Date;
use crate::tour::holidays::Holidays;
use crate::tour::rules::Rules;

/// Month and day of Easter Sunday.
#[expect(clippy::many_single_char_names, reason = "the letters of the source")]
fn easter(year: i32) -> (i32, i32) {
    let century = year / 100;
    let g = year % 19;
    let k = (century - 17) / 25;
    let mut i = (century - century / 4 - (century - k) / 3 + 19 * g + 15) % 30;
    i -= (i / 28) * (1 - (1 / (i + 1)).max(i / 28) * (29 / (i + 1)) * ((21 - g) / 11));
    let j = (year + year / 4 + i + 2 - century + century / 4) % 7;
    let l = i - j;
    let month = 3 + (l + 40) / 44;
    (month, l + 28 - 31 * (month / 4))
}

/// Whether the rules forbid a tour on a day.
pub(super) fn is_closed(rules: &Rules, date: Date) -> bool {
    if rules.closed.iter().any(|closed| (closed.from..=closed.to).contains(&date)) {
        return true;
    }
    if rules.holidays == Holidays::None {
        return false;
    }
    let (month, day) = easter(date.year());
    let sunday = u32::try_from(month).ok().zip(u32::try_from(day).ok());
    let sunday = sunday.and_then(|(month, day)| Date::new(date.year(), month, day));
    let mut feasts = vec![1_u32, 39, 50];
    let mut fixed = vec!["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"];
    let alsace = rules.holidays == Holidays::AlsaceMoselle;
    if alsace {
        fixed.push("12-26");
    }
    feasts.retain(|after| sunday.is_some_and(|sunday| sunday.plus(*after) == date));
    let good_friday = alsace && sunday.is_some_and(|sunday| date.plus(2) == sunday);
    !feasts.is_empty() || good_friday || fixed.contains(&&date.to_string()[5..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_holidays_agree_for_three_centuries() {
        for holidays in [Holidays::France, Holidays::AlsaceMoselle, Holidays::None] {
            let mut date = Date::new(1900, 1, 1).unwrap();
            let mut rules = Rules::between(date, date);
            rules.holidays = holidays;
            while date < Date::new(2200, 12, 31).unwrap() {
                assert_eq!(is_closed(&rules, date), holidays.on(date).is_some(), "{date}");
                date = date.plus(1);
            }
        }
    }
}
