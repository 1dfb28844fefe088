//! `/api/plans`: a plan that was made here, or is brought.

use std::path::Path;

use axum::body::Body;
use axum::http::{StatusCode, header};
use maillage::export::{itineraries, tour_gpx, tour_ics, tour_sheets, tour_timetable, tour_venues};
use maillage::prepare::way;
use maillage::server::ServiceLimits;
use maillage::tour::{Plan, check};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::contract::document;
use crate::driver::{Answer, Client};
use crate::jobs::{assert_is, tour};
use crate::refusals::assert_is_problem;

/// A plan made by a service, and its name.
async fn made(client: &Client, body: &Value) -> (Answer, String) {
    let job = client.ended(&client.post("/api/tours?territory=48", body).await).await;
    assert_eq!(job["state"], "done", "{job}");
    let name = job["plan"].as_str().unwrap().to_owned();
    assert_eq!(job["result"], format!("/api/plans/{name}"));
    let plan = client.get(job["result"].as_str().unwrap()).await;
    let result = client.get(&format!("/api/jobs/{}/result", job["id"].as_str().unwrap())).await;
    assert_eq!((plan.status, plan.body == result.body), (StatusCode::OK, true));
    (plan, name)
}

async fn bring(client: &Client, bytes: &[u8]) -> Answer {
    let headers = [("content-type", "application/json")];
    client.send_body("POST", "/api/plans", &headers, Body::from(bytes.to_vec())).await
}

#[tokio::test]
async fn from_stops_to_a_plan_to_every_file() {
    let client = Client::by_road();
    let asked = json!({ "count": 3, "seconds": 10 });
    let job = client.ended(&client.post("/api/stops?territory=48&threshold=15", &asked).await).await;
    let chosen = client.json(job["result"].as_str().unwrap()).await;
    let mut body = tour();
    body["stops"] = chosen["stops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stop| {
            json!({ "id": stop["id"], "name": stop["name"], "lon": stop["lon"], "lat": stop["lat"],
                    "people": stop["newly_covered"], "address": "Mairie", "postcode": "48000", "commune": stop["name"] })
        })
        .collect();
    let (answer, name) = made(&client, &body).await;
    assert_is("Plan", &answer.json());
    let digest =
        Sha256::digest(&answer.body).iter().fold(String::new(), |text, b| text + &format!("{b:02x}"));
    assert_eq!(name, digest[..32]);
    let plan = Plan::from_json(&answer.body).unwrap();
    assert!(plan.travel.starts_with("road, car of grid.roads"), "{}", plan.travel);
    assert_eq!(plan.depot.name, "Mende");
    assert!(plan.totals.sessions >= 3 * 3 && plan.left_out.is_empty());

    let findings = client.json(&format!("/api/plans/{name}/check")).await;
    assert_eq!(findings, serde_json::to_value(check(&plan)).unwrap());
    assert!(findings.as_array().unwrap().iter().all(|finding| finding["weight"] == "declared"), "{findings}");
    let straight = itineraries(&plan, &way(None));
    for (file, media_type, bytes) in [
        ("timetable.csv", "text/csv; charset=utf-8", Some(tour_timetable(&plan))),
        ("calendar.ics", "text/calendar; charset=utf-8", Some(tour_ics(&plan))),
        ("venues.csv", "text/csv; charset=utf-8", Some(tour_venues(&plan).unwrap())),
        ("sheets.html", "text/html; charset=utf-8", Some(tour_sheets(&plan))),
        ("itinerary.gpx", "application/gpx+xml", None),
        ("stops.geojson", "application/geo+json", None),
        ("itinerary.geojson", "application/geo+json", None),
    ] {
        let answer = client.get(&format!("/api/plans/{name}/{file}")).await;
        assert_eq!(
            (answer.status, answer.header(header::CONTENT_TYPE)),
            (StatusCode::OK, media_type),
            "{file}"
        );
        let named = format!("attachment; filename=\"tour-2027-04-05-2027-05-30-{file}\"");
        assert_eq!(answer.header(header::CONTENT_DISPOSITION), named);
        assert!(bytes.is_none_or(|bytes| bytes == answer.body), "{file} differs from the library's");
        let again = client.get(&format!("/api/plans/{name}/{file}")).await;
        assert_eq!(again.header(header::ETAG), answer.header(header::ETAG));
    }
    // Along the roads.
    let gpx = client.get(&format!("/api/plans/{name}/itinerary.gpx")).await.text();
    let points = |gpx: &str| gpx.matches("<trkpt").count();
    assert!(points(&gpx) > 3 * points(&String::from_utf8(tour_gpx(&plan, &straight)).unwrap()));
    let stops = client.json(&format!("/api/plans/{name}/stops.geojson")).await;
    assert_is("TourStopCollection", &stops);
    let sessions = stops["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["properties"]["sessions"].as_array().unwrap().len());
    assert_eq!(sessions.sum::<usize>() as u64, u64::from(plan.totals.sessions));
    let ways = client.json(&format!("/api/plans/{name}/itinerary.geojson")).await;
    assert_is("ItineraryCollection", &ways);
    assert_eq!(ways["features"].as_array().unwrap().len(), straight.len());
}

#[tokio::test]
async fn a_plan_is_brought_to_a_service_that_does_not_know_it() {
    let (plan, name) = made(&Client::new(), &tour()).await;
    let other = Client::new();
    let unknown = other.get(&format!("/api/plans/{name}")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_is_problem("unknown", &unknown);
    assert!(
        unknown.text().contains("unknown-plan") && unknown.text().contains("POST /api/plans"),
        "{}",
        unknown.text()
    );
    // However it is laid out.
    let compact = serde_json::to_vec(&plan.json()).unwrap();
    for bytes in [&plan.body[..], &compact, &plan.body[..]] {
        let brought = bring(&other, bytes).await;
        assert_eq!(brought.status, StatusCode::CREATED, "{}", brought.text());
        assert_is("PlanBrought", &brought.json());
        assert_eq!(brought.header(header::LOCATION), format!("/api/plans/{name}"));
        assert_eq!(brought.json()["plan"], name.as_str());
    }
    assert_eq!(other.get(&format!("/api/plans/{name}")).await.body, plan.body);

    let mut altered = plan.json();
    altered["totals"]["sessions"] = 3.into();
    let brought = bring(&other, altered.to_string().as_bytes()).await.json();
    assert_ne!(brought["plan"], name.as_str());
    let errors =
        brought["findings"].as_array().unwrap().iter().filter(|finding| finding["weight"] == "error");
    assert_eq!(errors.map(|finding| &finding["rule"]).collect::<Vec<_>>(), ["totals"]);
}

#[tokio::test]
async fn the_least_recently_used_plan_is_forgotten_and_one_too_large_is_refused() {
    let (plan, name) = made(&Client::new(), &tour()).await;
    let with = |plan_bytes: usize| Client::with(&ServiceLimits { plan_bytes, ..ServiceLimits::default() });
    let client = with(plan.body.len() * 3);
    let mut other = plan.json();
    other["travel"] = "another".into();
    assert_eq!(bring(&client, &plan.body).await.status, StatusCode::CREATED);
    assert_eq!(client.get(&format!("/api/plans/{name}/check")).await.status, StatusCode::OK);
    assert_eq!(bring(&client, other.to_string().as_bytes()).await.status, StatusCode::CREATED);
    for file in ["", "/check", "/calendar.ics"] {
        let answer = client.get(&format!("/api/plans/{name}{file}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}");
    }
    let answer = bring(&with(100), &plan.body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_is_problem("too large", &answer);
}

#[tokio::test]
async fn a_plan_that_is_none_is_refused_with_the_part() {
    let client = Client::new();
    let (plan, _) = made(&client, &tour()).await;
    let plan = plan.json();
    let day = format!("day {}", plan["days"][0]["date"].as_str().unwrap());
    for (place, value, parameter) in [
        ("/plan_version", json!(2), "plan_version"),
        ("/x", json!(1), "the plan"),
        ("/rules/cycle_weeks", json!(3), "cycle_weeks"),
        ("/depot/place/x", json!(999), "depot"),
        ("/stops/0/dwell_min", json!(0), "stop 48061"),
        ("/matrix/duration_s", json!([[0]]), "the plan"),
        ("/stops/0/id", json!("z"), "day 2027-04-08"),
        ("/days/0/visits/0/close", json!("00:00"), day.as_str()),
        ("/days/0/back", json!("00:00"), day.as_str()),
        ("/left_out", json!(vec![json!({ "stop": "a", "why": { "reason": "no_way" } }); 4]), "left_out"),
    ] {
        let mut plan = plan.clone();
        let (parent, name) = place.rsplit_once('/').unwrap();
        plan.pointer_mut(parent).unwrap()[name] = value;
        let answer = bring(&client, plan.to_string().as_bytes()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{place}: {}", answer.text());
        assert_is_problem(place, &answer);
        assert_eq!(answer.json()["parameter"], parameter, "{place}: {}", answer.text());
    }
    let mut body = tour();
    body["stops"][0]
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !["address", "postcode", "commune"].contains(&name.as_str()));
    let (_, name) = made(&client, &body).await;
    let answer = client.get(&format!("/api/plans/{name}/venues.csv")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("stop 48061 has no address"), "{}", answer.text());
}

#[test]
fn the_bodies_that_are_described_are_those_that_are_read() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let members = |name: &str| -> Vec<String> {
        schemas[name]["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let mut rules = members("TourRules");
    rules.push("dwell".to_owned());
    rules.sort();
    assert_eq!(members("TourRulesBody"), rules);
    let source =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tour/given.rs")).unwrap();
    for field in members("TourStopBody") {
        assert!(source.contains(&format!("(\"{field}\", Kind::")), "{field}");
    }
    assert_eq!(schemas["TourBody"]["required"], json!(["depot", "from", "to", "stops"]));
}

/// A plan made without a service.
fn plan() -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { made(&Client::new(), &tour()).await.0.json() })
}

/// Values by their place.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| leaves(member, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            found.push(at.to_owned());
            items.iter().enumerate().for_each(|(i, item)| leaves(item, &format!("{at}/{i}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn no_plan_from_outside_makes_a_file_fail() {
    let plan = plan();
    let mut places = Vec::new();
    leaves(&plan, "", &mut places);
    let values = prop::sample::select(vec![
        json!(0),
        json!(-1),
        json!(1),
        json!(4_294_967_295_u32),
        json!(1e12),
        json!(604_800),
        json!(null),
        json!(""),
        json!([]),
        json!("24:00"),
        json!("00:00"),
        json!("1900-01-01"),
        json!("2200-12-31"),
        json!("48061"),
        json!("\u{0}<&\n"),
        json!(true),
        json!(28),
        json!(1440),
        json!("mon"),
        json!("half-day"),
        json!("free"),
        json!([1, 28]),
        json!(180),
    ]);
    let changes = prop::collection::vec((prop::sample::select(places), values), 1..4);
    let mut accepted = 0;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 3000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let accepted_ref = std::cell::RefCell::new(&mut accepted);
    runner
        .run(&changes, |changes| {
            let mut plan = plan.clone();
            for (place, value) in changes {
                if let Some(target) = plan.pointer_mut(&place) {
                    *target = value;
                }
            }
            let Ok(plan) = Plan::from_json(plan.to_string().as_bytes()) else { return Ok(()) };
            if plan.check_bounds().is_err() {
                return Ok(());
            }
            **accepted_ref.borrow_mut() += 1;
            let _ = check(&plan);
            let ways = itineraries(&plan, &way(None));
            let _ = (tour_timetable(&plan), tour_ics(&plan), tour_sheets(&plan), tour_gpx(&plan, &ways));
            let _ = tour_venues(&plan);
            Ok(())
        })
        .unwrap();
    assert!(accepted > 50, "only {accepted} of the plans were let in: nothing was tried");
}

#[tokio::test]
async fn a_plan_is_part_of_a_question() {
    let client = Client::new();
    let mut body = tour();
    // Marchastel, far from every venue.
    (body["stops"][0]["lon"], body["stops"][0]["lat"]) = (3.11.into(), 44.65.into());
    let (_, name) = made(&client, &body).await;
    let plan = format!("plan={name}");
    let summary = client.json(&format!("/api/territories/48/summary?{plan}")).await;
    let without = client.json("/api/territories/48/summary").await;
    assert_is("Summary", &summary);
    let (told, people) = (&summary["tour"], |summary: &Value| summary["people"]["covered"].as_f64().unwrap());
    assert_eq!(without["tour"], Value::Null);
    assert_eq!((&told["plan"], &told["stops"]), (&name.clone().into(), &3.into()));
    assert_eq!(told["before"]["covered"].as_f64(), Some(people(&without)));
    assert_eq!(told["after"]["covered"].as_f64(), Some(people(&summary)));
    assert!(people(&summary) > people(&without));

    let venues = client.json(&format!("/api/layers/venues.geojson?territory=48&{plan}")).await;
    let stops = venues["features"].as_array().unwrap().iter().map(|venue| &venue["properties"]);
    let stops: Vec<_> = stops.filter(|venue| venue["sessions"].is_number()).collect();
    assert_eq!(stops.len(), 3);
    assert!(stops.iter().all(|stop| stop["considered"] == true && stop["itinerant"] == true), "{stops:?}");
    let gaps = client.json(&format!("/api/layers/gaps.geojson?territory=48&{plan}")).await;
    assert_eq!(gaps["features"].as_array().unwrap().len() as u64, summary["gaps"]["zones"].as_u64().unwrap());

    let presence = client.json(&format!("/api/layers/presence.geojson?territory=48&{plan}")).await;
    assert_is("PresenceCollection", &presence);
    assert_eq!(presence["features"].as_array().unwrap().len(), 152);
    let table = client.get(&format!("/api/presence.csv?territory=48&{plan}")).await;
    assert_eq!((table.status, table.text().lines().count()), (StatusCode::OK, 153));
    assert!(table.header(header::CONTENT_DISPOSITION).contains("maillage-48-20min-presence.csv"));
}

#[tokio::test]
async fn a_question_with_a_plan_that_is_not_here_is_refused_with_what_to_do() {
    let client = Client::new();
    let unknown = format!("plan={}", "0".repeat(32));
    for (path, status, words) in [
        (format!("/api/territories/48/summary?{unknown}"), StatusCode::NOT_FOUND, "POST /api/plans"),
        (
            format!("/api/layers/gaps.geojson?territory=48&{unknown}"),
            StatusCode::NOT_FOUND,
            "POST /api/plans",
        ),
        ("/api/coverage.csv?plan=../etc".to_owned(), StatusCode::BAD_REQUEST, "hexadecimal"),
        ("/api/layers/presence.geojson?territory=48".to_owned(), StatusCode::BAD_REQUEST, "missing"),
        ("/api/presence.csv".to_owned(), StatusCode::BAD_REQUEST, "missing"),
    ] {
        let answer = client.get(&path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_is_problem(&path, &answer);
        assert!(answer.text().contains(words), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_text_that_files_would_repeat_is_short() {
    let client = Client::new();
    let (plan, _) = made(&client, &tour()).await;
    for member in ["/stops/0/name", "/depot/name", "/missed/0/why"] {
        let mut plan = plan.json();
        *plan.pointer_mut(member).unwrap() = "x".repeat(20_000).into();
        let answer = bring(&client, plan.to_string().as_bytes()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{member}");
        assert!(answer.text().contains("20000 characters: give up to 200"), "{member}: {}", answer.text());
    }
}
