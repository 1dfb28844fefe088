//! `/api/layers/*.geojson`: the layers of the map, as RFC 7946 GeoJSON.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, question, question_with_plan};
use crate::export::{
    communes_layer, demand_layer, difference_layer, gaps_layer, presence_layer, surroundings_layer,
    to_geojson, venues_layer,
};
use crate::server::documentation::{
    CommuneCollection, DemandCollection, DifferenceCollection, GapCollection, PresenceCollection,
    QuestionParameters, SurroundingCollection, TerritoryParameter, TerritoryRefusals, VenueCollection,
};
use crate::server::entity::Keep;
use crate::server::parameters::Question;
use crate::server::service::{Assessment, Lane, Service};

const MEDIA_TYPE: &str = "application/geo+json";

/// Communes coloured by access: one area a commune, with its nearest and second nearest venue.
#[utoipa::path(
    get,
    path = "/api/layers/communes.geojson",
    operation_id = "communes",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = CommuneCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn communes(State(s): State<Arc<Service>>, raw: RawQuery, headers: HeaderMap) -> Answer {
    layer(s, raw, headers, "communes", |a| to_geojson(&communes_layer(a.territory(), a.coverage()))).await
}

/// Demand points: where people are taken to live, with the same properties as communes.
#[utoipa::path(
    get,
    path = "/api/layers/demand.geojson",
    operation_id = "demand",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = DemandCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn demand(State(s): State<Arc<Service>>, raw: RawQuery, headers: HeaderMap) -> Answer {
    layer(s, raw, headers, "demand", |a| to_geojson(&demand_layer(a.territory(), a.coverage()))).await
}

/// Venues inside the territory and within the buffer around it, those left out included.
#[utoipa::path(
    get,
    path = "/api/layers/venues.geojson",
    operation_id = "venues",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = VenueCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn venues(State(s): State<Arc<Service>>, raw: RawQuery, headers: HeaderMap) -> Answer {
    layer(s, raw, headers, "venues", |a| to_geojson(&venues_layer(a.territory(), a.coverage()))).await
}

/// Gap zones: communes beyond the threshold, joined where they touch.
#[utoipa::path(
    get,
    path = "/api/layers/gaps.geojson",
    operation_id = "gaps",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = GapCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn gaps(State(s): State<Arc<Service>>, raw: RawQuery, headers: HeaderMap) -> Answer {
    let render = |a: &Assessment| to_geojson(&gaps_layer(a.territory(), a.coverage(), a.zones()));
    layer(s, raw, headers, "gaps", render).await
}

/// Neighbouring communes, shown as context.
#[utoipa::path(
    get,
    path = "/api/layers/surroundings.geojson",
    operation_id = "surroundings",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = SurroundingCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn surroundings(State(s): State<Arc<Service>>, raw: RawQuery, headers: HeaderMap) -> Answer {
    layer(s, raw, headers, "surroundings", |a| to_geojson(&surroundings_layer(a.territory()))).await
}

/// What the tour of a plan changes, demand points as the areas of their communes: by distance alone, and weighted by
/// presence. The parameter `plan` is required.
#[utoipa::path(
    get,
    path = "/api/layers/presence.geojson",
    operation_id = "presence",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = PresenceCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn presence(
    State(s): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question_with_plan(&s, raw.as_deref())?;
    let render = |a: &Assessment| {
        a.effects().tour.as_ref().map(|effect| to_geojson(&presence_layer(a.territory(), effect)))
    };
    layer_of(s, question, headers, "presence", move |a| render(a).unwrap_or_default()).await
}

/// What a scenario changes, communes as areas: minutes before and after, who gains and who loses. At least one change
/// (`close`, `move`, `schedule`, `open`) or a `plan` is required; before, there is neither.
#[utoipa::path(
    get,
    path = "/api/layers/difference.geojson",
    operation_id = "difference",
    params(TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = DifferenceCollection, content_type = MEDIA_TYPE),
        TerritoryRefusals
    )
)]
pub(crate) async fn difference(
    State(s): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let question = question(&s, raw.as_deref())?;
    question.needs_scenario()?;
    let effect = |a: &Assessment| {
        a.effects().scenario.as_ref().map(|effect| to_geojson(&difference_layer(a.territory(), effect)))
    };
    layer_of(s, question, headers, "difference", move |a| effect(a).unwrap_or_default()).await
}

async fn layer(
    service: Arc<Service>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    name: &str,
    render: impl FnOnce(&Assessment) -> Vec<u8> + Send + 'static,
) -> Answer {
    let question = question(&service, raw.as_deref())?;
    layer_of(service, question, headers, name, render).await
}

async fn layer_of(
    service: Arc<Service>,
    question: Question,
    headers: HeaderMap,
    name: &str,
    render: impl FnOnce(&Assessment) -> Vec<u8> + Send + 'static,
) -> Answer {
    let key = format!("{name}|{}", question.key());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| Ok(render(&assessment));
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, MEDIA_TYPE))
}
