//! Hours in plain French, to the syntax of OpenStreetMap.
//!
//! Days and then times, again and again: `lundi 9:00 - 12:00 / 13:30 - 17:00 ; mardi 9h-12h`, `du lundi au vendredi de
//! 9h30 à 12h et de 14h à 17h`. Every word has to be known; a text with any other is left alone.

use crate::model::folded;

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const CODES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Day(usize),
    /// Minutes from midnight.
    Time(u32),
    /// From the one before to the one after.
    To,
    /// Between days, between ranges of times, or before either.
    Between,
}

/// The hours in the syntax of OpenStreetMap; `None` where it is no French of this kind.
pub(super) fn to_osm(text: &str) -> Option<String> {
    let words = words(&folded(text))?;
    if !words.iter().any(|word| matches!(word, Word::Day(_))) {
        return None;
    }
    let mut by_day: [Vec<[u32; 2]>; 7] = Default::default();
    let mut rest = trimmed(&words);
    while !rest.is_empty() {
        let (days, after) = days(rest)?;
        let (times, after) = times(after)?;
        for day in days {
            by_day[day].extend(&times);
        }
        rest = trimmed(after);
    }
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let rule = |(day, mut ranges): (usize, Vec<[u32; 2]>)| {
        ranges.sort_unstable();
        ranges.dedup();
        // Ranges of one day that overlap contradict each other.
        let apart = ranges.windows(2).all(|pair| pair[0][1] <= pair[1][0]);
        let ranges: Vec<String> =
            ranges.iter().map(|[from, to]| format!("{}-{}", clock(*from), clock(*to))).collect();
        apart.then(|| format!("{} {}", CODES[day], ranges.join(",")))
    };
    let open = by_day.into_iter().enumerate().filter(|(_, ranges)| !ranges.is_empty());
    let rules: Option<Vec<String>> = open.map(rule).collect();
    Some(rules?.join("; "))
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            let (minutes, length) = time(rest)?;
            words.push(Word::Time(minutes));
            length
        } else if first.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            words.push(word(&rest[..length])?);
            length
        } else {
            words.push(match first {
                '-' | '–' => Word::To,
                '/' | ',' | ';' | '.' | ':' => Word::Between,
                _ => return None,
            });
            first.len_utf8()
        };
        rest = rest[length..].trim_start();
    }
    Some(words)
}

fn word(text: &str) -> Option<Word> {
    if let Some(day) = DAYS.iter().position(|day| text == *day || text.strip_suffix('s') == Some(*day)) {
        return Some(Word::Day(day));
    }
    match text {
        "a" | "au" => Some(Word::To),
        "de" | "du" | "le" | "les" | "et" | "puis" => Some(Word::Between),
        _ => None,
    }
}

/// A time at the head of a text, minutes from midnight, and its length: `9`, `9h`, `9h30`, `9:30`, `09 h 30` is not.
fn time(text: &str) -> Option<(u32, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(text);
    let hour: u32 = text[..hours].parse().ok().filter(|hour| *hour <= 24 && hours <= 2)?;
    let after = &text[hours..];
    let Some(mark) = after.chars().next().filter(|c| matches!(c, 'h' | ':')) else {
        return Some((hour * 60, hours));
    };
    let length = digits(&after[1..]);
    let minute: u32 = match (length, mark) {
        (0, 'h') => 0,
        (2, _) => after[1..3].parse().ok().filter(|minute| *minute < 60)?,
        _ => return None,
    };
    let minutes = hour * 60 + minute;
    (minutes <= 1440).then_some((minutes, hours + 1 + length))
}

/// The words from the first that is not between others.
fn trimmed(mut words: &[Word]) -> &[Word] {
    while let [Word::Between, rest @ ..] = words {
        words = rest;
    }
    words
}

/// The days at the head, at least one, and the words after them.
fn days(mut words: &[Word]) -> Option<(Vec<usize>, &[Word])> {
    let mut days: Vec<usize> = Vec::new();
    loop {
        words = match trimmed(words) {
            [Word::Day(from), Word::To, Word::Day(to), rest @ ..] => {
                let range = *from..=*to;
                days.extend((from < to).then_some(range)?);
                rest
            }
            [Word::Day(day), rest @ ..] => {
                days.push(*day);
                rest
            }
            rest => return (!days.is_empty()).then_some((days, rest)),
        };
    }
}

/// The ranges of times at the head, at least one, and the words after them.
fn times(mut words: &[Word]) -> Option<(Vec<[u32; 2]>, &[Word])> {
    let mut ranges = Vec::new();
    loop {
        words = match trimmed(words) {
            [Word::Time(from), Word::To, Word::Time(to), rest @ ..] if from < to => {
                ranges.push([*from, *to]);
                rest
            }
            rest @ ([] | [Word::Day(_), ..]) if !ranges.is_empty() => return Some((ranges, rest)),
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::to_osm;

    #[test]
    fn the_shapes_of_the_lists_are_read() {
        for (french, osm) in [
            (
                "lundi 9:00 - 12:00 / 13:30 - 17:00 ; mardi 9:00-12:00",
                "Mo 09:00-12:00,13:30-17:00; Tu 09:00-12:00",
            ),
            ("Mercredi de 14h à 15H30", "We 14:00-15:30"),
            ("vendredi de 14 à 16h", "Fr 14:00-16:00"),
            ("du lundi au mercredi de 10h à 18h", "Mo 10:00-18:00; Tu 10:00-18:00; We 10:00-18:00"),
            (
                "Lundi, Mardi et Vendredi de 9H30 à 10H30 puis 11h à 12H et Vendredi de 14h à 15H",
                "Mo 09:30-10:30,11:00-12:00; Tu 09:30-10:30,11:00-12:00; Fr 09:30-10:30,11:00-12:00,14:00-15:00",
            ),
            ("mardi de 10h à 12h, le mardi de 14h à 16h", "Tu 10:00-12:00,14:00-16:00"),
            ("MERCREDI 17h - 19h", "We 17:00-19:00"),
            ("samedi 9:00\u{a0}– 12:00", "Sa 09:00-12:00"),
        ] {
            assert_eq!(to_osm(french).as_deref(), Some(osm), "{french}");
        }
    }

    #[test]
    fn one_word_that_is_not_known_and_nothing_is_read() {
        for text in [
            "lundi 9:00 - 12:00 / Sur RDV : 13:30 - 17:00",
            "mardi 9h-12h semaines paires",
            "samedi après-midi tous les 15 jours de 14h à 16h",
            "lundi 9:00 - 12:00 / 11:00 - 17:00",
            "lundi 12h - 9h",
            "lundi",
            "lundi 9:00",
            "9:00 - 12:00",
            "vendredi au lundi 9h - 12h",
            "lundi 25h - 26h",
            "Mo-Fr 09:00-12:00",
            "",
        ] {
            assert_eq!(to_osm(text), None, "{text}");
        }
    }
}
