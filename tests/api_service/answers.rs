//! What the API answers.

use axum::http::{StatusCode, header};
use maillage::server::{OutsideTiles, Site};
use serde_json::Value;

use crate::contract::document;
use crate::driver::Client;
use crate::schema::differences;

#[tokio::test]
async fn every_answer_is_what_the_document_says() {
    let (crow_fly, by_road, document) = (Client::new(), Client::by_road(), document());
    let paths = document["paths"].as_object().unwrap();
    let clients = [&crow_fly, &by_road];
    for (client, (path, item)) in paths.iter().flat_map(|path| clients.map(|client| (client, path))) {
        let needs_roads = ["/api/route", "/api/layers/isochrones.geojson"].contains(&path.as_str())
            || ["/api/tiles/roads/", "/api/tiles/ground/"].iter().any(|tiles| path.starts_with(tiles));
        if needs_roads && std::ptr::eq(client, &raw const crow_fly) {
            continue;
        }
        // Jobs, plans and indicators have to be asked for or brought first, and exports are of many types: their own tests look at them.
        let asks_for_a_plan = ["{plan}", "/presence.", "{indicators}"].iter().any(|part| path.contains(part));
        if item["get"].is_null() || path.contains("{id}") || path.contains("{file}") || asks_for_a_plan {
            continue;
        }
        let query = match path.as_str() {
            "/api/route" | "/api/around" => "?code=48095",
            "/api/layers/difference.geojson" | "/api/layers/difference.json" => "?close=fs-2021-48198",
            _ => "",
        };
        let filled = [("{code}", "48"), ("{z}", "9"), ("{x}", "260"), ("{y}", "184")]
            .iter()
            .fold(path.clone(), |path, (name, value)| path.replace(name, value));
        let answer = client.get(&(filled + query)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let content = item["get"]["responses"]["200"]["content"].as_object().unwrap();
        let (media_type, described) = content.iter().next().unwrap();
        assert_eq!(
            answer.header(header::CONTENT_TYPE).split(';').next(),
            Some(media_type.as_str()),
            "{path}"
        );
        if media_type.ends_with("json") {
            let found = differences(&document, &described["schema"], &answer.json(), "");
            assert!(found.is_empty(), "{path}: {:#?}", &found[..found.len().min(10)]);
        }
    }
}

#[tokio::test]
async fn the_summary_of_lozere_counts_everybody_once() {
    let summary = Client::new().json("/api/territories/48/summary").await;
    assert_eq!(summary["people"]["total"], 76_486);
    assert_eq!(summary["communes"]["total"], 152);
    let in_bands: f64 =
        summary["bands"].as_array().unwrap().iter().map(|band| band["people"].as_f64().unwrap()).sum();
    assert_eq!(in_bands + summary["unreachable"]["people"].as_f64().unwrap(), 76_486.0);
    assert_eq!(summary["parameters"]["threshold_min"], 20.0);
    assert_eq!(summary["parameters"]["estimate"], true);
    assert_eq!(summary["notes"], serde_json::json!([]), "the venues that ship are clean");
    assert!(!summary["sources"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_summary_the_layers_and_the_table_agree() {
    let client = Client::new();
    let asked = "threshold=12.5&buffer_km=10&detour=1.5&speed=40";
    let summary = client.json(&format!("/api/territories/200070530/summary?{asked}")).await;
    let layer = async |name: &str| {
        client.json(&format!("/api/layers/{name}.geojson?territory=200070530&{asked}")).await
    };
    let uncovered = |collection: &Value| -> f64 {
        let features = collection["features"].as_array().unwrap().iter();
        let properties = features.map(|feature| &feature["properties"]);
        properties.filter(|p| p["covered"] == false).map(|p| p["population"].as_f64().unwrap()).sum()
    };
    let people = |name: &str| summary["people"][name].as_f64().unwrap();
    let expected = people("uncovered") + people("unreachable");
    assert!(expected > 0.0, "{summary}");
    assert_eq!(uncovered(&layer("communes").await), expected);
    assert_eq!(uncovered(&layer("demand").await), expected);
    let gaps = layer("gaps").await;
    assert_eq!(gaps["features"].as_array().unwrap().len() as u64, summary["gaps"]["zones"].as_u64().unwrap());

    let table = client.get(&format!("/api/coverage.csv?territory=200070530&{asked}")).await;
    assert_eq!(table.text().lines().count(), 1 + 55);
    let first = "code_insee,commune,epci,population,lon,lat,venue_id,venue,straight_line_m,distance_m,\
                 duration_s,band,covered,reason";
    assert!(table.text().starts_with(first), "{}", table.text());
    assert_eq!(
        table.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"maillage-200070530-12.5min.csv\""
    );
    assert_eq!(table.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
}

#[tokio::test]
async fn a_filter_that_no_venue_matches_covers_nobody_and_says_why() {
    let client = Client::new();
    let summary = client.json("/api/territories/48/summary?kind=third_place,association&buffer_km=0").await;
    assert_eq!(summary["people"]["unreachable"], 76_486);
    let communes = client.json("/api/layers/communes.geojson?service=nothing%20like%20it").await;
    for feature in communes["features"].as_array().unwrap() {
        assert_eq!(feature["properties"]["covered"], false);
        assert!(feature["properties"]["reason"].is_string(), "{feature}");
    }
}

#[tokio::test]
async fn a_layer_without_territory_is_of_the_one_served() {
    let client = Client::new();
    let named = client.get("/api/layers/gaps.geojson?territory=48").await;
    let unnamed = client.get("/api/layers/gaps.geojson").await;
    assert_eq!(named.body, unnamed.body);
    assert_eq!(client.json("/api/meta").await["default_territory"], "48");
}

#[tokio::test]
async fn territories_are_found_by_name_and_by_code() {
    let client = Client::new();
    for (text, code) in [("lozere", "48"), ("Loz%C3%A8re", "48"), ("48061", "48061"), ("Florac", "48061")] {
        let found = client.json(&format!("/api/territories?q={text}")).await;
        assert_eq!(found["items"][0]["code"], code, "{text}: {found}");
    }
    let few = client.json("/api/territories?q=saint&limit=3").await;
    assert_eq!(few["items"].as_array().unwrap().len(), 3);
    let none = client.json("/api/territories?q=zzzzzz").await;
    assert!(none["items"].as_array().unwrap().is_empty());
    client.json("/api/territories").await;
}

#[tokio::test]
async fn every_territory_that_a_search_gives_can_be_asked_for() {
    let client = Client::new();
    let found = client.json("/api/territories?q=mende&limit=5").await;
    for item in found["items"].as_array().unwrap() {
        let code = item["code"].as_str().unwrap();
        let summary = client.json(&format!("/api/territories/{code}/summary")).await;
        assert_eq!(summary["territory"]["population"], item["population"], "{item}");
        assert_eq!(summary["territory"]["name"], item["name"], "{item}");
    }
}

#[tokio::test]
async fn the_root_answers_a_page_under_a_strict_policy() {
    let answer = Client::new().get("/?any=state&of=the&page").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn only_the_view_that_is_made_for_it_may_be_framed_and_only_by_whom_the_operator_names() {
    let embed = "https://lozere.fr,https://hub.example".parse().unwrap();
    let client = Client::of_site(Site { embed, ..Site::default() });
    let policy = async |path: &str| {
        let answer = client.get(path).await;
        answer.header(header::CONTENT_SECURITY_POLICY).to_owned()
    };
    let framed = policy("/?territory=48&embed=1").await;
    assert!(framed.ends_with("frame-ancestors https://lozere.fr https://hub.example"), "{framed}");
    assert!(
        framed.starts_with("default-src 'none'; script-src 'self'") && !framed.contains("unsafe"),
        "{framed}"
    );
    for path in [
        "/",
        "/?embed=0",
        "/?xembed=1",
        "/?embed=12",
        "/accessibilite",
        "/accessibility",
        "/api/meta?embed=1",
    ] {
        assert!(policy(path).await.ends_with("frame-ancestors 'none'"), "{path}");
    }
    assert_eq!(
        client.json("/api/meta").await["embed_origins"],
        serde_json::json!(["https://lozere.fr", "https://hub.example"])
    );
}

#[tokio::test]
async fn the_page_may_ask_another_server_for_tiles_only_where_the_operator_says_so_and_that_one_alone() {
    let template = "https://tuiles.example:8443/plan/{z}/{x}/{y}.png";
    let tiles = Some(OutsideTiles::new(template, "© Tuiles").unwrap());
    let (with, without) = (Client::of_site(Site { tiles, ..Site::default() }), Client::new());
    let policy = async |client: &Client, path: &str| {
        client.get(path).await.header(header::CONTENT_SECURITY_POLICY).to_owned()
    };
    for path in ["/", "/?embed=1"] {
        let allowed = policy(&with, path).await;
        let plain = policy(&without, path).await;
        assert!(!plain.contains("http"), "{plain}");
        for directive in ["img-src 'self' data: blob:", "connect-src 'self'"] {
            assert!(plain.contains(&format!("{directive};")), "{plain}");
            assert!(allowed.contains(&format!("{directive} https://tuiles.example:8443;")), "{allowed}");
        }
        assert_eq!(allowed.replace(" https://tuiles.example:8443", ""), plain, "and nothing else");
    }
    assert!(!policy(&with, "/accessibilite").await.contains("tuiles"));
    let offered = &with.json("/api/meta").await["outside_tiles"];
    assert_eq!(offered["template"], template);
    assert_eq!(
        (&offered["origin"], &offered["attribution"]),
        (&"https://tuiles.example:8443".into(), &"© Tuiles".into())
    );
    assert!(without.json("/api/meta").await["outside_tiles"].is_null());
}
