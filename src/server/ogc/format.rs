//! JSON or HTML: by `f`, else by what the client accepts.

use axum::http::{HeaderMap, header};

use crate::server::negotiation::{list_items, weighted};
use crate::server::problem::Problem;
use crate::server::query::Query;

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON, or GeoJSON.
    Json,
    /// A page to read.
    Html,
}

/// What `f` accepts.
pub(super) const FORMATS: [&str; 2] = ["json", "html"];

impl Format {
    /// The format that is asked for. JSON where the client is indifferent, and where it accepts neither.
    ///
    /// # Errors
    /// 400 when `f` is another word.
    pub(super) fn of(query: &Query, headers: &HeaderMap) -> Result<Self, Problem> {
        match query.single("f")? {
            Some("json") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(other) => Err(Problem::parameter("f", other, FORMATS.join(" or "))),
            None => Ok(Self::accepted(headers)),
        }
    }

    fn accepted(headers: &HeaderMap) -> Self {
        let (mut html, mut json) = (0, 0);
        for item in list_items(headers, &header::ACCEPT) {
            let (name, weight) = weighted(item);
            match name.to_ascii_lowercase().as_str() {
                "text/html" | "application/xhtml+xml" => html = html.max(weight),
                "application/json" | "application/geo+json" | "application/schema+json" => {
                    json = json.max(weight);
                }
                name if name.starts_with("application/vnd.oai.openapi+json") => json = json.max(weight),
                _ => {}
            }
        }
        if html > json { Self::Html } else { Self::Json }
    }

    /// As `f` takes it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Json => FORMATS[0],
            Self::Html => FORMATS[1],
        }
    }

    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Json => Self::Html,
            Self::Html => Self::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn browsers_get_pages_and_programs_json() {
        let none = Query::default();
        for (accept, format) in [
            ("", Format::Json),
            ("*/*", Format::Json),
            ("application/geo+json", Format::Json),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format::Html),
            ("application/json, text/html;q=0.5", Format::Json),
            ("text/html, application/json", Format::Json),
            ("application/geo+json;q=0.2, text/html;level=1;q=0.9", Format::Html),
            ("image/png", Format::Json),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(Format::of(&none, &headers).unwrap(), format, "{accept}");
        }
        let query = |raw| Query::read(Some(raw), &["f"]).unwrap();
        assert_eq!(Format::of(&query("f=html"), &HeaderMap::new()).unwrap(), Format::Html);
        assert!(Format::of(&query("f=xml"), &HeaderMap::new()).is_err());
    }
}
