//! Whether a closure by the calendar closes a road in winter.
//!
//! Winter is the middle of January: the passes that winter closes are closed then, whatever the dates
//! of their opening, and what is closed for a market, a school or the toads of March is not. A closure
//! of some hours a day leaves the road open.
//!
//! Texts are those of OpenStreetMap (`Nov 15-May 31`, `snow`) and of French road data (`du 15/11 au
//! 31/05`, `hiver`, `15 novembre - 31 mai`).

/// What a text says of winter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    /// In force in the middle of January, all day.
    Winter,
    /// In force at other times, or at some hours only.
    Other,
    /// It names no date, no hour and no weather.
    Unsaid,
}

/// The first letters of the months, English then French, without accents.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "fev"],
    &["mar"],
    &["apr", "avr"],
    &["may", "mai"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aou"],
    &["sep"],
    &["oct"],
    &["nov"],
    &["dec"],
];

/// What a text says of winter.
pub(crate) fn season(text: &str) -> Season {
    let text = text.to_lowercase().replace(['é', 'è', 'û'], "e").replace("aoet", "aout");
    if ["winter", "snow", "hiver", "neig", "verglas"].iter().any(|word| text.contains(word)) {
        return Season::Winter;
    }
    let hours = has_hours(&text);
    let months = months(&text);
    if months.is_empty() {
        return if hours { Season::Other } else { Season::Unsaid };
    }
    let covers_january = months.chunks(2).any(|range| match range {
        // A range that goes over the end of the year, or begins with it.
        [from, to] => from > to || *from == 0,
        _ => range == [0],
    });
    if covers_january && !hours { Season::Winter } else { Season::Other }
}

/// Whether a text names hours (`20:00-06:00`), other than those of a whole day.
fn has_hours(text: &str) -> bool {
    text.replace("00:00-24:00", "").replace("00:00-23:59", "").as_bytes().windows(3).any(
        |three| matches!(three, [hour, b':', minute] if hour.is_ascii_digit() && minute.is_ascii_digit()),
    )
}

/// The months that a text names, in order, 0 for January: by name, or as `DD/MM`.
fn months(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '/')) {
        let name = word.trim_matches(|c: char| c.is_ascii_digit());
        if let Some(month) = MONTHS.iter().position(|names| names.iter().any(|n| name.starts_with(n))) {
            found.push(month);
        } else if let Some((day, rest)) = word.split_once('/') {
            let month = rest.split('/').next().and_then(|month| month.parse::<usize>().ok());
            if let (Ok(1..=31), Some(month @ 1..=12)) = (day.parse::<u8>(), month) {
                found.push(month - 1);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winter_is_the_middle_of_january() {
        for (text, expected) in [
            ("Nov-Apr", Season::Winter),
            ("Oct 15-May 31", Season::Winter),
            ("Sep-Jun", Season::Winter),
            ("Jan-Mar", Season::Winter),
            ("Dec 01-Mar 15 00:00-24:00", Season::Winter),
            ("snow", Season::Winter),
            ("winter", Season::Winter),
            ("du 15/11 au 31/05", Season::Winter),
            ("15 novembre - 31 mai", Season::Winter),
            ("Fermeture hivernale", Season::Winter),
            ("1er décembre au 1er avril", Season::Winter),
            ("Feb-Apr", Season::Other),
            ("Jul 01-Aug 31", Season::Other),
            ("01/07/2024-31/08/2024", Season::Other),
            ("Nov-Mar 20:00-06:00", Season::Other),
            ("Su 06:00-14:00", Season::Other),
            ("August", Season::Other),
            ("weight>3.5", Season::Unsaid),
            ("", Season::Unsaid),
        ] {
            assert_eq!(season(text), expected, "{text}");
        }
    }
}
