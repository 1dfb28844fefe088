//! `/api/openapi.json`: the contract.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;

use super::Answer;
use crate::server::entity::Keep;
use crate::server::service::{Lane, Service};

/// This document: the contract of the API, in OpenAPI 3.1.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi",
    responses((status = 200, description = "The document", body = serde_json::Value))
)]
pub(crate) async fn document(State(service): State<Arc<Service>>, headers: HeaderMap) -> Answer {
    let prepare = std::future::ready(Ok(()));
    let render = |()| Ok(crate::server::openapi_json().into_bytes());
    let entity = service.body(Lane::Light, "openapi", &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}
