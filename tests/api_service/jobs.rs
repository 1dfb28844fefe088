//! `POST /api/stops`, `POST /api/tours`, `/api/jobs/{id}`.

use axum::body::Body;
use axum::http::{StatusCode, header};
use maillage::server::{JobLimits, ServiceLimits};
use serde_json::{Value, json};

use crate::contract::document;
use crate::driver::{Answer, Client};
use crate::refusals::assert_is_problem;
use crate::schema::differences;

const STOPS: &str = "/api/stops?territory=48&threshold=15";
const TOURS: &str = "/api/tours?territory=48";

/// Asserts that a value is what the document says under a name.
pub(crate) fn assert_is(name: &str, value: &Value) {
    let document = document();
    let found = differences(&document, &document["components"]["schemas"][name], value, name);
    assert!(found.is_empty(), "{:#?}", &found[..found.len().min(10)]);
}

/// A tour of three stops of Lozère over eight weeks.
pub(crate) fn tour() -> Value {
    let stop = |id: &str, name: &str, lon: f64, lat: f64, people: u32| {
        json!({ "id": id, "name": name, "lon": lon, "lat": lat, "people": people, "address": "Place de la mairie",
                "postcode": "48000", "commune": name, "insee": id })
    };
    let mut stops = vec![
        stop("48061", "Florac-Trois-Rivières", 3.5936, 44.325, 2100),
        stop("48080", "Langogne", 3.8548, 44.727, 2900),
        stop("48140", "Saint-Chély-d’Apcher", 3.275, 44.802, 4100),
    ];
    stops[0]["days"] = "thu".into();
    stops[1]["hours"] = "09:00-12:30; 14:00-17:30".into();
    json!({ "depot": { "code": "48095" }, "from": "2027-04-05", "to": "2027-05-30", "stops": stops,
            "rules": { "cycle_weeks": 2, "days": ["mon", "tue", "thu", "fri"], "rounds": 200 } })
}

/// The same, for minutes on end.
pub(crate) fn endless() -> Value {
    let mut tour = tour();
    tour["rules"]["rounds"] = 10_000_000.into();
    tour
}

fn with_jobs(change: impl FnOnce(&mut JobLimits)) -> Client {
    let mut limits = ServiceLimits::default();
    change(&mut limits.jobs);
    Client::with(&limits)
}

#[tokio::test]
async fn stops_by_a_job_are_those_that_are_answered_at_once() {
    let client = Client::new();
    let body = json!({ "objective": "coverage", "count": 4, "curve": 3, "seconds": 20, "lock": ["48061", "48061"],
                       "forbid": [{ "id": "48080", "reason": "pas de place" }] });
    let accepted = client.post(STOPS, &body).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.text());
    let taken = accepted.json();
    assert_is("Job", &taken);
    assert_eq!(accepted.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(accepted.header(header::LOCATION), format!("/api/jobs/{}", taken["id"].as_str().unwrap()));
    let job = client.ended(&accepted).await;
    assert_is("Job", &job);
    assert_eq!(
        (&job["state"], &job["kind"], &job["progress"]),
        (&"done".into(), &"stops".into(), &1.0.into())
    );
    let mut found = client.json(job["result"].as_str().unwrap()).await;
    assert_is("Stops", &found);
    let mut at_once = client.json(&format!("{STOPS}&count=4&curve=3&lock=48061&forbid=48080")).await;
    assert_eq!(found["forbidden"][0]["reason"], "pas de place");
    for document in [&mut found, &mut at_once] {
        document["seconds"] = Value::Null;
        document["forbidden"] = Value::Null;
    }
    assert_eq!(found, at_once);
}

#[tokio::test]
async fn candidates_may_be_other_places() {
    let client = Client::by_road();
    let candidates = json!([
        { "id": "halle", "name": "Halle", "lon": 3.5, "lat": 44.5 },
        { "id": "foirail", "lon": 3.9, "lat": 44.7 },
    ]);
    let body = json!({ "count": 2, "candidates": candidates, "lock": ["foirail"] });
    let job = client.ended(&client.post(STOPS, &body).await).await;
    let found = client.json(job["result"].as_str().unwrap()).await;
    let names: Vec<_> = found["stops"].as_array().unwrap().iter().map(|stop| &stop["name"]).collect();
    assert_eq!(names, ["foirail", "Halle"]);
    // Only a search can tell that a share is out of reach: the job fails, with the same problem as at once.
    let body = json!({ "objective": "fewest", "share": 100, "candidates": candidates });
    let job = client.ended(&client.post(STOPS, &body).await).await;
    assert_is("Job", &job);
    assert_eq!((&job["state"], &job["problem"]["parameter"]), (&"failed".into(), &"share".into()));
    let answer = client.get(&format!("/api/jobs/{}/result", job["id"].as_str().unwrap())).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_is_problem("result", &answer);
}

#[tokio::test]
async fn stops_within_a_budget_and_by_other_weights_than_people() {
    let client = Client::new();
    let candidates = json!([
        { "id": "dear", "lon": 3.11, "lat": 44.65, "cost": 5 },
        { "id": "cheap", "lon": 3.12, "lat": 44.65, "cost": 2.5 },
    ]);
    // Marchastel alone counts, and it counts ten.
    let weights = json!({ "name": "75 ans et plus", "by_code": { "48091": 10 } });
    let body = json!({ "candidates": candidates, "budget": 3, "weights": weights });
    let job = client.ended(&client.post(STOPS, &body).await).await;
    let found = client.json(job["result"].as_str().unwrap()).await;
    assert_is("Stops", &found);
    assert_eq!((&found["stops"][0]["id"], &found["cost"]), (&"cheap".into(), &2.5.into()));
    assert_eq!((&found["unit"], &found["objective"]), (&"weight".into(), &10.0.into()));
    assert_eq!(found["weight"]["column"], "75 ans et plus");
}

#[tokio::test]
async fn a_job_is_cancelled_while_it_runs() {
    let client = Client::new();
    let accepted = client.post(TOURS, &endless()).await;
    let address = accepted.header(header::LOCATION).to_owned();
    let job = client.watched(&address, |job| job["progress"].is_number()).await;
    assert_eq!(job["state"], "running");
    let cancelled = client.send("DELETE", &address, &[]).await;
    assert_eq!((cancelled.status, &cancelled.json()["state"]), (StatusCode::OK, &"cancelled".into()));
    assert_is("Job", &cancelled.json());
    assert_eq!(client.json(&address).await["state"], "cancelled");
    assert_eq!(client.get(&format!("{address}/result")).await.status, StatusCode::CONFLICT);
    // The one that comes next has the worker.
    let next = client.ended(&client.post(TOURS, &tour()).await).await;
    assert_eq!(next["state"], "done");
}

#[tokio::test]
async fn jobs_are_bounded_in_number_and_in_time() {
    let client = with_jobs(|jobs| jobs.active = 1);
    let first = client.post(TOURS, &endless()).await;
    let refused = client.post(STOPS, &json!({})).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_is_problem("busy", &refused);
    assert_eq!(refused.header(header::RETRY_AFTER), "2");
    // Ordinary questions are answered all the while.
    assert_eq!(client.get("/api/territories/48/summary").await.status, StatusCode::OK);
    client.send("DELETE", first.header(header::LOCATION), &[]).await;
    client.ended(&client.post(STOPS, &json!({})).await).await;

    let hurried = with_jobs(|jobs| jobs.time = std::time::Duration::ZERO);
    let job = hurried.ended(&hurried.post(TOURS, &tour()).await).await;
    assert_eq!(job["problem"]["type"], "urn:maillage:problem:job-too-long");
}

#[tokio::test]
async fn what_is_unknown_or_forgotten_says_what_to_do() {
    let client = with_jobs(|jobs| jobs.remembered = 1);
    let first = client.post(STOPS, &json!({})).await;
    client.ended(&first).await;
    client.ended(&client.post(STOPS, &json!({ "count": 2 })).await).await;
    let forgotten = first.header(header::LOCATION).to_owned();
    for (method, address) in [
        ("GET", forgotten.clone()),
        ("DELETE", forgotten.clone()),
        ("GET", forgotten + "/result"),
        ("GET", "/api/jobs/x".to_owned()),
        ("GET", "/api/jobs/%ff".to_owned()),
    ] {
        let answer = client.send(method, &address, &[]).await;
        assert!([404, 400].contains(&answer.status.as_u16()), "{address}: {}", answer.text());
        assert_is_problem(&address, &answer);
    }
    let answer = client.get("/api/jobs/x").await.json();
    assert_eq!(answer["type"], "urn:maillage:problem:unknown-job");
    assert!(answer["detail"].as_str().unwrap().contains("ask for the work again"), "{answer}");
}

fn assert_refused(body: &Value, answer: &Answer, status: u16, parameter: &str) {
    assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
    assert_is_problem(&body.to_string(), answer);
    assert_eq!(answer.json()["parameter"], parameter, "{body}: {}", answer.text());
}

#[tokio::test]
async fn a_body_of_stops_is_read_strictly() {
    let client = Client::new();
    for (body, parameter) in [
        (json!({ "cuont": 3 }), "cuont"),
        (json!({ "count": 0 }), "count"),
        (json!({ "count": 51 }), "count"),
        (json!({ "count": -1 }), "count"),
        (json!({ "count": "3" }), "count"),
        (json!({ "count": 2.5 }), "count"),
        (json!({ "count": 1e300 }), "count"),
        (json!({ "objective": "best" }), "objective"),
        (json!({ "share": 101 }), "share"),
        (json!({ "cap_min": 0 }), "cap_min"),
        (json!({ "curve": 51 }), "curve"),
        (json!({ "seconds": 0 }), "seconds"),
        (json!({ "seconds": 121 }), "seconds"),
        (json!({ "lock": "48095" }), "lock"),
        (json!({ "lock": ["99999"] }), "lock"),
        (json!({ "lock": ["48095", "48061"] }), "count"),
        (json!({ "forbid": ["48095"] }), "forbid[0]"),
        (json!({ "forbid": [{ "id": "48095", "why": "" }] }), "forbid[0].why"),
        (json!({ "forbid": [{ "id": "x" }] }), "forbid"),
        (json!({ "forbid": [{ "id": "48095", "reason": "é".repeat(201) }] }), "forbid[0].reason"),
        (json!({ "lock": ["48095"], "forbid": [{ "id": "48095" }] }), "forbid"),
        (json!({ "candidates": [] }), "candidates"),
        (json!({ "candidates": [{ "id": "a", "lon": 3.5 }] }), "candidates[0]"),
        (json!({ "candidates": [{ "id": "a", "lon": 3.5, "lat": 99 }] }), "candidates[0]"),
        (json!({ "candidates": [{ "lon": 3.5, "lat": 44.5 }] }), "candidates[0]"),
        (json!({ "candidates": [{ "id": "a", "lon": "3.5", "lat": 44.5 }] }), "candidates[0].lon"),
        (
            json!({ "candidates": [{ "id": "a", "lon": 3, "lat": 44 }, { "id": "a", "lon": 3, "lat": 44 }] }),
            "candidates",
        ),
        (json!({ "budget": -1 }), "budget"),
        (json!({ "budget": 1, "objective": "fewest" }), "budget"),
        (json!({ "budget": 1, "count": 3 }), "budget"),
        (json!({ "budget": 1, "curve": 3 }), "budget"),
        (json!({ "weights": { "by_code": { "48095": 1 } } }), "weights.name"),
        (json!({ "weights": { "name": "x", "by_code": { "Mende": 1 } } }), "weights.by_code"),
        (json!({ "budget": 1, "lock": ["48095", "48061"] }), "budget"),
        (json!({ "candidates": [{ "id": "a", "lon": 3, "lat": 44, "cost": -1 }] }), "candidates[0].cost"),
        (json!({ "weights": { "name": "x", "by_code": { "48095": -1 } } }), "weights.by_code.48095"),
        (json!({ "weights": { "name": "x", "by_code": { "48095": 0 } } }), "weights"),
        (json!({ "weights": { "name": "x", "by_code": { "01001": 1 } } }), "weights"),
        (json!([]), "the body"),
        (json!(null), "the body"),
    ] {
        assert_refused(&body, &client.post(STOPS, &body).await, 400, parameter);
    }
    let body = json!({});
    assert_refused(&body, &client.post("/api/stops?territory=99", &body).await, 404, "territory");
    assert_refused(&body, &client.post("/api/stops?count=3", &body).await, 400, "count");
    let large = json!({ "candidates": (0..1500).map(|i| json!({ "id": i.to_string(), "lon": 3, "lat": 44 })).collect::<Vec<_>>() });
    assert_refused(
        &json!("large"),
        &client.post("/api/stops?territory=region:76", &large).await,
        400,
        "territory",
    );
}

#[tokio::test]
async fn a_body_of_a_tour_is_read_strictly() {
    let client = Client::new();
    let changed = |place: &str, value: Value| {
        let mut body = tour();
        let (parent, name) = place.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        parent[name] = value;
        body
    };
    for (place, value, status, parameter) in [
        ("/x", json!(1), 400, "x"),
        ("/from", json!("2027-13-01"), 400, "from"),
        ("/from", json!(null), 400, "from"),
        ("/from", json!(20_270_104), 400, "from"),
        ("/to", json!("2027-01-01"), 400, "from, to"),
        ("/to", json!("2037-01-01"), 400, "from, to"),
        ("/depot", json!(null), 400, "depot"),
        ("/depot", json!("48095"), 400, "depot"),
        ("/depot", json!({}), 400, "depot"),
        ("/depot", json!({ "code": "48095", "lon": 3.5, "lat": 44.5 }), 400, "depot"),
        ("/depot", json!({ "lon": 3.5, "lat": 444.5 }), 400, "depot"),
        ("/depot", json!({ "code": "../x" }), 400, "depot.code"),
        ("/depot", json!({ "name": "é".repeat(201), "lon": 3.5, "lat": 44.5 }), 400, "depot.name"),
        ("/stops/0/name", json!("é".repeat(201)), 400, "stop 1"),
        ("/from", json!("+2027-1-04"), 400, "from"),
        ("/depot", json!({ "code": "48" }), 400, "depot.code"),
        ("/depot", json!({ "code": "49999" }), 404, "depot.code"),
        ("/rules/cycle", json!(2), 400, "rules.cycle"),
        ("/rules/cycle_weeks", json!(3), 400, "cycle_weeks"),
        ("/rules/cycle_weeks", json!("2"), 400, "rules.cycle_weeks"),
        ("/rules/days", json!(["lundi"]), 400, "rules.days"),
        ("/rules/rounds", json!(20_000_000), 400, "rounds"),
        ("/rules/dwell", json!({ "least": 3 }), 400, "rules.dwell"),
        ("/rules", json!([]), 400, "rules"),
        ("/stops", json!([]), 400, "stops"),
        ("/stops", json!([3]), 400, "stops[0]"),
        ("/stops", json!({ "id": "a" }), 400, "stops"),
    ] {
        let body = changed(place, value);
        assert_refused(&body, &client.post(TOURS, &body).await, status, parameter);
    }
    for (field, value, parameter) in [
        ("visit", json!(2), "stops[1].visit"),
        ("visits", json!("two"), "stops[1].visits"),
        ("visits", json!(1.5), "stops[1].visits"),
        ("visits", json!(50), "stop 48080"),
        ("lon", json!(null), "stops[1]"),
        ("lat", json!(95), "stop 48080"),
        ("hours", json!("9h-12h"), "stops[1], hours"),
        ("days", json!("lundi"), "stops[1], days"),
        ("mandatory", json!("oui"), "stops[1].mandatory"),
        ("session", json!("long"), "stops[1].session"),
        ("postcode", json!("4830"), "stops[1]"),
        ("people", json!(-3), "stops[1]"),
        ("id", json!("48061"), "stop 48061"),
    ] {
        let body = changed(&format!("/stops/1/{field}"), value);
        assert_refused(&body, &client.post(TOURS, &body).await, 400, parameter);
    }
    let answer = client.post(TOURS, &changed("/stops/1/visit", json!(2))).await.json();
    assert!(
        answer["detail"].as_str().unwrap().contains("dwell_min"),
        "it says which fields there are: {answer}"
    );
}

#[tokio::test]
async fn only_json_within_bounds_is_read() {
    let client = Client::new();
    let json_type = ("content-type", "application/json");
    for path in [STOPS, TOURS, "/api/plans"] {
        for headers in [
            &[][..],
            &[("content-type", "text/plain")],
            &[("content-type", "application/x-www-form-urlencoded")],
            &[("content-type", "multipart/form-data; boundary=x")],
        ] {
            let answer = client.send_body("POST", path, headers, Body::from("{}")).await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path} {headers:?}");
            assert_is_problem(path, &answer);
        }
        let with_charset = [("content-type", "Application/JSON; charset=utf-8")];
        for broken in ["", "{", "{\"a\":1}}", "\u{0}", &"[".repeat(1000)] {
            let answer = client.send_body("POST", path, &with_charset, Body::from(broken.to_owned())).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {broken}");
            assert_is_problem(path, &answer);
        }
        // Announced, and not announced.
        let limit = if path == "/api/plans" { 4 << 20 } else { 256 << 10 };
        let spaces = || " ".repeat(limit + 1);
        let announced = (limit + 1).to_string();
        for headers in [&[json_type, ("content-length", &*announced)][..], &[json_type]] {
            let answer = client.send_body("POST", path, headers, Body::from(spaces())).await;
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
            assert_is_problem(path, &answer);
        }
        let answer = client.send_body("POST", path, &[json_type], Body::from(" ".repeat(limit))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: as large as may be, but empty");
    }
}

#[tokio::test]
async fn every_address_says_which_methods_it_takes() {
    let (client, document) = (Client::new(), document());
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut expected: Vec<String> = Vec::new();
        for (method, words) in [("get", "GET, HEAD"), ("post", "POST"), ("delete", "DELETE")] {
            if item[method].is_object() {
                expected.push(words.to_owned());
            }
        }
        let filled = path.replace("{z}", "1").replace("{x}", "1").replace("{y}", "1.mvt");
        let filled = filled.replace("{code}", "48").replace("{id}", "x").replace("{plan}", "x");
        let answer = client.send("PATCH", &filled, &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.header(header::ALLOW), expected.join(", "), "{path}");
        assert_is_problem(path, &answer);
    }
    assert_eq!(client.get("/api/tours").await.header(header::ALLOW), "POST");
}
