//! Features: pages of a collection, and one by one.

use std::sync::Arc;

use axum::http::HeaderName;
use serde_json::{Value, json};

use super::collections::GEOJSON;
use super::html::{Page, anchor, table};
use super::items_query::{ItemsAsked, read_crs};
use super::landing::{above, shown};
use super::links::{Links, link, segment, written};
use super::shelves::{self, TERRITORY};
use super::{Answer, Asked, Format, add_header};
use crate::export::{
    Cell, Collection, CollectionCrs, CollectionKind, Placed, Selection, add_feature, escaped,
    shown as text_of,
};
use crate::server::problem::Problem;

/// The coordinate system of an answer (Part 2, /req/crs/ogc-crs-header).
const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// A collection, and its shapes where they are to be told or looked for in another coordinate system.
struct Ready {
    collection: Arc<Collection>,
    /// Projected shapes, by their system.
    projected: Vec<(CollectionCrs, Arc<Placed>)>,
}

impl Ready {
    fn placed(&self, crs: CollectionCrs) -> &Placed {
        let found = self.projected.iter().find(|(other, _)| *other == crs);
        found.map_or(self.collection.placed(), |(_, placed)| placed)
    }
}

impl Asked {
    /// A collection with its shapes in some coordinate systems, each named by a parameter.
    fn ready(
        &self,
        kind: CollectionKind,
        systems: Vec<(&'static str, CollectionCrs)>,
    ) -> impl Future<Output = Result<Ready, Problem>> + Send + 'static {
        let (service, question) = (Arc::clone(&self.service), self.question.clone());
        async move {
            if systems.iter().any(|(_, crs)| crs.is_projected()) {
                let plan = shelves::plan(&service, &question)?;
                let loaded = Box::pin(Arc::clone(&service).territory(question.clone(), TERRITORY)).await?;
                let offered = CollectionCrs::offered(kind.extent(&loaded.territory, plan.as_deref()).bounds);
                for (name, crs) in &systems {
                    if !offered.contains(crs) {
                        let accepted: Vec<&str> = offered.iter().map(|crs| crs.uri()).collect();
                        let accepted = format!("among those of this collection: {}", accepted.join(", "));
                        return Err(Problem::parameter(name, crs.uri(), accepted));
                    }
                }
            }
            let collection = shelves::collection(Arc::clone(&service), kind, question.clone()).await?;
            let mut projected = Vec::new();
            for (name, crs) in systems.into_iter().filter(|(_, crs)| crs.is_projected()) {
                let (service, collection) = (Arc::clone(&service), Arc::clone(&collection));
                let placed = shelves::placed(service, collection, &question, (name, crs)).await?;
                projected.push((crs, placed));
            }
            Ok(Ready { collection, projected })
        }
    }
}

/// `/ogc/{territory}/collections/{collection}/items`.
pub(super) async fn items(asked: Asked, kind: CollectionKind) -> Answer {
    let wanted = ItemsAsked::read(kind, &asked.indicators, &asked.query)?;
    let crs = wanted.crs;
    let mut systems = vec![("crs", crs)];
    if !wanted.boxes.is_empty() && wanted.bbox_crs != crs {
        systems.push(("bbox-crs", wanted.bbox_crs));
    }
    let prepare = asked.ready(kind, systems);
    let (links, format) = (asked.links.clone(), asked.format);
    let pairs: Vec<(String, String)> =
        asked.query.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let render = move |ready: Ready| {
        let boxes =
            (!wanted.boxes.is_empty()).then(|| (ready.placed(wanted.bbox_crs), wanted.boxes.as_slice()));
        let selection = Selection { boxes, days: wanted.days, filters: &wanted.filters };
        let rows = selection.rows(&ready.collection);
        let first = wanted.offset.min(rows.len());
        let part = &rows[first..rows.len().min(first.saturating_add(wanted.limit))];
        let paging = Paging { wanted: &wanted, pairs: &pairs, matched: rows.len(), returned: part.len() };
        match format {
            Format::Json => {
                Ok(collection_json(&ready, &wanted, part, &paging.links(kind, &links, format), rows.len()))
            }
            Format::Html => Ok(page(kind, &ready.collection, part, &paging, &links)),
        }
    };
    let is_there = shelves::is_there(&asked.service, kind, &asked.question);
    let lane = super::lane(is_there);
    let entity = asked.service.body(lane, &asked.key, &asked.headers, prepare, render).await?;
    let mut answer = asked.send(&entity, GEOJSON);
    add_header(&mut answer, CONTENT_CRS, &format!("<{}>", crs.uri()));
    Ok(answer)
}

/// `/ogc/{territory}/collections/{collection}/items/{id}`.
pub(super) async fn item(asked: Asked, kind: CollectionKind, id: String) -> Answer {
    let crs = read_crs("crs", &asked.query)?;
    let prepare = asked.ready(kind, vec![("crs", crs)]);
    let (links, format) = (asked.links.clone(), asked.format);
    let render = move |ready: Ready| {
        let row = ready.collection.find(&id).ok_or_else(|| Problem::unknown_feature(&id, kind.id()))?;
        let path = format!("/collections/{}/items/{}", kind.id(), segment(&id));
        let mut all = links.own(&path, format, GEOJSON, &id);
        let collection = format!("/collections/{}", kind.id());
        all.push(link("collection", "application/json", kind.title(), &links.to(&collection)));
        match format {
            Format::Json => {
                let mut out = String::new();
                let source = (ready.collection.as_ref(), ready.placed(crs));
                add_feature(&mut out, source, crs, row, Some(&Value::from(all)));
                out.push('\n');
                Ok(out.into_bytes())
            }
            Format::Html => Ok(item_page(kind, &ready.collection, row, &path, &links)),
        }
    };
    let is_there = shelves::is_there(&asked.service, kind, &asked.question);
    let lane = super::lane(is_there);
    let entity = asked.service.body(lane, &asked.key, &asked.headers, prepare, render).await?;
    let mut answer = asked.send(&entity, GEOJSON);
    add_header(&mut answer, CONTENT_CRS, &format!("<{}>", crs.uri()));
    Ok(answer)
}

fn collection_json(
    ready: &Ready,
    wanted: &ItemsAsked,
    rows: &[u32],
    links: &[Value],
    matched: usize,
) -> Vec<u8> {
    let source = (ready.collection.as_ref(), ready.placed(wanted.crs));
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (i, row) in rows.iter().enumerate() {
        out.push_str(if i > 0 { ",\n" } else { "\n" });
        add_feature(&mut out, source, wanted.crs, *row as usize, None);
    }
    let links = json!(links);
    out +=
        &format!("\n],\"links\":{links},\"numberMatched\":{matched},\"numberReturned\":{}}}\n", rows.len());
    out.into_bytes()
}

/// Where a page is among the others.
struct Paging<'a> {
    wanted: &'a ItemsAsked,
    pairs: &'a [(String, String)],
    matched: usize,
    returned: usize,
}

impl Paging<'_> {
    /// The same address with another format or another first feature: every other parameter is kept.
    fn address(&self, path: &str, links: &Links, format: Format, offset: Option<usize>) -> String {
        let dropped = |name: &str| name == "f" || (offset.is_some() && name == "offset");
        let offset = offset.filter(|offset| *offset > 0).map(|offset| offset.to_string());
        let kept = self.pairs.iter().filter(|(name, _)| !dropped(name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let own = offset.iter().map(|offset| ("offset", offset.as_str())).chain([("f", format.word())]);
        format!("{}{path}{}", links.root(), written(kept.chain(own)))
    }

    fn next(&self) -> Option<usize> {
        let end = self.wanted.offset.saturating_add(self.returned);
        (self.returned > 0 && end < self.matched).then_some(end)
    }

    fn previous(&self) -> Option<usize> {
        let offset = self.wanted.offset.min(self.matched);
        (self.wanted.offset > 0).then(|| offset.saturating_sub(self.wanted.limit))
    }

    fn links(&self, kind: CollectionKind, links: &Links, format: Format) -> Vec<Value> {
        let path = format!("/collections/{}/items", kind.id());
        let media_type = |format| if format == Format::Html { "text/html" } else { GEOJSON };
        let to = |rel: &str, title: &str, format: Format, offset: Option<usize>| {
            link(rel, media_type(format), title, &self.address(&path, links, format, offset))
        };
        let mut all = vec![
            to("self", "Ces entités", format, None),
            to("alternate", "Ces entités, autrement", format.other(), None),
            link(
                "collection",
                "application/json",
                kind.title(),
                &links.to(&format!("/collections/{}", kind.id())),
            ),
        ];
        all.extend(self.next().map(|offset| to("next", "Page suivante", format, Some(offset))));
        all.extend(self.previous().map(|offset| to("prev", "Page précédente", format, Some(offset))));
        all
    }
}

fn way(kind: CollectionKind) -> Vec<(String, String)> {
    let collection = (kind.title(), format!("/collections/{}", kind.id()));
    above(&[("Collections", "/collections".to_owned()), collection])
}

fn page(
    kind: CollectionKind,
    collection: &Collection,
    rows: &[u32],
    paging: &Paging<'_>,
    links: &Links,
) -> Vec<u8> {
    let path = format!("/collections/{}/items", kind.id());
    let names: Vec<&str> =
        std::iter::once("Entité").chain(collection.columns().iter().map(|c| &*c.name)).collect();
    let row = |row: &u32| {
        let id = collection.id(*row as usize);
        let href = links.in_format(&format!("{path}/{}", segment(id)), Format::Html);
        let cell =
            |cell: &Cell| (escaped(&text_of(cell)), matches!(cell, Cell::Number(_) | Cell::Integer(_)));
        std::iter::once((anchor(&href, id), false))
            .chain(collection.cells(*row as usize).iter().map(cell))
            .collect()
    };
    let rows: Vec<Vec<(String, bool)>> = rows.iter().map(row).collect();
    let caption = match paging.returned {
        0 => format!("Aucune entité affichée, {} en tout", paging.matched),
        n => {
            let first = paging.wanted.offset + 1;
            format!("Entités {first} à {} sur {}", first + n - 1, paging.matched)
        }
    };
    let turn = [("prev", "Page précédente"), ("next", "Page suivante")];
    let all = paging.links(kind, links, Format::Html);
    let turns: Vec<Value> =
        turn.iter().filter_map(|(rel, _)| all.iter().find(|link| link["rel"] == *rel).cloned()).collect();
    let turns = if turns.is_empty() { String::new() } else { shown(&turns) };
    let json = (paging.address(&path, links, Format::Json, None), GEOJSON);
    let body = format!("{}{turns}", table(&caption, &names, &rows));
    let title = format!("{}, entités", kind.title());
    Page { title, above: way(kind), json, body }.bytes(links)
}

fn item_page(
    kind: CollectionKind,
    collection: &Collection,
    row: usize,
    path: &str,
    links: &Links,
) -> Vec<u8> {
    let fields = collection.columns().iter().zip(collection.cells(row));
    let fields = fields.map(|(column, cell)| {
        let text = text_of(cell);
        let value = if text.is_empty() {
            "<span class=\"quiet\">aucune valeur</span>".to_owned()
        } else {
            escaped(&text)
        };
        format!("<dt><code>{}</code></dt><dd>{value}</dd>\n", escaped(&column.name))
    });
    let body = format!("<dl>\n{}</dl>\n", fields.collect::<Vec<String>>().concat());
    let mut way = way(kind);
    way.push(("Entités".to_owned(), format!("/collections/{}/items", kind.id())));
    let json = (links.in_format(path, Format::Json), GEOJSON);
    Page { title: collection.id(row).to_owned(), above: way, json, body }.bytes(links)
}
