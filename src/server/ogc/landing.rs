//! The root of a territory, and what it conforms to.

use std::sync::Arc;

use serde_json::{Value, json};

use super::html::{Page, anchor, list};
use super::links::link;
use super::{Answer, Asked, Format, named, pretty};
use crate::dataset::LoadedTerritory;
use crate::export::escaped;
use crate::server::ogc::shelves::TERRITORY;

/// What an OpenAPI 3.0 document is sent as.
pub(super) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The classes of requirements that are kept.
pub(super) const CONFORMANCE: [&str; 17] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
];

/// `/ogc/{territory}`.
pub(super) async fn landing(asked: Asked) -> Answer {
    let prepare = Box::pin(Arc::clone(&asked.service).territory(asked.question.clone(), TERRITORY));
    let (links, format, kinds) = (asked.links.clone(), asked.format, asked.kinds());
    let render = move |loaded: Arc<LoadedTerritory>| {
        let name = named(&loaded.territory.code, &loaded.territory.name);
        let title = format!("Maillage{NBSP}: {name}", NBSP = crate::export::french::NBSP);
        let description = "Qui vit trop loin des lieux de médiation numérique, et où. Le seuil, le modèle de trajet et \
                           les lieux comptés se choisissent par les paramètres de chaque adresse.";
        match format {
            Format::Json => {
                let mut all = links.own("", format, "application/json", "Cette page");
                all.extend([
                    link(
                        "service-desc",
                        OPENAPI,
                        "Description de l’API (OpenAPI 3.0)",
                        &links.in_format("/api", Format::Json),
                    ),
                    link(
                        "service-doc",
                        "text/html",
                        "Documentation de l’API",
                        &links.in_format("/api", Format::Html),
                    ),
                    link(
                        "conformance",
                        "application/json",
                        "Classes de conformité",
                        &links.to("/conformance"),
                    ),
                    link("data", "application/json", "Collections", &links.to("/collections")),
                    link(
                        "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                        "application/json",
                        "Schémas de tuiles",
                        &links.to("/tileMatrixSets"),
                    ),
                ]);
                pretty(&json!({ "title": title, "description": description, "links": all }))
            }
            Format::Html => {
                let page = |path: &str, text: &str| anchor(&links.in_format(path, Format::Html), text);
                let of_kind = |kind: &crate::export::CollectionKind| {
                    page(&format!("/collections/{}", kind.id()), kind.title())
                };
                let body = format!(
                    "<p>{}</p>\n<h2>Collections</h2>\n{}<h2>Pour les logiciels de cartographie</h2>\n<p>Adresse à donner à \
                     QGIS, sous <em>WFS / OGC API – Features</em>{NBSP}: <code>{}</code></p>\n{}",
                    escaped(description),
                    list(kinds.iter().map(of_kind)),
                    escaped(&links.to("")),
                    list([
                        page("/api", "Documentation de l’API"),
                        page("/conformance", "Classes de conformité")
                    ]),
                    NBSP = crate::export::french::NBSP,
                );
                let json = (links.in_format("", Format::Json), "application/json");
                Ok(Page { title, above: Vec::new(), json, body }.bytes(&links))
            }
        }
    };
    asked.document(prepare, "application/json", render).await
}

/// `/ogc/{territory}/conformance`.
pub(super) async fn conformance(asked: Asked) -> Answer {
    let prepare = Box::pin(Arc::clone(&asked.service).territory(asked.question.clone(), TERRITORY));
    let (links, format) = (asked.links.clone(), asked.format);
    let render = move |_: Arc<LoadedTerritory>| match format {
        Format::Json => {
            let own = links.own("/conformance", format, "application/json", "Classes de conformité");
            pretty(&json!({ "conformsTo": CONFORMANCE, "links": own }))
        }
        Format::Html => {
            let classes = CONFORMANCE.iter().map(|class| format!("<code>{class}</code>"));
            let json = (links.in_format("/conformance", Format::Json), "application/json");
            Ok(Page {
                title: "Classes de conformité".to_owned(),
                above: above(&[]),
                json,
                body: list(classes),
            }
            .bytes(&links))
        }
    };
    asked.document(prepare, "application/json", render).await
}

/// The way to a page: the root, then others.
pub(super) fn above(others: &[(&str, String)]) -> Vec<(String, String)> {
    let root = ("Accueil".to_owned(), String::new());
    std::iter::once(root)
        .chain(others.iter().map(|(name, path)| ((*name).to_owned(), path.clone())))
        .collect()
}

/// A list of links as a page shows it.
pub(super) fn shown(links: &[Value]) -> String {
    list(links.iter().filter_map(|link| Some(anchor(link["href"].as_str()?, link["title"].as_str()?))))
}
