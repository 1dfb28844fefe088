//! Pages of features, and one by one.

use std::collections::BTreeSet;

use axum::http::{HeaderName, StatusCode, header};
use geo::{Intersects as _, Validation as _};
use geo_types::{Geometry, MultiPolygon, Rect, coord};
use serde_json::Value;

use crate::driver::{Answer, Client};

const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0";
const COLLECTIONS: [&str; 4] = ["communes", "demand", "venues", "gaps"];

fn features(page: &Value) -> &Vec<Value> {
    page["features"].as_array().unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    features(page).iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

fn link<'a>(page: &'a Value, rel: &str) -> Option<&'a str> {
    page["links"].as_array().unwrap().iter().find(|link| link["rel"] == rel)?["href"].as_str()
}

fn shape(feature: &Value) -> Geometry<f64> {
    feature["geometry"].to_string().parse::<geojson::GeoJson>().unwrap().try_into().unwrap()
}

fn content_crs(answer: &Answer) -> String {
    answer.header(HeaderName::from_static("content-crs")).to_owned()
}

#[tokio::test]
async fn every_collection_tells_what_the_layer_of_the_map_tells() {
    let client = Client::new();
    for name in COLLECTIONS {
        let page = client.json(&format!("/ogc/48/collections/{name}/items?limit=10000&threshold=15")).await;
        let layer = client.json(&format!("/api/layers/{name}.geojson?territory=48&threshold=15")).await;
        assert_eq!(page["numberMatched"], features(&layer).len(), "{name}");
        assert_eq!(page["numberReturned"], features(&layer).len(), "{name}");
        for (ours, theirs) in features(&page).iter().zip(features(&layer)) {
            assert_eq!(ours["properties"], theirs["properties"], "{name}");
            assert_eq!(ours["geometry"], theirs["geometry"], "{name}");
        }
        let ids: BTreeSet<String> = ids(&page).into_iter().collect();
        assert_eq!(ids.len(), features(&layer).len(), "{name}: each its own identifier");
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_keep_every_parameter() {
    let client = Client::new();
    let asked = "/ogc/48/collections/communes/items?limit=20&threshold=25&bbox=3,44,3.6,44.9&covered=true&epci=&f=json";
    let asked = asked.replace("&epci=", "");
    let whole = ids(&client.json(&asked.replace("limit=20", "limit=1000")).await);
    assert!(whole.len() > 40, "{}", whole.len());
    let (mut next, mut found, mut pages) = (asked, Vec::new(), Vec::new());
    loop {
        let page = client.json(&next).await;
        assert_eq!(page["numberMatched"], whole.len());
        found.extend(ids(&page));
        pages.push(page.clone());
        let Some(href) = link(&page, "next") else { break };
        for kept in ["limit=20", "threshold=25", "bbox=3,44,3.6,44.9", "covered=true"] {
            assert!(href.contains(kept), "{href}");
        }
        next = href.to_owned();
    }
    assert_eq!(found, whole);
    let last = pages.last().unwrap();
    let before = client.json(link(last, "prev").unwrap()).await;
    assert_eq!(ids(&before), ids(&pages[pages.len() - 2]));
    assert!(link(&pages[0], "prev").is_none());
}

#[tokio::test]
async fn a_box_finds_what_meets_it_and_not_only_its_box() {
    let client = Client::new();
    let all = client.json("/ogc/48/collections/communes/items?limit=1000").await;
    for [west, south, east, north] in [[3.4, 44.4, 3.6, 44.6], [3.5, 44.5, 3.5, 44.5], [2.0, 44.0, 3.3, 44.5]]
    {
        let rect = Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north });
        let meet = |feature: &&Value| {
            let area = MultiPolygon::try_from(shape(feature)).unwrap();
            if west < east { area.intersects(&rect) } else { area.intersects(&rect.min()) }
        };
        let expected: Vec<&str> =
            features(&all).iter().filter(meet).map(|feature| feature["id"].as_str().unwrap()).collect();
        assert!(!expected.is_empty());
        let found = client
            .json(&format!(
                "/ogc/48/collections/communes/items?limit=1000&bbox={west},{south},{east},{north}"
            ))
            .await;
        assert_eq!(ids(&found), expected);
        // The same box with its axes as EPSG:4326 has them.
        let swapped = format!(
            "/ogc/48/collections/communes/items?limit=1000&bbox={south},{west},{north},{east}&bbox-crs={EPSG}/4326"
        );
        assert_eq!(ids(&client.json(&swapped).await), expected);
    }
    let elsewhere = client.json("/ogc/48/collections/communes/items?bbox=170,-20,-170,-10").await;
    assert_eq!((elsewhere["numberMatched"].as_u64(), features(&elsewhere).len()), (Some(0), 0));
    let around = client.json("/ogc/48/collections/communes/items?bbox=3,40,-170,50&limit=1000").await;
    assert!(ids(&around).len() > 100, "a box across the antimeridian reaches from its west");
}

#[tokio::test]
async fn coordinates_come_in_the_coordinate_system_and_axis_order_asked_for() {
    let client = Client::new();
    let of = async |crs: &str| {
        let answer = client.get(&format!("/ogc/48/collections/demand/items/48095?crs={crs}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(content_crs(&answer), format!("<{crs}>"));
        let at = answer.json()["geometry"]["coordinates"].clone();
        [at[0].as_f64().unwrap(), at[1].as_f64().unwrap()]
    };
    let [lon, lat] = of("http://www.opengis.net/def/crs/OGC/1.3/CRS84").await;
    assert!((3.4..3.6).contains(&lon) && (44.4..44.6).contains(&lat), "{lon} {lat}");
    assert_eq!(of(&format!("{EPSG}/4326")).await, [lat, lon]);
    // What PROJ 9.1 says (cs2cs EPSG:4326 EPSG:2154 and EPSG:3857) for 44.517833 3.500903 is checked in
    // tools/ogc-test; here, that it is there and near.
    let [x, y] = of(&format!("{EPSG}/2154")).await;
    assert!((738_000.0..742_000.0).contains(&x) && (6_378_000.0..6_382_000.0).contains(&y), "{x} {y}");
    let [x, y] = of(&format!("{EPSG}/3857")).await;
    assert!((x - lon.to_radians() * 6_378_137.0).abs() < 0.2, "{x}");
    assert!((5_540_000.0..5_560_000.0).contains(&y), "{y}");

    let page = client.get(&format!("/ogc/48/collections/communes/items?crs={EPSG}/2154&limit=1000")).await;
    assert_eq!(content_crs(&page), format!("<{EPSG}/2154>"));
    for feature in features(&page.json()) {
        assert!(MultiPolygon::try_from(shape(feature)).unwrap().is_valid(), "{}", feature["id"]);
    }
    // A box in metres finds the same as its features say.
    let asked = format!(
        "/ogc/48/collections/demand/items?limit=1000&bbox=730000,6370000,750000,6390000&bbox-crs={EPSG}/2154&crs={EPSG}/2154"
    );
    let found = client.json(&asked).await;
    assert!(features(&found).len() > 5);
    for feature in features(&found) {
        let at = &feature["geometry"]["coordinates"];
        assert!((730_000.0..=750_000.0).contains(&at[0].as_f64().unwrap()), "{at}");
        assert!((6_370_000.0..=6_390_000.0).contains(&at[1].as_f64().unwrap()), "{at}");
    }
}

#[tokio::test]
async fn lambert_93_is_not_offered_overseas() {
    let client = Client::new();
    let collection = client.json("/ogc/974/collections/communes").await;
    let offered: Vec<&str> =
        collection["crs"].as_array().unwrap().iter().map(|crs| crs.as_str().unwrap()).collect();
    assert_eq!(offered.len(), 3);
    let refused = client.get(&format!("/ogc/974/collections/communes/items?crs={EPSG}/2154")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["parameter"], "crs");
    let told = client.get(&format!("/ogc/974/collections/communes/items?crs={EPSG}/3857")).await;
    assert_eq!(told.status, StatusCode::OK);
}

#[tokio::test]
async fn fields_and_days_leave_out_what_is_otherwise() {
    let client = Client::new();
    let all = client.json("/ogc/48/collections/venues/items?limit=1000").await;
    let matching = |name: &str, value: &Value| {
        features(&all).iter().filter(|feature| feature["properties"][name] == *value).count()
    };
    let count = async |filter: &str| {
        client.json(&format!("/ogc/48/collections/venues/items?limit=1000&{filter}")).await["numberMatched"]
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap()
    };
    assert!(matching("inside", &true.into()) > 0);
    assert_eq!(count("inside=true").await, matching("inside", &true.into()));
    let name = features(&all)[0]["properties"]["name"].as_str().unwrap();
    assert!(count(&format!("name={}", name.replace(' ', "%20").replace('\'', "%27"))).await >= 1);
    assert_eq!(count("name=no%20such%20name").await, 0);
    // What is not dated passes; what is dated passes by its day.
    let undated = features(&all).iter().filter(|feature| feature["properties"]["updated"].is_null()).count();
    assert_eq!(count("datetime=1901-01-01").await, undated);
    assert_eq!(count("datetime=1901-01-01/..").await, features(&all).len());
    let day = features(&all).iter().find_map(|feature| feature["properties"]["updated"].as_str()).unwrap();
    let of_day = features(&all).iter().filter(|feature| feature["properties"]["updated"] == day).count();
    assert_eq!(count(&format!("datetime={}T12:00:00Z", &day[..10])).await, of_day + undated);
    let extent = client.json("/ogc/48/collections/venues").await["extent"]["temporal"]["interval"][0].clone();
    assert_eq!(
        count(&format!("datetime={}/{}", extent[0].as_str().unwrap(), extent[1].as_str().unwrap())).await,
        features(&all).len()
    );
}

#[tokio::test]
async fn an_item_answers_the_question_that_its_page_answers() {
    let client = Client::new();
    let asked = "threshold=5&detour=2&speed=30";
    let page = client.json(&format!("/ogc/48/collections/communes/items?limit=1000&{asked}")).await;
    let item = client.json(&format!("/ogc/48/collections/communes/items/48061?{asked}")).await;
    let paged = features(&page).iter().find(|feature| feature["id"] == "48061").unwrap();
    assert_eq!(item["properties"], paged["properties"]);
    assert_eq!(item["geometry"], paged["geometry"]);
    assert!(link(&item, "collection").unwrap().contains(asked));
    let gaps = client.json(&format!("/ogc/48/collections/gaps/items?{asked}")).await;
    let zone = client.json(&format!("/ogc/48/collections/gaps/items/1?{asked}")).await;
    assert_eq!(zone["properties"], features(&gaps)[0]["properties"]);
    for path in ["communes/items/99999", "gaps/items/0", "venues/items/", "venues/items/%F0%9F%99%82"] {
        let answer = client.get(&format!("/ogc/48/collections/{path}")).await;
        assert_eq!(
            (answer.status, answer.json()["type"].as_str()),
            (StatusCode::NOT_FOUND, Some("urn:maillage:problem:unknown-feature")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_the_parameter_and_what_it_accepts() {
    let client = Client::new();
    for (query, parameter) in [
        ("limit=unlimited", "limit"),
        ("limit=0", "limit"),
        ("offset=-1", "offset"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=3,45,4,44", "bbox"),
        ("crs=EPSG:2154", "crs"),
        ("bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2975", "bbox-crs"),
        ("datetime=yesterday", "datetime"),
        ("covered=yes", "covered"),
        ("population=many", "population"),
        ("ooga=booga", "ooga"),
        ("f=xml", "f"),
        ("threshold=-1", "threshold"),
        ("limit=1&limit=2", "limit"),
    ] {
        let answer = client.get(&format!("/ogc/48/collections/communes/items?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{query}");
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
        assert!(answer.json()["accepted"].is_string(), "{query}");
    }
    for (path, status) in [
        ("/ogc/99/collections/communes/items", StatusCode::NOT_FOUND),
        ("/ogc/nowhere/collections", StatusCode::BAD_REQUEST),
        ("/ogc/48/collections/roads/items", StatusCode::NOT_FOUND),
        ("/ogc/48/collections/stops/items", StatusCode::NOT_FOUND),
        ("/ogc/48/collections/communes/items?plan=00000000000000000000000000000000", StatusCode::NOT_FOUND),
        ("/ogc/48/nothing", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(client.get(path).await.status, status, "{path}");
    }
    let posted = client.send("POST", "/ogc/48/collections/communes/items", &[]).await;
    assert_eq!((posted.status, posted.header(header::ALLOW)), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
    let most = client.json("/ogc/48/collections/communes/items?limit=99999999999999999999999").await;
    assert_eq!(most["numberReturned"], 152, "a limit above the most is no error");
}

#[tokio::test]
async fn answers_are_compressed_and_asked_for_again_by_their_tag() {
    let client = Client::new();
    let path = "/ogc/48/collections/communes/items?limit=50";
    let plain = client.get(path).await;
    let tag = plain.header(header::ETAG).to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    assert_eq!(plain.header(header::VARY), "accept, accept-encoding");
    let fresh = client.send("GET", path, &[("if-none-match", &tag)]).await;
    assert_eq!((fresh.status, fresh.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let packed = client.send("GET", path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert!(packed.body.len() * 2 < plain.body.len());
    let other = client.send("GET", path, &[("accept", "text/html")]).await;
    assert_ne!(other.header(header::ETAG), tag, "a page is not the same bytes");
}
