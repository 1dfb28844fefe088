//! `/ogc`: what GIS programs connect to. OGC API – Features (Part 1: core, GeoJSON, HTML, OpenAPI 3.0; Part 2:
//! coordinate systems; Part 3: queryables as parameters), OGC API – Tiles with `TileJSON`, and FlatGeobuf by ranges.
//!
//! `/ogc/{territory}` is the root of a territory; the parameters of a question (`threshold`, `kind`, `plan`…) may be
//! given at every address and are kept by every link. `/ogc` without a territory is that of the service's own.
//!
//! References: OGC 17-069r4, 18-058r1, 19-079r2, 20-057; RFC 7946; `TileJSON` 3.0.0.

mod address;
mod api;
mod api_schemas;
mod collections;
mod format;
mod html;
mod items;
mod items_query;
mod landing;
mod links;
mod shelves;
mod tiles;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri, header};
use axum::routing::get;

pub(super) use shelves::{Shelves, boundaries, has_boundaries};

use super::brought::declared;
use super::entity::{Entity, Keep};
use super::parameters::{NAMES, Question, read_indicators};
use super::problem::Problem;
use super::query::Query;
use super::ranges;
use super::service::{Lane, Service};
use crate::dataset::DeclaredIndicator;
use crate::export::CollectionKind;
use crate::model::TerritoryCode;
use address::Resource;
use format::Format;
use links::Links;

type Answer = Result<Response<Body>, Problem>;

const STYLE: &str = include_str!("style.css");

/// Every address below `/ogc`.
pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new().route("/ogc", get(answer)).route("/ogc/", get(answer)).route("/ogc/{*rest}", get(answer))
}

/// What is asked, whatever the resource.
struct Asked {
    service: Arc<Service>,
    question: Question,
    query: Query,
    headers: HeaderMap,
    /// The indicators of the data, which communes can be asked by.
    indicators: Vec<DeclaredIndicator>,
    links: Links,
    format: Format,
    /// What names the answer among all: address and parameters as typed, and where links lead.
    key: String,
}

async fn answer(State(service): State<Arc<Service>>, method: Method, uri: Uri, headers: HeaderMap) -> Answer {
    let (territory, resource) = address::read(uri.path())?;
    if matches!(resource, Resource::Style) {
        return Ok(Entity::new(STYLE).answer(&headers, Keep::Revalidated, "text/css; charset=utf-8"));
    }
    let territory = territory.unwrap_or_else(|| service.default_territory.to_string());
    // They tell which other parameters there may be.
    let brought = service.brought(&read_indicators(&Query::of(uri.query(), "indicators")?)?)?;
    let indicators = declared(&service.data().dataset, &brought);
    let own = accepted(&resource, &indicators);
    let names: Vec<&str> = NAMES.iter().copied().chain(own.iter().map(|name| &**name)).collect();
    let query = Query::read(uri.query(), &names)?;
    let question = Question::read(&territory, &query, service.has_roads())?;
    let format = Format::of(&query, &headers)?;
    let links = Links::new(&headers, &question.territory, &query);
    let key = format!("ogc|{format:?}|{}|{}", links.origin(), Links::here(uri.path(), &query));
    let asked = Asked { service, question, query, headers, indicators, links, format, key };
    Box::pin(asked.resource(resource, &method)).await
}

/// The parameters that a resource takes besides those of a question.
fn accepted(resource: &Resource, indicators: &[DeclaredIndicator]) -> Vec<Cow<'static, str>> {
    match resource {
        Resource::Items(kind) => {
            let columns =
                items_query::queryables(*kind, indicators).into_iter().map(|(_, column)| column.name);
            items_query::NAMES.into_iter().map(Cow::Borrowed).chain(columns).collect()
        }
        Resource::Item(..) => vec!["f".into(), "crs".into()],
        _ => vec!["f".into()],
    }
}

impl Asked {
    async fn resource(self, resource: Resource, method: &Method) -> Answer {
        if let Some(kind) = resource.kind() {
            self.refuse_without_plan(kind)?;
        }
        match resource {
            Resource::Landing => landing::landing(self).await,
            Resource::Conformance => landing::conformance(self).await,
            Resource::Api => api::api(self).await,
            Resource::Collections => collections::collections(self).await,
            Resource::Collection(kind) => collections::collection(self, kind).await,
            Resource::Queryables(kind) => collections::queryables(self, kind).await,
            Resource::Items(kind) => items::items(self, kind).await,
            Resource::Item(kind, id) => items::item(self, kind, id).await,
            Resource::FlatGeobuf(kind) => self.flatgeobuf(kind, method).await,
            Resource::TileSets(kind) => tiles::tile_sets(self, kind).await,
            Resource::TileSet(kind) => tiles::tile_set(self, kind).await,
            Resource::TileJson(kind) => tiles::tile_json(self, kind).await,
            Resource::Tile(kind, address) => tiles::tile(self, kind, address).await,
            Resource::MatrixSets => tiles::matrix_sets(self).await,
            Resource::MatrixSet => tiles::matrix_set(self).await,
            // Answered before anything is read.
            Resource::Style => Err(Problem::unknown_address("style.css")),
        }
    }

    fn refuse_without_plan(&self, kind: CollectionKind) -> Result<(), Problem> {
        if kind == CollectionKind::Stops && self.question.plan.is_none() {
            return Err(Problem::unknown_collection(
                kind.id(),
                "it is there with plan=…: the name of a plan, as POST /api/tours or /api/plans gives it",
            ));
        }
        Ok(())
    }

    /// The collections that are there for this question.
    fn kinds(&self) -> &'static [CollectionKind] {
        match self.question.plan {
            Some(_) => &CollectionKind::ALL,
            None => &CollectionKind::WITHOUT_PLAN,
        }
    }

    /// A document about a territory, in the format that is asked for: `render` makes its bytes.
    async fn document<I: Send + 'static>(
        &self,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        json_type: &'static str,
        render: impl FnOnce(I) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Answer {
        let entity = self.service.body(Lane::Heavy, &self.key, &self.headers, prepare, render).await?;
        Ok(self.send(&entity, json_type))
    }

    fn send(&self, entity: &Entity, json_type: &'static str) -> Response<Body> {
        let media_type = match self.format {
            Format::Json => json_type,
            Format::Html => "text/html; charset=utf-8",
        };
        let mut answer = entity.answer(&self.headers, Keep::Revalidated, media_type);
        answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
        answer
    }

    /// The whole collection as FlatGeobuf, of which clients read the parts they need.
    async fn flatgeobuf(self, kind: CollectionKind, method: &Method) -> Answer {
        let key = format!("fgb|{}|{}", kind.id(), self.question.key());
        let prepare = shelves::made_of(Arc::clone(&self.service), kind, self.question);
        let render = move |source: shelves::Source| source.flatgeobuf();
        // Ranges are of the bytes as they are: no content coding, whatever the client would take.
        let entity = self.service.body(Lane::Heavy, &key, &HeaderMap::new(), prepare, render).await?;
        Ok(ranges::answer(&entity, method, &self.headers, "application/flatgeobuf"))
    }
}

/// The queue of an answer: it is made in no time once its collection is there.
const fn lane(is_there: bool) -> Lane {
    if is_there { Lane::Light } else { Lane::Heavy }
}

/// Adds a header of our own making; one that cannot be sent is left out.
fn add_header(answer: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// A territory as a person names it.
fn named(code: &TerritoryCode, name: &str) -> String {
    match code {
        TerritoryCode::France => name.to_owned(),
        TerritoryCode::Communes(codes) if codes.len() > 3 => name.to_owned(),
        _ => format!("{name} ({code})"),
    }
}

/// A value as indented JSON, for documents that people read too.
fn pretty(value: &serde_json::Value) -> Result<Vec<u8>, Problem> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| Problem::internal(&error))?;
    text.push(b'\n');
    Ok(text)
}
