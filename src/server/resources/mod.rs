//! One file per resource: read the parameters, ask the library, render.

pub(super) mod around;
pub(super) mod check;
pub(super) mod columns;
pub(super) mod exports;
pub(super) mod health;
pub(super) mod indicators;
pub(super) mod isochrones;
pub(super) mod jobs;
pub(super) mod layers;
pub(super) mod meta;
pub(super) mod openapi;
pub(super) mod plan_files;
pub(super) mod plans;
pub(super) mod report;
pub(super) mod route;
mod sources;
pub(super) mod stops;
pub(super) mod summary;
pub(super) mod territories;
pub(super) mod tiles;
pub(super) mod tours;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::Response;
use axum::http::request::Parts;
use axum::routing::{get, post};
use serde::Serialize;

use super::parameters::{NAMES_WITH_TERRITORY, Question, accepted_plan};
use super::problem::Problem;
use super::query::Query;
use super::service::{Assessment, Data, Service};
use crate::dataset::DataFile;

/// Every address of the API.
pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/healthz", get(health::health))
        .route("/api/meta", get(meta::meta))
        .route("/api/territories", get(territories::territories))
        .route("/api/territories/{code}/summary", get(summary::summary))
        .route("/api/layers/communes.geojson", get(layers::communes))
        .route("/api/layers/demand.geojson", get(layers::demand))
        .route("/api/layers/venues.geojson", get(layers::venues))
        .route("/api/layers/gaps.geojson", get(layers::gaps))
        .route("/api/layers/isochrones.geojson", get(isochrones::isochrones))
        .route("/api/layers/surroundings.geojson", get(layers::surroundings))
        .route("/api/layers/presence.geojson", get(layers::presence))
        .route("/api/layers/difference.geojson", get(layers::difference))
        .route("/api/layers/communes.json", get(columns::communes))
        .route("/api/layers/presence.json", get(columns::presence))
        .route("/api/layers/difference.json", get(columns::difference))
        .route("/api/coverage.csv", get(exports::coverage_table))
        .route("/api/coverage.xlsx", get(exports::coverage_workbook))
        .route("/api/presence.csv", get(exports::presence_table))
        .route("/api/exports/{file}", get(exports::exports))
        .route("/api/report.pdf", get(report::pdf))
        .route("/api/report.html", get(report::html))
        .route("/api/route", get(route::route))
        .route("/api/around", get(around::around))
        .route("/api/stops", get(stops::stops).post(stops::choose_by_job))
        .route("/api/tours", post(tours::tours))
        .route("/api/jobs/{id}", get(jobs::job).delete(jobs::cancel))
        .route("/api/jobs/{id}/result", get(jobs::result))
        .route("/api/plans", post(plans::bring))
        .route("/api/plans/{plan}", get(plans::plan))
        .route("/api/plans/{plan}/check", get(plans::findings))
        .route("/api/plans/{plan}/stops.geojson", get(plan_files::stops))
        .route("/api/plans/{plan}/itinerary.geojson", get(plan_files::itinerary))
        .route("/api/plans/{plan}/itinerary.gpx", get(plan_files::gpx))
        .route("/api/plans/{plan}/timetable.csv", get(plan_files::timetable))
        .route("/api/plans/{plan}/timetable.xlsx", get(plan_files::workbook))
        .route("/api/plans/{plan}/calendar.ics", get(plan_files::calendar))
        .route("/api/plans/{plan}/venues.csv", get(plan_files::venues))
        .route("/api/plans/{plan}/sheets.html", get(plan_files::sheets))
        .route("/api/check", post(check::check))
        .route("/api/indicators", post(indicators::bring))
        .route("/api/indicators/{indicators}", get(indicators::indicators))
        .route("/api/tiles/ground/{z}/{x}/{y}", get(tiles::ground))
        .route("/api/tiles/roads/{z}/{x}/{y}", get(tiles::roads))
        .route("/api/tiles/communes/{z}/{x}/{y}", get(tiles::communes))
        .route("/api/openapi.json", get(openapi::document))
}

/// The methods that an address takes, for `Allow`.
pub(super) fn methods(path: &str) -> &'static str {
    let job = path.strip_prefix("/api/jobs/").is_some_and(|rest| !rest.contains('/'));
    match path {
        "/api/stops" => "GET, HEAD, POST",
        "/api/tours" | "/api/plans" | "/api/check" | "/api/indicators" => "POST",
        _ if job => "GET, HEAD, DELETE",
        _ => "GET, HEAD",
    }
}

/// The one part of a path that differs.
pub(crate) struct Name(String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        name.map(|Path(name)| Self(name)).map_err(|_| Problem::unreadable_query("the path is not UTF-8"))
    }
}

/// What a handler returns: an answer, or a problem that becomes one.
type Answer = Result<Response<Body>, Problem>;

/// The question of an address whose territory stands in the query string; the service's own
/// territory when it names none.
fn question(service: &Service, raw: Option<&str>) -> Result<Question, Problem> {
    read_question(service, &Query::read(raw, &NAMES_WITH_TERRITORY)?)
}

/// The same, where a plan has to be named.
fn question_with_plan(service: &Service, raw: Option<&str>) -> Result<Question, Problem> {
    let question = question(service, raw)?;
    match question.plan {
        Some(_) => Ok(question),
        None => Err(Problem::parameter_use("plan", "is missing", accepted_plan())),
    }
}

fn read_question(service: &Service, query: &Query) -> Result<Question, Problem> {
    match query.single("territory")? {
        Some(territory) => Question::read(territory, query, service.has_roads()),
        None => Question::read(&service.default_territory.to_string(), query, service.has_roads()),
    }
}

/// The files that an answer was made from: those of the data and of the venues, and those that came with the question.
fn files_of(data: &Data, assessment: &Assessment) -> Result<Vec<DataFile>, Problem> {
    let mut files = data.dataset.files_of(&data.venues).map_err(|error| Problem::internal(&error))?;
    files.extend_from_slice(&assessment.loaded.files);
    Ok(files)
}

/// A value as JSON.
fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::internal(&error))
}
