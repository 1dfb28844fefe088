//! “Open on Tuesday at 14:00”: in the address, in every answer, and by the command line.

use std::fs;
use std::process::{Command, Output};

use axum::http::StatusCode;
use maillage::dataset::Dataset;
use serde_json::{Value, json};

use crate::driver::Client;
use crate::refusals::assert_is_problem;

/// Of Lozère's list nobody knows the hours: these two are set by a scenario, and another is closed at that time.
const HOURS: &str = "schedule=fs-2021-48116%7CMo-Fr%2009:00-12:00,14:00-17:00&schedule=fs-2021-48092%7Cmardi%2014h%20-%2018h\
                     &schedule=fs-2021-48198%7CMo-Fr%2009:00-12:00";
const AT: &str = "open_at=tue-14:00";

fn features(layer: &Value) -> &Vec<Value> {
    layer["features"].as_array().unwrap()
}

fn counted(layer: &Value) -> Vec<&str> {
    let of = features(layer).iter().map(|feature| &feature["properties"]);
    of.filter(|row| row["considered"] == true).filter_map(|row| row["id"].as_str()).collect()
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

#[tokio::test]
async fn where_nobody_knows_the_hours_nothing_counts_and_the_answer_says_so() {
    let client = Client::new();
    let plain = client.json("/api/territories/48/summary").await;
    assert!(plain["open_at"].is_null() && plain["parameters"]["open_at"].is_null());
    let n_venues = plain["venues"]["considered"].as_u64().unwrap();
    let skipped = client.json(&format!("/api/territories/48/summary?{AT}")).await;
    assert_eq!(skipped["open_at"]["venues_without_hours"].as_u64(), Some(n_venues));
    assert_eq!(skipped["venues"]["considered"], 0);
    assert_eq!(skipped["people"]["unreachable"], plain["people"]["total"]);
    assert_eq!(skipped["parameters"]["open_at"], "tue-14:00");
    assert_eq!(skipped["parameters"]["hours_unknown"], "skip");
    let counting = client.json(&format!("/api/territories/48/summary?{AT}&hours_unknown=count")).await;
    assert_eq!(counting["people"], plain["people"]);
    assert_eq!(counting["open_at"]["venues_without_hours"].as_u64(), Some(n_venues));
    // Without a moment the word changes nothing.
    let alone = client.json("/api/territories/48/summary?hours_unknown=count").await;
    assert_eq!(alone, plain);
}

#[tokio::test]
async fn every_answer_is_about_the_places_that_are_open() {
    let client = Client::new();
    let query = format!("{AT}&{HOURS}");
    let summary = client.json(&format!("/api/territories/48/summary?{query}")).await;
    let open_at = &summary["open_at"];
    assert_eq!((&open_at["venues_open"], &open_at["venues_closed"]), (&json!(2), &json!(1)));
    assert_eq!(summary["venues"]["considered"], 2);
    let venues = client.json(&format!("/api/layers/venues.geojson?{query}")).await;
    assert_eq!(counted(&venues), ["fs-2021-48092", "fs-2021-48116"]);
    // The scenario is what the hours change: before it, nobody knew of a place that is open then.
    assert_eq!(summary["scenario"]["before"]["covered"], 0);
    assert_eq!(summary["scenario"]["after"]["covered"], summary["people"]["covered"]);

    let near = client.json(&format!("/api/layers/communes.geojson?{query}")).await;
    let nearest = |row: &Value| row["properties"]["venue_id"].as_str().map(str::to_owned);
    let mut nearest: Vec<String> = features(&near).iter().filter_map(nearest).collect();
    nearest.sort();
    nearest.dedup();
    assert_eq!(nearest, ["fs-2021-48092", "fs-2021-48116"]);
    let gaps = client.json(&format!("/api/layers/gaps.geojson?{query}")).await;
    let beyond: f64 =
        features(&gaps).iter().map(|gap| gap["properties"]["population"].as_f64().unwrap()).sum();
    assert_eq!(beyond, summary["gaps"]["people"].as_f64().unwrap());
    let items = client.json(&format!("/ogc/48/collections/venues/items?{query}&f=json")).await;
    assert_eq!(counted(&items), counted(&venues));
    let stops = |query: &str| format!("/api/stops?territory=48&count=1&{query}");
    let (all, open) = (client.json(&stops("")).await, client.json(&stops(&query)).await);
    assert_eq!(open["covered_before"], summary["people"]["covered"]);
    assert_eq!((&open["open_at"], &open["hours_unknown"]), (&json!("tue-14:00"), &json!("skip")));
    assert!(all["open_at"].is_null());
    assert!(open["covered_before"].as_f64() < all["covered_before"].as_f64());
    // Another moment is another answer.
    let monday = client.json(&format!("/api/layers/venues.geojson?open_at=mon-10:00&{HOURS}")).await;
    assert_eq!(counted(&monday), ["fs-2021-48116", "fs-2021-48198"]);
    // A closing is exclusive.
    let closing = client.json(&format!("/api/layers/venues.geojson?open_at=tue-17:00&{HOURS}")).await;
    assert_eq!(counted(&closing), ["fs-2021-48092"]);
}

#[tokio::test]
async fn what_is_asked_stands_in_every_file() {
    let client = Client::new();
    let query = format!("territory=48&{AT}&{HOURS}");
    let metadata = client.get(&format!("/api/exports/coverage.csv-metadata.json?{query}")).await.text();
    assert!(metadata.contains("tue-14:00"), "{metadata}");
    let report = client.get(&format!("/api/report.html?{query}")).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.text());
    let report = report.text().replace(['\u{a0}', '\u{202f}'], " ");
    for part in [
        "lieu le plus proche ouvert le mardi à 14 h ?",
        "ouverts le mardi à 14 h (semaine ordinaire, sans jour férié ni vacances scolaires ; les lieux sans horaires connus ne comptent pas)",
        "2 lieux ; 1 lieu fermé et",
        "--open-at tue-14:00 --hours-unknown skip",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[tokio::test]
async fn isochrones_are_those_of_the_places_that_are_open() {
    let client = Client::by_road();
    let layer = async |query: &str| {
        client.json(&format!("/api/layers/isochrones.geojson?minutes=20&{query}")).await["features"].clone()
    };
    let open = layer(&format!("{AT}&{HOURS}")).await;
    let two = ["fs-2021-48116", "fs-2021-48092"];
    let venues = client.json("/api/layers/venues.geojson").await;
    let others: Vec<String> = features(&venues)
        .iter()
        .filter_map(|venue| venue["properties"]["id"].as_str())
        .filter(|id| !two.contains(id))
        .map(|id| format!("close={id}"))
        .collect();
    assert_eq!(open, layer(&others.join("&")).await);
    assert_ne!(open, layer("").await);
}

#[tokio::test]
async fn a_stop_of_a_plan_counts_at_its_sessions() {
    let client = Client::new();
    let body = json!({
        "depot": { "code": "48095" }, "from": "2027-01-04", "to": "2027-01-31",
        "stops": [{
            "id": "48061", "lon": 3.5936, "lat": 44.325, "people": 2100,
            "hours": "tue 14:00-18:00",
        }],
        "rules": { "cycle_weeks": 2 },
    });
    let answer = client.post("/api/tours?territory=48", &body).await;
    let job = client.ended(&answer).await;
    assert_eq!(job["state"], "done", "{job}");
    let plan = job["plan"].as_str().unwrap();
    let calendar = client.json(&format!("/api/plans/{plan}")).await;
    let visit = &calendar["days"][0]["visits"][0];
    let begin = visit["open"].as_str().unwrap();
    let at = async |moment: &str| {
        client.json(&format!("/api/territories/48/summary?plan={plan}&open_at={moment}")).await
    };
    let during = at(&format!("tue-{begin}")).await;
    assert_eq!(
        (&during["open_at"]["stops_open"], &during["open_at"]["stops_closed"]),
        (&json!(1), &json!(0))
    );
    assert!(during["people"]["covered"].as_f64().unwrap() > 0.0);
    let other = at("wed-14:00").await;
    assert_eq!((&other["open_at"]["stops_open"], &other["open_at"]["stops_closed"]), (&json!(0), &json!(1)));
    assert_eq!(other["people"]["covered"], 0);
}

#[tokio::test]
async fn a_moment_that_is_none_is_refused_by_its_parameter() {
    let client = Client::new();
    for (query, parameter) in [
        ("open_at=", "open_at"),
        ("open_at=tuesday%2014:00", "open_at"),
        ("open_at=tue-24:00", "open_at"),
        ("open_at=tue-9:00", "open_at"),
        ("open_at=tue-14:00&open_at=wed-14:00", "open_at"),
        ("open_at=tue-14:00&hours_unknown=yes", "hours_unknown"),
        ("hours_unknown=", "hours_unknown"),
    ] {
        for path in ["/api/layers/venues.geojson", "/api/territories/48/summary", "/api/stops"] {
            let path = format!("{path}?{query}");
            let answer = client.get(&path).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.text());
            assert_is_problem(&path, &answer);
            assert_eq!(answer.json()["parameter"], parameter, "{path}");
        }
    }
}

/// The command line and the service say the same, of hours that a list gives.
#[tokio::test]
async fn the_command_line_takes_the_moment_as_it_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("lieux.csv");
    let rows = "id,nom,code_insee,commune,latitude,longitude,horaires\n\
                a,Mende,48095,Mende,44.5181,3.5007,Mo-Fr 09:00-12:00\n\
                b,Florac,48061,Florac,44.325,3.5936,du lundi au vendredi de 9h à 12h et de 14h à 17h\n\
                c,Langogne,48080,Langogne,44.7256,3.8556,\n\
                d,Marvejols,48092,Marvejols,44.5533,3.2918,week 1-53/2 Tu 14:00-17:00\n";
    fs::write(&list, rows).unwrap();
    let list = list.to_str().unwrap();
    let with = |command: &[&str], more: &[&str]| {
        let output = run(&[command, &["--territory", "48", "--venues", list][..], more].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        (String::from_utf8(output.stdout).unwrap().replace(['\u{a0}', '\u{202f}'], " "), said)
    };
    let (text, said) = with(&["summary"], &["--open-at", "mardi 14h"]);
    let line = "Ouverts le mardi à 14 h, une semaine ordinaire : 1 lieu ; 1 lieu fermé, 1 lieu ouvert certaines semaines \
                seulement et 1 lieu sans horaires connus ne comptent pas.";
    assert!(text.contains(line), "{text}");
    assert!(
        said.contains("1 of 4 venues have no known hours: they do not count; --hours-unknown count"),
        "{said}"
    );
    let (text, _) = with(&["summary"], &["--open-at", "tuesday 14:00", "--hours-unknown", "count"]);
    assert!(text.contains("ne comptent pas ; 1 lieu sans horaires connus compte aussi."), "{text}");
    let (json, _) = with(&["summary", "--format", "json"], &["--open-at", "Tu 14:00"]);
    let summary: Value = serde_json::from_str(&json).unwrap();
    let summary = if summary["summary"].is_object() { &summary["summary"] } else { &summary };
    assert_eq!(summary["parameters"]["open_at"], "tue-14:00");
    assert_eq!(summary["venues"]["considered"], 1);

    let (served, _) = with(&["coverage"], &["--open-at", "tue-14:00", "--format", "csv"]);
    let dataset = Dataset::open(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap();
    let venues = dataset.read_venues(&[list.into()]).unwrap();
    let client = Client::serving(dataset, venues);
    let answer = client.get(&format!("/api/coverage.csv?territory=48&{AT}")).await;
    assert_eq!(answer.text().replace(['\u{a0}', '\u{202f}'], " "), served);

    for (arguments, part) in [
        (vec!["--open-at", "some day"], "such as “tuesday 14:00” or “mardi 14h”"),
        (vec!["--hours-unknown", "count"], "--open-at"),
        (vec!["--open-at", "tue-14:00", "--hours-unknown", "perhaps"], "neither skip nor count"),
    ] {
        let (_, said) = with(&["summary"], &arguments);
        assert!(said.contains(part), "{said}");
    }
}
