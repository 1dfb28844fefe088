//! Layers as columns, and the boundaries of communes as tiles: what the page asks for where communes are many.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::driver::Client;
use crate::refusals::assert_is_problem;

/// The value of a field in a row.
fn at(columns: &Value, field: &str, row: usize) -> Value {
    let column = &columns["columns"][field];
    match (column.as_array(), column["of"][row].as_u64()) {
        (Some(values), _) => values[row].clone(),
        (None, Some(place)) => column["values"][usize::try_from(place).unwrap()].clone(),
        (None, None) => Value::Null,
    }
}

async fn same_as_the_layer(client: &Client, layer: &str, query: &str) {
    let columns = client.json(&format!("/api/layers/{layer}.json?{query}")).await;
    let whole = client.json(&format!("/api/layers/{layer}.geojson?{query}")).await;
    let features = whole["features"].as_array().unwrap();
    assert_eq!(columns["rows"], features.len());
    assert_eq!(
        columns["columns"].as_object().unwrap().len(),
        features[0]["properties"].as_object().unwrap().len()
    );
    for (row, feature) in features.iter().enumerate() {
        for (field, value) in feature["properties"].as_object().unwrap() {
            assert_eq!(&at(&columns, field, row), value, "{layer}: {field} of row {row}");
        }
        let is_bare = columns["without_shape"].as_array().unwrap().contains(&row.into());
        assert_eq!(is_bare, feature["geometry"].is_null(), "{layer}: row {row}");
    }
}

#[tokio::test]
async fn columns_hold_what_the_layer_holds_without_its_shapes() {
    let client = Client::new();
    same_as_the_layer(&client, "communes", "territory=48&threshold=15").await;
    same_as_the_layer(&client, "difference", "territory=48&close=fs-2021-48198").await;
    let [columns, whole] =
        ["json", "geojson"].map(|ending| format!("/api/layers/communes.{ending}?territory=48"));
    let (columns, whole) = (client.get(&columns).await, client.get(&whole).await);
    assert!(columns.body.len() * 5 < whole.body.len(), "{} of {}", columns.body.len(), whole.body.len());
    let refused = client.get("/api/layers/difference.json?territory=48").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn boundaries_come_as_tiles_that_no_question_changes() {
    let client = Client::new();
    let path = "/api/tiles/communes/8/130/92.mvt";
    let tile = client.get(&format!("{path}?territory=48")).await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(tile.header(header::CONTENT_TYPE), "application/vnd.mapbox-vector-tile");
    // Mende is in it by its code, and nothing else is told of it.
    let holds = |text: &str| tile.body.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("48095") && holds("communes") && holds("code") && !holds("Mende"));
    // The least zoom too has some: a territory is seen from however far.
    let far = client.get("/api/tiles/communes/5/16/11.mvt?territory=48").await;
    assert!(far.body.len() > 1000, "{}", far.body.len());
    let sea = client.get("/api/tiles/communes/8/10/92.mvt?territory=48").await;
    assert_eq!((sea.status, sea.body.len()), (StatusCode::OK, 0));
    for (query, status) in [("?territory=48&threshold=15", 400), ("?territory=49999", 404), ("?plan=x", 400)]
    {
        let path = format!("{path}{query}");
        let answer = client.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_is_problem(&path, &answer);
    }
    assert_eq!(client.get("/api/tiles/communes/15/0/0.mvt").await.status, StatusCode::NOT_FOUND);
}
