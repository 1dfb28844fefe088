//! Layers and tables by URL.

use axum::http::{StatusCode, header};

use crate::contract::document;
use crate::driver::Client;

#[tokio::test]
async fn every_layer_is_there_in_every_format_of_the_document() {
    let (client, document) = (Client::new(), document());
    let described = document["paths"]["/api/exports/{file}"]["get"]["responses"]["200"]["content"].clone();
    let mut met = Vec::new();
    for layer in ["coverage", "communes", "demand", "venues", "gaps"] {
        for (ending, start) in [
            ("csv", &b""[..]),
            ("fr.csv", "\u{feff}".as_bytes()),
            ("xlsx", b"PK"),
            ("json", b"{"),
            ("geojson", b"{\"type\":\"FeatureCollection\""),
            ("fgb", b"fgb\x03"),
            ("gpkg", b"SQLite format 3\0"),
            ("shp.zip", b"PK"),
            ("csv-metadata.json", b"{"),
            ("fr.csv-metadata.json", b"{"),
        ] {
            let address = format!("/api/exports/{layer}.{ending}?territory=48");
            let answer = client.get(&address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            assert!(answer.body.starts_with(start), "{address}");
            let media_type = answer.header(header::CONTENT_TYPE).split(';').next().unwrap().to_owned();
            assert!(!described[&media_type].is_null(), "{media_type} is not in the document");
            let name = answer.header(header::CONTENT_DISPOSITION).to_owned();
            assert!(name.contains("maillage-48-20min") && name.ends_with(&format!(".{ending}\"")), "{name}");
            met.push(media_type);
        }
    }
    for known in described.as_object().unwrap().keys() {
        assert!(met.contains(known), "{known} is described and never answered");
    }
}

#[tokio::test]
async fn a_table_in_text_says_where_its_sources_are() {
    let client = Client::new();
    let asked = "territory=48&threshold=15";
    let answer = client.get(&format!("/api/exports/gaps.csv?{asked}")).await;
    let link = answer.header(header::LINK).to_owned();
    let address = link.strip_prefix('<').unwrap().split('>').next().unwrap();
    let metadata = client.json(address).await;
    assert_eq!(metadata["url"], "gaps.csv");
    assert_eq!(metadata["maillage:provenance"]["parameters"]["threshold_min"], 15.0);
    let columns = metadata["tableSchema"]["columns"].as_array().unwrap().len();
    let header = answer.text().lines().next().unwrap().split(',').count();
    assert_eq!(columns, header);
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused() {
    let client = Client::new();
    for (address, status) in [
        ("gaps.kml", StatusCode::NOT_FOUND),
        ("roads.csv", StatusCode::NOT_FOUND),
        ("gaps.gpkg-metadata.json", StatusCode::NOT_FOUND),
        ("gaps.gpkg?crs=27572", StatusCode::BAD_REQUEST),
        ("gaps.gpkg?crs=2975", StatusCode::BAD_REQUEST),
        ("gaps.csv?crs=2154", StatusCode::BAD_REQUEST),
        ("presence.csv", StatusCode::BAD_REQUEST),
        ("gaps.csv?format=csv", StatusCode::BAD_REQUEST),
    ] {
        let answer = client.get(&format!("/api/exports/{address}")).await;
        assert_eq!(answer.status, status, "{address}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{address}");
    }
}
