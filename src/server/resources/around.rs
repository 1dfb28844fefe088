//! `/api/around`: what is around one commune, for its card.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{Answer, json, read_question};
use crate::coverage::{NearestVenues, by_commune, nearest_venues, neighbours};
use crate::model::Commune;
use crate::server::documentation::{CommuneRefusals, QuestionParameters, TerritoryParameter};
use crate::server::entity::Keep;
use crate::server::parameters::NAMES_WITH_TERRITORY;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Lane, Service};
use crate::territory::Territory;
use crate::travel::MAX_NEAREST;
use crate::units::{Metres, People, Seconds};

/// How many venues are told when nobody says.
const USUAL_COUNT: usize = 3;

/// What is around a commune.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AroundDocument {
    /// INSEE code of the commune.
    code: String,
    /// Its name.
    name: String,
    /// Where trips leave from.
    from: Origin,
    /// The venues that count, nearest first; empty where none is reached.
    venues: Vec<NearVenue>,
    /// Why no venue is reached, as the layer of communes says it; null where one is.
    reason_code: Option<String>,
    /// Whether the communes touch it, at a side or a corner; otherwise no boundary is known, and they are the nearest by
    /// their chefs-lieux.
    touching: bool,
    /// The communes around it, those of the territory first, by code.
    communes: Vec<NearCommune>,
}

/// The demand point that stands for the commune.
#[derive(Debug, Serialize, ToSchema)]
struct Origin {
    /// Its identifier: the code of the commune, or of a grid cell.
    id: String,
    /// The people who live there.
    #[schema(value_type = f64)]
    people: People,
}

/// A venue near a commune.
#[derive(Debug, Serialize, ToSchema)]
struct NearVenue {
    /// Its identifier.
    venue_id: String,
    /// Its name.
    venue: String,
    /// Inside the territory; otherwise in its surroundings.
    inside: bool,
    /// Travel time, seconds.
    #[schema(value_type = f64)]
    duration_s: Seconds,
    /// Length of the way, metres.
    #[schema(value_type = f64)]
    distance_m: Metres,
    /// Geodesic, metres.
    #[schema(value_type = f64)]
    straight_line_m: Metres,
}

/// A commune around another.
#[derive(Debug, Serialize, ToSchema)]
struct NearCommune {
    /// INSEE code.
    code: String,
    /// Name.
    name: String,
    /// Code of its département.
    department: String,
    /// Of the territory; otherwise nothing was computed for it.
    inside: bool,
    /// Time to its nearest venue, seconds; null where none is reached, or nothing was computed.
    #[schema(value_type = Option<f64>)]
    duration_s: Option<Seconds>,
}

/// Parameters of `/api/around`; read by hand, described here.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described: the query string is read strictly by `Query`")]
pub(crate) struct AroundParameters {
    /// INSEE code of a commune of the territory.
    #[param(example = "48095")]
    code: String,
    /// How many venues are told at most.
    #[param(minimum = 1, maximum = 16, default = 3)]
    count: Option<u8>,
}

/// The venues nearest to a commune, and its neighbours.
#[utoipa::path(
    get,
    path = "/api/around",
    operation_id = "around",
    params(AroundParameters, TerritoryParameter, QuestionParameters),
    responses((status = 200, description = "What is around it", body = AroundDocument), CommuneRefusals)
)]
pub(crate) async fn around(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let names = [&NAMES_WITH_TERRITORY[..], &["code", "count"]].concat();
    let query = Query::read(raw.as_deref(), &names)?;
    let accepted = "the INSEE code of a commune of the territory";
    let code = query
        .single("code")?
        .ok_or_else(|| Problem::parameter_use("code", "is missing", accepted))?
        .to_owned();
    let count = read_rank(&query, "count")?.unwrap_or(USUAL_COUNT);
    let question = read_question(&service, &query)?;
    let key = format!("around|{code:?}|{count}|{}", question.key());
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| json(&document(&assessment, &code, count)?);
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}

/// A number of venues, or which of them, from 1; `None` where the parameter is not there.
pub(super) fn read_rank(query: &Query, name: &str) -> Result<Option<usize>, Problem> {
    let Some(text) = query.single(name)? else { return Ok(None) };
    let rank = text.parse().ok().filter(|rank| (1..=MAX_NEAREST).contains(rank));
    rank.map(Some)
        .ok_or_else(|| Problem::parameter(name, text, format!("a whole number from 1 to {MAX_NEAREST}")))
}

/// The place of a commune in [`Territory::communes`].
pub(super) fn commune_of(territory: &Territory, code: &str) -> Result<usize, Problem> {
    let found = territory.communes.binary_search_by(|commune| commune.code.as_str().cmp(code));
    found.map_err(|_| Problem::unknown_commune(code))
}

/// The venues nearest to a commune of the territory.
pub(super) fn nearest_to(
    assessment: &Assessment,
    commune: usize,
    count: usize,
) -> Result<NearestVenues, Problem> {
    let (territory, coverage) = (assessment.territory(), assessment.coverage());
    nearest_venues(territory, coverage, assessment.model(), commune, count)
        .ok_or_else(|| Problem::internal(&"a commune without an access"))
}

fn document(assessment: &Assessment, code: &str, count: usize) -> Result<AroundDocument, Problem> {
    let territory = assessment.territory();
    let at = commune_of(territory, code)?;
    let NearestVenues { point, venues } = nearest_to(assessment, at, count)?;
    let point = &territory.demand[point];
    let (reached, reason_code) = match venues {
        Ok(reached) => (reached, None),
        Err(reason) => (Vec::new(), Some(reason.code().to_owned())),
    };
    let venues = reached.into_iter().map(|reached| {
        let venue = &territory.venues[reached.destination];
        NearVenue {
            venue_id: venue.id().to_owned(),
            venue: venue.name().to_owned(),
            inside: venue.inside,
            duration_s: reached.leg.duration,
            distance_m: reached.leg.distance,
            straight_line_m: reached.leg.straight_line,
        }
    });
    let around = neighbours(territory, at);
    let accesses = by_commune(territory, assessment.coverage());
    let near = |commune: &Commune, inside: bool, duration_s: Option<Seconds>| NearCommune {
        code: commune.code.to_string(),
        name: commune.name.clone(),
        department: commune.department.clone(),
        inside,
        duration_s,
    };
    let inside = around.inside.iter().map(|i| near(&territory.communes[*i], true, accesses[*i].duration));
    let outside = around.outside.iter().map(|i| near(&territory.surroundings[*i], false, None));
    Ok(AroundDocument {
        code: code.to_owned(),
        name: territory.communes[at].name.clone(),
        from: Origin { id: point.id.clone(), people: point.people },
        venues: venues.collect(),
        reason_code,
        touching: around.touch,
        communes: inside.chain(outside).collect(),
    })
}
