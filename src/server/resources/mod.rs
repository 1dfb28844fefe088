//! One file per resource: read the parameters, ask the library, render.

mod health;

use axum::Router;
use axum::routing::get;

/// Every address of the API.
pub(super) fn routes() -> Router {
    Router::new().route("/healthz", get(health::health))
}
