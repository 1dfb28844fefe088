//! Content coding and conditional requests (RFC 9110, sections 12.5.3 and 13.1.2).

use axum::http::{HeaderMap, header};

/// How the bytes of an answer are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Coding {
    /// Not at all.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// The coding that a client prefers among those offered; Brotli, then gzip, where it is indifferent.
    /// Identity where it refuses all, which RFC 9110 allows and every client understands.
    pub(super) fn preferred(headers: &HeaderMap) -> Self {
        let mut wishes: [Option<u16>; 2] = [None, None];
        let mut any = None;
        for item in list_items(headers, &header::ACCEPT_ENCODING) {
            let (name, weight) = weighted(item);
            match name.to_ascii_lowercase().as_str() {
                "br" => wishes[0] = Some(weight),
                "gzip" | "x-gzip" => wishes[1] = Some(weight),
                "*" => any = Some(weight),
                _ => {}
            }
        }
        let [brotli, gzip] = wishes.map(|wish| wish.or(any).unwrap_or(0));
        match (brotli, gzip) {
            (0, 0) => Self::Identity,
            (b, g) if b >= g => Self::Brotli,
            _ => Self::Gzip,
        }
    }

    /// The word in `Content-Encoding`; `None` for identity.
    pub(super) const fn token(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// What tells the entity tag of this coding from the others': a strong tag names exact bytes.
    pub(super) const fn tag_suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gz",
            Self::Brotli => "-br",
        }
    }
}

/// Whether `If-None-Match` names the entity tag (quotes included), compared weakly.
pub(super) fn is_not_modified(headers: &HeaderMap, tag: &str) -> bool {
    list_items(headers, &header::IF_NONE_MATCH)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == tag)
}

/// The items of a header that is a comma list and may be repeated. Our own tags hold no comma, so
/// that splitting inside somebody else's quoted tag cannot make one of ours.
pub(super) fn list_items<'a>(
    headers: &'a HeaderMap,
    name: &header::HeaderName,
) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// A name and its weight in thousandths; an unreadable weight counts as refused.
pub(super) fn weighted(item: &str) -> (&str, u16) {
    let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
    // A media type may have parameters of its own before its weight.
    let mut pairs = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let weight = pairs.find(|(q, _)| q.trim().eq_ignore_ascii_case("q"));
    let weight = weight.map_or(1000, |(_, value)| thousandths(value.trim()));
    (name.trim(), weight)
}

fn thousandths(weight: &str) -> u16 {
    match weight.parse::<f64>() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        Ok(value) if (0.0..=1.0).contains(&value) => (value * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_coding_follows_the_weights() {
        for (accept, coding) in [
            ("", Coding::Identity),
            ("gzip", Coding::Gzip),
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("br;q=0.2, GZIP;q=0.8", Coding::Gzip),
            ("br;q=0, gzip;q=0", Coding::Identity),
            ("*", Coding::Brotli),
            ("br;q=0, *;q=0.5", Coding::Gzip),
            ("br;q=NaN, gzip;q=9", Coding::Identity),
            ("identity;q=0", Coding::Identity),
            (";;;,,=", Coding::Identity),
        ] {
            assert_eq!(Coding::preferred(&with(header::ACCEPT_ENCODING, accept)), coding, "{accept}");
        }
    }

    #[test]
    fn a_tag_matches_alone_in_a_list_weakly_and_by_a_star() {
        for (sent, matches) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("*", true),
            ("\"abc-gz\"", false),
            ("abc", false),
            ("", false),
        ] {
            assert_eq!(is_not_modified(&with(header::IF_NONE_MATCH, sent), "\"abc\""), matches, "{sent}");
        }
    }
}
