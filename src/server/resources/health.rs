//! `/healthz`: whether the service answers at all.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

/// Says `ok`, without touching the data or the queue.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "health",
    responses((status = 200, description = "The service answers", body = String, content_type = "text/plain"))
)]
pub(crate) async fn health() -> Response<Body> {
    let mut response = Response::new(Body::from("ok\n"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
