//! The `duration` of a ferry.

/// Seconds stated by a `duration` tag: `MM`, `HH:MM`, `HH:MM:SS` or ISO 8601 (`PT1H30M`).
///
/// `None` where it is none of these, zero, or longer than a week.
#[must_use]
pub fn parse_duration(value: &str) -> Option<u32> {
    let value = value.trim();
    let seconds = match value.strip_prefix("PT") {
        Some(iso) => iso_seconds(iso)?,
        None => clock_seconds(value)?,
    };
    (1..=7 * 86_400).contains(&seconds).then_some(seconds)
}

fn clock_seconds(value: &str) -> Option<u32> {
    let mut parts = [0u32; 3];
    let mut n_parts = 0;
    for part in value.split(':') {
        *parts.get_mut(n_parts)? = part.parse().ok().filter(|n| *n < 100_000)?;
        n_parts += 1;
    }
    match n_parts {
        1 => Some(parts[0] * 60),
        2 => Some(parts[0] * 3600 + parts[1] * 60),
        _ => Some(parts[0] * 3600 + parts[1] * 60 + parts[2]),
    }
}

fn iso_seconds(iso: &str) -> Option<u32> {
    let mut seconds = 0u32;
    let mut digits = String::new();
    for c in iso.chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = digits.parse::<u32>().ok()?.checked_mul(unit)?.checked_add(seconds)?;
        digits.clear();
    }
    digits.is_empty().then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_their_four_forms() {
        for (value, expected) in [
            ("25", Some(1500)),
            ("01:30", Some(5400)),
            ("00:05:30", Some(330)),
            ("PT1H30M", Some(5400)),
            ("PT45S", Some(45)),
            ("PT45", None),
            ("0", None),
            ("1:2:3:4", None),
            ("99999999999", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse_duration(value), expected, "{value}");
        }
    }
}
