//! The stops of a plan as a collection.

use axum::http::StatusCode;
use serde_json::json;

use crate::driver::Client;

#[tokio::test]
async fn the_stops_of_a_plan_are_there_where_it_is_named() {
    let client = Client::new();
    let body = json!({
        "depot": { "code": "48095" }, "from": "2027-01-04", "to": "2027-01-31",
        "stops": [
            { "id": "48061", "lon": 3.5936, "lat": 44.325, "people": 2100 },
            { "id": "48140", "lon": 3.2818, "lat": 44.8042, "people": 4300 },
        ],
        "rules": { "cycle_weeks": 2 },
    });
    let job = client.ended(&client.post("/api/tours?territory=48", &body).await).await;
    assert_eq!(job["state"], "done", "{job}");
    let plan = job["plan"].as_str().unwrap();

    let collections = client.json(&format!("/ogc/48/collections?plan={plan}")).await;
    let names: Vec<&str> =
        collections["collections"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(names, ["communes", "demand", "venues", "gaps", "stops"]);
    let without = client.json("/ogc/48/collections").await;
    assert_eq!(without["collections"].as_array().unwrap().len(), 4);

    let items = format!("/ogc/48/collections/stops/items?plan={plan}");
    let page = client.json(&items).await;
    assert_eq!(page["numberMatched"], 2);
    let stop = &page["features"][0]["properties"];
    let dates: Vec<&str> = stop["dates"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect();
    assert_eq!(stop["sessions"], dates.len());
    assert_eq!(
        (stop["first_date"].as_str(), stop["last_date"].as_str()),
        (dates.first().copied(), dates.last().copied())
    );
    let on_that_day = client.json(&format!("{items}&datetime={}", dates[0])).await;
    assert!(on_that_day["features"].as_array().unwrap().iter().any(|f| f["id"] == page["features"][0]["id"]));
    let after = client.json(&format!("{items}&datetime=2027-02-01/..")).await;
    assert_eq!(after["numberMatched"], 0);

    let file = client.get(&format!("/ogc/48/collections/stops/items.fgb?plan={plan}")).await;
    assert_eq!((file.status, &file.body[..3]), (StatusCode::OK, &b"fgb"[..]));
    let tile_json = client.json(&format!("/ogc/48/collections/stops/tilejson.json?plan={plan}")).await;
    assert!(tile_json["tiles"][0].as_str().unwrap().contains(plan));
    // With the plan, communes count its stops.
    let gaps =
        async |query: &str| client.json(&format!("/ogc/48/collections/gaps/items?threshold=15{query}")).await;
    let (before, with) = (gaps("").await, gaps(&format!("&plan={plan}")).await);
    assert_ne!(before["features"], with["features"]);
}
