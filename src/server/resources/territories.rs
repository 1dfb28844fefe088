//! `/api/territories`: territories by name or code.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{Answer, json};
use crate::dataset::TerritoryHit;
use crate::model::{TerritoryKind, shortened};
use crate::server::documentation::Refusals;
use crate::server::entity::Keep;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};

/// Longest text searched for, in characters.
const LONGEST_TEXT: usize = 200;
/// Most answers, and the answers given when no number is asked for.
const MOST: usize = 50;
const DEFAULT: usize = 10;

/// Territories found, best first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TerritoryList {
    /// The territories.
    items: Vec<TerritoryItem>,
}

/// A territory that can be asked about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Territory)]
pub(crate) struct TerritoryItem {
    /// As `territory` takes it.
    code: String,
    /// What kind of set of communes it is.
    #[schema(value_type = String, pattern = "^(commune|epci|department|region|country)$")]
    kind: TerritoryKind,
    /// Official name.
    name: String,
    /// Municipal population.
    population: u64,
    /// How many communes it has.
    communes: u32,
    /// West, south, east, north in degrees; null when none of its communes has a place.
    bbox: Option<[f64; 4]>,
    /// What it lies in, for telling namesakes apart; null for France.
    parent: Option<String>,
}

/// Parameters of the search; read by hand, described here.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described: the query string is read strictly by `Query`")]
pub(crate) struct SearchParameters {
    /// A name, its beginning, or a code; accents and case do not matter. Absent: the largest territories.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Most territories in the answer.
    #[param(minimum = 1, maximum = 50, default = 10)]
    limit: Option<u32>,
}

/// Territories by name or code, best first.
#[utoipa::path(
    get,
    path = "/api/territories",
    operation_id = "territories",
    params(SearchParameters),
    responses((status = 200, description = "Territories found, best first", body = TerritoryList), Refusals)
)]
pub(crate) async fn territories(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let query = Query::read(raw.as_deref(), &["q", "limit"])?;
    let text = query.single("q")?.unwrap_or_default().trim().to_owned();
    if text.chars().count() > LONGEST_TEXT {
        return Err(Problem::parameter("q", &text, format!("at most {LONGEST_TEXT} characters")));
    }
    let limit = limit(query.single("limit")?)?;
    let key = format!("search|{limit}|{text}");
    let data = Arc::clone(service.data());
    let render = move |()| {
        let items = data.dataset.search(&text, limit).into_iter().map(item).collect();
        json(&TerritoryList { items })
    };
    let entity = service.body(Lane::Light, &key, &headers, std::future::ready(Ok(())), render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}

fn limit(text: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = text else { return Ok(DEFAULT) };
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let limit = if plain { text.parse().ok() } else { None };
    limit.filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
        Problem::parameter("limit", &shortened(text), format!("a whole number from 1 to {MOST}"))
    })
}

fn item(hit: TerritoryHit) -> TerritoryItem {
    TerritoryItem {
        code: hit.code.to_string(),
        kind: hit.kind,
        name: hit.name,
        population: hit.population,
        communes: hit.communes,
        bbox: hit.bounds.map(crate::model::Bounds::to_array),
        parent: hit.parent,
    }
}
