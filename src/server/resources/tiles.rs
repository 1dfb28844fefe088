//! `/api/tiles/roads/{z}/{x}/{y}.mvt`: the road network, as vector tiles.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use super::Answer;
use crate::export::{TileAddress, road_tile};
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
    let Path(parts) = path.map_err(|_| Problem::unknown_tile("this address", TileAddress::MAX_ZOOM))?;
    Query::read(raw.as_deref(), &[])?;
    let address =
        read(&parts).ok_or_else(|| Problem::unknown_tile(&parts.join("/"), TileAddress::MAX_ZOOM))?;
    let roads = service.data().roads.clone().ok_or_else(Problem::no_roads)?;
    let key = format!("tile|roads|{address}");
    let render = move |()| road_tile(roads.graph(), address).map_err(|error| Problem::internal(&error));
    let entity = service.body(Lane::Heavy, &key, &headers, std::future::ready(Ok(())), render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, MEDIA_TYPE))
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
