//! The API of a service that was given roads.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::driver::Client;
use crate::refusals::assert_is_problem;

#[tokio::test]
async fn a_service_with_roads_answers_by_road_and_says_how_the_estimate_differs() {
    let client = Client::by_road();
    let meta = client.json("/api/meta").await;
    assert_eq!(meta["defaults"]["model"], "road");
    assert_eq!(meta["travel_models"][0]["roads"]["file"], "grid.roads");
    assert_eq!(meta["travel_models"][1]["code"], "crow-fly");

    let summary = client.json("/api/territories/48/summary?detour=1.5").await;
    assert_eq!(summary["parameters"]["travel_model"], "road");
    assert_eq!(summary["parameters"]["estimate"], false);
    assert_eq!(summary["parameters"]["detour"], Value::Null);
    let compared = &summary["crow_fly"];
    let number = |name: &str| compared[name].as_f64().unwrap();
    assert_eq!(number("points") + summary["unreachable"]["communes"].as_f64().unwrap(), 152.0);
    assert!(number("other_venue_points") > 0.0 && number("other_venue_points") < 76.0, "{compared}");
    assert!(number("median_difference_s") <= number("p90_difference_s"), "{compared}");
    assert!(number("longer_people") <= number("people"), "{compared}");
}

#[tokio::test]
async fn as_the_crow_flies_a_service_with_roads_answers_as_one_without() {
    let (with, without) = (Client::by_road(), Client::new());
    for path in ["/api/coverage.csv", "/api/layers/gaps.geojson", "/api/territories/48/summary"] {
        let asked = with.get(&format!("{path}?model=crow-fly")).await;
        assert_eq!(asked.body, without.get(path).await.body, "{path}");
        let by_road = with.get(path).await;
        assert_ne!(by_road.header(header::ETAG), asked.header(header::ETAG), "{path}");
    }
}

#[tokio::test]
async fn the_route_of_a_commune_is_that_of_its_row() {
    let client = Client::by_road();
    let communes = client.json("/api/layers/communes.geojson?buffer_km=10").await;
    let features = communes["features"].as_array().unwrap();
    let mut n_routes = 0;
    for row in features.iter().map(|feature| &feature["properties"]).step_by(19) {
        let code = row["code"].as_str().unwrap();
        let path = format!("/api/route?territory=48&buffer_km=10&code={code}");
        let answer = client.get(&path).await;
        if row["duration_s"].is_null() {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert_is_problem(&path, &answer);
            continue;
        }
        let route = answer.json();
        for field in ["duration_s", "distance_m", "straight_line_m", "venue_id", "code"] {
            assert_eq!(route["properties"][field], row[field], "{path}: {field}");
        }
        let line = route["geometry"]["coordinates"].as_array().unwrap();
        let first = |axis: usize| (line[0][axis].as_f64().unwrap() * 1e5).round();
        let of_row = |name: &str| (row[name].as_f64().unwrap() * 1e5).round();
        assert!((first(0) - of_row("lon")).abs() <= 1.0 && (first(1) - of_row("lat")).abs() <= 1.0, "{path}");
        n_routes += 1;
    }
    assert!(n_routes > 4, "{n_routes}");
}

#[tokio::test]
async fn a_route_between_two_positions_goes_there_and_says_its_walks() {
    let client = Client::by_road();
    let route = client.json("/api/route?from=3.30,44.505&to=3.40,44.5").await;
    let number = |name: &str| route["properties"][name].as_f64().unwrap();
    // 0.1° of longitude at 44.5° is 7.95 km; the origin is 556 m north of the road.
    assert!((number("distance_m") - 7954.0 - 556.0).abs() < 1500.0, "{route}");
    assert!(number("walk_from_m") <= 556.0 && number("walk_to_m") < 1.0, "{route}");
    assert!(number("straight_line_m") < number("distance_m"), "{route}");
    let same = client.json("/api/route?from=3.3,44.5&to=3.3,44.5").await;
    assert_eq!(same["geometry"]["coordinates"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_route_that_cannot_be_is_a_problem() {
    let (with, without) = (Client::by_road(), Client::new());
    let path = "/api/route?code=48095";
    let answer = without.get(path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_is_problem(path, &answer);
    for (query, status) in [
        ("", 400),
        ("from=3.5,44.5", 400),
        ("to=3.5,44.5", 400),
        ("from=3.5,44.5&to=3.5", 400),
        ("from=3.5,44.5&to=NaN,44.5", 400),
        ("from=3.5,44.5&to=1e2,44.5", 400),
        ("from=3.5,44.5&to=3.5,91", 400),
        ("from=3.5,44.5&to=3.6,44.5&code=48095", 400),
        ("from=3.5,44.5&to=3.6,44.5&threshold=20", 400),
        ("code=48095&territory=99", 404),
        ("code=01001", 404),
        ("code=%27", 404),
        ("from=3.5,44.5&to=2.0,44.5", 422),
    ] {
        let path = format!("/api/route?{query}");
        let answer = with.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert_is_problem(&path, &answer);
    }
    let far = with.get("/api/route?from=3.5,44.5&to=2.0,44.5").await.json();
    let detail = far["detail"].as_str().unwrap();
    assert!(detail.starts_with("not computed: the destination is"), "{detail}");
}

#[tokio::test]
async fn the_route_to_the_second_venue_is_that_of_its_row() {
    let client = Client::by_road();
    let communes = client.json("/api/layers/communes.geojson").await;
    let features = communes["features"].as_array().unwrap();
    let reached = features.iter().map(|f| &f["properties"]).filter(|row| !row["second_venue_id"].is_null());
    let mut n_routes = 0;
    for row in reached.step_by(29) {
        let code = row["code"].as_str().unwrap();
        let route = client.json(&format!("/api/route?code={code}&rank=2")).await;
        assert_eq!(route["properties"]["venue_id"], row["second_venue_id"], "{code}");
        assert_eq!(route["properties"]["duration_s"], row["second_duration_s"], "{code}");
        let first = client.get(&format!("/api/route?code={code}&rank=1")).await;
        assert_eq!(first.body, client.get(&format!("/api/route?code={code}")).await.body, "{code}");
        n_routes += 1;
    }
    assert!(n_routes > 2, "{n_routes}");
    for query in ["code=48095&rank=0", "code=48095&rank=17", "from=3.5,44.5&to=3.6,44.5&rank=2"] {
        let path = format!("/api/route?{query}");
        let answer = client.get(&path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_is_problem(&path, &answer);
    }
}

#[tokio::test]
async fn the_roads_are_there_as_tiles_compressed_and_revalidated() {
    let client = Client::by_road();
    let path = "/api/tiles/roads/9/260/184.mvt";
    let tile = client.get(path).await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(tile.header(header::CONTENT_TYPE), "application/vnd.mapbox-vector-tile");
    assert!(tile.body.len() > 10_000, "{}", tile.body.len());
    let [tag, vary] = [header::ETAG, header::VARY].map(|name| tile.header(name).to_owned());
    assert_eq!(vary, "accept-encoding");
    let again = client.send("GET", path, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let gzip = client.send("GET", path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(gzip.header(header::CONTENT_ENCODING), "gzip");
    assert!(gzip.body.len() < tile.body.len());
    assert_eq!(Client::by_road().get(path).await.body, tile.body);
    let sea = client.get("/api/tiles/roads/9/10/184.mvt").await;
    assert_eq!((sea.status, sea.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn a_tile_that_is_not_there_is_a_problem() {
    let (with, without) = (Client::by_road(), Client::new());
    for (client, path, status) in [
        (&without, "9/260/184.mvt", 404),
        (&with, "15/0/0.mvt", 404),
        (&with, "3/8/0.mvt", 404),
        (&with, "3/0/8.mvt", 404),
        (&with, "9/260/184", 404),
        (&with, "9/260/184.pbf", 404),
        (&with, "-1/0/0.mvt", 404),
        (&with, "09/260/184.mvt", 404),
        (&with, "9/%2B260/184.mvt", 404),
        (&with, "9/99999999999/184.mvt", 404),
        (&with, "9/%FF/184.mvt", 404),
        (&with, "9/260/184.mvt?v=1", 400),
    ] {
        let path = format!("/api/tiles/roads/{path}");
        let answer = client.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert_is_problem(&path, &answer);
    }
}
