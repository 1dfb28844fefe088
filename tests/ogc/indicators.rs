//! What a planner's own data brings: indicators of communes are fields to be read, asked by and drawn.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use maillage::import::{ImportRequest, IndicatorFile, prepare};
use serde_json::json;

use crate::driver::Client;
use crate::mvt::read;

/// The data that ships, with an indicator of two communes; `population` is a name that layers have already.
fn client(folder: &Path) -> Client {
    let table = folder.join("fragilite.csv");
    fs::write(&table, "code,indice,population\n48061,12.5,3\n48095,-2,4\n").unwrap();
    let request = ImportRequest {
        base: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("data")),
        territory: Some("48".parse().unwrap()),
        indicators: vec![IndicatorFile {
            path: table,
            unit: Some("points".to_owned()),
            year: Some("2021".to_owned()),
            ..IndicatorFile::default()
        }],
        ..ImportRequest::default()
    };
    let out = folder.join("lozere");
    prepare(&request).unwrap().write(&out, false).unwrap();
    Client::over(&out)
}

#[tokio::test]
async fn indicators_are_fields_of_communes_and_of_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let client = client(folder.path());
    let communes = "/ogc/48/collections/communes";
    let page = client.json(&format!("{communes}/items?limit=10000")).await;
    let florac = page["features"].as_array().unwrap().iter().find(|one| one["id"] == "48061").unwrap();
    assert_eq!(florac["properties"]["indice"], json!(12.5));
    assert_eq!(florac["properties"]["population (fragilite)"], json!(3));
    assert_ne!(florac["properties"]["population"], json!(3));
    let layer = client.json("/api/layers/communes.geojson?territory=48").await;
    let same = layer["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["properties"]["code"] == "48061")
        .unwrap();
    assert_eq!(florac["properties"], same["properties"]);

    let found = client.json(&format!("{communes}/items?indice=-2")).await;
    assert_eq!((&found["numberMatched"], &found["features"][0]["id"]), (&json!(1), &json!("48095")));
    let refused = client.get(&format!("{communes}/items?indice=beaucoup")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let elsewhere = client.get("/ogc/48/collections/venues/items?indice=-2").await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST, "venues have none");

    let queryables = client.json(&format!("{communes}/queryables")).await;
    let field = &queryables["properties"]["indice"];
    assert_eq!(field["type"], "number");
    assert_eq!(field["description"], "Indicator of indicators/fragilite.csv, unit points, year 2021.");
    let api = client.json("/ogc/48/api").await;
    let items = api["paths"]["/collections/communes/items"]["get"]["parameters"].as_array().unwrap();
    assert!(items.iter().any(|parameter| parameter["name"] == "indice"));

    let tiles = client.json(&format!("{communes}/tilejson.json")).await;
    assert_eq!(tiles["vector_layers"][0]["fields"]["indice"], "Number");
    let tile = client.get(&format!("{communes}/tiles/WebMercatorQuad/7/46/65")).await;
    let (_, features) = read(&tile.body);
    let florac = features.iter().find(|feature| feature.fields["code"] == "48061").unwrap();
    assert_eq!(florac.fields["indice"], json!(12.5));
}
