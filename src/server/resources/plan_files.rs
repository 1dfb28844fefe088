//! `/api/plans/{plan}/…`: a plan as files that people and their programs open.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::exports::WORKBOOK;
use super::{Answer, Name, plans};
use crate::export::{
    Itinerary, itineraries, tour_gpx, tour_ics, tour_sheets, tour_stops_geojson, tour_timetable, tour_venues,
    tour_ways_geojson, tour_workbook,
};
use crate::prepare::way;
use crate::server::documentation::{ItineraryCollection, PlanFileRefusals, PlanRefusals, TourStopCollection};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::Service;
use crate::tour::Plan;
use crate::travel::Road;

const GEOJSON: &str = "application/geo+json";

/// The most sessions on days that differ in their stops or order, whose ways are drawn.
const MOST_WAYS: usize = 2000;

/// The stops of a plan as points, with their sessions, or why they are left out; and its depot.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/stops.geojson",
    operation_id = "planStops",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The layer", body = TourStopCollection, content_type = GEOJSON),
        PlanRefusals
    )
)]
pub(crate) async fn stops(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    file(&service, &name, &raw, &headers, ("stops.geojson", GEOJSON), |plan, _| Ok(tour_stops_geojson(plan)))
        .await
}

/// The ways of a plan as lines, along the roads where the service has some; days with the same stops share one.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/itinerary.geojson",
    operation_id = "planItinerary",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The layer", body = ItineraryCollection, content_type = GEOJSON),
        PlanFileRefusals
    )
)]
pub(crate) async fn itinerary(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let render = |plan: &Plan, road: Option<&Road>| Ok(tour_ways_geojson(plan, &ways(plan, road)?));
    file(&service, &name, &raw, &headers, ("itinerary.geojson", GEOJSON), render).await
}

/// The ways and stops of a plan as GPX 1.1.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/itinerary.gpx",
    operation_id = "planGpx",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The file", body = String, content_type = "application/gpx+xml"),
        PlanFileRefusals
    )
)]
pub(crate) async fn gpx(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let render = |plan: &Plan, road: Option<&Road>| Ok(tour_gpx(plan, &ways(plan, road)?));
    file(&service, &name, &raw, &headers, ("itinerary.gpx", "application/gpx+xml"), render).await
}

/// The timetable of a plan: a row a session, for a French spreadsheet.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/timetable.csv",
    operation_id = "planTimetable",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The table, UTF-8 with a mark, semicolons", body = String, content_type = "text/csv"),
        PlanRefusals
    )
)]
pub(crate) async fn timetable(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = ("timetable.csv", "text/csv; charset=utf-8");
    file(&service, &name, &raw, &headers, kind, |plan, _| Ok(tour_timetable(plan))).await
}

/// The timetable of a plan as a workbook: sessions, the cycle, stops, what could not be kept, methods and sources.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/timetable.xlsx",
    operation_id = "planWorkbook",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (
            status = 200,
            description = "The workbook, Office Open XML",
            body = Vec<u8>,
            content_type = WORKBOOK
        ),
        PlanRefusals
    )
)]
pub(crate) async fn workbook(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = ("timetable.xlsx", WORKBOOK);
    let render =
        |plan: &Plan, _: Option<&Road>| tour_workbook(plan).map_err(|error| Problem::not_exported(&error));
    file(&service, &name, &raw, &headers, kind, render).await
}

/// The sessions of a plan as a calendar (RFC 5545).
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/calendar.ics",
    operation_id = "planCalendar",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The calendar", body = String, content_type = "text/calendar"),
        PlanRefusals
    )
)]
pub(crate) async fn calendar(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = ("calendar.ics", "text/calendar; charset=utf-8");
    file(&service, &name, &raw, &headers, kind, |plan, _| Ok(tour_ics(plan))).await
}

/// The stops of a plan as rows of the national schema of places of digital mediation; every stop needs an address.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/venues.csv",
    operation_id = "planVenues",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The table, UTF-8, with a header", body = String, content_type = "text/csv"),
        PlanFileRefusals
    )
)]
pub(crate) async fn venues(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let render =
        |plan: &Plan, _: Option<&Road>| tour_venues(plan).map_err(|error| Problem::not_exported(&error));
    file(&service, &name, &raw, &headers, ("venues.csv", "text/csv; charset=utf-8"), render).await
}

/// A page a day for the driver, to be printed.
#[utoipa::path(
    get,
    path = "/api/plans/{plan}/sheets.html",
    operation_id = "planSheets",
    params(("plan" = String, Path, description = "Name of the plan")),
    responses(
        (status = 200, description = "The pages", body = String, content_type = "text/html"),
        PlanRefusals
    )
)]
pub(crate) async fn sheets(
    State(service): State<Arc<Service>>,
    Name(name): Name,
    raw: RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = ("sheets.html", "text/html; charset=utf-8");
    file(&service, &name, &raw, &headers, kind, |plan, _| Ok(tour_sheets(plan))).await
}

/// A file of a plan, under a name with its dates.
async fn file(
    service: &Arc<Service>,
    name: &str,
    RawQuery(raw): &RawQuery,
    headers: &HeaderMap,
    (file, media_type): (&'static str, &'static str),
    render: impl FnOnce(&Plan, Option<&Road>) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Answer {
    Query::read(raw.as_deref(), &[])?;
    let data = Arc::clone(service.data());
    let render = move |plan: &Plan| render(plan, data.roads.as_deref());
    let (plan, mut answer) = plans::rendered(service, name, file, headers, media_type, render).await?;
    let named = format!("attachment; filename=\"tour-{}-{}-{file}\"", plan.rules.from, plan.rules.to);
    if let Ok(disposition) = HeaderValue::from_str(&named) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

/// The ways of a plan, of which nobody knows who made it: within bounds.
fn ways(plan: &Plan, road: Option<&Road>) -> Result<Vec<Itinerary>, Problem> {
    let orders: BTreeSet<Vec<&str>> =
        plan.days.iter().map(|day| day.visits.iter().map(|visit| visit.stop.as_str()).collect()).collect();
    let n_ways = orders.iter().map(|order| order.len() + 1).sum::<usize>();
    if n_ways > MOST_WAYS {
        let why = format!("{n_ways} ways on days that differ, {MOST_WAYS} at most: a cycle repeats its days");
        return Err(Problem::not_exported(&why));
    }
    Ok(itineraries(plan, &way(road)))
}
