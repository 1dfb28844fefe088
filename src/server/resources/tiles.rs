//! `/api/tiles/…/{z}/{x}/{y}.mvt`: the road network, alone or with waters and places, and the boundaries of communes, as
//! vector tiles.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use super::{Answer, read_question};
use crate::export::{TileAddress, TileError, feature_tile, ground_tile, road_tile};
use crate::network::graph::RoadGraph;
use crate::server::documentation::{BoundaryTileRefusals, TerritoryParameter, TileRefusals};
use crate::server::entity::{Effort, Keep};
use crate::server::ogc::{boundaries, has_boundaries};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::service::{Lane, Service};

const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// The roads of a tile: layer `roads`, lines with `kmh`, and `ferry` or `winter` where that is so. From
/// afar only the fast ones. A tile without roads has no bytes.
#[utoipa::path(
    get,
    path = "/api/tiles/roads/{z}/{x}/{y}.mvt",
    operation_id = "road_tile",
    params(
        ("z" = u8, Path, description = "Zoom", minimum = 0, maximum = 14, example = 9),
        ("x" = u32, Path, description = "Column from the west, below 2^zoom", example = 260),
        ("y" = u32, Path, description = "Row from the north, below 2^zoom", example = 184)
    ),
    responses(
        (status = 200, description = "The tile (Mapbox Vector Tile 2.1)", body = Vec<u8>, content_type = MEDIA_TYPE),
        TileRefusals
    )
)]
pub(crate) async fn roads(
    State(service): State<Arc<Service>>,
    path: Result<Path<[String; 3]>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    tile(&service, path, raw.as_deref(), &headers, "roads", road_tile).await
}

/// The ground of a map: layer `roads` as in the tiles of roads; `water`, areas; `waterways`, lines with `kind` (`river`,
/// `canal`, `coastline`); `places`, points with `kind` (`city`, `town`, `village`, `suburb`, `hamlet`), `name`, and `people`
/// where the source says so. From afar only what is large. A tile without anything has no bytes.
#[utoipa::path(
    get,
    path = "/api/tiles/ground/{z}/{x}/{y}.mvt",
    operation_id = "ground_tile",
    params(
        ("z" = u8, Path, description = "Zoom", minimum = 0, maximum = 14, example = 9),
        ("x" = u32, Path, description = "Column from the west, below 2^zoom", example = 260),
        ("y" = u32, Path, description = "Row from the north, below 2^zoom", example = 184)
    ),
    responses(
        (status = 200, description = "The tile (Mapbox Vector Tile 2.1)", body = Vec<u8>, content_type = MEDIA_TYPE),
        TileRefusals
    )
)]
pub(crate) async fn ground(
    State(service): State<Arc<Service>>,
    path: Result<Path<[String; 3]>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    tile(&service, path, raw.as_deref(), &headers, "ground", ground_tile).await
}

/// A tile of a sort, made by `render`.
async fn tile(
    service: &Arc<Service>,
    path: Result<Path<[String; 3]>, PathRejection>,
    raw: Option<&str>,
    headers: &HeaderMap,
    sort: &str,
    render: fn(&RoadGraph, TileAddress) -> Result<Vec<u8>, TileError>,
) -> Answer {
    let address = address(path)?;
    Query::read(raw, &[])?;
    let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
    let key = format!("tile|{sort}|{address}");
    let render = move |()| render(roads.graph(), address).map_err(|error| Problem::internal(&error));
    let entity = service.body(Lane::Heavy, &key, headers, std::future::ready(Ok(())), render).await?;
    Ok(entity.answer(headers, Keep::Revalidated, MEDIA_TYPE))
}

/// The boundaries of the communes of a territory in a tile: layer `communes`, areas with nothing but `code`. They are the same
/// whatever else is asked, so that a map keeps them while thresholds, venues and models change. A tile without communes
/// has no bytes; at small zooms, communes that are less than a dot are left out.
#[utoipa::path(
    get,
    path = "/api/tiles/communes/{z}/{x}/{y}.mvt",
    operation_id = "commune_tile",
    params(
        ("z" = u8, Path, description = "Zoom", minimum = 0, maximum = 14, example = 9),
        ("x" = u32, Path, description = "Column from the west, below 2^zoom", example = 260),
        ("y" = u32, Path, description = "Row from the north, below 2^zoom", example = 184),
        TerritoryParameter
    ),
    responses(
        (status = 200, description = "The tile (Mapbox Vector Tile 2.1)", body = Vec<u8>, content_type = MEDIA_TYPE),
        BoundaryTileRefusals
    )
)]
pub(crate) async fn communes(
    State(service): State<Arc<Service>>,
    path: Result<Path<[String; 3]>, PathRejection>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let address = address(path)?;
    let question = read_question(&service, &Query::read(raw.as_deref(), &["territory"])?)?;
    let key = format!("tile|communes|{address}|{}", question.land_key());
    let lane = if has_boundaries(&service, &question, address.zoom()) { Lane::Light } else { Lane::Heavy };
    let prepare = Box::pin(boundaries(Arc::clone(&service), question, "territory", address.zoom()));
    let render = move |(collection, fields, level): (Arc<_>, Arc<_>, Arc<_>)| {
        Ok(feature_tile(&collection, &fields, &level, address))
    };
    let entity = service.body_with(Effort::Quick, lane, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, MEDIA_TYPE))
}

fn address(path: Result<Path<[String; 3]>, PathRejection>) -> Result<TileAddress, Problem> {
    let Path(parts) = path.map_err(|_| Problem::unknown_tile("this address", TileAddress::MAX_ZOOM))?;
    read(&parts).ok_or_else(|| Problem::unknown_tile(&parts.join("/"), TileAddress::MAX_ZOOM))
}

/// `9`, `260`, `184.mvt`: plain whole numbers, each written in one way only.
fn read([zoom, column, row]: &[String; 3]) -> Option<TileAddress> {
    let whole = |text: &str| {
        let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let zoom = u8::try_from(whole(zoom)?).ok()?;
    TileAddress::new(zoom, whole(column)?, whole(row.strip_suffix(".mvt")?)?)
}
