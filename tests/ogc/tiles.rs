//! Vector tiles of collections.

use std::collections::BTreeSet;
use std::f64::consts::PI;

use axum::http::{StatusCode, header};
use geo::{Area as _, BoundingRect as _, Contains as _, Validation as _};
use geo_types::{Coord, MultiPolygon, Point, polygon};
use maillage::export::{
    Collection, CollectionKind, Feature as LayerFeature, GapRecord, Layer, Shape, TileAddress, TileFields,
    TileLevel, feature_tile,
};
use maillage::units::People;
use proptest::prelude::*;
use serde_json::Value;

use crate::driver::Client;
use crate::mvt::{Feature, read};

/// Column and row of a position, as shares of the world.
fn world(at: Coord<f64>) -> (f64, f64) {
    let lat = at.y.to_radians();
    (at.x / 360.0 + 0.5, 0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI))
}

/// The tile of a position: zoom, row, column.
fn tile_at(zoom: u32, lon: f64, lat: f64) -> (u32, u32, u32) {
    let (x, y) = world(Coord { x: lon, y: lat });
    let side = f64::from(1u32 << zoom);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the world")]
    let whole = |share: f64| (share * side) as u32;
    (zoom, whole(y), whole(x))
}

async fn tile(client: &Client, collection: &str, (z, row, column): (u32, u32, u32)) -> Vec<Feature> {
    let path = format!("/ogc/48/collections/{collection}/tiles/WebMercatorQuad/{z}/{row}/{column}");
    let answer = client.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/vnd.mapbox-vector-tile");
    let (name, features) = read(&answer.body);
    assert!(name == collection || features.is_empty());
    features
}

fn text<'a>(feature: &'a Feature, field: &str) -> &'a str {
    feature.fields[field].as_str().unwrap()
}

#[tokio::test]
async fn a_tile_holds_the_features_and_the_fields_of_its_collection() {
    let client = Client::new();
    for (name, id) in [("communes", "code"), ("demand", "code"), ("venues", "id"), ("gaps", "zone")] {
        // At zoom 6 one or two tiles hold all of Lozère and what is around.
        let (z, row, column) = tile_at(6, 3.5, 44.5);
        let mut found = BTreeSet::new();
        let page = client.json(&format!("/ogc/48/collections/{name}/items?limit=1000")).await;
        let features = page["features"].as_array().unwrap();
        for (row, column) in
            [(row, column), (row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)]
        {
            for feature in tile(&client, name, (z, row, column)).await {
                let told = features
                    .iter()
                    .find(|told| told["properties"][id] == feature.fields[id])
                    .unwrap_or_else(|| panic!("{name}: {:?}", feature.fields[id]));
                found.insert(told["id"].as_str().unwrap().to_owned());
                for (field, value) in told["properties"].as_object().unwrap() {
                    let expected = match value {
                        Value::Null => None,
                        Value::Array(items) => {
                            let items: Vec<&str> = items.iter().map(|item| item.as_str().unwrap()).collect();
                            Some(Value::from(items.join("|")))
                        }
                        other => Some(other.clone()),
                    };
                    let same = match (feature.fields.get(field), &expected) {
                        (Some(a), Some(b)) if a.is_number() => a.as_f64() == b.as_f64(),
                        (a, b) => a == b.as_ref(),
                    };
                    assert!(same, "{name}.{field}: {:?} {expected:?}", feature.fields.get(field));
                }
            }
        }
        let all: BTreeSet<String> = features.iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, all, "{name}");
    }
}

#[tokio::test]
async fn shapes_are_valid_at_every_zoom_and_stay_near_their_tile() {
    let client = Client::new();
    for name in ["communes", "gaps"] {
        for zoom in 0..=14 {
            let features = tile(&client, name, tile_at(zoom, 3.5, 44.52)).await;
            assert!(!features.is_empty() || zoom < 5, "{name} at {zoom}");
            let mut ids = BTreeSet::new();
            for feature in features {
                assert!(ids.insert(feature.id), "once a tile");
                let errors = feature.area.validation_errors();
                assert!(errors.is_empty(), "{name} at {zoom}: {} {errors:?} {:?}", feature.id, feature.area);
                let rect = feature.area.bounding_rect().unwrap();
                let beyond = [-rect.min().x, -rect.min().y, rect.max().x - 4096.0, rect.max().y - 4096.0];
                assert!(beyond.iter().all(|beyond| *beyond <= 1024.0), "{name} at {zoom}: {beyond:?}");
            }
        }
    }
}

#[tokio::test]
async fn neighbours_leave_no_gap_and_do_not_overlap() {
    let client = Client::new();
    for zoom in [7, 8, 9, 10] {
        let features = tile(&client, "communes", tile_at(zoom, 3.5, 44.52)).await;
        // Mende and what touches it lie within Lozère: around there, each place is in one commune.
        let mende = features.iter().find(|feature| text(feature, "code") == "48095").unwrap();
        let rect = mende.area.bounding_rect().unwrap();
        let (mut places, mut misses) = (0, 0);
        for i in 0..40 {
            for j in 0..40 {
                let share =
                    |low: f64, high: f64, step: i32| low + (high - low) * (f64::from(step) + 0.5) / 40.0;
                let at = Point::new(
                    share(rect.min().x, rect.max().x, i) + 0.013,
                    share(rect.min().y, rect.max().y, j) + 0.017,
                );
                if !(0.0..4096.0).contains(&at.x()) || !(0.0..4096.0).contains(&at.y()) {
                    continue;
                }
                let holding = features.iter().filter(|feature| feature.area.contains(&at)).count();
                places += 1;
                misses += usize::from(holding != 1);
            }
        }
        assert!(places > 300, "{places}");
        assert_eq!(misses, 0, "of {places} places at zoom {zoom}");
    }
}

#[tokio::test]
async fn a_tile_that_is_not_there_and_one_without_features_differ() {
    let client = Client::new();
    let path = |rest: &str| format!("/ogc/48/collections/communes/tiles/WebMercatorQuad/{rest}");
    let empty = client.get(&path("8/0/0")).await;
    assert_eq!((empty.status, empty.body.len()), (StatusCode::OK, 0));
    for rest in ["15/0/0", "8/256/0", "8/0/256", "8/-1/0", "8/0", "x/y/z"] {
        assert_eq!(client.get(&path(rest)).await.status, StatusCode::NOT_FOUND, "{rest}");
    }
    let (z, row, column) = tile_at(8, 3.5, 44.5);
    let here = path(&format!("{z}/{row}/{column}"));
    let plain = client.get(&here).await;
    let tag = plain.header(header::ETAG);
    assert_eq!(client.send("GET", &here, &[("if-none-match", tag)]).await.status, StatusCode::NOT_MODIFIED);
    for coding in ["gzip", "br"] {
        let packed = client.send("GET", &here, &[("accept-encoding", coding)]).await;
        assert_eq!(packed.header(header::CONTENT_ENCODING), coding);
        assert!(packed.body.len() < plain.body.len());
    }
    assert!(client.get(&format!("{here}.mvt")).await.body == plain.body);
    let other = client.get(&format!("{here}?threshold=5")).await;
    assert_ne!(other.body, plain.body, "another question, other tiles");
}

#[tokio::test]
async fn metadata_says_which_tiles_hold_what() {
    let client = Client::new();
    for name in ["communes", "demand", "venues", "gaps"] {
        let tile_json = client.json(&format!("/ogc/48/collections/{name}/tilejson.json?threshold=15")).await;
        assert_eq!(tile_json["tilejson"], "3.0.0");
        let template = tile_json["tiles"][0].as_str().unwrap();
        assert!(template.ends_with("/tiles/WebMercatorQuad/{z}/{y}/{x}?threshold=15"), "{template}");
        let layer = &tile_json["vector_layers"][0];
        assert_eq!(layer["id"], name);
        let set =
            client.json(&format!("/ogc/48/collections/{name}/tiles/WebMercatorQuad?threshold=15")).await;
        let limits = set["tileMatrixSetLimits"].as_array().unwrap();
        assert_eq!(limits.len(), 15);
        let of_8 = limits.iter().find(|limit| limit["tileMatrix"] == "8").unwrap();
        let number = |member: &str| u32::try_from(of_8[member].as_u64().unwrap()).unwrap();
        let mut found = 0;
        for row in number("minTileRow")..=number("maxTileRow") {
            for column in number("minTileCol")..=number("maxTileCol") {
                for feature in tile(&client, name, (8, row, column)).await {
                    found += 1;
                    for field in feature.fields.keys() {
                        assert!(layer["fields"][field].is_string(), "{name}.{field}");
                    }
                }
            }
        }
        assert!(found > 0, "{name}");
    }
}

#[tokio::test]
async fn france_is_drawn_from_where_its_tiles_are_small_enough() {
    let client = Client::new();
    let tile_json = client.json("/ogc/france/collections/communes/tilejson.json").await;
    let least = u32::try_from(tile_json["minzoom"].as_u64().unwrap()).unwrap();
    assert!((4..=6).contains(&least), "{least}");
    let get = async |zoom: u32| {
        let (z, row, column) = tile_at(zoom, 2.35, 48.85);
        client
            .get(&format!("/ogc/france/collections/communes/tiles/WebMercatorQuad/{z}/{row}/{column}"))
            .await
    };
    assert!(get(least - 1).await.body.is_empty());
    let largest = get(least).await;
    let (_, features) = read(&largest.body);
    assert!((3000..=14_000).contains(&features.len()), "{}", features.len());
    assert!(largest.body.len() < 6_000_000, "{}", largest.body.len());
    let (_, near) = read(&get(8).await.body);
    assert!(near.iter().any(|feature| text(feature, "code") == "75056"));
    for feature in near {
        assert!(feature.area.is_valid(), "{:?}", feature.fields["code"]);
    }
}

/// A star of some rays around a point, degrees: rings that cross and collapse once they are on a grid.
fn star(at: (f64, f64), radii: &[f64]) -> MultiPolygon<f64> {
    let n = radii.len();
    #[expect(clippy::cast_precision_loss, reason = "a few rays")]
    let ray = |(i, radius): (usize, &f64)| {
        let angle = 2.0 * PI * i as f64 / n as f64;
        Coord { x: at.0 + radius * angle.cos(), y: at.1 + radius * angle.sin() }
    };
    let ring: Vec<Coord<f64>> = radii.iter().enumerate().map(ray).collect();
    MultiPolygon(vec![geo_types::Polygon::new(ring.into(), vec![])])
}

fn gap(shape: MultiPolygon<f64>) -> LayerFeature<GapRecord> {
    let record = GapRecord {
        zone: 1,
        population: People::whole(1),
        communes: 1,
        codes: vec!["48095".to_owned()],
        names: vec!["Mende".to_owned()],
        worst_code: String::new(),
        worst_name: String::new(),
        worst_duration_s: None,
        best_code: None,
        best_name: None,
        best_lon: None,
        best_lat: None,
        newly_covered: None,
        saved_person_minutes: None,
        saved_mean_min: None,
        best_exact: None,
    };
    LayerFeature { record, shape: Shape::Area(shape) }
}

fn drawn(shape: MultiPolygon<f64>, zoom: u8, column: u32, row: u32) -> Vec<Feature> {
    let layer = Layer { name: "gaps", areas: true, features: vec![gap(shape)] };
    let collection = Collection::new(CollectionKind::Gaps, layer);
    let (fields, level) = (TileFields::new(&collection), TileLevel::new(&collection, zoom));
    read(&feature_tile(&collection, &fields, &level, TileAddress::new(zoom, column, row).unwrap())).1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_a_shape_is_its_tile_is_valid_and_covers_as_much(
        lon in 3.0..4.0f64, lat in 44.0..45.0f64, zoom in 4..=14u8,
        radii in prop::collection::vec(0.001..0.5f64, 3..40),
    ) {
        let area = star((lon, lat), &radii);
        let (_, row, column) = tile_at(u32::from(zoom), lon, lat);
        let side = f64::from(1u32 << zoom);
        for feature in drawn(area.clone(), zoom, column, row) {
            prop_assert!(feature.area.is_valid());
            // On a tile that holds all of it, it covers what it covers on the plane, but for its edge.
            let on_tile = |at: Coord<f64>| {
                let (x, y) = world(at);
                Coord { x: (x * side - f64::from(column)) * 4096.0, y: (y * side - f64::from(row)) * 4096.0 }
            };
            let projected = geo::MapCoords::map_coords(&area, on_tile);
            let rect = projected.bounding_rect().unwrap();
            let inside = rect.min().x > 0.0 && rect.min().y > 0.0 && rect.max().x < 4096.0 && rect.max().y < 4096.0;
            if inside {
                let edge: f64 = geo::Length::length(&geo::Euclidean, projected.0[0].exterior());
                let off = (projected.unsigned_area() - feature.area.unsigned_area()).abs();
                prop_assert!(off <= edge * 3.0 + 16.0, "{off} of {}, edge {edge}", projected.unsigned_area());
            }
        }
    }
}

#[test]
fn an_area_with_a_hole_keeps_it_and_one_that_is_a_dot_is_not_drawn() {
    let square = |half: f64| polygon![(x: 3.5 - half, y: 44.5 - half), (x: 3.5 + half, y: 44.5 - half), (x: 3.5 + half, y: 44.5 + half), (x: 3.5 - half, y: 44.5 + half)];
    let mut ring = square(0.05);
    ring.interiors_push(square(0.02).exterior().clone());
    let (_, row, column) = tile_at(9, 3.5, 44.5);
    let features = drawn(MultiPolygon(vec![ring]), 9, column, row);
    assert_eq!(features[0].area.0[0].interiors().len(), 1);
    assert!(features[0].points.is_empty());
    let (_, row, column) = tile_at(5, 3.5, 44.5);
    assert!(drawn(MultiPolygon(vec![square(0.000_1)]), 5, column, row).is_empty());
}

#[test]
fn an_area_larger_than_its_tile_fills_it_and_its_edge() {
    let (zoom, row, column) = tile_at(12, 3.5, 44.5);
    let around = MultiPolygon(vec![
        polygon![(x: 2.0, y: 43.0), (x: 5.0, y: 43.0), (x: 5.0, y: 46.0), (x: 2.0, y: 46.0)],
    ]);
    let features = drawn(around, u8::try_from(zoom).unwrap(), column, row);
    let rect = features[0].area.bounding_rect().unwrap();
    assert_eq!((rect.min().x, rect.min().y, rect.max().x, rect.max().y), (-64.0, -64.0, 4160.0, 4160.0));
    assert!((features[0].area.unsigned_area() - 4224.0 * 4224.0).abs() < f64::EPSILON);
}
