//! `/api/stops`: where stops should be, with the proof.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, json, read_question};
use crate::export::{StopsDocument, stops_document};
use crate::server::documentation::{
    QuestionParameters, StopsParameters, TerritoryParameter, TerritoryRefusals,
};
use crate::server::entity::Keep;
use crate::server::parameters::{NAMES_WITH_TERRITORY, STOPS_NAMES, read_stops};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Lane, Service};
use crate::siting::{SitingError, StopsError, StopsRequest, chefs_lieux, choose_stops, times};

/// The most communes of a territory whose stops are chosen here; the command line takes more.
const MOST_COMMUNES: usize = 1400;

/// Where stops should be among the chefs-lieux of a territory: the best choice with its proof, who gains, who is left
/// out, and the best choice for every number of stops.
///
/// The time limit is the threshold. Searched for five seconds at most; `feasible` says that they were not enough.
#[utoipa::path(
    get,
    path = "/api/stops",
    operation_id = "stops",
    params(StopsParameters, TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The stops", body = StopsDocument, content_type = "application/json"),
        TerritoryRefusals
    )
)]
pub(crate) async fn stops(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let names = [&NAMES_WITH_TERRITORY[..], &STOPS_NAMES].concat();
    let query = Query::read(raw.as_deref(), &names)?;
    let request = read_stops(&query)?;
    let question = read_question(&service, &query)?;
    let mut key = format!("stops|{}|", question.key());
    let _ = write!(key, "{request:?}");
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let render = move |assessment: Assessment| choose(&assessment, &request);
    let entity = service.body(Lane::Heavy, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}

fn choose(assessment: &Assessment, request: &StopsRequest) -> Result<Vec<u8>, Problem> {
    let territory = assessment.territory();
    let n_communes = territory.communes.len();
    if n_communes > MOST_COMMUNES {
        let what = format!("has {n_communes} communes, too many to choose stops here");
        let accepted = format!("a territory of up to {MOST_COMMUNES} communes; the command line takes more");
        return Err(Problem::parameter_use("territory", &what, accepted));
    }
    let candidates = chefs_lieux(territory);
    let times = times(territory, assessment.model(), &candidates);
    let answer = choose_stops(territory, assessment.coverage(), &candidates, &times, request, &|| false);
    let answer = answer.map_err(|error| refusal(&error, request))?;
    json(&stops_document(territory, &candidates, &answer))
}

/// What of the request has no answer.
fn refusal(error: &StopsError, request: &StopsRequest) -> Problem {
    let settled = |id: &String| if request.locked.contains(id) { "lock" } else { "forbid" };
    match error {
        StopsError::UnknownCandidate(id) => {
            Problem::parameter(settled(id), id, "codes of communes of the territory, comma separated")
        }
        StopsError::NoCandidate => Problem::parameter_use("territory", "has no commune", "one that has"),
        StopsError::Siting(SitingError::TooManyLocked { locked, .. }) => {
            let accepted = format!("at least the {locked} stops that are locked in");
            Problem::parameter_use("count", "is less than the stops locked in", accepted)
        }
        StopsError::Siting(SitingError::LockedAndForbidden(_)) => {
            Problem::parameter_use("forbid", "names a stop that is locked in", "communes that are not")
        }
        StopsError::Siting(SitingError::OutOfReach { reachable, .. }) => {
            let most = (reachable * 100.0).floor();
            let what = "asks for more people than all candidates cover";
            Problem::parameter_use("share", what, format!("up to {most} here, or a longer threshold"))
        }
        error => Problem::internal(error),
    }
}
