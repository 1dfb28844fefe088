//! Where links lead: absolute addresses that keep the question.

use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use super::format::Format;
use crate::model::TerritoryCode;
use crate::server::parameters::NAMES;
use crate::server::query::Query;

/// Longest host that is repeated in links.
const LONGEST_HOST: usize = 255;

/// The root of a territory as the client reaches it, and the question that links keep.
#[derive(Debug, Clone)]
pub(super) struct Links {
    origin: String,
    territory: String,
    question: Vec<(String, String)>,
}

impl Links {
    /// From what the client said of where it reached us; without a host that can be told, links begin at `/`.
    pub(super) fn new(headers: &HeaderMap, territory: &TerritoryCode, query: &Query) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_host = |host: &&str| {
            let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b));
            !host.is_empty() && host.len() <= LONGEST_HOST && plain
        };
        let host = text(header::HOST.as_str()).filter(is_host);
        // What a proxy that speaks https to the client says; nothing else is taken from it.
        let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        let kept = query.pairs().filter(|(name, _)| NAMES.contains(name));
        Self {
            origin: host.map_or_else(String::new, |host| format!("{scheme}://{host}")),
            territory: segment(&territory.to_string()),
            question: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    /// What addresses begin with.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The root of the territory, without the question.
    pub(super) fn root(&self) -> String {
        format!("{}/ogc/{}", self.origin, self.territory)
    }

    /// An address of the service outside of the territory.
    pub(super) fn elsewhere(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// An address below the root, with the question.
    pub(super) fn to(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// The same with parameters of its own.
    pub(super) fn with(&self, path: &str, own: &[(&str, &str)]) -> String {
        let question = self.question.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        format!("{}{path}{}", self.root(), written(question.chain(own.iter().copied())))
    }

    /// The same in a format.
    pub(super) fn in_format(&self, path: &str, format: Format) -> String {
        self.with(path, &[("f", format.word())])
    }

    /// A path as typed with its parameters, which names an answer.
    pub(super) fn here(path: &str, query: &Query) -> String {
        format!("{path}{}", written(query.pairs()))
    }

    /// Links to a document itself and to its other format.
    pub(super) fn own(&self, path: &str, format: Format, json_type: &'static str, title: &str) -> Vec<Value> {
        let media_type = |format| match format {
            Format::Json => json_type,
            Format::Html => "text/html",
        };
        let as_page = |format| if format == Format::Html { "page HTML" } else { "JSON" };
        let one = |rel: &str, format: Format| {
            link(
                rel,
                media_type(format),
                &format!("{title} ({})", as_page(format)),
                &self.in_format(path, format),
            )
        };
        vec![one("self", format), one("alternate", format.other())]
    }
}

/// A link.
pub(super) fn link(rel: &str, media_type: &str, title: &str, href: &str) -> Value {
    json!({ "href": href, "rel": rel, "type": media_type, "title": title })
}

/// Pairs as a query string with its `?`; nothing without pairs.
pub(super) fn written<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> =
        pairs.map(|(name, value)| format!("{}={}", escaped(name, ",:/"), escaped(value, ",:/"))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// A text as a part of a path.
pub(super) fn segment(text: &str) -> String {
    escaped(text, ",:")
}

/// Percent-encodes what is neither unreserved (RFC 3986) nor among `also`.
fn escaped(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.as_bytes().contains(&byte);
        if plain { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn links(sent: &[(&'static str, &'static str)], raw: &str) -> Links {
        let headers = sent
            .iter()
            .map(|(n, v)| (header::HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect();
        let query = Query::read(Some(raw), &["threshold", "service", "limit", "f"]).unwrap();
        Links::new(&headers, &"48".parse().unwrap(), &query)
    }

    #[test]
    fn links_keep_the_question_and_nothing_else() {
        let links =
            links(&[("host", "carte.example:8080")], "threshold=30&limit=5&service=a%26b%20%C3%A9&f=html");
        let to = "http://carte.example:8080/ogc/48/collections?threshold=30&service=a%26b%20%C3%A9";
        assert_eq!(links.to("/collections"), to);
        assert_eq!(links.in_format("/collections", Format::Json), format!("{to}&f=json"));
    }

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        for host in ["a\"b", "a/b", "a b", "<x>", ""] {
            assert_eq!(links(&[("host", host)], "").to(""), "/ogc/48", "{host}");
        }
        let behind = [("host", "carte.example"), ("x-forwarded-proto", "https")];
        assert_eq!(links(&behind, "").to(""), "https://carte.example/ogc/48");
    }
}
