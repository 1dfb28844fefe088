//! `/api/layers/*.json`: layers without their shapes, column by column, for a client that has the shapes as tiles.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, json, question, question_with_plan};
use crate::export::{LayerColumns, communes_layer, difference_layer, presence_layer};
use crate::server::documentation::{QuestionParameters, TerritoryParameter, TerritoryRefusals};
use crate::server::entity::Keep;
use crate::server::parameters::Question;
use crate::server::problem::Problem;
use crate::server::service::{Assessment, Lane, Service};

/// The layer of communes without their boundaries, column by column: a fifth of the bytes. The boundaries are tiles,
/// at `/api/tiles/communes/…`.
#[utoipa::path(
    get,
    path = "/api/layers/communes.json",
    operation_id = "communes_columns",
    params(TerritoryParameter, QuestionParameters),
    responses((status = 200, description = "The columns", body = LayerColumns), TerritoryRefusals)
)]
pub(crate) async fn communes(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question(&service, raw.as_deref())?;
    let render = |a: &Assessment| Ok(LayerColumns::new(&communes_layer(a.territory(), a.coverage())));
    columns(service, question, headers, "communes", render).await
}

/// What the tour of a plan changes, without shapes, column by column. The parameter `plan` is required.
#[utoipa::path(
    get,
    path = "/api/layers/presence.json",
    operation_id = "presence_columns",
    params(TerritoryParameter, QuestionParameters),
    responses((status = 200, description = "The columns", body = LayerColumns), TerritoryRefusals)
)]
pub(crate) async fn presence(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question_with_plan(&service, raw.as_deref())?;
    let render = |a: &Assessment| {
        // A question with a plan always has its effect.
        let effect = a.effects().tour.as_ref().ok_or_else(|| Problem::internal(&"no effect of the plan"))?;
        Ok(LayerColumns::new(&presence_layer(a.territory(), effect)))
    };
    columns(service, question, headers, "presence", render).await
}

/// What a scenario changes, without shapes, column by column. At least one change or a `plan` is required.
#[utoipa::path(
    get,
    path = "/api/layers/difference.json",
    operation_id = "difference_columns",
    params(TerritoryParameter, QuestionParameters),
    responses((status = 200, description = "The columns", body = LayerColumns), TerritoryRefusals)
)]
pub(crate) async fn difference(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question(&service, raw.as_deref())?;
    question.needs_scenario()?;
    let render = |a: &Assessment| {
        let effect = a.effects().scenario.as_ref();
        let effect = effect.ok_or_else(|| Problem::internal(&"no effect of the scenario"))?;
        Ok(LayerColumns::new(&difference_layer(a.territory(), effect)))
    };
    columns(service, question, headers, "difference", render).await
}

async fn columns(
    service: Arc<Service>,
    question: Question,
    headers: HeaderMap,
    name: &str,
    render: impl FnOnce(&Assessment) -> Result<LayerColumns, Problem> + Send + 'static,
) -> Answer {
    let key = format!("columns|{name}|{}", question.key());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| json(&render(&assessment)?);
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}
