//! `/api/jobs/{id}`: work under way, and its result.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use utoipa::ToSchema;

use super::{Answer, Name, json, plans};
use crate::export::StopsDocument;
use crate::server::documentation::{JobRefusals, ResultRefusals};
use crate::server::entity::Keep;
use crate::server::jobs::{JobDocument, Output};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};
use crate::tour::Plan;

/// What a job has made: stops, or a plan.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described")]
pub(crate) enum JobResult {
    /// The stops.
    Stops(StopsDocument),
    /// The plan.
    Tour(Plan),
}

/// Where a job is, and its result once it is done.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}",
    operation_id = "job",
    params(("id" = String, Path, description = "Name of the job")),
    responses(
        (status = 200, description = "The job", body = JobDocument, content_type = "application/json"),
        JobRefusals
    )
)]
pub(crate) async fn job(
    State(service): State<Arc<Service>>,
    Name(id): Name,
    RawQuery(raw): RawQuery,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    told(StatusCode::OK, &service.jobs.look(&id)?)
}

/// Cancels a job. One that has ended stays as it is.
#[utoipa::path(
    delete,
    path = "/api/jobs/{id}",
    operation_id = "cancelJob",
    params(("id" = String, Path, description = "Name of the job")),
    responses(
        (status = 200, description = "The job", body = JobDocument, content_type = "application/json"),
        JobRefusals
    )
)]
pub(crate) async fn cancel(
    State(service): State<Arc<Service>>,
    Name(id): Name,
    RawQuery(raw): RawQuery,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    told(StatusCode::OK, &service.jobs.cancel(&id)?)
}

/// What a job has made: the document of stops, or a plan.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}/result",
    operation_id = "jobResult",
    params(("id" = String, Path, description = "Name of the job")),
    responses(
        (status = 200, description = "The result", body = JobResult, content_type = "application/json"),
        ResultRefusals
    )
)]
pub(crate) async fn result(
    State(service): State<Arc<Service>>,
    Name(id): Name,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    match service.jobs.output(&id)? {
        Output::Document(bytes) => {
            let prepare = std::future::ready(Ok(()));
            let render = move |()| Ok(bytes.to_vec());
            let entity = service.body(Lane::Light, &format!("job|{id}"), &headers, prepare, render).await?;
            Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
        }
        Output::Plan(plan) => plans::plan_json(&service, &plan, &headers).await,
    }
}

/// A job that was taken on.
pub(super) fn accepted(job: &JobDocument) -> Answer {
    let mut answer = told(StatusCode::ACCEPTED, job)?;
    let location = format!("/api/jobs/{}", job.id);
    let location = HeaderValue::from_str(&location).map_err(|error| Problem::internal(&error))?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

fn told(status: StatusCode, job: &JobDocument) -> Answer {
    let mut answer = Response::new(Body::from(json(job)?));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
