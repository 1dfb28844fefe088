//! The query string as typed: pairs of a name and a value, decoded strictly.
//!
//! Nothing is guessed: a broken escape or bytes that are not UTF-8 are refused, so that a value is
//! never computed with that differs from the one that was written.

use super::problem::Problem;

/// Longest path, and longest query string, in bytes. A list of 1,000 communes fits.
pub(super) const LONGEST: usize = 8192;

/// Most pairs in one query string.
const MOST_PAIRS: usize = 64 + crate::model::MOST_CHANGES;

/// The pairs of one query string, in their order.
#[derive(Debug, Default)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads a query string whose parameters are among `accepted`.
    ///
    /// # Errors
    /// A 400 problem when it cannot be decoded, or when a parameter is not among `accepted`.
    pub(super) fn read(raw: Option<&str>, accepted: &[&str]) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for piece in raw.unwrap_or_default().split('&').filter(|piece| !piece.is_empty()) {
            if pairs.len() == MOST_PAIRS {
                let detail = format!("a query string may have {MOST_PAIRS} parameters");
                return Err(Problem::unreadable_query(detail));
            }
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let name = decoded(name)?;
            if !accepted.contains(&name.as_str()) {
                let known = match accepted {
                    [] => "no parameter".to_owned(),
                    _ => accepted.join(", "),
                };
                return Err(Problem::parameter_use(&name, "is not known here", known));
            }
            pairs.push((name, decoded(value)?));
        }
        Ok(Self { pairs })
    }

    /// The pairs of one name, whatever others there are: for what tells which others may be.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) fn of(raw: Option<&str>, name: &str) -> Result<Self, Problem> {
        let is_it = |piece: &&str| decoded(piece.split('=').next().unwrap_or("")).is_ok_and(|it| it == name);
        let pieces: Vec<&str> = raw.unwrap_or_default().split('&').filter(is_it).collect();
        Self::read(Some(&pieces.join("&")), &[name])
    }

    /// The value of a parameter that may be given once; `None` when it is absent.
    ///
    /// # Errors
    /// A 400 problem when it is given twice.
    pub(super) fn single(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.values(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Problem::parameter_use(name, "is given more than once", "one value"));
        }
        Ok(first)
    }

    /// The pairs, in their order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values of a parameter that may be given several times.
    pub(super) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Decodes `+` and `%XX` (`application/x-www-form-urlencoded`).
fn decoded(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(hexadecimal), rest.next().and_then(hexadecimal)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(unreadable(text, "a % is not followed by two hexadecimal digits")),
            },
            other => other,
        });
    }
    let decoded = String::from_utf8(bytes).map_err(|_| unreadable(text, "it is not UTF-8"))?;
    if decoded.chars().any(char::is_control) {
        return Err(unreadable(text, "it holds a control character"));
    }
    Ok(decoded)
}

/// Decodes a part of a path: as a value of a query string, but that `+` is itself.
///
/// # Errors
/// A 400 problem when it cannot be decoded.
pub(super) fn decoded_segment(text: &str) -> Result<String, Problem> {
    decoded(&text.replace('+', "%2B"))
}

fn unreadable(text: &str, why: &str) -> Problem {
    Problem::unreadable_query(format!("“{}” cannot be read: {why}", crate::model::shortened(text)))
}

fn hexadecimal(digit: u8) -> Option<u8> {
    // A digit in base 16 is below 16: the conversion cannot fail.
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded() {
        let query = Query::read(Some("q=Saint-Ch%C3%A9ly+d%27Apcher&limit=3&q="), &["q", "limit"]).unwrap();
        assert_eq!(query.values("q").collect::<Vec<_>>(), ["Saint-Chély d'Apcher", ""]);
        assert_eq!(query.single("limit").unwrap(), Some("3"));
    }

    #[test]
    fn what_cannot_be_decoded_is_refused() {
        for raw in ["q=%", "q=%4", "q=%zz", "q=%+1", "q=%ff", "q=%00", "%C3=1", "q=a%0Ab"] {
            assert!(Query::read(Some(raw), &["q"]).is_err(), "{raw}");
        }
        assert!(Query::read(Some(&"q=1&".repeat(MOST_PAIRS + 1)), &["q"]).is_err());
    }

    #[test]
    fn a_parameter_given_twice_or_unknown_is_refused() {
        assert!(Query::read(Some("q=1&q=2"), &["q"]).unwrap().single("q").is_err());
        let problem = Query::read(Some("thresold=20"), &["threshold"]).unwrap_err();
        assert!(format!("{problem:?}").contains("thresold"));
    }
}
