//! Scenarios: changes to the venues in the address, in every answer, and by the command line.

use std::process::Command;

use axum::http::StatusCode;
use serde_json::Value;

use crate::driver::Client;
use crate::refusals::assert_is_problem;

const VILLEFORT: &str = "fs-2021-48198";
const CLOSED: &str = "close=fs-2021-48198";

fn features(layer: &Value) -> &Vec<Value> {
    layer["features"].as_array().unwrap()
}

fn sum(layer: &Value, property: &str) -> f64 {
    features(layer).iter().map(|feature| feature["properties"][property].as_f64().unwrap()).sum()
}

#[tokio::test]
async fn who_loses_when_villefort_closes() {
    let client = Client::new();
    let before = client.json("/api/territories/48/summary").await;
    let after = client.json(&format!("/api/territories/48/summary?{CLOSED}")).await;
    let scenario = &after["scenario"];
    assert!(before["scenario"].is_null());
    assert_eq!(scenario["before"]["covered"], before["people"]["covered"]);
    assert_eq!(scenario["after"]["covered"], after["people"]["covered"]);
    assert_eq!(scenario["before"]["mean_s"], before["access"]["mean_s"]);
    // What fragility foretold.
    let depends =
        before["fragility"].as_array().unwrap().iter().find(|f| f["venue_id"] == VILLEFORT).unwrap();
    assert_eq!(scenario["no_longer_covered"], depends["people"]);
    let lost = before["people"]["covered"].as_f64().unwrap() - after["people"]["covered"].as_f64().unwrap();
    assert_eq!(scenario["no_longer_covered"].as_f64(), Some(lost));
    assert_eq!(scenario["changes"][0]["commune_before"], "Villefort");

    let difference = client.json(&format!("/api/layers/difference.geojson?{CLOSED}")).await;
    assert_eq!(features(&difference).len(), 152);
    assert_eq!(sum(&difference, "no_longer_covered"), lost);
    assert_eq!(sum(&difference, "farther"), scenario["farther"].as_f64().unwrap());
    let villefort = features(&difference).iter().find(|f| f["properties"]["code"] == "48198").unwrap();
    assert_eq!(villefort["properties"]["status"], "lose");
    assert_eq!(villefort["properties"]["venue_before"], "France Services de Villefort");
    let venues = client.json(&format!("/api/layers/venues.geojson?{CLOSED}")).await;
    assert!(features(&venues).iter().all(|venue| venue["properties"]["id"] != VILLEFORT));
    let gaps = client.json(&format!("/api/layers/gaps.geojson?{CLOSED}")).await;
    assert_eq!(sum(&gaps, "population"), after["gaps"]["people"].as_f64().unwrap());
    let table = client.get(&format!("/api/exports/difference.csv?{CLOSED}")).await.text();
    assert!(table.starts_with("code,name,") && table.lines().count() == 153, "{table}");
}

#[tokio::test]
async fn changes_add_up_and_their_order_does_not_matter() {
    let client = Client::new();
    let open = "open=3.9296,44.4389,%3Cimg%20src=x%20onerror=alert(1)%3E%7Clibrary";
    let hours = "schedule=new:1%7CMo-Fr%2009:00-12:00";
    let moved = "move=3.5,44.52,fs-2021-48116";
    let [one, other] = [
        format!("/api/territories/48/summary?{CLOSED}&{open}&{hours}&{moved}"),
        format!("/api/territories/48/summary?{moved}&{hours}&{open}&{CLOSED}"),
    ];
    let (one, other) = (client.get(&one).await, client.get(&other).await);
    assert_eq!((one.status, &one.body), (StatusCode::OK, &other.body));
    let summary = one.json();
    let words: Vec<&str> = summary["scenario"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["change"].as_str())
        .collect();
    assert_eq!(words, ["open", "close", "move", "schedule"]);
    assert_eq!(summary["scenario"]["changes"][0]["venue"], "<img src=x onerror=alert(1)>");
    let venues = client.json(&format!("/api/layers/venues.geojson?{open}&{hours}")).await;
    let opened = features(&venues).iter().find(|venue| venue["properties"]["id"] == "new:1").unwrap();
    assert_eq!(opened["properties"]["commune"], "Villefort");
    assert_eq!(opened["properties"]["hours"], "Mo-Fr 09:00-12:00");
    // Another scenario is another answer, and none is that without.
    let plain = client.json("/api/layers/venues.geojson").await;
    assert_eq!(features(&plain).len() + 1, features(&venues).len());
}

#[tokio::test]
async fn a_change_that_cannot_be_made_is_refused_by_its_parameter() {
    let client = Client::new();
    let many = format!("{CLOSED}&{}", "close=x&".repeat(100));
    for (query, parameter, reason) in [
        ("close=nobody", "close", "unknown_venue"),
        ("close=", "close", "incomplete"),
        ("close=fs-2021-48198&close=fs-2021-48198", "close", "twice"),
        ("move=3.5,44.5,nobody", "move", "unknown_venue"),
        ("move=3.5,fs-2021-48198", "move", "no_place"),
        ("move=3.5,44.52,fs-2021-48198&close=fs-2021-48198", "move", "closed_too"),
        ("open=200,44,Ailleurs", "open", "no_place"),
        ("open=2.35,48.85,Paris", "open", "beyond"),
        ("open=3.5,44.5,A%7Ccastle", "open", "unknown_kind"),
        ("schedule=fs-2021-48198", "schedule", "incomplete"),
        ("schedule=fs-2021-48198%7Cparfois", "schedule", "unread_hours"),
        ("schedule=new:1%7C24/7", "schedule", "unknown_venue"),
        (&many, "close", "too_many"),
    ] {
        for path in
            ["/api/layers/communes.geojson", "/api/layers/difference.geojson", "/api/territories/48/summary"]
        {
            let path = format!("{path}?{query}");
            let answer = client.get(&path).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.text());
            assert_is_problem(&path, &answer);
            assert_eq!(answer.json()["parameter"], parameter, "{path}");
            assert_eq!(answer.json()["reason"], reason, "{path}");
        }
    }
    // Nothing to compare.
    let answer = client.get("/api/layers/difference.geojson").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn stops_and_ogc_answer_for_the_changed_venues() {
    let client = Client::new();
    let stops = |query: &str| format!("/api/stops?territory=48&count=1{query}");
    let plain = client.json(&stops("")).await;
    let changed = client.json(&stops(&format!("&{CLOSED}"))).await;
    assert!(changed["covered_before"].as_f64().unwrap() < plain["covered_before"].as_f64().unwrap());
    let items = client.json(&format!("/ogc/48/collections/venues/items?{CLOSED}&f=json")).await;
    assert!(features(&items).iter().all(|venue| venue["properties"]["id"] != VILLEFORT));
}

/// The command line and the service say the same.
#[tokio::test]
async fn the_command_line_takes_the_same_changes() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
    };
    let changes = ["--territory", "48", "--close", VILLEFORT, "--open", "3.9,44.4,Là-haut|library"];
    let table = run(&[&["coverage", "--layer", "difference"][..], &changes].concat());
    assert!(table.status.success(), "{}", String::from_utf8_lossy(&table.stderr));
    let client = Client::new();
    let query = format!("{CLOSED}&open=3.9,44.4,L%C3%A0-haut%7Clibrary");
    let served = client.get(&format!("/api/exports/difference.csv?{query}")).await;
    assert_eq!(String::from_utf8(table.stdout).unwrap(), served.text());

    let text = String::from_utf8(run(&[&["summary"][..], &changes].concat()).stdout).unwrap();
    for part in [
        "Scénario (simulation)",
        "fermeture de «\u{a0}France Services de Villefort\u{a0}»",
        "ouverture de «\u{a0}Là-haut\u{a0}»",
        "Effet des changements",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let refused = run(&["summary", "--territory", "48", "--close", "nobody"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("--close") && said.contains("“nobody” names no venue"), "{said}");
    assert!(!run(&["coverage", "--territory", "48", "--layer", "difference"]).status.success());
}
