//! The OpenAPI 3.1 document, made from the annotations of the handlers.

use utoipa::OpenApi;
use utoipa::openapi::{RefOr, Schema};

use super::problem::Details;
use super::resources::{
    coverage_table, health, isochrones, layers, meta, openapi, route, stops, summary, territories, tiles,
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
        isochrones::isochrones,
        coverage_table::coverage_table,
        route::route,
        stops::stops,
        tiles::roads,
        openapi::document,
    ),
    components(schemas(Details))
)]
struct Api;

/// The document as JSON, indented, with a final newline: the bytes of `docs/openapi.json` and of
/// `/api/openapi.json`.
#[must_use]
pub fn openapi_json() -> String {
    let mut api = Api::openapi();
    for path in api.paths.paths.values_mut() {
        if let Some(operation) = &mut path.get {
            // The tags would be names of our modules.
            operation.tags = None;
        }
    }
    for (name, schema) in api.components.iter_mut().flat_map(|components| &mut components.schemas) {
        if let (RefOr::T(Schema::Object(object)), false) = (schema, name == "Problem") {
            // Every member is always there, null where it has no value; only a problem leaves some out.
            object.required = object.properties.keys().cloned().collect();
        }
    }
    // Texts and numbers without any map of other keys: writing them as JSON cannot fail.
    let mut json = api.to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
}
