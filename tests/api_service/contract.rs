//! The OpenAPI document is kept in `docs/openapi.json`, from which the page's types are made.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test api_service` rewrites it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use maillage::server::openapi_json;
use serde_json::Value;

/// The document, as clients receive it.
pub(crate) fn document() -> Value {
    serde_json::from_str(&openapi_json()).unwrap()
}

#[test]
fn the_document_is_the_one_that_is_kept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, openapi_json()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let drift = kept.lines().zip(openapi_json().lines().map(str::to_owned)).position(|(k, d)| k != d);
    assert!(
        kept == openapi_json(),
        "docs/openapi.json differs from the handlers at line {:?}: run UPDATE_SNAPSHOTS=1 cargo test --test \
         api_service, then make the types of the page again",
        drift.map_or(0, |line| line + 1)
    );
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    collect_references(&document, &mut used);
    let defined: BTreeSet<String> =
        document["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(used, defined);
}

#[test]
fn every_parameter_and_property_is_described() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(operation["summary"].is_string(), "{path}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{path}: {parameter}");
                assert!(parameter["schema"].is_object(), "{path}: {parameter}");
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let is_feature = name.ends_with("Feature") || name.ends_with("Collection");
        for (property, described) in schema["properties"].as_object().into_iter().flatten() {
            let by_reference = described["$ref"].is_string() || described["oneOf"].is_array();
            let said = described["description"].is_string() || is_feature || by_reference;
            assert!(said, "{name}.{property} has no description");
        }
    }
}

fn collect_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.extend(reference.strip_prefix("#/components/schemas/").map(str::to_owned));
            }
            members.values().for_each(|member| collect_references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}
