//! What the values of a column look like.

use crate::model::{CommuneCode, folded};

/// What a value may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Latitude,
    Longitude,
    /// A latitude of any number of decimals, which a number that counts something may look like too.
    RoughLatitude,
    /// The same of a longitude.
    RoughLongitude,
    Postcode,
    CommuneCode,
    Phone,
    Email,
    Web,
    Hours,
    Date,
    Siret,
    YesNo,
    /// Metres east, of Lambert-93 or of the systems overseas.
    Easting,
    /// Metres north, of the same.
    Northing,
    /// Text with a letter.
    Words,
}

impl Look {
    pub(super) const ALL: [Self; 16] = [
        Self::Latitude,
        Self::Longitude,
        Self::RoughLatitude,
        Self::RoughLongitude,
        Self::Postcode,
        Self::CommuneCode,
        Self::Phone,
        Self::Email,
        Self::Web,
        Self::Hours,
        Self::Date,
        Self::Siret,
        Self::YesNo,
        Self::Easting,
        Self::Northing,
        Self::Words,
    ];

    /// What such values are, in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Latitude | Self::RoughLatitude => "latitudes in France",
            Self::Longitude | Self::RoughLongitude => "longitudes in France",
            Self::Postcode => "postcodes",
            Self::CommuneCode => "codes of communes",
            Self::Phone => "telephone numbers",
            Self::Email => "e-mail addresses",
            Self::Web => "web addresses",
            Self::Hours => "opening hours",
            Self::Date => "dates",
            Self::Siret => "SIRET numbers",
            Self::YesNo => "yes or no",
            Self::Easting | Self::Northing => "metres of a French projection (Lambert-93, …)",
            Self::Words => "words",
        }
    }

    fn fits(self, text: &str) -> bool {
        let digits = || text.bytes().filter(u8::is_ascii_digit).count();
        match self {
            Self::Latitude | Self::Longitude | Self::RoughLatitude | Self::RoughLongitude => {
                let is_rough = matches!(self, Self::RoughLatitude | Self::RoughLongitude);
                // A whole number is a count, a code or a year.
                let has_decimals =
                    is_rough || text.split(['.', ',']).nth(1).is_some_and(|decimals| decimals.len() >= 2);
                let number: Option<f64> = text.replacen(',', ".", 1).parse().ok();
                let boxes: &[(f64, f64)] = if matches!(self, Self::Latitude | Self::RoughLatitude) {
                    &[(41.0, 51.6), (-21.6, -12.4), (1.9, 18.3)]
                } else {
                    &[(-5.6, 9.8), (44.9, 45.5), (55.1, 56.0), (-63.3, -51.4)]
                };
                has_decimals
                    && number.is_some_and(|n| boxes.iter().any(|(low, high)| (*low..=*high).contains(&n)))
            }
            Self::Postcode => {
                let text = text.strip_suffix(".0").unwrap_or(text);
                (4..=5).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_digit())
                    && (1_000..99_000).contains(&text.parse::<u32>().unwrap_or(0))
            }
            Self::CommuneCode => text.parse::<CommuneCode>().is_ok_and(|code| code.is_insee()),
            Self::Phone => {
                (9..=13).contains(&digits())
                    && text.len() <= 30
                    && (text.starts_with('0') || text.starts_with('+') || text.starts_with('('))
                    && text.chars().all(|c| c.is_ascii_digit() || " +.-()/".contains(c) || c == '\u{a0}')
            }
            Self::Email => {
                text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
                    && !text.contains(' ')
            }
            Self::Web => {
                let small = text.to_lowercase();
                small.starts_with("http://") || small.starts_with("https://") || small.starts_with("www.")
            }
            Self::Hours => is_hours(text),
            Self::Date => is_date(text),
            Self::Siret => text.len() == 14 && digits() == 14,
            Self::YesNo => {
                matches!(
                    folded(text).as_str(),
                    "true" | "false" | "oui" | "non" | "0" | "1" | "x" | "vrai" | "faux"
                )
            }
            Self::Easting | Self::Northing => {
                let number: Option<f64> = text.replacen(',', ".", 1).parse().ok();
                let ranges: &[(f64, f64)] = if self == Self::Easting {
                    &[(50_000.0, 1_300_000.0)]
                } else {
                    // Guyane, the Antilles, metropolitan France, La Réunion, Mayotte.
                    &[
                        (200_000.0, 700_000.0),
                        (1_550_000.0, 2_050_000.0),
                        (6_000_000.0, 7_200_000.0),
                        (7_550_000.0, 7_750_000.0),
                        (8_500_000.0, 8_650_000.0),
                    ]
                };
                number.is_some_and(|n| ranges.iter().any(|(low, high)| (*low..=*high).contains(&n)))
            }
            Self::Words => text.chars().any(char::is_alphabetic),
        }
    }
}

/// Days with times, in OpenStreetMap's words or in French.
fn is_hours(text: &str) -> bool {
    let osm =
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().any(|day| text.contains(day)) && text.contains(':');
    let folded = folded(text);
    let day =
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"].iter().any(|day| folded.contains(day));
    let time = folded
        .bytes()
        .zip(folded.bytes().skip(1))
        .any(|(a, b)| a.is_ascii_digit() && matches!(b, b'h' | b':'));
    osm || (time && (day || folded.len() < 60))
}

fn is_date(text: &str) -> bool {
    let head: String = text.chars().take(10).collect();
    let parts: Vec<&str> = head.split(['-', '/']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let numeric = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    numeric && (lengths == [4, 2, 2] || lengths == [2, 2, 4])
}

/// The values of a column, counted by what they look like.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Values that are not empty.
    pub(super) n_values: u32,
    looks: [u32; Look::ALL.len()],
    /// Values of five digits that end in 0: most postcodes, few codes of communes.
    n_round: u32,
}

impl Profile {
    pub(super) fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.n_values += 1;
        // A long text is a text.
        let is_short = text.len() <= 200;
        for (count, look) in self.looks.iter_mut().zip(Look::ALL) {
            let tried = is_short || matches!(look, Look::Words | Look::Hours);
            *count += u32::from(tried && look.fits(text));
        }
        self.n_round += u32::from(text.ends_with('0'));
    }

    /// The share of values that look so, in percent; 0 without any value.
    pub(super) fn share(&self, look: Look) -> u32 {
        let count = Look::ALL.iter().position(|other| *other == look).map_or(0, |at| self.looks[at]);
        let share = (count * 100).checked_div(self.n_values).unwrap_or(0);
        let mostly_round = self.n_round * 2 > self.n_values;
        match look {
            // The two have the same digits: postcodes are round.
            Look::Postcode if !mostly_round => share.min(40),
            Look::CommuneCode if mostly_round => share.min(40),
            _ => share,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(look: Look, values: &[&str]) -> u32 {
        let mut profile = Profile::default();
        for value in values {
            profile.add(value);
        }
        profile.share(look)
    }

    #[test]
    fn values_are_told_by_their_look() {
        assert_eq!(share(Look::Latitude, &["44.5175", "47,0989", "46", ""]), 66);
        assert_eq!(share(Look::Longitude, &["3.596", "-1.2345", "44.51"]), 66);
        assert_eq!(share(Look::Postcode, &["48000", "1290", "75001.0"]), 100);
        assert_eq!(share(Look::CommuneCode, &["48095", "2A004", "48061"]), 100);
        assert_eq!(share(Look::CommuneCode, &["48000", "48100", "48400"]), 40, "those are postcodes");
        assert_eq!(share(Look::Postcode, &["48095", "48061", "48092"]), 40, "those are not");
        assert_eq!(share(Look::Phone, &["04 66 65 12 34", "+33466651234", "12"]), 66);
        assert_eq!(
            share(Look::Hours, &["Mo-Fr 09:00-12:00", "Mercredi de 14h à 16h", "9h à 12h", "rien"]),
            75
        );
        assert_eq!(share(Look::Date, &["2024-04-02", "02/04/2024"]), 100);
        assert_eq!(share(Look::Email, &[]), 0);
    }
}
