//! `/api/tiles/roads/{z}/{x}/{y}.mvt` and `/api/tiles/ground/{z}/{x}/{y}.mvt`: the road network, alone or with waters and
//! places, as vector tiles.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use super::Answer;
use crate::export::{TileAddress, TileError, ground_tile, road_tile};
use crate::network::graph::RoadGraph;
use crate::server::documentation::TileRefusals;
use crate::server::entity::Keep;
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
    let Path(parts) = path.map_err(|_| Problem::unknown_tile("this address", TileAddress::MAX_ZOOM))?;
    Query::read(raw, &[])?;
    let address =
        read(&parts).ok_or_else(|| Problem::unknown_tile(&parts.join("/"), TileAddress::MAX_ZOOM))?;
    let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
    let key = format!("tile|{sort}|{address}");
    let render = move |()| render(roads.graph(), address).map_err(|error| Problem::internal(&error));
    let entity = service.body(Lane::Heavy, &key, headers, std::future::ready(Ok(())), render).await?;
    Ok(entity.answer(headers, Keep::Revalidated, MEDIA_TYPE))
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
