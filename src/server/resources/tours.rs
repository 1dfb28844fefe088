//! `/api/tours`: a plan for a truck, made by a job.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, jobs, question};
use crate::dataset::DatasetError;
use crate::prepare::{DepotError, depot_of, travel};
use crate::server::body::json_value;
use crate::server::documentation::{BodyRefusals, QuestionParameters, TerritoryParameter};
use crate::server::jobs::{JobDocument, Kind, Output, Watch};
use crate::server::parameters::{DepotAsked, TourAsked, TourBody, read_tour_body};
use crate::server::problem::Problem;
use crate::server::service::{Lane, Service};
use crate::tour::{Depot, Request, RuleError, Rules, Stop, plan_while};
use crate::travel::TravelModel;

/// Plans a tour: days, orders and times of the stops, repeated between two dates.
///
/// A job is taken on. Of the question only the travel model counts. The plan is kept for a while under its name.
#[utoipa::path(
    post,
    path = "/api/tours",
    operation_id = "planTour",
    params(TerritoryParameter, QuestionParameters),
    request_body(content = TourBody, content_type = "application/json"),
    responses(
        (status = 202, description = "The job; Location says where to look at it", body = JobDocument, content_type = "application/json"),
        BodyRefusals
    )
)]
pub(crate) async fn tours(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let bytes = service.incoming.json("/api/tours", &headers, body).await?;
    let question = question(&service, raw.as_deref())?;
    let data = Arc::clone(service.data());
    let read = move || {
        let TourAsked { depot, rules, stops } = read_tour_body(&json_value(&bytes)?)?;
        let depot = match depot {
            DepotAsked::Place(depot) => depot,
            DepotAsked::Commune(code) => depot_of(&data.dataset, &code).map_err(|error| no_depot(&error))?,
        };
        Ok((depot, rules, stops))
    };
    let (depot, rules, stops) = service.run(Lane::Heavy, read).await?;
    let model = service.model(question.model)?;
    let plans = service.plans.clone();
    let work = move |(), watch: &Watch| {
        let request = gathered(depot, rules, stops, model.as_ref())?;
        let wrong = |RuleError { subject, problem }: RuleError| Problem::body(&subject, &problem, None);
        let plan = plan_while(&request, &|share| watch.goes_on(share)).map_err(wrong)?;
        let plan = plan.ok_or_else(|| Problem::job_too_long(watch.limit()))?;
        plans.put(plan).map(Output::Plan)
    };
    let job = service.jobs.submit(Kind::Tour, std::future::ready(Ok(())), work)?;
    jobs::accepted(&job)
}

fn gathered(
    depot: Depot,
    rules: Rules,
    stops: Vec<Stop>,
    model: &dyn TravelModel,
) -> Result<Request, Problem> {
    let (travel, matrix) = travel(&depot, &stops, model).map_err(|error| Problem::internal(&error))?;
    Ok(Request { travel, depot, rules, stops, matrix })
}

fn no_depot(error: &DepotError) -> Problem {
    match error {
        DepotError::Dataset(DatasetError::UnknownTerritory { .. }) => {
            Problem::unknown_territory("depot.code", error.to_string())
        }
        DepotError::Dataset(error) => Problem::internal(error),
        error => Problem::body("depot.code", &error.to_string(), Some("the code of one commune")),
    }
}
