//! What leads to features: landing page, collections, the description of the API, pages to read.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::driver::Client;

#[tokio::test]
async fn every_link_leads_to_what_it_says() {
    let client = Client::new();
    let host = [("host", "carte.example")];
    let (mut waiting, mut seen) = (vec!["/ogc/48?threshold=25".to_owned()], BTreeSet::new());
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) || seen.len() > 400 {
            continue;
        }
        let answer = client.send("GET", &path, &host).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        let media_type = answer.header(header::CONTENT_TYPE);
        // Pages of features lead to all the others: one of each is enough.
        if !media_type.contains("json") || path.contains("offset=") {
            continue;
        }
        let document = answer.json();
        let of_sets = document["tilesets"].as_array().or(document["collections"].as_array());
        let below = of_sets.into_iter().flatten().filter_map(|set| set["links"].as_array()).flatten();
        for link in document["links"].as_array().into_iter().flatten().chain(below) {
            let (href, kind) = (link["href"].as_str().unwrap(), link["type"].as_str().unwrap());
            assert!(link["rel"].is_string() && link["title"].is_string(), "{path}: {link}");
            assert!(href.starts_with("http://carte.example/ogc/48"), "{path}: {href}");
            assert!(href.contains("threshold=25"), "{path} forgets the question: {href}");
            if link["templated"] == true {
                continue;
            }
            let there = client.send("GET", href.strip_prefix("http://carte.example").unwrap(), &host).await;
            let found = there.header(header::CONTENT_TYPE);
            assert!(
                found.starts_with(kind) || kind == "application/json" && found == kind,
                "{href}: {found}, not {kind}"
            );
            waiting.push(href.strip_prefix("http://carte.example").unwrap().to_owned());
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
}

#[tokio::test]
async fn the_root_without_a_territory_is_that_of_the_service() {
    let client = Client::new();
    for path in ["", "/collections", "/collections/communes/items", "/conformance", "/tileMatrixSets"] {
        let own = client.get(&format!("/ogc{path}?f=json")).await;
        let named = client.get(&format!("/ogc/48{path}?f=json")).await;
        assert_eq!(own.status, StatusCode::OK, "{path}");
        assert!(own.body == named.body, "{path}");
    }
}

#[tokio::test]
async fn pages_are_french_plain_and_without_anything_from_outside() {
    let client = Client::new();
    for path in [
        "",
        "/conformance",
        "/collections",
        "/collections/communes",
        "/collections/communes/queryables",
        "/collections/venues/items",
        "/collections/communes/items?offset=150",
        "/collections/communes/items/48095",
        "/collections/gaps/tiles",
        "/collections/gaps/tiles/WebMercatorQuad",
        "/api",
    ] {
        let answer =
            client.send("GET", &format!("/ogc/48{path}"), &[("accept", "text/html,*/*;q=0.8")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8", "{path}");
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).contains("default-src 'none'"), "{path}");
        let page = answer.text();
        for needed in ["<html lang=\"fr\">", "<title>", "<h1>", "<main>", "aria-label=\"Fil d’Ariane\""] {
            assert!(page.contains(needed), "{path}: {needed}");
        }
        for forbidden in ["<script", "style=\"", "onclick", "src=", "<style"] {
            assert!(!page.contains(forbidden), "{path}: {forbidden}");
        }
    }
    let page = client.get("/ogc/48/collections/venues/items?name=%3Cscript%3E&f=html").await.text();
    assert!(!page.contains("<script"), "what a client sends is text");
    let style = client.get("/ogc/style.css").await;
    assert_eq!(style.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
}

#[tokio::test]
async fn the_description_is_openapi_3_0_and_describes_every_parameter() {
    let client = Client::new();
    let answer = client.get("/ogc/48/api").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/vnd.oai.openapi+json;version=3.0");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.0.3");
    let (mut ids, mut references) = (BTreeSet::new(), Vec::new());
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        let operation = &item["get"];
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
        for parameter in operation["parameters"].as_array().unwrap() {
            let parameter = match parameter["$ref"].as_str() {
                Some(reference) => document.pointer(&reference[1..]).unwrap(),
                None => parameter,
            };
            assert!(
                parameter["description"].is_string() && parameter["schema"].is_object(),
                "{path}: {parameter}"
            );
        }
    }
    let text = document.to_string();
    assert!(!text.contains("\"null\"") && !text.contains("\"const\":") && !text.contains("\"examples\":"));
    let items = &document["paths"]["/collections/communes/items"]["get"]["parameters"];
    let names: Vec<&str> = items.as_array().unwrap().iter().filter_map(|p| p["name"].as_str()).collect();
    assert!(names.contains(&"covered") && names.contains(&"bbox-crs"), "{names:?}");
    assert!(document["paths"]["/collections/stops/items"].is_null(), "only with a plan");
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn queryables_are_the_fields_that_filter() {
    let client = Client::new();
    for name in ["communes", "demand", "venues", "gaps"] {
        let answer = client.get(&format!("/ogc/48/collections/{name}/queryables")).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/schema+json");
        let schema = answer.json();
        for (field, described) in schema["properties"].as_object().unwrap() {
            if field == "geometry" {
                continue;
            }
            let value = match described["type"].as_str().unwrap() {
                "boolean" => "true",
                "string" => "x",
                _ => "1",
            };
            let found = client.get(&format!("/ogc/48/collections/{name}/items?{field}={value}")).await;
            assert_eq!(found.status, StatusCode::OK, "{name}.{field}: {}", found.text());
            assert!(described["description"].is_string(), "{name}.{field}");
        }
    }
}
