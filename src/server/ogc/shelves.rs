//! What is made once for many answers: collections, their shapes in other coordinate systems, and what their tiles
//! are made from. Each is kept within a number of bytes, and made in a turn of the queue.

use std::sync::Arc;

use crate::dataset::LoadedTerritory;
use crate::export::{
    Collection, CollectionCrs, CollectionKind, Placed, TileFields, TileLevel, boundaries_layer,
    communes_layer, demand_layer, gaps_layer, planned_stops_layer, to_flatgeobuf, venues_layer,
};
use crate::server::cache::{Cache, Weighed};
use crate::server::parameters::Question;
use crate::server::problem::Problem;
use crate::server::service::{Assessment, Lane, Service};
use crate::tour::Plan;

/// Where the territory is named at every address here.
pub(super) const TERRITORY: &str = "territory";

/// The caches of what answers here are made from.
#[derive(Debug)]
pub(in crate::server) struct Shelves {
    collections: Cache<Collection>,
    placed: Cache<Placed>,
    fields: Cache<TileFields>,
    levels: Cache<TileLevel>,
}

impl Shelves {
    /// Empty shelves of some bytes.
    pub(in crate::server) fn new(collection_bytes: usize, tile_bytes: usize) -> Self {
        Self {
            // Three of four times nobody asks for another coordinate system.
            collections: Cache::new(collection_bytes / 4 * 3),
            placed: Cache::new(collection_bytes / 4),
            fields: Cache::new(tile_bytes / 4),
            levels: Cache::new(tile_bytes / 4 * 3),
        }
    }
}

impl Weighed for Collection {
    fn weight(&self) -> usize {
        self.bytes()
    }
}

impl Weighed for Placed {
    fn weight(&self) -> usize {
        self.bytes()
    }
}

impl Weighed for TileFields {
    fn weight(&self) -> usize {
        self.bytes()
    }
}

impl Weighed for TileLevel {
    fn weight(&self) -> usize {
        self.bytes()
    }
}

/// What a collection is made of.
pub(super) struct Source {
    kind: CollectionKind,
    assessment: Assessment,
    plan: Option<(Arc<Plan>, String)>,
}

impl Source {
    fn collection(&self) -> Collection {
        let (kind, (territory, coverage)) =
            (self.kind, (self.assessment.territory(), self.assessment.coverage()));
        match kind {
            CollectionKind::Communes => Collection::new(kind, communes_layer(territory, coverage)),
            CollectionKind::Demand => Collection::new(kind, demand_layer(territory, coverage)),
            CollectionKind::Venues => Collection::new(kind, venues_layer(territory, coverage)),
            CollectionKind::Gaps => {
                Collection::new(kind, gaps_layer(territory, coverage, self.assessment.zones()))
            }
            CollectionKind::Stops => Collection::new(kind, self.stops()),
        }
    }

    /// The same as a file.
    pub(super) fn flatgeobuf(&self) -> Result<Vec<u8>, Problem> {
        let (territory, coverage) = (self.assessment.territory(), self.assessment.coverage());
        match self.kind {
            CollectionKind::Communes => to_flatgeobuf(&communes_layer(territory, coverage)),
            CollectionKind::Demand => to_flatgeobuf(&demand_layer(territory, coverage)),
            CollectionKind::Venues => to_flatgeobuf(&venues_layer(territory, coverage)),
            CollectionKind::Gaps => to_flatgeobuf(&gaps_layer(territory, coverage, self.assessment.zones())),
            CollectionKind::Stops => to_flatgeobuf(&self.stops()),
        }
        .map_err(|error| Problem::internal(&error))
    }

    fn stops(&self) -> crate::export::Layer<crate::export::PlannedStopRecord> {
        let none = crate::export::Layer { name: "stops", areas: false, features: Vec::new() };
        self.plan.as_ref().map_or(none, |(plan, name)| planned_stops_layer(plan, name))
    }
}

/// What a collection is made of; the stops of a plan are there only while the plan is.
pub(super) async fn made_of(
    service: Arc<Service>,
    kind: CollectionKind,
    question: Question,
) -> Result<Source, Problem> {
    let plan = plan(&service, &question)?.zip(question.plan.clone());
    let assessment = Box::pin(service.assessment(question, TERRITORY)).await?;
    Ok(Source { kind, assessment, plan })
}

/// The plan that a question names.
pub(super) fn plan(service: &Service, question: &Question) -> Result<Option<Arc<Plan>>, Problem> {
    let named = question.plan.as_ref();
    named.map(|name| service.plans.get(name).ok_or_else(|| Problem::unknown_plan(name))).transpose()
}

fn key(kind: CollectionKind, question: &Question) -> String {
    format!("{}|{}", kind.id(), question.key())
}

/// Whether a collection is there already.
pub(super) fn is_there(service: &Service, kind: CollectionKind, question: &Question) -> bool {
    service.ogc.collections.kept(&key(kind, question)).is_some()
}

/// Whether the shapes of its tiles at a zoom are there already.
pub(super) fn has_level(service: &Service, kind: CollectionKind, question: &Question, zoom: u8) -> bool {
    service.ogc.levels.kept(&format!("{zoom}|{}", key(kind, question))).is_some()
}

/// A collection, as it answers a question.
pub(super) async fn collection(
    service: Arc<Service>,
    kind: CollectionKind,
    question: Question,
) -> Result<Arc<Collection>, Problem> {
    // A plan that was forgotten is asked for again, whatever is still kept of it.
    plan(&service, &question)?;
    let key = key(kind, &question);
    let prepare = Box::pin(made_of(Arc::clone(&service), kind, question));
    let make = |source: Source| Ok(source.collection());
    service.ogc.collections.get(&key, service.queue(Lane::Heavy), prepare, make).await
}

/// The shapes of a collection in a projected coordinate system.
pub(super) async fn placed(
    service: Arc<Service>,
    collection: Arc<Collection>,
    question: &Question,
    (name, crs): (&'static str, CollectionCrs),
) -> Result<Arc<Placed>, Problem> {
    let key = format!("{}|{}", crs.uri(), key(collection.kind(), question));
    let project = move |collection: Arc<Collection>| {
        collection.placed().in_crs(crs).map_err(|error| {
            Problem::parameter(
                name,
                crs.uri(),
                format!("among the coordinate systems of this collection: {error}"),
            )
        })
    };
    let ready = std::future::ready(Ok(collection));
    service.ogc.placed.get(&key, service.queue(Lane::Heavy), ready, project).await
}

/// What the tiles of a zoom are made from.
pub(super) async fn tiling(
    service: Arc<Service>,
    kind: CollectionKind,
    question: Question,
    zoom: u8,
) -> Result<(Arc<Collection>, Arc<TileFields>, Arc<TileLevel>), Problem> {
    let key = key(kind, &question);
    let collection = collection(Arc::clone(&service), kind, question).await?;
    let (ogc, queue) = (&service.ogc, service.queue(Lane::Heavy));
    let ready = || std::future::ready(Ok(Arc::clone(&collection)));
    let encode = |collection: Arc<Collection>| Ok(TileFields::new(&collection));
    let fields = ogc.fields.get(&key, queue, ready(), encode).await?;
    let draw = move |collection: Arc<Collection>| Ok(TileLevel::new(&collection, zoom));
    let level = ogc.levels.get(&format!("{zoom}|{key}"), queue, ready(), draw).await?;
    Ok((collection, fields, level))
}

/// Boundaries by code are the same whatever is asked about a territory.
fn boundaries_key(question: &Question) -> String {
    format!("boundaries|{}", question.land_key())
}

/// Whether the boundaries of a territory at a zoom are there already.
pub(in crate::server) fn has_boundaries(service: &Service, question: &Question, zoom: u8) -> bool {
    service.ogc.levels.kept(&format!("{zoom}|{}", boundaries_key(question))).is_some()
}

/// What the tiles of the boundaries of a territory are made from at a zoom, `parameter` being where the client named it.
pub(in crate::server) async fn boundaries(
    service: Arc<Service>,
    question: Question,
    parameter: &'static str,
    zoom: u8,
) -> Result<(Arc<Collection>, Arc<TileFields>, Arc<TileLevel>), Problem> {
    let key = boundaries_key(&question);
    let (ogc, queue) = (&service.ogc, service.queue(Lane::Heavy));
    let land = Box::pin(Arc::clone(&service).territory(question, parameter));
    let make = |land: Arc<LoadedTerritory>| {
        Ok(Collection::new(CollectionKind::Communes, boundaries_layer(&land.territory)))
    };
    let collection = ogc.collections.get(&key, queue, land, make).await?;
    let ready = || std::future::ready(Ok(Arc::clone(&collection)));
    let encode = |collection: Arc<Collection>| Ok(TileFields::new(&collection));
    let fields = ogc.fields.get(&key, queue, ready(), encode).await?;
    let draw = move |collection: Arc<Collection>| Ok(TileLevel::new(&collection, zoom).from_any_zoom());
    let level = ogc.levels.get(&format!("{zoom}|{key}"), queue, ready(), draw).await?;
    Ok((collection, fields, level))
}
