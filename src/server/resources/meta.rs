//! `/api/meta`: what a client needs to build its controls.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::sources::{self, SourceItem};
use super::{Answer, json};
use crate::coverage::Bands;
use crate::dataset::DeclaredIndicator;
use crate::model::VenueKind;
use crate::network::graph::RoadGraph;
use crate::network::ground::GroundCounts;
use crate::server::brought::declared;
use crate::server::documentation::{IndicatorsParameter, Refusals};
use crate::server::entity::Keep;
use crate::server::parameters::{BUFFER_KM, DETOUR, Number, SPEED, THRESHOLD, read_indicators};
use crate::server::query::Query;
use crate::server::service::{Data, Lane, Service};
use crate::server::site::Site;
use crate::territory::FragileWhen;
use crate::travel::{CROW_FLY, ROAD, RoadsDescription, TravelModel as _};

/// What this service offers: defaults, limits, words and sources.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// Version of the program.
    version: &'static str,
    /// The territory to show first.
    default_territory: String,
    /// Values of parameters that are not given.
    defaults: Defaults,
    /// Smallest and largest value of each parameter.
    limits: Limits,
    /// Kinds of venue.
    kinds: Vec<Kind>,
    /// Services that the venues offer, in the words of their sources, sorted.
    services: Vec<String>,
    /// Where the data comes from.
    sources: Vec<SourceItem>,
    /// Travel models that can be asked for, the default one first.
    travel_models: Vec<Model>,
    /// Indicators of communes, those that the parameter names last: members of `/api/layers/communes.geojson` and columns of tables by their names.
    indicators: Vec<IndicatorItem>,
    /// Whether people are counted at the cells of a grid.
    grid: bool,
    /// Who may show the read-only view of the page (`/?embed=1`) in a frame: origins, `*` for every site; empty: nobody.
    embed_origins: Vec<String>,
    /// Whom to write to when something cannot be used: a mail address or a page; null where nobody said.
    contact: Option<String>,
    /// What `/api/tiles/ground` draws under data; null without roads.
    ground: Option<GroundItem>,
    /// Tiles of another server that may be chosen for a background; null where the operator offers none.
    outside_tiles: Option<OutsideItem>,
}

/// The ground of the map: roads, waters and places of one source.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ground)]
struct GroundItem {
    /// Where they come from: `openstreetmap`, `bdtopo` or `unstated`.
    source: &'static str,
    /// The day that they stand for; null where the source does not say.
    vintage: Option<String>,
    /// Areas of water; BD TOPO's file of roads has none.
    waters: usize,
    /// Rivers, canals and coasts, in pieces.
    waterways: usize,
    /// Places with a name.
    places: usize,
}

/// Tiles of another server, which learns what is looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutsideTiles)]
struct OutsideItem {
    /// Their address, with `{z}`, `{x}` and `{y}` in it.
    template: String,
    /// The server: scheme, host and port.
    origin: String,
    /// Whose they are.
    attribution: String,
}

/// Values of parameters that are not given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetaDefaults)]
struct Defaults {
    /// Travel model: `road` where the service has roads, else `crow-fly`.
    model: &'static str,
    /// Minutes.
    threshold_min: f64,
    /// Upper limits, minutes.
    bands_min: Vec<f64>,
    /// Detour factor.
    detour: f64,
    /// km/h.
    speed_kmh: f64,
    /// km.
    buffer_km: f64,
}

/// Smallest and largest value of each parameter, both accepted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetaLimits)]
struct Limits {
    /// Minutes.
    threshold_min: [f64; 2],
    /// Detour factor.
    detour: [f64; 2],
    /// km/h.
    speed_kmh: [f64; 2],
    /// km.
    buffer_km: [f64; 2],
}

/// A kind of venue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VenueKind)]
struct Kind {
    /// The word used in parameters and layers.
    code: &'static str,
    /// Its French name.
    label_fr: &'static str,
    /// Its English name.
    label_en: &'static str,
}

/// An indicator of communes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
struct IndicatorItem {
    /// Its name.
    name: String,
    /// The unit of its figures; null where nobody said.
    unit: Option<String>,
    /// The year that they stand for; null where nobody said.
    year: Option<String>,
    /// `high` or `low` where that side of it tells of fragile people; null where nobody said that it does.
    #[schema(value_type = Option<String>)]
    fragile: Option<&'static str>,
}

/// A travel model.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TravelModel)]
struct Model {
    /// `road` or `crow-fly`.
    code: &'static str,
    /// Whether its times are estimates, to be called so.
    estimate: bool,
    /// The roads, for the road model.
    roads: Option<RoadsDescription>,
}

/// What this service offers.
#[utoipa::path(
    get,
    path = "/api/meta",
    operation_id = "meta",
    params(IndicatorsParameter),
    responses(
        (status = 200, description = "Defaults, limits, words and sources", body = Meta),
        (status = 404, description = "Indicators were forgotten: bring the file again", body = crate::server::problem::Details, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn meta(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let names = read_indicators(&Query::read(raw.as_deref(), &["indicators"])?)?;
    let indicators = declared(&service.data().dataset, &service.brought(&names)?);
    let (data, territory) = (Arc::clone(service.data()), service.default_territory.to_string());
    let site = service.site.clone();
    let render = move |()| json(&describe(&data, territory, &site, indicators));
    let key = format!("meta|{}", names.join(","));
    let entity = service.body(Lane::Light, &key, &headers, std::future::ready(Ok(())), render).await?;
    Ok(entity.answer(&headers, Keep::Revalidated, "application/json"))
}

fn describe(data: &Data, default_territory: String, site: &Site, indicators: Vec<DeclaredIndicator>) -> Meta {
    let services: BTreeSet<&String> =
        data.venues.records.iter().flat_map(|record| &record.services).collect();
    let mut travel_models = vec![Model { code: CROW_FLY, estimate: true, roads: None }];
    if let Some(road) = &data.roads {
        travel_models.insert(0, Model { code: ROAD, estimate: false, roads: road.describe().roads });
    }
    let range = |number: Number| [number.min, number.max];
    Meta {
        version: env!("CARGO_PKG_VERSION"),
        default_territory,
        defaults: Defaults {
            model: travel_models[0].code,
            threshold_min: THRESHOLD.default,
            bands_min: Bands::default().limits().iter().map(|limit| limit.minutes()).collect(),
            detour: DETOUR.default,
            speed_kmh: SPEED.default,
            buffer_km: BUFFER_KM.default,
        },
        limits: Limits {
            threshold_min: range(THRESHOLD),
            detour: range(DETOUR),
            speed_kmh: range(SPEED),
            buffer_km: range(BUFFER_KM),
        },
        kinds: VenueKind::ALL.into_iter().map(kind).collect(),
        services: services.into_iter().cloned().collect(),
        sources: sources::items(data.dataset.sources()),
        travel_models,
        indicators: indicators
            .into_iter()
            .map(|indicator| IndicatorItem {
                name: indicator.name,
                unit: indicator.unit,
                year: indicator.year,
                fragile: indicator.fragile.map(FragileWhen::as_str),
            })
            .collect(),
        grid: data.dataset.has_cells(),
        embed_origins: site.embed.listed(),
        contact: site.contact.as_ref().map(ToString::to_string),
        ground: data.roads.as_ref().map(|road| ground(road.graph())),
        outside_tiles: site.tiles.as_ref().map(|tiles| OutsideItem {
            template: tiles.template().to_owned(),
            origin: tiles.origin().to_owned(),
            attribution: tiles.attribution().to_owned(),
        }),
    }
}

fn ground(graph: &RoadGraph) -> GroundItem {
    let (origin, GroundCounts { waters, waterways, places }) = (graph.origin(), graph.ground().counts());
    let vintage = origin.day.map(|day| day.to_string());
    GroundItem { source: origin.source.code(), vintage, waters, waterways, places }
}

fn kind(kind: VenueKind) -> Kind {
    let (label_fr, label_en) = match kind {
        VenueKind::FranceServices => ("France Services", "France Services counter"),
        VenueKind::Msap => ("Maison de services au public", "Public services house"),
        VenueKind::Library => ("Médiathèque ou bibliothèque", "Library"),
        VenueKind::Epn => ("Espace public numérique", "Public digital space"),
        VenueKind::ThirdPlace => ("Tiers-lieu ou FabLab", "Third place or makerspace"),
        VenueKind::Association => ("Association", "Association"),
        VenueKind::PublicBody => ("Organisme public", "Public body"),
        VenueKind::PassNumerique => ("Lieu Pass numérique", "Pass numérique venue"),
        VenueKind::Other => ("Autre lieu", "Other venue"),
    };
    Kind { code: kind.as_str(), label_fr, label_en }
}
