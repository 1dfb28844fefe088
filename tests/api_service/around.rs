//! What is around one commune.

use axum::http::StatusCode;
use serde_json::Value;

use crate::driver::Client;
use crate::refusals::assert_is_problem;

/// Communes of Lozère; the last lies at its border.
const MENDE: &str = "48095";
const VILLEFORT: &str = "48198";
const SAINT_ANDRE_CAPCEZE: &str = "48135";

async fn row(client: &Client, code: &str) -> Value {
    let communes = client.json("/api/layers/communes.geojson").await;
    let features = communes["features"].as_array().unwrap();
    features.iter().map(|f| &f["properties"]).find(|row| row["code"] == code).unwrap().clone()
}

#[tokio::test]
async fn the_first_two_venues_are_those_of_the_row_and_the_third_comes_after() {
    for client in [Client::new(), Client::by_road()] {
        let row = row(&client, VILLEFORT).await;
        let around = client.json(&format!("/api/around?code={VILLEFORT}")).await;
        let venues = around["venues"].as_array().unwrap();
        assert_eq!(venues.len(), 3);
        for field in ["venue_id", "duration_s", "distance_m", "straight_line_m"] {
            assert_eq!(venues[0][field], row[field], "{field}");
        }
        assert_eq!(venues[1]["venue_id"], row["second_venue_id"]);
        assert_eq!(venues[1]["duration_s"], row["second_duration_s"]);
        let minutes = |i: usize| venues[i]["duration_s"].as_f64().unwrap();
        assert!(minutes(1) <= minutes(2), "{venues:?}");
        assert_eq!(around["from"]["people"], row["population"]);
    }
}

#[tokio::test]
async fn neighbours_are_told_on_both_sides_of_the_border() {
    let client = Client::new();
    let around = client.json(&format!("/api/around?code={SAINT_ANDRE_CAPCEZE}")).await;
    assert_eq!(around["touching"], true);
    let communes = around["communes"].as_array().unwrap();
    // The Gard and the Ardèche begin where it ends: nothing was computed there.
    let (inside, outside): (Vec<_>, Vec<_>) = communes.iter().partition(|one| one["inside"] == true);
    assert!(!inside.is_empty() && inside.iter().all(|one| one["department"] == "48"), "{inside:?}");
    assert!(!outside.is_empty() && outside.iter().any(|one| one["department"] == "30"), "{outside:?}");
    assert!(outside.iter().all(|one| one["department"] != "48" && one["duration_s"].is_null()));
    assert!(communes.iter().all(|one| one["code"] != SAINT_ANDRE_CAPCEZE));
}

#[tokio::test]
async fn a_filter_that_leaves_no_venue_gives_the_reason() {
    let around = Client::new().json(&format!("/api/around?code={MENDE}&service=astronomie")).await;
    assert_eq!((&around["venues"], &around["reason_code"]), (&Value::Array(Vec::new()), &"no_venue".into()));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let client = Client::new();
    for (query, status) in [
        ("", StatusCode::BAD_REQUEST),
        ("code=48095&count=0", StatusCode::BAD_REQUEST),
        ("code=48095&count=17", StatusCode::BAD_REQUEST),
        ("code=07330", StatusCode::NOT_FOUND),
        ("code=%3Cimg%3E", StatusCode::NOT_FOUND),
    ] {
        let path = format!("/api/around?{query}");
        let answer = client.get(&path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_is_problem(&path, &answer);
    }
}

#[tokio::test]
async fn the_way_to_the_third_venue_has_its_figures() {
    let client = Client::by_road();
    let around = client.json(&format!("/api/around?code={MENDE}&count=3")).await;
    let route = client.json(&format!("/api/route?code={MENDE}&rank=3")).await;
    for field in ["venue_id", "duration_s", "distance_m"] {
        assert_eq!(route["properties"][field], around["venues"][2][field], "{field}");
    }
}
