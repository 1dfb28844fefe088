//! The description of what is below the root of a territory: OpenAPI 3.0.3, from the same declarations as the answers.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use utoipa::IntoParams as _;

use super::address::MATRIX_SET;
use super::api_schemas::{down, plain_text, type_of};
use super::collections::{GEOJSON, MVT, fields};
use super::format::{FORMATS, Format};
use super::html::{Page, table};
use super::items_query::{DEFAULT_LIMIT, MOST, queryables};
use super::landing::{OPENAPI, above};
use super::links::Links;
use super::shelves::{self, TERRITORY};
use super::{Answer, Asked, named};
use crate::dataset::{DeclaredIndicator, LoadedTerritory};
use crate::export::{CellKind, CollectionCrs, CollectionKind, TileAddress, escaped};
use crate::server::documentation::QuestionParameters;
use crate::tour::Plan;
use crate::travel::CROW_FLY;

/// `/ogc/{territory}/api`.
pub(super) async fn api(asked: Asked) -> Answer {
    let (service, question) = (Arc::clone(&asked.service), asked.question.clone());
    let prepare = async move {
        let plan = shelves::plan(&service, &question)?;
        Ok((Box::pin(service.territory(question, TERRITORY)).await?, plan))
    };
    let (links, format, kinds) = (asked.links.clone(), asked.format, asked.kinds());
    let (has_roads, indicators) = (asked.service.has_roads(), asked.indicators.clone());
    let render = move |(loaded, plan): (Arc<LoadedTerritory>, Option<Arc<Plan>>)| {
        let document = document((&loaded, plan.as_deref()), (kinds, &indicators), &links, has_roads);
        match format {
            Format::Json => super::pretty(&document),
            Format::Html => {
                let json = (links.in_format("/api", Format::Json), OPENAPI);
                let title = "Documentation de l’API".to_owned();
                Ok(Page { title, above: above(&[]), json, body: body(&document) }.bytes(&links))
            }
        }
    };
    asked.document(prepare, OPENAPI, render).await
}

fn document(
    (loaded, plan): (&LoadedTerritory, Option<&Plan>),
    (kinds, indicators): (&[CollectionKind], &[DeclaredIndicator]),
    links: &Links,
    has_roads: bool,
) -> Value {
    let (mut parameters, question) = question_parameters(has_roads);
    parameters.extend(own_parameters());
    let mut schemas = schemas();
    let mut paths = Map::new();
    for (path, id, summary, media) in [
        ("/", "getLandingPage", "The root: links to everything below", "application/json"),
        ("/conformance", "getConformance", "Classes of requirements that are kept", "application/json"),
        ("/api", "getApi", "This document", OPENAPI),
        ("/collections", "getCollections", "The collections", "application/json"),
        ("/tileMatrixSets", "getTileMatrixSets", "The sets of tile matrices", "application/json"),
        (
            "/tileMatrixSets/WebMercatorQuad",
            "getTileMatrixSet",
            "The set of tile matrices",
            "application/json",
        ),
    ] {
        let content = if path.starts_with("/tileMatrixSets") {
            json_only(media)
        } else {
            json_or_html(media, "document")
        };
        paths.insert(path.to_owned(), operation(id, summary, with(&question, &["f"]), content));
    }
    for kind in kinds {
        let offered = CollectionCrs::offered(kind.extent(&loaded.territory, plan).bounds);
        let feature = format!("{}Feature", kind.id());
        schemas.insert(feature.clone(), feature_schema(*kind));
        schemas.insert(format!("{}Page", kind.id()), page_schema(&feature));
        add_collection(&mut paths, (*kind, indicators), &question, &offered);
    }
    let title = named(&loaded.territory.code, &loaded.territory.name);
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": format!("Maillage, {title}"),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Access to places that help with digital life, for GIS programs. The parameters of a question \
                (threshold, model, kind…) may be given at every address, and links keep them.",
        },
        "servers": [{ "url": links.root() }],
        "paths": paths,
        "components": { "parameters": parameters, "schemas": schemas },
    })
}

fn add_collection(
    paths: &mut Map<String, Value>,
    (kind, indicators): (CollectionKind, &[DeclaredIndicator]),
    question: &[Value],
    offered: &[CollectionCrs],
) {
    let (id, path) = (kind.id(), format!("/collections/{}", kind.id()));
    let crs = |name: &str, meaning: &str| {
        let uris: Vec<&str> = offered.iter().map(|crs| crs.uri()).collect();
        parameter(
            name,
            meaning,
            json!({ "type": "string", "enum": uris, "default": CollectionCrs::Crs84.uri() }),
        )
    };
    let mut items = with(question, &["f", "bbox", "datetime", "limit", "offset"]);
    items.push(crs("crs", "Coordinate system of the answer"));
    items.push(crs("bbox-crs", "Coordinate system of bbox"));
    let meanings: Map<String, Value> = fields(kind, indicators).into_iter().collect();
    for (_, column) in queryables(kind, indicators) {
        let meaning = meanings[&*column.name]["description"].as_str().unwrap_or_default();
        let schema = if column.kind == CellKind::Text {
            plain_text()
        } else {
            json!({ "type": type_of(column.kind) })
        };
        items.push(parameter(
            &column.name,
            &format!("Only features whose {} is this. {meaning}", column.name),
            schema,
        ));
    }
    let page = json_or_html(GEOJSON, &format!("{id}Page"));
    let mut add = |below: &str, name: &str, summary: String, parameters: Vec<Value>, content: Value| {
        paths.insert(
            format!("{path}{below}"),
            operation(&format!("{name}_{id}"), &summary, parameters, content),
        );
    };
    let title = kind.title();
    add(
        "",
        "describe",
        format!("{title}: the collection"),
        with(question, &["f"]),
        json_or_html("application/json", "document"),
    );
    add("/items", "items", format!("{title}: features"), items, page);
    let mut item = with(question, &["f"]);
    item.push(crs("crs", "Coordinate system of the answer"));
    item.push(path_parameter("featureId", "Identifier of the feature", plain_text()));
    add(
        "/items/{featureId}",
        "item",
        format!("{title}: one feature"),
        item,
        json_or_html(GEOJSON, &format!("{id}Feature")),
    );
    let schema = json_or_html("application/schema+json", "document");
    add("/queryables", "queryables", format!("{title}: fields to ask by"), with(question, &["f"]), schema);
    let file = "application/flatgeobuf";
    add(
        "/items.fgb",
        "file",
        format!("{title}: all features as FlatGeobuf, by ranges too"),
        with(question, &[]),
        binary(file),
    );
    let document = || json_or_html("application/json", "document");
    add("/tiles", "tilesets", format!("{title}: tilesets"), with(question, &["f"]), document());
    add(
        "/tiles/WebMercatorQuad",
        "tileset",
        format!("{title}: the tileset"),
        with(question, &["f"]),
        document(),
    );
    add(
        "/tilejson.json",
        "tilejson",
        format!("{title}: TileJSON"),
        with(question, &[]),
        json_only("application/json"),
    );
    let whole = |most: Option<u8>| match most {
        Some(most) => json!({ "type": "integer", "minimum": 0, "maximum": most }),
        None => json!({ "type": "integer", "minimum": 0 }),
    };
    let mut numbers = with(question, &[]);
    numbers.push(path_parameter("tileMatrix", "Zoom", whole(Some(TileAddress::MAX_ZOOM))));
    numbers.push(path_parameter("tileRow", "Row from the north, below 2^zoom", whole(None)));
    numbers.push(path_parameter("tileCol", "Column from the west, below 2^zoom", whole(None)));
    let address = format!("/tiles/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}");
    add(&address, "tile", format!("{title}: a vector tile"), numbers, binary(MVT));
}

/// The parameters of a question as components, and references to them.
fn question_parameters(has_roads: bool) -> (Map<String, Value>, Vec<Value>) {
    let mut components = Map::new();
    for parameter in QuestionParameters::into_params(|| None) {
        // A parameter is made of texts and numbers: it is JSON always.
        let mut parameter = down(serde_json::to_value(parameter).unwrap_or_default());
        if parameter["name"] == "model" && !has_roads {
            // The document is that of this very service.
            parameter["schema"]["enum"] = json!([CROW_FLY]);
        }
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        components.insert(name, parameter);
    }
    let references = components.keys().map(|name| reference(name)).collect();
    (components, references)
}

fn own_parameters() -> Map<String, Value> {
    let number = json!({ "type": "number" });
    let bbox = json!({
        "type": "array", "minItems": 4, "maxItems": 6, "items": number,
        "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }],
    });
    let list = [
        parameter("f", "Format; absent: as Accept says", json!({ "type": "string", "enum": FORMATS })),
        parameter(
            "bbox",
            "Only features that meet this box: lower left corner, upper right corner, in the axis order of bbox-crs; heights are not looked at. A west that is east of the east crosses the antimeridian. Features without a place meet every box",
            bbox,
        ),
        parameter(
            "datetime",
            "Only features that are about a day in this time (RFC 3339: a moment, or two with / between, .. for an open end), or about none. The time of day is not looked at",
            json!({ "type": "string" }),
        ),
        parameter(
            "limit",
            &format!("Most features in a page; more than {MOST} are asked for as {MOST}"),
            json!({ "type": "integer", "minimum": 1, "default": DEFAULT_LIMIT }),
        ),
        parameter(
            "offset",
            "Features before the first of the page",
            json!({ "type": "integer", "minimum": 0, "default": 0 }),
        ),
    ];
    list.into_iter()
        .map(|parameter| (parameter["name"].as_str().unwrap_or_default().to_owned(), parameter))
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "a schema is made for its parameter")]
fn parameter(name: &str, meaning: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": meaning, "required": false, "schema": schema, "style": "form", "explode": false })
}

#[expect(clippy::needless_pass_by_value, reason = "a schema is made for its parameter")]
fn path_parameter(name: &str, meaning: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "path", "description": meaning, "required": true, "schema": schema })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn with(question: &[Value], own: &[&str]) -> Vec<Value> {
    own.iter().map(|name| reference(name)).chain(question.iter().cloned()).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "what an operation holds is made for it")]
fn operation(id: &str, summary: &str, parameters: Vec<Value>, content: Value) -> Value {
    let problem =
        json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    json!({ "get": {
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "What is asked for", "content": content },
            "default": { "description": "Why the request is refused, and what would be accepted", "content": problem },
        },
    } })
}

fn schema_reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn json_only(media: &str) -> Value {
    json!({ media: { "schema": schema_reference("document") } })
}

fn json_or_html(media: &str, schema: &str) -> Value {
    json!({ media: { "schema": schema_reference(schema) }, "text/html": { "schema": { "type": "string" } } })
}

fn binary(media: &str) -> Value {
    json!({ media: { "schema": { "type": "string", "format": "binary" } } })
}

fn schemas() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let link = json!({
        "type": "object",
        "required": ["href", "rel"],
        "properties": { "href": text(), "rel": text(), "type": text(), "title": text(), "templated": { "type": "boolean" } },
    });
    let problem = json!({
        "type": "object",
        "description": "Problem details (RFC 9457)",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": text(), "title": text(), "status": { "type": "integer" }, "detail": text(),
            "instance": text(), "parameter": text(), "accepted": text(),
        },
    });
    let document = json!({ "type": "object" });
    [("link", link), ("Problem", problem), ("document", document)]
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn feature_schema(kind: CollectionKind) -> Value {
    let shape = if kind.is_of_areas() { "MultiPolygon" } else { "Point" };
    json!({
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": "string" },
            "geometry": {
                "type": "object",
                "nullable": true,
                "required": ["type", "coordinates"],
                "properties": {
                    "type": { "type": "string", "enum": [shape] },
                    "coordinates": { "type": "array", "items": {} },
                },
            },
            "properties": down(kind.schema()),
            "links": { "type": "array", "items": schema_reference("link") },
        },
    })
}

fn page_schema(feature: &str) -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["type", "features", "links", "numberMatched", "numberReturned"],
        "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": schema_reference(feature) },
            "links": { "type": "array", "items": schema_reference("link") },
            "numberMatched": count,
            "numberReturned": count,
        },
    })
}

/// The document as a page: a table of parameters for each address.
fn body(document: &Value) -> String {
    let mut out = String::from(
        "<p>Les paramètres communs à toutes les adresses sont décrits une fois, en premier.</p>\n",
    );
    let row = |parameter: &Value| {
        let text = |value: &Value| escaped(value.as_str().unwrap_or_default());
        let schema = &parameter["schema"];
        let mut kind = text(&schema["type"]);
        if let Some(words) = schema["enum"].as_array() {
            let words: Vec<String> = words.iter().map(text).collect();
            kind = words.join(", ");
        }
        vec![
            (format!("<code>{}</code>", text(&parameter["name"])), false),
            (kind, false),
            (format!("<span lang=\"en\">{}</span>", text(&parameter["description"])), false),
        ]
    };
    let head = ["Paramètre", "Valeurs", "Sens"];
    let common = document["components"]["parameters"].as_object();
    let rows: Vec<_> = common.into_iter().flatten().map(|(_, parameter)| row(parameter)).collect();
    out += &format!("<h2>Paramètres communs</h2>\n{}", table("Paramètres communs", &head, &rows));
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        let operation = &operations["get"];
        out += &format!(
            "<h2><code>GET {}</code></h2>\n<p lang=\"en\">{}</p>\n",
            escaped(path),
            escaped(operation["summary"].as_str().unwrap_or_default())
        );
        let own = operation["parameters"].as_array().into_iter().flatten();
        let rows: Vec<_> = own.filter(|parameter| parameter["$ref"].is_null()).map(row).collect();
        if !rows.is_empty() {
            out += &table(&format!("Paramètres propres à {path}"), &head, &rows);
        }
    }
    out
}
