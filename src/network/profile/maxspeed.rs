//! What a `maxspeed` value allows, in km/h.
//!
//! A value is a number with an optional unit (`50`, `50 km/h`, `30 mph`), a word (`none`, `walk`)
//! or the name of a rule (`FR:urban`, `zone30`). Names are looked up in the profile's table, first
//! as they are, then without their country.
//!
//! Reference: OpenStreetMap wiki, *Key:maxspeed* and *Speed limits*; for France, Code de la route,
//! R413-2 (80 km/h out of town since 1 July 2018) and R413-3 (50 km/h in town).

use std::collections::BTreeMap;

/// Kilometres in a statute mile.
const KM_PER_MILE: f64 = 1.609_344;

/// The limit that `value` states, in km/h; `None` where it states none that can be used (`signals`,
/// `variable`, an unlimited motorway, or something that is not a limit).
///
/// Of several values (`50;70`) the first counts.
#[must_use]
pub fn parse_maxspeed(value: &str, implicit: &BTreeMap<String, f64>) -> Option<f64> {
    let value = value.split([';', '|']).next().unwrap_or_default().trim();
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let limit = match value[..digits].parse::<f64>() {
        Ok(number) if value[digits..].contains("mph") => number * KM_PER_MILE,
        Ok(number) if value[digits..].contains("knots") => number * 1.852,
        Ok(number) => number,
        Err(_) => {
            let name = value.to_ascii_lowercase();
            let rule = name.split_once(':').map(|(_, rule)| rule);
            let listed = implicit.get(&name).or_else(|| implicit.get(rule?)).copied();
            listed.or_else(|| zone(rule.unwrap_or(&name)))?
        }
    };
    (limit.is_finite() && limit > 0.0 && limit <= 300.0).then_some(limit)
}

/// `zone30`, `zone:30` and `30` (of `FR:30`), in km/h.
fn zone(rule: &str) -> Option<f64> {
    let number = rule.strip_prefix("zone").unwrap_or(rule);
    number.trim_start_matches([':', ' ']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::profile::{Mode, Profile};

    #[test]
    fn french_rules_units_and_words_are_understood() {
        let table = Profile::new(Mode::Car).settings().implicit_maxspeed.clone();
        for (value, expected) in [
            ("50", Some(50.0)),
            ("FR:urban", Some(50.0)),
            ("FR:rural", Some(80.0)),
            ("FR:motorway", Some(130.0)),
            ("FR:zone30", Some(30.0)),
            ("FR:zone:20", Some(20.0)),
            ("zone30", Some(30.0)),
            ("FR:30", Some(30.0)),
            ("50 km/h", Some(50.0)),
            ("50;70", Some(50.0)),
            ("none", Some(140.0)),
            ("walk", Some(6.0)),
            ("DE:rural", Some(100.0)),
            ("DE:motorway", None),
            ("signals", None),
            ("", None),
            ("0", None),
            ("-20", None),
            ("1e400", Some(1.0)),
            ("99999", None),
            ("é50", None),
        ] {
            assert_eq!(parse_maxspeed(value, &table), expected, "{value}");
        }
        let thirty_mph = parse_maxspeed("30 mph", &table).unwrap();
        assert!((thirty_mph - 48.28).abs() < 0.01, "{thirty_mph}");
    }
}
