//! `/api/layers/isochrones.geojson`.

use axum::http::{StatusCode, header};
use geo::{Contains, Validation};
use geo_types::{Coord, MultiPolygon};
use serde_json::Value;

use crate::contract::document;
use crate::driver::Client;
use crate::refusals::assert_is_problem;
use crate::schema::differences;

const LAYER: &str = "/api/layers/isochrones.geojson";

fn area(feature: &Value) -> MultiPolygon<f64> {
    let geometry: geojson::Geometry = serde_json::from_value(feature["geometry"].clone()).unwrap();
    MultiPolygon::try_from(geometry).unwrap()
}

#[tokio::test]
async fn who_reaches_a_venue_in_time_stands_inside_but_for_the_walk_to_the_road() {
    let client = Client::by_road();
    let layer = client.json(&format!("{LAYER}?territory=48&minutes=10,20,30")).await;
    assert_eq!(layer["name"], "isochrones");
    let features = layer["features"].as_array().unwrap();
    let minutes: Vec<_> = features.iter().map(|f| f["properties"]["minutes"].as_u64().unwrap()).collect();
    assert_eq!(minutes, [10, 20, 30]);
    let communes = client.json("/api/layers/communes.geojson?territory=48").await;
    for feature in features {
        let area = area(feature);
        assert!(area.is_valid(), "{:?}", area.check_validation());
        let properties = &feature["properties"];
        assert_eq!(properties["direction"], "to");
        assert_eq!(properties["roads"], "grid.roads");
        assert_eq!(properties["extract_sha256"], "07".repeat(32));
        assert_eq!(properties["place"], Value::Null);
        let limit = properties["minutes"].as_f64().unwrap() * 60.0;
        let (mut n_in, mut n_out) = (0, 0);
        for commune in communes["features"].as_array().unwrap().iter().map(|f| &f["properties"]) {
            let at = Coord { x: commune["lon"].as_f64().unwrap(), y: commune["lat"].as_f64().unwrap() };
            let Some(time) = commune["duration_s"].as_f64() else { continue };
            // A corridor is 250 m, a walk of 3 minutes; land between roads is filled farther.
            if time <= limit && walk_m(at) < 250.0 {
                assert!(area.contains(&at), "{} in {time} s, {limit}", commune["name"]);
                n_in += 1;
            } else if time > limit + 900.0 {
                assert!(!area.contains(&at), "{} in {time} s, {limit}", commune["name"]);
                n_out += 1;
            }
        }
        assert!(n_in > 0 && (n_out > 0 || limit > 1200.0), "{n_in} {n_out} {limit}");
    }
}

#[tokio::test]
async fn a_venue_lies_in_the_land_of_the_venues() {
    let client = Client::by_road();
    let venues = client.json("/api/layers/venues.geojson?territory=48").await;
    for direction in ["to", "from"] {
        let layer = client.json(&format!("{LAYER}?territory=48&minutes=15&direction={direction}")).await;
        let land = area(&layer["features"][0]);
        let mut n_far = 0;
        for venue in venues["features"].as_array().unwrap() {
            let at = |axis: usize| venue["geometry"]["coordinates"][axis].as_f64().unwrap();
            let at = Coord { x: at(0), y: at(1) };
            // Farther than the corridor, and within the time at 5 km/h.
            n_far += u32::from((300.0..1200.0).contains(&walk_m(at)));
            assert!(
                walk_m(at) > 1200.0 || land.contains(&at),
                "{} {}",
                venue["properties"]["name"],
                walk_m(at)
            );
        }
        assert!(n_far > 0, "no venue tries it");
    }
}

/// Metres to the nearest road of the grid.
fn walk_m(at: Coord<f64>) -> f64 {
    let off = |degrees: f64, metres: f64| {
        let cells = degrees / 0.02;
        (cells - cells.round()).abs() * 0.02 * metres
    };
    off(at.x - 2.9, 79_000.0).min(off(at.y - 44.0, 111_200.0))
}

#[tokio::test]
async fn venues_are_those_of_the_filters_and_other_parameters_change_nothing() {
    let client = Client::by_road();
    let count = async |query: &str| {
        let layer = client.json(&format!("{LAYER}?territory=48061&minutes=10{query}")).await;
        layer["features"][0]["properties"]["places"].as_u64().unwrap()
    };
    let venues = client.json("/api/layers/venues.geojson?territory=48061").await;
    let considered = |f: &&Value| f["properties"]["considered"] == true;
    let n_considered = venues["features"].as_array().unwrap().iter().filter(considered).count() as u64;
    let all = count("").await;
    assert!(all > 0 && all <= n_considered, "{all} {n_considered}");
    assert!(count("&buffer_km=0").await < all);
    assert_eq!(count("&kind=library&buffer_km=0").await, 0);
    let tag = async |query: &str| {
        let answer = client.get(&format!("{LAYER}?territory=48061&minutes=10{query}")).await;
        answer.header(header::ETAG).to_owned()
    };
    let plain = tag("").await;
    assert!(!plain.is_empty());
    assert_eq!(tag("&threshold=15&bands=5,15&detour=2").await, plain);
    assert_ne!(tag("&direction=from").await, plain);
    assert_ne!(tag("&buffer_km=0").await, plain);
    assert_eq!(tag("&corridor_m=250&filling_m=250").await, plain, "as by default");
    assert_ne!(tag("&corridor_m=500").await, plain);
    assert_ne!(tag("&filling_m=1000").await, plain);
}

#[tokio::test]
async fn without_a_venue_there_is_no_land_and_the_row_stays() {
    let client = Client::by_road();
    let layer = client.json(&format!("{LAYER}?territory=48&kind=library&buffer_km=0")).await;
    let features = layer["features"].as_array().unwrap();
    assert_eq!(features.len(), 3);
    assert!(features.iter().all(|feature| feature["geometry"].is_null()));
}

#[tokio::test]
async fn around_a_position_both_ways() {
    let client = Client::by_road();
    for direction in ["to", "from"] {
        let path = format!("{LAYER}?at=3.5,44.5&minutes=5,15&direction={direction}");
        let layer = client.json(&path).await;
        let schema = &document()["paths"][LAYER]["get"]["responses"]["200"]["content"]["application/geo+json"]
            ["schema"];
        assert_eq!(differences(&document(), schema, &layer, "$"), Vec::<String>::new());
        let features = layer["features"].as_array().unwrap();
        assert_eq!(features[0]["properties"]["place"], "3.5,44.5");
        assert_eq!(features[0]["properties"]["direction"], direction);
        // At 50 km/h 5 minutes are 4.2 km, 15 are 12.5: along the road, 0.05° and 0.15° of longitude.
        let inside =
            |x: f64| features.iter().filter(|feature| area(feature).contains(&Coord { x, y: 44.5 })).count();
        assert_eq!([3.5, 3.54, 3.58, 3.64, 3.67].map(inside), [2, 2, 1, 1, 0]);
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_a_problem() {
    let (with, without) = (Client::by_road(), Client::new());
    for query in ["", "?territory=48", "?at=3.5,44.5"] {
        let path = format!("{LAYER}{query}");
        let answer = without.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_is_problem(&path, &answer);
        assert_eq!(answer.json()["type"], "urn:maillage:problem:no-roads");
    }
    for (query, status, parameter) in [
        ("minutes=", 400, "minutes"),
        ("minutes=0", 400, "minutes"),
        ("minutes=241", 400, "minutes"),
        ("minutes=20,10", 400, "minutes"),
        ("minutes=10,10", 400, "minutes"),
        ("minutes=10.5", 400, "minutes"),
        ("minutes=%2B10", 400, "minutes"),
        ("minutes=1,2,3,4,5,6,7,8,9,10", 400, "minutes"),
        ("minutes=10&minutes=20", 400, "minutes"),
        ("direction=back", 400, "direction"),
        ("at=3.5", 400, "at"),
        ("at=3.5,91", 400, "at"),
        ("at=3.5,44.5&territory=48", 400, "territory"),
        ("at=3.5,44.5&kind=library", 400, "kind"),
        ("model=crow-fly", 400, "model"),
        ("corridor_m=2001", 400, "corridor_m"),
        ("corridor_m=-1", 400, "corridor_m"),
        ("filling_m=1.5", 400, "filling_m"),
        ("resolution=10", 400, "resolution"),
        ("territory=99", 404, "territory"),
    ] {
        let path = format!("{LAYER}?{query}");
        let answer = with.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        assert_is_problem(&path, &answer);
        assert_eq!(answer.json()["parameter"], parameter, "{path}");
    }
    let path = format!("{LAYER}?at=2.0,44.5");
    let far = with.get(&path).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_is_problem(&path, &far);
    let detail = far.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("not computed: the destination is"), "{detail}");
}
