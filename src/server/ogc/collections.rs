//! Collections, and the fields that they can be asked by.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::html::{Page, anchor, table};
use super::items_query::{DEFAULT_LIMIT, MOST, queryables as queryable_columns};
use super::landing::{above, shown};
use super::links::{Links, link};
use super::shelves::{self, TERRITORY};
use super::{Answer, Asked, Format, pretty};
use crate::dataset::{DeclaredIndicator, LoadedTerritory};
use crate::export::{CollectionCrs, CollectionKind, escaped};
use crate::server::problem::Problem;
use crate::tour::Plan;

/// The media type of GeoJSON.
pub(super) const GEOJSON: &str = "application/geo+json";
/// The media type of a tile.
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";
const SCHEMA: &str = "application/schema+json";
const ISO_CALENDAR: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

type About = (Arc<LoadedTerritory>, Option<Arc<Plan>>);

impl Asked {
    /// The territory and the plan, without any coverage.
    fn about(&self) -> impl Future<Output = Result<About, Problem>> + Send + 'static {
        let (service, question) = (Arc::clone(&self.service), self.question.clone());
        async move {
            let plan = shelves::plan(&service, &question)?;
            Ok((Box::pin(service.territory(question, TERRITORY)).await?, plan))
        }
    }
}

/// `/ogc/{territory}/collections`.
pub(super) async fn collections(asked: Asked) -> Answer {
    let (links, format, kinds) = (asked.links.clone(), asked.format, asked.kinds());
    let render = move |about: About| match format {
        Format::Json => {
            let all: Vec<Value> = kinds.iter().map(|kind| described(*kind, &about, &links, format)).collect();
            let own = links.own("/collections", format, "application/json", "Collections");
            let crs = CollectionCrs::ALL.map(CollectionCrs::uri);
            pretty(&json!({ "links": own, "crs": crs, "collections": all }))
        }
        Format::Html => {
            let row = |kind: &CollectionKind| {
                let href = links.in_format(&format!("/collections/{}", kind.id()), Format::Html);
                vec![(anchor(&href, kind.title()), false), (escaped(kind.description()), false)]
            };
            let rows: Vec<_> = kinds.iter().map(row).collect();
            let json = (links.in_format("/collections", Format::Json), "application/json");
            let title = "Collections".to_owned();
            let body = table("Collections du territoire", &["Collection", "Contenu"], &rows);
            Ok(Page { title, above: above(&[]), json, body }.bytes(&links))
        }
    };
    asked.document(asked.about(), "application/json", render).await
}

/// `/ogc/{territory}/collections/{collection}`.
pub(super) async fn collection(asked: Asked, kind: CollectionKind) -> Answer {
    let (links, format) = (asked.links.clone(), asked.format);
    let indicators = asked.indicators.clone();
    let render = move |about: About| {
        let document = described(kind, &about, &links, format);
        if format == Format::Json {
            return pretty(&document);
        }
        let path = format!("/collections/{}", kind.id());
        let rows: Vec<_> = fields(kind, &indicators)
            .into_iter()
            .map(|(name, field)| {
                let text = |member: &str| escaped(field[member].as_str().unwrap_or_default());
                let meaning = format!("<span lang=\"en\">{}</span>", text("description"));
                vec![
                    (format!("<code>{}</code>", escaped(&name)), false),
                    (text("type"), false),
                    (meaning, false),
                ]
            })
            .collect();
        let body = format!(
            "<p>{}</p>\n<h2>Liens</h2>\n{}<h2>Attributs</h2>\n{}",
            escaped(kind.description()),
            shown(document["links"].as_array().map_or(&[][..], Vec::as_slice)),
            table("Attributs qui servent de filtres", &["Nom", "Type", "Sens"], &rows),
        );
        let json = (links.in_format(&path, Format::Json), "application/json");
        let way = above(&[("Collections", "/collections".to_owned())]);
        Ok(Page { title: kind.title().to_owned(), above: way, json, body }.bytes(&links))
    };
    asked.document(asked.about(), "application/json", render).await
}

fn described(kind: CollectionKind, (loaded, plan): &About, links: &Links, format: Format) -> Value {
    let path = format!("/collections/{}", kind.id());
    let extent = kind.extent(&loaded.territory, plan.as_deref());
    let mut about = Map::new();
    if let Some(bounds) = extent.bounds {
        about.insert(
            "spatial".to_owned(),
            json!({ "bbox": [bounds.to_array()], "crs": CollectionCrs::Crs84.uri() }),
        );
    }
    if let Some((first, last)) = extent.days {
        let interval = [format!("{first}T00:00:00Z"), format!("{last}T23:59:59Z")];
        about.insert("temporal".to_owned(), json!({ "interval": [interval], "trs": ISO_CALENDAR }));
    }
    let mut all = links.own(&path, format, "application/json", kind.title());
    let below = |name: &str| links.to(&format!("{path}/{name}"));
    all.extend([
        link("items", GEOJSON, "Entités (GeoJSON)", &links.in_format(&format!("{path}/items"), Format::Json)),
        link(
            "items",
            "text/html",
            "Entités (page HTML)",
            &links.in_format(&format!("{path}/items"), Format::Html),
        ),
        link("enclosure", "application/flatgeobuf", "Toutes les entités (FlatGeobuf)", &below("items.fgb")),
        link(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            SCHEMA,
            "Attributs qui servent de filtres",
            &below("queryables"),
        ),
        link(
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
            "application/json",
            "Tuiles vectorielles",
            &below("tiles"),
        ),
        link("describedby", "application/json", "Tuiles vectorielles (TileJSON)", &below("tilejson.json")),
    ]);
    let offered: Vec<&str> =
        CollectionCrs::offered(extent.bounds).into_iter().map(CollectionCrs::uri).collect();
    json!({
        "id": kind.id(),
        "title": kind.title(),
        "description": kind.description(),
        "extent": about,
        "itemType": "feature",
        "crs": offered,
        "storageCrs": CollectionCrs::Crs84.uri(),
        "defaultLimit": DEFAULT_LIMIT,
        "maxLimit": MOST,
        "links": all,
    })
}

/// `/ogc/{territory}/collections/{collection}/queryables`: a JSON schema.
pub(super) async fn queryables(asked: Asked, kind: CollectionKind) -> Answer {
    let (links, format) = (asked.links.clone(), asked.format);
    let indicators = asked.indicators.clone();
    let render = move |_: About| {
        let path = format!("/collections/{}/queryables", kind.id());
        let fields = fields(kind, &indicators);
        if format == Format::Html {
            let rows: Vec<_> = fields
                .iter()
                .map(|(name, field)| {
                    let text = |member: &str| escaped(field[member].as_str().unwrap_or_default());
                    vec![(format!("<code>{}</code>", escaped(name)), false), (text("type"), false)]
                })
                .collect();
            let json = (links.in_format(&path, Format::Json), SCHEMA);
            let way = above(&[
                ("Collections", "/collections".to_owned()),
                (kind.title(), format!("/collections/{}", kind.id())),
            ]);
            let body = table("Attributs qui servent de filtres", &["Nom", "Type"], &rows);
            let title = "Attributs qui servent de filtres".to_owned();
            return Ok(Page { title, above: way, json, body }.bytes(&links));
        }
        let mut properties: Map<String, Value> = fields.into_iter().collect();
        let shape = if kind.is_of_areas() { "geometry-multipolygon" } else { "geometry-point" };
        properties
            .insert("geometry".to_owned(), json!({ "format": shape, "x-ogc-role": "primary-geometry" }));
        pretty(&json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": links.to(&path),
            "type": "object",
            "title": kind.title(),
            "properties": properties,
            "additionalProperties": false,
        }))
    };
    asked.document(asked.about(), SCHEMA, render).await
}

/// What is known of an indicator.
fn meaning_of(indicator: &DeclaredIndicator) -> String {
    let said = [("unit", &indicator.unit), ("year", &indicator.year)];
    let said = said.iter().filter_map(|(what, text)| Some(format!(", {what} {}", text.as_deref()?)));
    format!("Indicator of {}{}.", indicator.file, said.collect::<String>())
}

/// The fields that a collection can be asked by, each with the type of its values and what it is.
pub(super) fn fields(kind: CollectionKind, indicators: &[DeclaredIndicator]) -> Vec<(String, Value)> {
    let schema = kind.schema();
    let described = |name: &str| match indicators.iter().find(|indicator| indicator.name == name) {
        Some(indicator) => meaning_of(indicator).into(),
        None => schema["properties"][name]["description"].clone(),
    };
    let columns = queryable_columns(kind, indicators).into_iter();
    columns
        .map(|(_, column)| {
            let field =
                json!({ "type": super::api_schemas::type_of(column.kind), "description": described(&column.name) });
            (column.name.into_owned(), field)
        })
        .collect()
}
