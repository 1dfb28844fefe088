//! What surrounds every request: one log line, safe headers, bounds, a deadline, and a net under
//! panics.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::body::largest_body;
use super::problem::Problem;
use super::query::LONGEST;
use super::queue::panic_message;
use crate::model::shortened;

/// What the page may load and do: its own files only. A web worker, images made from data and the service itself are all
/// that the map needs. In parts, between which the server of outside tiles may stand.
macro_rules! page_policy {
    (images) => {
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:"
    };
    (requests) => {
        "; connect-src 'self'"
    };
    (frames) => {
        "; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
    };
}

/// Nobody shows the page in a frame.
const PAGE_POLICY: &str =
    concat!(page_policy!(images), page_policy!(requests), page_policy!(frames), "'none'");

/// The policy of the page, `ancestors` being those that may show it in a frame, and `tiles` the one other server that its
/// map may ask for pictures.
pub(super) fn page_policy(ancestors: &str, tiles: Option<&str>) -> String {
    let tiles = tiles.map(|origin| format!(" {origin}")).unwrap_or_default();
    let [images, requests, frames] = [page_policy!(images), page_policy!(requests), page_policy!(frames)];
    format!("{images}{tiles}{requests}{tiles}{frames}{ancestors}")
}

/// Sent with every answer.
const SAFE_HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Logs one line a request: the path without its query, which may hold what people look for.
pub(super) async fn log(request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    let (method, path) = (request.method().clone(), shortened(request.uri().path()));
    let response = next.run(request).await;
    let duration_ms = started.elapsed().as_millis();
    tracing::info!(%method, path, status = response.status().as_u16(), duration_ms, "request");
    response
}

/// Adds the headers that keep a browser from doing what was not meant.
pub(super) async fn safe_headers(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    for (name, value) in SAFE_HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses what is larger than anything accepted, before anything else looks at it.
pub(super) async fn bounds(request: Request, next: Next) -> Response<Body> {
    let uri = request.uri();
    if uri.path().len() > LONGEST || uri.query().is_some_and(|query| query.len() > LONGEST) {
        return Problem::address_too_long(LONGEST).into_response();
    }
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let length = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    let largest = largest_body(uri.path());
    if length.is_some_and(|length: u64| length > largest as u64) {
        return Problem::body_too_large(largest).into_response();
    }
    next.run(request).await
}

/// Answers 503 when the time given to a request has passed. What was begun goes on, and will
/// answer the next one who asks.
pub(super) async fn deadline(State(limit): State<Duration>, request: Request, next: Next) -> Response<Body> {
    tokio::time::timeout(limit, next.run(request))
        .await
        .unwrap_or_else(|_| Problem::deadline().into_response())
}

/// The answer in place of a handler that panicked.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer calls")]
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    Problem::internal(&panic_message(panic.as_ref())).into_response()
}
