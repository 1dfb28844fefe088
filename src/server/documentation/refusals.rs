//! What addresses refuse with, by status.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::server::problem::MEDIA_TYPE;

/// The refusals of an address that takes parameters.
pub(in crate::server) struct Refusals;

/// Those of an address that takes a territory as well.
pub(in crate::server) struct TerritoryRefusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        [
            ("400", "A parameter is unknown, out of its bounds or unreadable"),
            ("414", "The path or the query string is too long"),
            ("500", "The service failed; its log says why"),
            (
                "503",
                "Too much work is waiting, or the answer took too long; Retry-After says when to ask again",
            ),
        ]
        .map(|(status, meaning)| (status.to_owned(), problem(meaning)))
        .into()
    }
}

impl IntoResponses for TerritoryRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.insert("304".to_owned(), RefOr::T(Response::new("The client's copy still holds")));
        responses.insert(
            "404".to_owned(),
            problem("No territory has this code, or no plan or indicators this name"),
        );
        responses
    }
}

/// Those of an address of tiles.
pub(in crate::server) struct TileRefusals;

impl IntoResponses for TileRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.insert("304".to_owned(), RefOr::T(Response::new("The client's copy still holds")));
        responses.insert("404".to_owned(), problem("The service has no roads, or there is no such tile"));
        responses
    }
}

/// Those of an address of tiles of a territory.
pub(in crate::server) struct BoundaryTileRefusals;

impl IntoResponses for BoundaryTileRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = TerritoryRefusals::responses();
        let not_found = "No territory has this code, or there is no such tile";
        responses.insert("404".to_owned(), problem(not_found));
        responses
    }
}

/// Those of the address that gives a way by road.
pub(in crate::server) struct RouteRefusals;

impl IntoResponses for RouteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = TerritoryRefusals::responses();
        let not_found = "The service has no roads, or no territory or commune has this code";
        responses.insert("404".to_owned(), problem(not_found));
        responses.insert("422".to_owned(), problem("No way leads there; the detail says why"));
        responses
    }
}

/// Those of what is told of one commune.
pub(in crate::server) struct CommuneRefusals;

impl IntoResponses for CommuneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = TerritoryRefusals::responses();
        responses.insert("404".to_owned(), problem("No territory or commune has this code"));
        responses
    }
}

/// Those of isochrones.
pub(in crate::server) struct IsochroneRefusals;

impl IntoResponses for IsochroneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = TerritoryRefusals::responses();
        let not_found = "The service has no roads, or no territory has this code";
        responses.insert("404".to_owned(), problem(not_found));
        responses.insert("422".to_owned(), problem("No road is near the position; the detail says how far"));
        responses
    }
}

/// Those of an address that takes a body.
pub(in crate::server) struct BodyRefusals;

impl IntoResponses for BodyRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        for (status, meaning) in [
            ("400", "A parameter or a member of the body is unknown, out of its bounds or unreadable"),
            ("404", "No territory has this code, or no plan or indicators this name"),
            ("413", "The body is too large"),
            ("415", "The body is not application/json"),
            ("422", "It is more than is kept here"),
        ] {
            responses.insert(status.to_owned(), problem(meaning));
        }
        responses
    }
}

/// Those of a job.
pub(in crate::server) struct JobRefusals;

impl IntoResponses for JobRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.insert("404".to_owned(), problem("No job has this name, or none any more: ask again"));
        responses
    }
}

/// Those of the result of a job.
pub(in crate::server) struct ResultRefusals;

impl IntoResponses for ResultRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = PlanRefusals::responses();
        let not_found = "No job has this name, or its plan was forgotten: ask again, or bring the plan";
        responses.insert("404".to_owned(), problem(not_found));
        responses.insert("409".to_owned(), problem("The job has no result, or not yet"));
        responses
    }
}

/// Those of a plan.
pub(in crate::server) struct PlanRefusals;

impl IntoResponses for PlanRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = TerritoryRefusals::responses();
        let not_found = "No plan has this name, or it was forgotten: bring it with POST /api/plans";
        responses.insert("404".to_owned(), problem(not_found));
        responses
    }
}

/// Those of indicators that were brought.
pub(in crate::server) struct IndicatorsRefusals;

impl IntoResponses for IndicatorsRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refusals::responses();
        responses.insert("304".to_owned(), RefOr::T(Response::new("The client's copy still holds")));
        let not_found =
            "No indicators have this name, or they were forgotten: bring them with POST /api/indicators";
        responses.insert("404".to_owned(), problem(not_found));
        responses
    }
}

/// Those of a file of a plan that not every plan can be.
pub(in crate::server) struct PlanFileRefusals;

impl IntoResponses for PlanFileRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = PlanRefusals::responses();
        responses
            .insert("422".to_owned(), problem("The plan lacks what the file needs; the detail says what"));
        responses
    }
}

fn problem(meaning: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    RefOr::T(ResponseBuilder::new().description(meaning).content(MEDIA_TYPE, content).build())
}
