//! Vector tiles of collections: the tiles, the metadata of OGC API – Tiles, and `TileJSON`.

use std::f64::consts::PI;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::address::MATRIX_SET;
use super::collections::{MVT, fields};
use super::format::Format;
use super::html::Page;
use super::landing::{above, shown};
use super::links::{Links, link};
use super::shelves::{self, TERRITORY};
use super::{Answer, Asked, named, pretty};
use crate::dataset::LoadedTerritory;
use crate::export::{
    Collection, CollectionExtent, CollectionKind, TileAddress, escaped, feature_tile, least_zoom,
};
use crate::model::Bounds;
use crate::server::entity::{Effort, Keep};
use crate::server::problem::Problem;
use crate::tour::Plan;

const MATRIX_SET_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const WEB_MERCATOR: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";
/// Half the side of the square of Web Mercator, metres.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;
/// Scale denominator of zoom 0 with pixels of 0.28 mm (OGC 17-083r4, table of `WebMercatorQuad`).
const SCALE_0: f64 = 559_082_264.028_717_8;

type About = (Arc<Collection>, Arc<LoadedTerritory>, Option<Arc<Plan>>);

/// `…/tiles/WebMercatorQuad/{zoom}/{row}/{column}`.
pub(super) async fn tile(asked: Asked, kind: CollectionKind, address: TileAddress) -> Answer {
    let Asked { service, question, headers, .. } = asked;
    // A plan that was forgotten is asked for again, whatever is still kept of it.
    shelves::plan(&service, &question)?;
    let key = format!("mvt|{}|{address}|{}", kind.id(), question.key());
    let is_there = shelves::has_level(&service, kind, &question, address.zoom());
    let lane = super::lane(is_there);
    let prepare = Box::pin(shelves::tiling(Arc::clone(&service), kind, question, address.zoom()));
    let render = move |(collection, fields, level): (Arc<Collection>, Arc<_>, Arc<_>)| {
        Ok(feature_tile(&collection, &fields, &level, address))
    };
    let entity = service.body_with(Effort::Quick, lane, &key, &headers, prepare, render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, MVT))
}

impl Asked {
    fn tiled(&self, kind: CollectionKind) -> impl Future<Output = Result<About, Problem>> + Send + 'static {
        let (service, question) = (Arc::clone(&self.service), self.question.clone());
        async move {
            let plan = shelves::plan(&service, &question)?;
            let loaded = Box::pin(Arc::clone(&service).territory(question.clone(), TERRITORY)).await?;
            Ok((shelves::collection(service, kind, question).await?, loaded, plan))
        }
    }
}

/// `…/tiles`: the list of tilesets, which is of one.
pub(super) async fn tile_sets(asked: Asked, kind: CollectionKind) -> Answer {
    let (links, format) = (asked.links.clone(), asked.format);
    let render = move |about: About| {
        let path = format!("/collections/{}/tiles", kind.id());
        let below = links.to(&format!("{path}/{MATRIX_SET}"));
        let mut set = head(kind, &about);
        set["links"] = json!([link("self", "application/json", MATRIX_SET, &below)]);
        let own = links.own(&path, format, "application/json", "Tuiles vectorielles");
        let document = json!({ "tilesets": [set], "links": own });
        rendered(kind, &path, &document, format, &links)
    };
    asked.document(asked.tiled(kind), "application/json", render).await
}

/// `…/tiles/WebMercatorQuad`: which tiles there are and what is in them.
pub(super) async fn tile_set(asked: Asked, kind: CollectionKind) -> Answer {
    let (links, format) = (asked.links.clone(), asked.format);
    let indicators = asked.indicators.clone();
    let render = move |about: About| {
        let path = format!("/collections/{}/tiles/{MATRIX_SET}", kind.id());
        let (least, extent) = (least_zoom(&about.0), extent(kind, &about));
        let mut set = head(kind, &about);
        let properties: Map<String, Value> = fields(kind, &indicators).into_iter().collect();
        set["layers"] = json!([{
            "id": kind.id(),
            "title": kind.title(),
            "dataType": "vector",
            "geometryDimension": if kind.is_of_areas() { 2 } else { 0 },
            "minTileMatrix": least.to_string(),
            "maxTileMatrix": TileAddress::MAX_ZOOM.to_string(),
            "propertiesSchema": { "type": "object", "properties": properties },
        }]);
        if let Some(bounds) = extent.bounds {
            let limits: Vec<Value> =
                (least..=TileAddress::MAX_ZOOM).map(|zoom| limits(bounds, zoom)).collect();
            set["tileMatrixSetLimits"] = limits.into();
            set["boundingBox"] = json!({
                "lowerLeft": [bounds.west, bounds.south],
                "upperRight": [bounds.east, bounds.north],
                "crs": crate::export::CollectionCrs::Crs84.uri(),
            });
        }
        let mut all = links.own(&path, format, "application/json", "Tuiles vectorielles");
        let mut item =
            link("item", MVT, "Tuile", &template(kind, &links, ["{tileMatrix}", "{tileRow}", "{tileCol}"]));
        item["templated"] = true.into();
        all.push(item);
        let scheme = links.to(&format!("/tileMatrixSets/{MATRIX_SET}"));
        all.push(link(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
            "application/json",
            MATRIX_SET,
            &scheme,
        ));
        let tile_json = links.to(&format!("/collections/{}/tilejson.json", kind.id()));
        all.push(link("describedby", "application/json", "TileJSON", &tile_json));
        set["links"] = all.into();
        rendered(kind, &path, &set, format, &links)
    };
    asked.document(asked.tiled(kind), "application/json", render).await
}

/// `…/tilejson.json`, `TileJSON` 3.0.0.
pub(super) async fn tile_json(asked: Asked, kind: CollectionKind) -> Answer {
    let links = asked.links.clone();
    let data = Arc::clone(asked.service.data());
    let render = move |about: About| {
        let (least, extent) = (least_zoom(&about.0), extent(kind, &about));
        let described = |column: &crate::export::Column| {
            let kind = match column.kind {
                crate::export::CellKind::Text => "String",
                crate::export::CellKind::Number | crate::export::CellKind::Integer => "Number",
                crate::export::CellKind::Bool => "Boolean",
            };
            (column.name.to_string(), Value::from(kind))
        };
        let fields: Map<String, Value> = about.0.columns().iter().map(described).collect();
        let sources = data.dataset.sources_of(&about.1.territory, &data.venues);
        let mut cited: Vec<String> = sources.into_iter().map(|source| escaped(&source.producer)).collect();
        cited.dedup();
        let mut document = json!({
            "tilejson": "3.0.0",
            "name": kind.title(),
            "description": kind.description(),
            "attribution": cited.join(", "),
            "scheme": "xyz",
            "tiles": [template(kind, &links, ["{z}", "{y}", "{x}"])],
            "minzoom": least,
            "maxzoom": TileAddress::MAX_ZOOM,
            "vector_layers": [{
                "id": kind.id(),
                "description": kind.description(),
                "minzoom": least,
                "maxzoom": TileAddress::MAX_ZOOM,
                "fields": fields,
            }],
        });
        if let Some(bounds) = extent.bounds {
            document["bounds"] = bounds.to_array().as_slice().into();
        }
        pretty(&document)
    };
    // It is JSON whatever the client would rather read.
    let asked = Asked { format: Format::Json, key: format!("{}|tilejson", asked.key), ..asked };
    asked.document(asked.tiled(kind), "application/json", render).await
}

/// `…/tileMatrixSets`.
pub(super) async fn matrix_sets(asked: Asked) -> Answer {
    let links = asked.links.clone();
    let render = move |_: Arc<LoadedTerritory>| {
        let href = links.to(&format!("/tileMatrixSets/{MATRIX_SET}"));
        let own = link("self", "application/json", MATRIX_SET, &href);
        pretty(&json!({ "tileMatrixSets": [{ "id": MATRIX_SET, "uri": MATRIX_SET_URI, "links": [own] }] }))
    };
    let prepare = Box::pin(Arc::clone(&asked.service).territory(asked.question.clone(), TERRITORY));
    let asked = Asked { format: Format::Json, ..asked };
    asked.document(prepare, "application/json", render).await
}

/// `…/tileMatrixSets/WebMercatorQuad` (OGC 17-083r4, annex D.1), as far as there are tiles.
pub(super) async fn matrix_set(asked: Asked) -> Answer {
    let render = |_: Arc<LoadedTerritory>| {
        let matrix = |zoom: u8| {
            let side = 1u32 << zoom;
            json!({
                "id": zoom.to_string(),
                "scaleDenominator": SCALE_0 / f64::from(side),
                "cellSize": 2.0 * HALF_SIDE_M / 256.0 / f64::from(side),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": side,
                "matrixHeight": side,
            })
        };
        let matrices: Vec<Value> = (0..=TileAddress::MAX_ZOOM).map(matrix).collect();
        pretty(&json!({
            "id": MATRIX_SET,
            "title": "Google Maps Compatible for the World",
            "uri": MATRIX_SET_URI,
            "crs": WEB_MERCATOR,
            "orderedAxes": ["X", "Y"],
            "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
            "tileMatrices": matrices,
        }))
    };
    let prepare = Box::pin(Arc::clone(&asked.service).territory(asked.question.clone(), TERRITORY));
    let asked = Asked { format: Format::Json, ..asked };
    asked.document(prepare, "application/json", render).await
}

fn head(kind: CollectionKind, (_, loaded, _): &About) -> Value {
    let territory = named(&loaded.territory.code, &loaded.territory.name);
    json!({
        "title": format!("{}, {territory}", kind.title()),
        "dataType": "vector",
        "crs": WEB_MERCATOR,
        "tileMatrixSetURI": MATRIX_SET_URI,
    })
}

fn extent(kind: CollectionKind, (_, loaded, plan): &About) -> CollectionExtent {
    kind.extent(&loaded.territory, plan.as_deref())
}

/// The address of a tile with words in the place of its numbers.
fn template(kind: CollectionKind, links: &Links, [zoom, row, column]: [&str; 3]) -> String {
    // The braces are no part of an address: they are put in when it is written.
    let address = links.to(&format!("/collections/{}/tiles/{MATRIX_SET}/ZOOM/ROW/COLUMN", kind.id()));
    address.replace("ZOOM/ROW/COLUMN", &format!("{zoom}/{row}/{column}"))
}

fn rendered(
    kind: CollectionKind,
    path: &str,
    document: &Value,
    format: Format,
    links: &Links,
) -> Result<Vec<u8>, Problem> {
    if format == Format::Json {
        return pretty(document);
    }
    let json = (links.in_format(path, Format::Json), "application/json");
    let own = document["links"].as_array().cloned().unwrap_or_default();
    let address = escaped(&template(kind, links, ["{z}", "{y}", "{x}"]));
    let body = format!(
        "<p>Adresse des tuiles vectorielles à donner à QGIS ou à MapLibre{}:<br><code>{address}</code></p>\n{}",
        crate::export::french::NBSP,
        shown(&own)
    );
    let collection = (kind.title(), format!("/collections/{}", kind.id()));
    let way = above(&[("Collections", "/collections".to_owned()), collection]);
    Ok(Page { title: "Tuiles vectorielles".to_owned(), above: way, json, body }.bytes(links))
}

/// The rows and columns of a zoom that a box meets.
fn limits(bounds: Bounds, zoom: u8) -> Value {
    let side = f64::from(1u32 << zoom);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^zoom − 1")]
    let whole = |share: f64| (share * side).floor().clamp(0.0, side - 1.0) as u32;
    let column = |lon: f64| whole(lon / 360.0 + 0.5);
    let row = |lat: f64| {
        let lat = lat.clamp(-85.06, 85.06).to_radians();
        whole(0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI))
    };
    json!({
        "tileMatrix": zoom.to_string(),
        "minTileRow": row(bounds.north),
        "maxTileRow": row(bounds.south),
        "minTileCol": column(bounds.west),
        "maxTileCol": column(bounds.east),
    })
}
