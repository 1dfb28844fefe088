//! `/api/layers/isochrones.geojson`: the land within some minutes by road, as areas.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use geo_types::Coord;

use super::{Answer, read_question};
use crate::coverage::{Filters, considered};
use crate::dataset::LoadedTerritory;
use crate::export::{IsochronesAsked, isochrones_layer, to_geojson};
use crate::network::isochrone::IsochroneOptions;
use crate::server::documentation::{
    IsochroneCollection, IsochroneParameters, IsochroneRefusals, QuestionParameters, TerritoryParameter,
};
use crate::server::entity::Keep;
use crate::server::parameters::{
    ISOCHRONE_NAMES, Model, NAMES_WITH_TERRITORY, read_isochrones, read_position,
};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};
use crate::travel::{CROW_FLY, ROAD, Road};

const MEDIA_TYPE: &str = "application/geo+json";

/// The land within some minutes by road of the nearest venue, or of a position: one area a time.
///
/// Areas are for the map; people are counted on demand points. Each holds those of shorter times.
#[utoipa::path(
    get,
    path = "/api/layers/isochrones.geojson",
    operation_id = "isochrones",
    params(IsochroneParameters, TerritoryParameter, QuestionParameters),
    responses(
        (status = 200, description = "The layer", body = IsochroneCollection, content_type = MEDIA_TYPE),
        IsochroneRefusals
    )
)]
pub(crate) async fn isochrones(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let names = [&NAMES_WITH_TERRITORY[..], &ISOCHRONE_NAMES].concat();
    let query = Query::read(raw.as_deref(), &names)?;
    let options = read_isochrones(&query)?;
    let mut key = format!("isochrones|{:?}|{}|{}|", options.direction, options.corridor_m, options.filling_m);
    for minutes in &options.minutes {
        let _ = write!(key, "{minutes},");
    }
    let entity = if let Some(at) = query.single("at")? {
        if let Some(other) = NAMES_WITH_TERRITORY.iter().find(|name| query.values(name).next().is_some()) {
            let accepted = "at with minutes, direction, corridor_m and filling_m alone";
            return Err(Problem::parameter_use(other, "does not go with at", accepted));
        }
        let at = read_position("at", at)?;
        let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
        let _ = write!(key, "at|{},{}", at.x, at.y);
        let render = move |()| around(&roads, at, &options);
        service.body(Lane::Heavy, &key, &headers, std::future::ready(Ok(())), render).await?
    } else {
        let question = read_question(&service, &query)?;
        let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
        if question.model != Model::Road {
            return Err(Problem::parameter("model", CROW_FLY, format!("{ROAD}: isochrones are by road")));
        }
        let _ = write!(key, "of|{}", question.venues_key());
        let filters = question.request.filters.clone();
        let prepare = Arc::clone(&service).territory(question, "territory");
        let render = move |loaded: Arc<LoadedTerritory>| of_venues(&roads, &loaded, &filters, &options);
        service.body(Lane::Heavy, &key, &headers, prepare, render).await?
    };
    Ok(entity.answer(&headers, Keep::Revalidated, MEDIA_TYPE))
}

/// The land of one position, which must be near a road.
fn around(roads: &Road, at: Coord<f64>, options: &IsochroneOptions) -> Result<Vec<u8>, Problem> {
    let place = format!("{},{}", at.x, at.y);
    layer(roads, Some(&place), &[Some(at)], options, true)
}

/// The land of the nearest venue of those that count, in the territory and around it.
fn of_venues(
    roads: &Road,
    loaded: &LoadedTerritory,
    filters: &Filters,
    options: &IsochroneOptions,
) -> Result<Vec<u8>, Problem> {
    let venues = &loaded.territory.venues;
    let counted = considered(&loaded.territory, filters);
    let positions: Vec<_> = counted.into_iter().map(|venue| Some(venues[venue].position)).collect();
    layer(roads, None, &positions, options, false)
}

fn layer(
    roads: &Road,
    place: Option<&str>,
    positions: &[Option<Coord<f64>>],
    options: &IsochroneOptions,
    must_reach: bool,
) -> Result<Vec<u8>, Problem> {
    let found = roads.isochrones(positions, options).map_err(|error| Problem::internal(&error))?;
    if let ([(_, reason)], true) = (&found.unreached[..], must_reach) {
        return Err(Problem::not_reached(reason));
    }
    let description = roads.roads();
    let asked = IsochronesAsked { place, n_places: positions.len(), options, roads: &description };
    Ok(to_geojson(&isochrones_layer(&asked, found)))
}
