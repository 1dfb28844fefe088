//! The web page, embedded in the binary: one file to deploy.
//!
//! The build of the page leaves `.br` and `.gz` beside each text file; the one that the client
//! prefers is sent as it stands. A development build reads `web/dist` at each request instead.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::entity::{Entity, Keep};
use super::middleware::page_policy;
use super::negotiation::Coding;
use super::outside_tiles::OutsideTiles;
use super::problem::Problem;
use super::service::Service;
use super::site::Site;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// Shown when the binary was built without the page.
const NOT_BUILT: &str = "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Maillage</title>\
    <h1>Maillage</h1>\
    <p>La page web n’a pas été construite avec ce programme : lancez <code>make serve</code>.</p>\
    <p lang=\"en\">This program was built without its web page: run <code>make serve</code>. \
    The API answers all the same: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

/// The page itself. With `embed=1` it is the read-only view, which sites that the operator names may frame.
pub(super) async fn index(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let mut answer = document("index.html", &headers);
    let is_framed = query.is_some_and(|query| query.split('&').any(|pair| pair == "embed=1"));
    let Site { embed, tiles, .. } = &service.site;
    let ancestors = if is_framed { embed.frame_ancestors() } else { "'none'".to_owned() };
    let policy = page_policy(&ancestors, tiles.as_ref().map(OutsideTiles::origin));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// The statement of accessibility, in French.
pub(super) async fn statement_fr(headers: HeaderMap) -> Response<Body> {
    document("accessibilite.html", &headers)
}

/// The statement of accessibility, in English.
pub(super) async fn statement_en(headers: HeaderMap) -> Response<Body> {
    document("accessibility.html", &headers)
}

fn document(name: &str, headers: &HeaderMap) -> Response<Body> {
    file::<Dist>(name, headers).unwrap_or_else(|| {
        Entity::new(NOT_BUILT).answer(headers, Keep::Revalidated, "text/html; charset=utf-8")
    })
}

/// Any other address: a file of the page, or a 404 problem.
pub(super) fn other(path: &str, headers: &HeaderMap) -> Response<Body> {
    file::<Dist>(path.trim_start_matches('/'), headers)
        .unwrap_or_else(|| Problem::unknown_address(path).into_response())
}

/// A file in the coding that the client prefers; `None` when there is none of this name. The
/// compressed siblings are codings of a file, not files of their own.
fn file<Files: RustEmbed>(name: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let media_type = media_type(name)?;
    let plain = Files::get(name)?;
    let digest = plain.metadata.sha256_hash();
    let preferred = Coding::preferred(headers);
    let sibling = match preferred {
        Coding::Identity => None,
        Coding::Gzip => Files::get(&format!("{name}.gz")),
        Coding::Brotli => Files::get(&format!("{name}.br")),
    };
    let (EmbeddedFile { data, .. }, coding) =
        sibling.map_or((plain, Coding::Identity), |sibling| (sibling, preferred));
    let entity = Entity::precompressed(data.into_owned(), coding, &digest);
    // Vite puts a hash in the name of everything under assets/.
    let kept = if name.starts_with("assets/") { Keep::Immutable } else { Keep::Revalidated };
    Some(entity.answer(headers, kept, media_type))
}

/// The media type of a file of the page; `None` for one that is not served.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, StatusCode, header};

    /// `app-1.js` and its two siblings hold a word each, to tell them apart.
    #[derive(RustEmbed)]
    #[folder = "src/server/page/fixture"]
    struct Fixture;

    fn get(name: &str, accept: &'static str) -> Response<Body> {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))]);
        file::<Fixture>(name, &headers).unwrap()
    }

    #[test]
    fn the_sibling_that_the_client_prefers_is_sent_as_it_stands() {
        for (accept, coding, length) in
            [("", None, "6"), ("gzip", Some("gzip"), "5"), ("gzip, br", Some("br"), "7"), ("zstd", None, "6")]
        {
            let response = get("assets/app-1.js", accept);
            let headers = response.headers();
            assert_eq!(headers.get(header::CONTENT_ENCODING).map(|v| v.to_str().unwrap()), coding);
            assert_eq!(headers[header::CONTENT_LENGTH], length, "{accept}");
            assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        }
        let tags =
            ["", "gzip", "br"].map(|accept| get("assets/app-1.js", accept).headers()[header::ETAG].clone());
        assert!(tags[0] != tags[1] && tags[1] != tags[2], "{tags:?}");
    }

    #[test]
    fn what_has_a_hash_in_its_name_is_kept_for_ever_and_the_index_is_asked_for_again() {
        assert!(
            get("assets/app-1.js", "").headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert_eq!(get("index.html", "br").headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[test]
    fn a_copy_that_still_holds_is_not_sent_again() {
        let tag = get("index.html", "").headers()[header::ETAG].clone();
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        let again = file::<Fixture>("index.html", &headers).unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn nothing_else_is_served() {
        for name in [
            "assets/app-1.js.br",
            "assets",
            "",
            "assets/",
            "../page.rs",
            "../../server/mod.rs",
            "assets/../../page.rs",
        ] {
            assert!(file::<Fixture>(name, &HeaderMap::new()).is_none(), "{name}");
        }
        assert!(file::<Fixture>("../fixture.js", &HeaderMap::new()).is_none());
    }
}
