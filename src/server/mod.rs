//! The HTTP service: [`app`] is the router, [`serve`] the listener.
//!
//! A handler reads its parameters, asks the library, and renders; nothing is computed here that
//! the command line would need too. Every refusal is a [`Problem`].

mod body;
mod brought;
mod cache;
mod documentation;
mod entity;
mod jobs;
mod listener;
mod middleware;
mod negotiation;
mod ogc;
mod openapi;
mod outside_tiles;
mod page;
mod parameters;
mod plans;
mod problem;
mod query;
mod queue;
mod ranges;
mod resources;
mod service;
mod site;
mod stall;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

pub use jobs::JobLimits;
pub use listener::{ConnectionLimits, serve, stop_signal};
pub use openapi::openapi_json;
pub use outside_tiles::OutsideTiles;
pub use problem::Problem;
pub use service::{Service, ServiceLimits};
pub use site::{Contact, EmbedOrigins, Site, SiteError};

/// The service as a router: what [`serve`] serves and what tests call without a socket.
pub fn app(service: Arc<Service>) -> Router {
    let deadline = service.deadline;
    let routes = Router::new()
        .route("/", get(page::index))
        .route("/accessibilite", get(page::statement_fr))
        .route("/accessibility", get(page::statement_en))
        .merge(resources::routes())
        .merge(ogc::routes());
    surrounded(routes.with_state(service), deadline)
}

/// Routes with all that surrounds every request. The last layer added is the first to see it.
fn surrounded(routes: Router, deadline: Duration) -> Router {
    routes
        .fallback(elsewhere)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(deadline, middleware::deadline))
        .layer(from_fn(middleware::bounds))
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(from_fn(middleware::safe_headers))
        .layer(from_fn(middleware::log))
}

/// No route: a file of the page, or a 404.
async fn elsewhere(request: Request) -> Response<Body> {
    let method = request.method();
    if method == Method::GET || method == Method::HEAD {
        page::other(request.uri().path(), request.headers())
    } else {
        Problem::method_not_allowed(method.as_str(), resources::methods("")).into_response()
    }
}

async fn method_not_allowed(request: Request) -> Response<Body> {
    let allowed = resources::methods(request.uri().path());
    Problem::method_not_allowed(request.method().as_str(), allowed).into_response()
}

#[cfg(test)]
mod tests;
