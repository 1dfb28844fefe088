//! `/api/stops`.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::contract::document;
use crate::driver::Client;
use crate::refusals::assert_is_problem;
use crate::schema::differences;

const STOPS: &str = "/api/stops?territory=48&threshold=15";

#[tokio::test]
async fn the_stops_are_proven_agree_with_the_coverage_and_are_kept() {
    let client = Client::new();
    let answer = client.get(&format!("{STOPS}&count=6&curve=8")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let stops = answer.json();
    let document = document();
    let schema =
        &document["paths"]["/api/stops"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(differences(&document, schema, &stops, ""), Vec::<String>::new());
    let summary = client.json("/api/territories/48/summary?threshold=15").await;
    assert_eq!(stops["covered_before"], summary["people"]["covered"]);
    assert_eq!((&stops["status"], &stops["bound"]), (&"optimal".into(), &stops["objective"]));
    assert_eq!(stops["stops"].as_array().unwrap().len(), 6);
    assert_eq!(stops["curve"][5]["objective"], stops["objective"]);
    // The time that the search took would differ if it were done again.
    let again = client.get(&format!("{STOPS}&count=6&curve=8")).await;
    assert_eq!(again.header(header::ETAG), answer.header(header::ETAG));
}

#[tokio::test]
async fn by_road_and_with_settled_stops() {
    let client = Client::by_road();
    let free = client.json(&format!("{STOPS}&count=2")).await;
    assert_eq!(free["travel_model"], "road");
    let first = free["stops"][0]["id"].as_str().unwrap();
    let settled = client.json(&format!("{STOPS}&count=2&lock=48002&forbid={first}")).await;
    let ids: Vec<&Value> = settled["stops"].as_array().unwrap().iter().map(|stop| &stop["id"]).collect();
    assert!(ids.contains(&&Value::from("48002")) && !ids.contains(&&Value::from(first)), "{ids:?}");
    for objective in ["mean-time", "fewest", "worst-time"] {
        let found = client.json(&format!("{STOPS}&count=3&share=50&objective={objective}")).await;
        assert_eq!((&found["status"], &found["goal"]), (&"optimal".into(), &objective.into()));
    }
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_with_the_parameter() {
    let client = Client::new();
    for (query, parameter) in [
        ("count=0", "count"),
        ("count=51", "count"),
        ("curve=-1", "curve"),
        ("objective=best", "objective"),
        ("share=101", "share"),
        ("cap_min=", "cap_min"),
        ("lock=99999", "lock"),
        ("forbid=x", "forbid"),
        ("lock=48095&forbid=48095", "forbid"),
        ("lock=48095,48061", "count"),
    ] {
        let answer = client.get(&format!("{STOPS}&{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_is_problem(query, &answer);
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
    let large = client.get("/api/stops?territory=region:76").await;
    assert_eq!(large.status, StatusCode::BAD_REQUEST);
    assert_is_problem("region:76", &large);
    assert_eq!(large.json()["parameter"], "territory");
}
