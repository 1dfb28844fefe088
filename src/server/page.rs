//! The web page, embedded in the binary: one file to deploy.
//!
//! The build of the page leaves `.br` and `.gz` beside each text file; the one that the client
//! prefers is sent as it stands. A development build reads `web/dist` at each request instead.

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::entity::{Entity, Keep};
use super::negotiation::Coding;
use super::problem::Problem;

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

/// The page itself.
pub(super) async fn index(headers: HeaderMap) -> Response<Body> {
    file("index.html", &headers).unwrap_or_else(|| {
        Entity::new(NOT_BUILT).answer(&headers, Keep::Revalidated, "text/html; charset=utf-8")
    })
}

/// Any other address: a file of the page, or a 404 problem.
pub(super) fn other(path: &str, headers: &HeaderMap) -> Response<Body> {
    let name = path.trim_start_matches('/');
    // The compressed siblings are representations, not resources of their own.
    let own_address = media_type(name).is_some();
    own_address
        .then(|| file(name, headers))
        .flatten()
        .unwrap_or_else(|| Problem::unknown_address(path).into_response())
}

fn file(name: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let plain = Dist::get(name)?;
    let digest = plain.metadata.sha256_hash();
    let preferred = Coding::preferred(headers);
    let sibling = match preferred {
        Coding::Identity => None,
        Coding::Gzip => Dist::get(&format!("{name}.gz")),
        Coding::Brotli => Dist::get(&format!("{name}.br")),
    };
    let (EmbeddedFile { data, .. }, coding) =
        sibling.map_or((plain, Coding::Identity), |sibling| (sibling, preferred));
    let entity = Entity::precompressed(data.into_owned(), coding, &digest);
    // Vite puts a hash in the name of everything under assets/.
    let kept = if name.starts_with("assets/") { Keep::Immutable } else { Keep::Revalidated };
    Some(entity.answer(headers, kept, media_type(name)?))
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
