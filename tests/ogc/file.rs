//! FlatGeobuf by ranges of bytes.

use axum::http::{StatusCode, header};
use flatgeobuf::{FallibleStreamingIterator as _, FeatureProperties as _, FgbReader};

use crate::driver::Client;

const FILE: &str = "/ogc/48/collections/communes/items.fgb?threshold=15";

#[tokio::test]
async fn parts_put_together_are_the_file_and_the_file_is_the_collection() {
    let client = Client::new();
    let whole = client.get(FILE).await;
    assert_eq!(whole.header(header::CONTENT_TYPE), "application/flatgeobuf");
    assert_eq!(whole.header(header::ACCEPT_RANGES), "bytes");
    // No content coding, whatever the client would take: ranges are of these very bytes.
    let again = client.send("GET", FILE, &[("accept-encoding", "gzip, br")]).await;
    assert!(again.header(header::CONTENT_ENCODING).is_empty() && again.body == whole.body);
    let head = client.send("HEAD", FILE, &[("range", "bytes=0-9")]).await;
    assert_eq!(
        (head.status, head.header(header::CONTENT_LENGTH)),
        (StatusCode::OK, whole.body.len().to_string().as_str())
    );

    let tag = whole.header(header::ETAG);
    let mut joined = Vec::new();
    while joined.len() < whole.body.len() {
        let range = format!("bytes={}-{}", joined.len(), joined.len() + 99_999);
        let part = client.send("GET", FILE, &[("range", &range), ("if-range", tag)]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
        let last = joined.len() + part.body.len() - 1;
        assert_eq!(
            part.header(header::CONTENT_RANGE),
            format!("bytes {}-{last}/{}", joined.len(), whole.body.len())
        );
        joined.extend_from_slice(&part.body);
    }
    assert!(joined == whole.body);
    let beyond = client.send("GET", FILE, &[("range", "bytes=999999999-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header(header::CONTENT_RANGE), format!("bytes */{}", whole.body.len()));

    let page = client.json("/ogc/48/collections/communes/items?threshold=15&limit=1000").await;
    let mut rows = FgbReader::open(std::io::Cursor::new(joined)).unwrap().select_all().unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        found.push((row.property::<String>("code").unwrap(), row.property::<bool>("covered").unwrap()));
    }
    found.sort();
    let expected: Vec<(String, bool)> = page["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["id"].as_str().unwrap().to_owned(), f["properties"]["covered"].as_bool().unwrap()))
        .collect();
    assert_eq!(found, expected);
}
