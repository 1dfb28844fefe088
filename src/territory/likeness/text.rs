//! Names and streets as they are compared: folded, without filling words, abbreviations written out.

use crate::model::folded;

/// Abbreviations, and what they stand for.
const LONG: [(&str, &str); 24] = [
    ("st", "saint"),
    ("ste", "sainte"),
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("bld", "boulevard"),
    ("blvd", "boulevard"),
    ("pl", "place"),
    ("r", "rue"),
    ("rte", "route"),
    ("chem", "chemin"),
    ("che", "chemin"),
    ("imp", "impasse"),
    ("all", "allee"),
    ("fg", "faubourg"),
    ("fbg", "faubourg"),
    ("sq", "square"),
    ("gal", "general"),
    ("dr", "docteur"),
    ("mal", "marechal"),
    ("pdt", "president"),
    ("msap", "maison services public"),
    ("epn", "espace public numerique"),
    ("mjc", "maison jeunes culture"),
];

/// Words that tell nothing of themselves.
const FILLING: [&str; 18] = [
    "de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en", "sur", "the", "s", "cedex",
    "bp",
];

/// Words that are common among venues: weigh less.
const COMMON: [&str; 16] = [
    "france",
    "services",
    "service",
    "mairie",
    "bibliotheque",
    "mediatheque",
    "espace",
    "public",
    "numerique",
    "maison",
    "centre",
    "social",
    "ccas",
    "association",
    "rue",
    "place",
];

/// A text as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Words, sorted, each once.
    words: Vec<String>,
    /// Groups of three letters of the words that are not common, else of all; sorted, each once.
    trigrams: Vec<[char; 3]>,
}

impl Key {
    fn of(text: &str, leave_out: &[String]) -> Self {
        let mut words: Vec<String> =
            split(text).into_iter().filter(|word| !leave_out.contains(word)).collect();
        words.sort_unstable();
        words.dedup();
        let mut trigrams = Vec::new();
        // Long common words would drown what tells two names apart.
        let telling: Vec<&String> = words.iter().filter(|word| !COMMON.contains(&word.as_str())).collect();
        let telling = if telling.is_empty() { words.iter().collect() } else { telling };
        for word in telling {
            let letters: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
            trigrams.extend(letters.windows(3).map(|w| [w[0], w[1], w[2]]));
        }
        trigrams.sort_unstable();
        trigrams.dedup();
        Self { words, trigrams }
    }

    /// The key of a name; the name of its commune tells nothing, unless there is nothing else.
    pub(super) fn of_name(name: &str, commune: Option<&str>) -> Self {
        let key = Self::of(name, &commune.map(split).unwrap_or_default());
        if key.words.iter().all(|word| COMMON.contains(&word.as_str())) { Self::of(name, &[]) } else { key }
    }
}

fn split(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let long = LONG.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| *long);
            long.split(' ').map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|word| !FILLING.contains(&word.as_str()))
        .collect()
}

/// How alike two names are, 0 to 100: the better of the words that they share (common ones at a quarter) and of the
/// groups of three letters, as Dice counts (twice the shared over the sum).
pub(super) fn name_similarity(a: &Key, b: &Key) -> u8 {
    let weight = |word: &String| if COMMON.contains(&word.as_str()) { 1 } else { 4 };
    let total = |words: &[String]| words.iter().map(weight).sum::<usize>();
    let shared: usize = a.words.iter().filter(|word| b.words.binary_search(word).is_ok()).map(weight).sum();
    let by_words = dice(shared, total(&a.words), total(&b.words));
    let shared = a.trigrams.iter().filter(|trigram| b.trigrams.binary_search(trigram).is_ok()).count();
    by_words.max(dice(shared, a.trigrams.len(), b.trigrams.len()))
}

/// How alike two streets are, 0 to 100.
pub(super) fn street_similarity(a: &Key, b: &Key) -> u8 {
    name_similarity(a, b)
}

fn dice(shared: usize, a: usize, b: usize) -> u8 {
    let percent = (200 * shared).checked_div(a + b).unwrap_or(0);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// The number and the street of an address.
pub(super) fn split_address(address: &str) -> (Option<u32>, Option<Key>) {
    let trimmed = address.trim_start();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let number = trimmed[..digits].parse().ok();
    let punctuation = |c: char| !c.is_alphanumeric();
    let rest = trimmed[digits..].trim_start_matches(punctuation);
    let word = rest.split(punctuation).next().unwrap_or_default();
    let is_repeat = digits > 0 && matches!(folded(word).as_str(), "bis" | "ter" | "quater");
    let rest = if is_repeat { rest[word.len()..].trim_start_matches(punctuation) } else { rest };
    let key = Key::of(rest, &[]);
    (number, (!key.words.is_empty()).then_some(key))
}

/// The digits of a French number as dialled at home: `+33 4 66…` and `04 66…` are one.
pub(super) fn digits_of_phone(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let home = digits.strip_prefix("0033").or(digits.strip_prefix("33").filter(|rest| rest.len() == 9));
    let digits = home.map_or(digits.clone(), |rest| format!("0{rest}"));
    // Zeros alone are nobody's number.
    (digits.len() >= 9 && digits.bytes().any(|byte| byte != b'0')).then_some(digits)
}

/// A page without what differs from one spelling to another; the page of a host alone may be of many venues.
pub(super) fn key_of_site(site: &str) -> Option<String> {
    let first = site.split(['|', ';', ' ']).find(|part| !part.is_empty())?;
    let lower = first.to_lowercase();
    let bare = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/');
    (bare.len() > 3).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> u8 {
        name_similarity(&Key::of_name(a, None), &Key::of_name(b, None))
    }

    #[test]
    fn spelling_accents_and_abbreviations_do_not_count() {
        assert_eq!(alike("Médiathèque de St-Chély", "MEDIATHEQUE SAINT CHELY"), 100);
        assert_eq!(alike("MSAP de Langogne", "Maison de Services au Public de Langogne"), 100);
        assert!(alike("Mediatheque Lamartine", "Médiathèque Lamartinne") >= 80);
    }

    #[test]
    fn a_shared_common_word_is_no_likeness() {
        assert!(alike("Bibliothèque de Florac", "Bibliothèque de Mende") < 60);
        assert!(alike("Mairie", "Centre social") < 20);
    }

    #[test]
    fn addresses_telephones_and_pages_are_brought_to_one_form() {
        let (number, street) = split_address("12 bis, av. du Gal de Gaulle");
        assert_eq!((number, street), (Some(12), Some(Key::of("avenue général Gaulle", &[]))).clone());
        assert_eq!(digits_of_phone("+33 4 66 65 12 34"), digits_of_phone("04.66.65.12.34"));
        assert_eq!(digits_of_phone("0000000000"), None);
        assert_eq!(key_of_site("HTTPS://www.Mende.fr/"), key_of_site("mende.fr"));
    }
}
