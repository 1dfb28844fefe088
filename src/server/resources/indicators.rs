//! `/api/indicators`: indicators of communes that are brought.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Name, json};
use crate::server::body::{json_value, part};
use crate::server::brought::BroughtIndicators;
use crate::server::documentation::{BodyRefusals, IndicatorsRefusals};
use crate::server::entity::Keep;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};

/// Indicators that were brought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorsKept {
    /// Their name, for the parameter `indicators`: the first 32 hexadecimal digits of the SHA-256 of their JSON.
    indicators: String,
}

/// Brings indicators of communes: what `POST /api/check?subject=indicators` read of a file, or what this service has
/// forgotten. The same indicators have the same name.
#[utoipa::path(
    post,
    path = "/api/indicators",
    operation_id = "bringIndicators",
    request_body(content = BroughtIndicators, content_type = "application/json"),
    responses(
        (status = 201, description = "They are kept for a while; Location says where", body = IndicatorsKept, content_type = "application/json"),
        BodyRefusals
    )
)]
pub(crate) async fn bring(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let bytes = service.incoming.table("/api/indicators", &headers, body).await?;
    Query::read(raw.as_deref(), &[])?;
    let (brought, data) = (service.brought.clone(), Arc::clone(service.data()));
    let keep = move || {
        let indicators: BroughtIndicators = part("", &json_value(&bytes)?)?;
        let current = data.dataset.codes().map_err(|error| Problem::internal(&error))?;
        brought.put(indicators.checked(current)?)
    };
    let indicators = service.run(Lane::Heavy, keep).await?;
    let location = HeaderValue::from_str(&format!("/api/indicators/{indicators}"));
    let mut answer = Response::new(Body::from(json(&IndicatorsKept { indicators })?));
    *answer.status_mut() = StatusCode::CREATED;
    let headers = answer.headers_mut();
    headers.insert(header::LOCATION, location.map_err(|error| Problem::internal(&error))?);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// Indicators that were brought, as they were.
#[utoipa::path(
    get,
    path = "/api/indicators/{indicators}",
    operation_id = "indicators",
    params(("indicators" = String, Path, description = "Name of the indicators")),
    responses(
        (status = 200, description = "The indicators", body = BroughtIndicators, content_type = "application/json"),
        IndicatorsRefusals
    )
)]
pub(crate) async fn indicators(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    let kept = service.brought.get(&name)?;
    let key = format!("indicators|{name}");
    let prepare = std::future::ready(Ok(kept));
    let render = |kept: Arc<BroughtIndicators>| kept.to_json();
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}
