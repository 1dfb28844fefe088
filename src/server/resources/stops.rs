//! `/api/stops`: where stops should be, with the proof.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, jobs, json, question, read_question};
use crate::export::{StopsDocument, stops_document};
use crate::server::body::json_value;
use crate::server::documentation::{
    BodyRefusals, QuestionParameters, StopsParameters, TerritoryParameter, TerritoryRefusals,
};
use crate::server::entity::Keep;
use crate::server::jobs::{JobDocument, Kind, Output, Watch};
use crate::server::parameters::{
    NAMES_WITH_TERRITORY, STOPS_NAMES, StopsAsked, StopsBody, read_stops, read_stops_body,
};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Assessment, Lane, Service};
use crate::siting::{
    Candidate, SitingError, StopsError, StopsRequest, Weighting, check_stops, chefs_lieux, choose_stops,
    times,
};

/// The most communes of a territory whose stops are chosen here; the command line takes more.
const MOST_COMMUNES: usize = 1400;
/// The most pairs of a place where people live and a candidate, in a job: 80 MB of times.
const MOST_PAIRS: usize = 5_000_000;

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

/// Chooses stops among the chefs-lieux or other places, for up to two minutes.
///
/// A job is taken on. Otherwise as the stops that are answered at once.
#[utoipa::path(
    post,
    path = "/api/stops",
    operation_id = "chooseStops",
    params(TerritoryParameter, QuestionParameters),
    request_body(content = StopsBody, content_type = "application/json"),
    responses(
        (status = 202, description = "The job; Location says where to look at it", body = JobDocument, content_type = "application/json"),
        BodyRefusals
    )
)]
pub(crate) async fn choose_by_job(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let bytes = service.incoming.json("/api/stops", &headers, body).await?;
    let question = question(&service, raw.as_deref())?;
    let StopsAsked { mut request, candidates: given, weights } = read_stops_body(&json_value(&bytes)?)?;
    // What cannot be answered is refused before a job is taken on.
    let entry = service.enter(Lane::Heavy).await?;
    let loaded = Arc::clone(&service).territory(question.clone(), "territory").await?;
    drop(entry);
    let candidates = given.unwrap_or_else(|| chefs_lieux(&loaded.territory));
    let n_pairs = loaded.territory.demand.len().saturating_mul(candidates.len());
    if n_pairs > MOST_PAIRS {
        let (n, places) = (loaded.territory.demand.len(), candidates.len());
        let what = format!("has {n} places where people live, too many for {places} candidates");
        let accepted = format!("up to {MOST_PAIRS} pairs of both; the command line takes more");
        return Err(Problem::parameter_use("territory", &what, accepted));
    }
    if let Some((name, figures)) = weights {
        let territory = &loaded.territory;
        let weighting = if let Some(figures) = figures {
            Weighting::new(name, &figures, territory)
        } else {
            let names: Vec<&str> = territory.indicators.iter().map(|indicator| &*indicator.name).collect();
            let indicator = territory.indicator(&name).ok_or_else(|| {
                let accepted = format!("by_code, or an indicator of the data: {}", names.join(", "));
                Problem::body("weights.name", &format!("“{name}” is no indicator"), Some(&accepted))
            })?;
            let counts = Some("an indicator that counts something");
            let refused = |error: crate::units::NotAQuantity| {
                Problem::body("weights.name", &format!("{error}"), counts)
            };
            Weighting::of_indicator(indicator, territory).map_err(refused)?
        };
        let none = || Problem::body("weights", "no commune of the territory has a figure", Some("some"));
        request.weights = Some(weighting.ok_or_else(none)?);
    }
    let checked = move || {
        let checked = check_stops(&loaded.territory, &candidates, &request);
        checked.map_err(|error| refusal(&error, &request))?;
        Ok((candidates, request))
    };
    let (candidates, request) = service.run(Lane::Heavy, checked).await?;
    // A job holds no place among the requests that wait: jobs are bounded by themselves.
    let prepare = Arc::clone(&service).assessment(question, "territory");
    let work = move |assessment: Assessment, watch: &Watch| {
        let stop = || watch.is_over();
        found(&assessment, &candidates, &request, &stop).map(|bytes| Output::Document(bytes.into()))
    };
    jobs::accepted(&service.jobs.submit(Kind::Stops, prepare, work)?)
}

fn choose(assessment: &Assessment, request: &StopsRequest) -> Result<Vec<u8>, Problem> {
    let territory = assessment.territory();
    let n_communes = territory.communes.len();
    if n_communes > MOST_COMMUNES {
        let what = format!("has {n_communes} communes, too many to choose stops here");
        let accepted = format!("a territory of up to {MOST_COMMUNES} communes; the command line takes more");
        return Err(Problem::parameter_use("territory", &what, accepted));
    }
    found(assessment, &chefs_lieux(territory), request, &|| false)
}

/// The document of the best stops among some candidates.
fn found(
    assessment: &Assessment,
    candidates: &[Candidate],
    request: &StopsRequest,
    is_over: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Problem> {
    let territory = assessment.territory();
    let times = times(territory, assessment.model(), candidates);
    let answer = choose_stops(territory, assessment.coverage(), candidates, &times, request, is_over);
    let answer = answer.map_err(|error| refusal(&error, request))?;
    json(&stops_document(territory, candidates, &answer))
}

/// What of the request has no answer.
fn refusal(error: &StopsError, request: &StopsRequest) -> Problem {
    let settled = |id: &String| if request.locked.contains(id) { "lock" } else { "forbid" };
    match error {
        StopsError::UnknownCandidate(id) => Problem::parameter(
            settled(id),
            id,
            "candidates: by default the communes of the territory, by code",
        ),
        StopsError::SameIdentifier(id) => Problem::body(
            "candidates",
            &format!("two have the identifier “{id}”"),
            Some("one of its own for each"),
        ),
        StopsError::NoCandidate => {
            Problem::parameter_use("candidates", "are none", "a territory with communes, or candidates")
        }
        StopsError::Siting(SitingError::TooManyLocked { locked, .. }) => {
            let accepted = format!("at least the {locked} stops that are locked in");
            Problem::parameter_use("count", "is less than the stops locked in", accepted)
        }
        StopsError::Siting(error @ SitingError::LockedTooDear { .. }) => {
            let accepted = "as much as the stops locked in cost, or more";
            Problem::body("budget", &error.to_string(), Some(accepted))
        }
        StopsError::NoWeight(_) | StopsError::TooMuchWeight { .. } => {
            let accepted = "figures that are not all 0 and add up to 10⁸ at most";
            Problem::body("weights", &error.to_string(), Some(accepted))
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
