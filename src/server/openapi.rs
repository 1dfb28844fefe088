//! The OpenAPI 3.1 document, made from the annotations of the handlers.

use utoipa::OpenApi;
use utoipa::openapi::{RefOr, Schema};

use super::problem::Details;
use super::resources::{
    around, check, columns, exports, health, indicators, isochrones, jobs, layers, meta, openapi, plan_files,
    plans, report, route, stops, summary, territories, tiles, tours,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Maillage",
        description = "How a network of places that help with digital life covers a territory. \
            Times are by road where the service has roads, else crow-fly estimates: straight line × detour \
            factor, at a constant speed."
    ),
    paths(
        health::health,
        meta::meta,
        territories::territories,
        summary::summary,
        layers::communes,
        layers::demand,
        layers::venues,
        layers::gaps,
        layers::surroundings,
        layers::presence,
        layers::difference,
        columns::communes,
        columns::presence,
        columns::difference,
        isochrones::isochrones,
        exports::exports,
        exports::coverage_table,
        exports::coverage_workbook,
        exports::presence_table,
        report::pdf,
        report::html,
        route::route,
        around::around,
        stops::stops,
        stops::choose_by_job,
        tours::tours,
        jobs::job,
        jobs::cancel,
        jobs::result,
        plans::bring,
        check::check,
        indicators::bring,
        indicators::indicators,
        plans::plan,
        plans::findings,
        plan_files::stops,
        plan_files::itinerary,
        plan_files::gpx,
        plan_files::timetable,
        plan_files::workbook,
        plan_files::calendar,
        plan_files::venues,
        plan_files::sheets,
        tiles::ground,
        tiles::roads,
        tiles::communes,
        openapi::document,
    ),
    components(schemas(Details))
)]
struct Api;

fn without_default(member: &mut RefOr<Schema>) {
    match member {
        RefOr::T(Schema::Object(object)) => object.default = None,
        RefOr::T(Schema::Array(array)) => array.default = None,
        RefOr::T(Schema::OneOf(choice)) => choice.default = None,
        _ => {}
    }
}

/// Schemas whose members that are not required may be absent: a problem, and what clients send.
const MAY_LEAVE_OUT: [&str; 10] = [
    "Problem",
    "StopsBody",
    "ForbidBody",
    "CandidateBody",
    "WeightsBody",
    "TourBody",
    "DepotBody",
    "TourStopBody",
    "TourRulesBody",
    "DwellRule",
];
/// Members of an answer that are absent where they have no value.
const ABSENT: [(&str, &str); 2] = [("PlanStop", "address"), ("Visit", "moved_from")];

/// The document as JSON, indented, with a final newline: the bytes of `docs/openapi.json` and of
/// `/api/openapi.json`.
#[must_use]
pub fn openapi_json() -> String {
    let mut api = Api::openapi();
    for path in api.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post, &mut path.delete].into_iter().flatten() {
            // The tags would be names of our modules.
            operation.tags = None;
        }
    }
    for (name, schema) in api.components.iter_mut().flat_map(|components| &mut components.schemas) {
        let RefOr::T(Schema::Object(object)) = schema else { continue };
        if MAY_LEAVE_OUT.contains(&name.as_str()) {
            // A default would make the types of the page ask for the member all the same.
            object.properties.values_mut().for_each(without_default);
        } else {
            // Every member is always there, null where it has no value.
            let absent = |member: &String| ABSENT.contains(&(name.as_str(), member.as_str()));
            object.required = object.properties.keys().filter(|member| !absent(member)).cloned().collect();
        }
    }
    // Texts and numbers without any map of other keys: writing them as JSON cannot fail.
    let mut json = api.to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
}
