//! What the API refuses: always a problem, always below 500 when the client is at fault.

use axum::http::{StatusCode, header};
use maillage::server::ServiceLimits;
use proptest::prelude::*;

use crate::contract::document;
use crate::driver::{Answer, Client};
use crate::schema::differences;

pub(crate) fn assert_is_problem(path: &str, answer: &Answer) {
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{path}");
    let (document, problem) = (document(), answer.json());
    let found = differences(&document, &document["components"]["schemas"]["Problem"], &problem, "");
    assert!(found.is_empty(), "{path}: {found:?}");
    assert_eq!(problem["status"], answer.status.as_u16(), "{path}");
}

#[tokio::test]
async fn hostile_values_are_refused_with_the_parameter_at_fault() {
    let client = Client::new();
    let long = "9".repeat(5000);
    for (query, status, parameter) in [
        ("threshold=NaN", 400, "threshold"),
        ("threshold=inf", 400, "threshold"),
        ("threshold=1e308", 400, "threshold"),
        ("threshold=-1", 400, "threshold"),
        ("threshold=", 400, "threshold"),
        ("threshold=20&threshold=30", 400, "threshold"),
        (&format!("threshold={long}"), 400, "threshold"),
        ("bands=30,20", 400, "bands"),
        ("bands=10,NaN", 400, "bands"),
        ("model=road", 400, "model"),
        ("model=teleport", 400, "model"),
        ("detour=0", 400, "detour"),
        ("speed=0", 400, "speed"),
        ("speed=1e-320", 400, "speed"),
        ("buffer_km=201", 400, "buffer_km"),
        ("kind=castle", 400, "kind"),
        ("service=", 400, "service"),
        ("thresold=20", 400, "thresold"),
        ("territory=48&limit=3", 400, "limit"),
        ("territory=", 400, "territory"),
        ("territory=4", 400, "territory"),
        ("territory=48%27%20OR%201=1", 400, "territory"),
        ("territory=../../etc/passwd", 400, "territory"),
        ("territory=99", 404, "territory"),
        ("territory=49999", 404, "territory"),
        ("territory=region:00", 404, "territory"),
        ("territory=000000000", 404, "territory"),
        ("territory=48095,99999", 404, "territory"),
    ] {
        let addresses = ["communes", "demand", "venues", "gaps", "surroundings"]
            .map(|layer| format!("/api/layers/{layer}.geojson?{query}"));
        for path in addresses.into_iter().chain([format!("/api/coverage.csv?{query}")]) {
            let answer = client.get(&path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            assert_is_problem(&path, &answer);
            let problem = answer.json();
            assert_eq!(problem["parameter"], parameter, "{path}");
            assert!(problem["accepted"].as_str().is_some_and(|accepted| !accepted.is_empty()), "{path}");
        }
    }
}

#[tokio::test]
async fn other_addresses_refuse_in_the_same_way() {
    let client = Client::new();
    let long = format!("/api/territories?q={}", "x".repeat(9000));
    for (path, status) in [
        ("/api/territories/99/summary", 404),
        ("/api/territories/zz/summary", 400),
        ("/api/territories/%ff/summary", 400),
        ("/api/territories/48/summary?territory=48", 400),
        ("/api/territories?q=%ff", 400),
        ("/api/territories?q=%", 400),
        ("/api/territories?q=a%00b", 400),
        ("/api/territories?limit=0", 400),
        ("/api/territories?limit=51", 400),
        ("/api/territories?limit=99999999999999999999999", 400),
        ("/api/territories?limit=-1", 400),
        ("/api/territories?limit=%2B1", 400),
        ("/api/meta?x=1", 400),
        ("/api/layers/castles.geojson", 404),
        ("/api/layers/communes.geojson/", 404),
        ("/api", 404),
        ("/api/../Cargo.toml", 404),
        ("/.git/config", 404),
        (&long, 414),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert_is_problem(path, &answer);
    }
    for path in ["/api/meta", "/api/coverage.csv", "/api/territories/48/summary", "/healthz", "/"] {
        let answer = client.send("POST", path, &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.header(header::ALLOW), "GET, HEAD", "{path}");
        assert_is_problem(path, &answer);
    }
}

#[tokio::test]
async fn a_refusal_is_never_kept_and_never_answers_another() {
    let client = Client::new();
    let by_path = client.get("/api/territories/99/summary").await;
    let by_query = client.get("/api/coverage.csv?territory=99").await;
    assert_eq!(by_path.json()["parameter"], "code");
    assert_eq!(by_query.json()["parameter"], "territory");
    for answer in [by_path, by_query] {
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(answer.header(header::ETAG), "");
    }
}

#[tokio::test]
async fn a_burst_of_questions_is_answered_or_told_when_to_come_back() {
    let limits = ServiceLimits { workers: 1, waiting: 1, ..ServiceLimits::default() };
    let client = std::sync::Arc::new(Client::with(&limits));
    let mut asked = tokio::task::JoinSet::new();
    for department in ["48", "07", "12", "15", "30", "43", "01", "02", "03", "04", "05", "06", "08", "09"] {
        let client = std::sync::Arc::clone(&client);
        asked.spawn(async move { client.get(&format!("/api/territories/{department}/summary")).await });
    }
    let answers = asked.join_all().await;
    let (mut answered, mut turned_away) = (0, 0);
    for answer in answers {
        match answer.status {
            StatusCode::OK => answered += 1,
            StatusCode::SERVICE_UNAVAILABLE => {
                assert_eq!(answer.header(header::RETRY_AFTER), "2");
                assert_is_problem("burst", &answer);
                turned_away += 1;
            }
            other => assert_eq!(other, StatusCode::OK, "{}", answer.text()),
        }
    }
    assert!(answered > 0 && turned_away > 0, "{answered} answered, {turned_away} turned away");
    assert_eq!(client.get("/api/territories/48/summary").await.status, StatusCode::OK);
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "48", "48095", "48095,48061", "200070530", "20", "10,20,30", "1.5", "240", "0", "library", "NaN",
            "inf", "-1", "1e9", "", ",", "%", "%ff", "%00", "%2C", "+", "🙂", "é", "france;", "region:76x",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}".prop_map(|text| text.replace([' ', '#', '"', '<', '>', '`', '{', '}', '\\', '^', '|'], "_")),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "territory",
        "threshold",
        "bands",
        "detour",
        "speed",
        "buffer_km",
        "kind",
        "service",
        "q",
        "limit",
        "x",
        "",
        "%",
        "threshold%00",
        "model",
        "from",
        "to",
        "code",
    ]);
    prop::collection::vec((name, value(), prop::bool::weighted(0.95)), 0..4).prop_map(|pairs| {
        let written =
            pairs.into_iter().map(
                |(name, value, equals)| {
                    if equals { format!("{name}={value}") } else { format!("{name}{value}") }
                },
            );
        written.collect::<Vec<_>>().join("&")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_query_string_makes_the_service_fail(queries in prop::collection::vec((0usize..7, query()), 12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::new();
        runtime.block_on(async {
            for (address, query) in queries {
                let address = [
                    "/api/territories", "/api/territories/48095/summary", "/api/layers/venues.geojson",
                    "/api/layers/gaps.geojson", "/api/coverage.csv", "/api/meta", "/api/route",
                ][address];
                // What is no URI at all never reaches the service.
                let Ok(uri) = format!("{address}?{query}").parse::<axum::http::Uri>() else { continue };
                let answer = client.get(&uri.to_string()).await;
                prop_assert!(answer.status.as_u16() < 500, "{uri}: {}", answer.text());
            }
            Ok(())
        })?;
    }
}
