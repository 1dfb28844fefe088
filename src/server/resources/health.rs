//! `/healthz`: whether the service answers at all.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

/// `ok`, without touching the data or the queue.
pub(super) async fn health() -> Response<Body> {
    let mut response = Response::new(Body::from("ok\n"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
