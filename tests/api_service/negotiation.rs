//! Compression, entity tags, HEAD.

use std::io::Read as _;

use axum::http::{StatusCode, header};

use crate::driver::{Answer, Client};

const LAYER: &str = "/api/layers/communes.geojson?territory=48";

async fn in_coding(client: &Client, coding: &str) -> Answer {
    client.send("GET", LAYER, &[("accept-encoding", coding)]).await
}

#[tokio::test]
async fn each_coding_carries_the_same_bytes_under_its_own_tag() {
    let client = Client::new();
    let plain = client.get(LAYER).await;
    assert_eq!(plain.header(header::CONTENT_ENCODING), "");

    let gzip = in_coding(&client, "gzip").await;
    assert_eq!(gzip.header(header::CONTENT_ENCODING), "gzip");
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut read).unwrap();
    assert!(read == plain.body);

    let brotli = in_coding(&client, "gzip, deflate, br, zstd").await;
    assert_eq!(brotli.header(header::CONTENT_ENCODING), "br");
    read.clear();
    brotli::Decompressor::new(&brotli.body[..], 4096).read_to_end(&mut read).unwrap();
    assert!(read == plain.body);

    let tags = [&plain, &gzip, &brotli].map(|answer| answer.header(header::ETAG));
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{tags:?}");
    for answer in [&plain, &gzip, &brotli] {
        assert!(answer.header(header::ETAG).starts_with('"'), "strong");
        assert_eq!(answer.header(header::VARY), "accept-encoding");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
        assert_eq!(answer.header(header::CONTENT_LENGTH), answer.body.len().to_string());
    }
}

#[tokio::test]
async fn a_copy_that_still_holds_is_not_sent_again() {
    let client = Client::new();
    for coding in ["identity", "gzip", "br"] {
        let first = in_coding(&client, coding).await;
        let tag = first.header(header::ETAG).to_owned();
        let weak = format!("W/{tag}");
        let list = format!("\"other\", {tag}");
        for sent in [tag.as_str(), &weak, &list, "*"] {
            let headers = [("accept-encoding", coding), ("if-none-match", sent)];
            let again = client.send("GET", LAYER, &headers).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{sent}");
            assert!(again.body.is_empty());
            assert_eq!(again.header(header::ETAG), tag);
        }
        let headers = [("accept-encoding", coding), ("if-none-match", "\"other\"")];
        assert_eq!(client.send("GET", LAYER, &headers).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_same_question_has_the_same_tag_however_it_is_typed_and_another_has_not() {
    let tag = async |query: &str| {
        // A service of its own: the tag comes from the answer, not from what was kept.
        let answer = Client::new().get(&format!("/api/coverage.csv?{query}")).await;
        answer.header(header::ETAG).to_owned()
    };
    let usual = tag("territory=48").await;
    assert_eq!(usual, tag("threshold=20.0&territory=department%3A48&detour=1.30").await);
    assert_ne!(usual, tag("territory=48&detour=1.31").await);
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let client = Client::new();
    for path in [LAYER, "/api/meta", "/healthz", "/", "/api/openapi.json", "/api/coverage.csv"] {
        let (head, get) = (client.send("HEAD", path, &[]).await, client.get(path).await);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.headers, get.headers, "{path}");
    }
}

#[tokio::test]
async fn a_short_answer_is_not_compressed() {
    let client = Client::new();
    let answer = client.send("GET", "/api/territories?q=zzzzzz", &[("accept-encoding", "br")]).await;
    assert_eq!((answer.text().as_str(), answer.header(header::CONTENT_ENCODING)), ("{\"items\":[]}", ""));
}

#[tokio::test]
async fn words_of_the_client_cannot_name_the_kept_answer_of_another() {
    let client = Client::new();
    client.send("GET", "/api/territories?q=saint", &[("accept-encoding", "br")]).await;
    for text in ["saint-br", "saint%7Cbr", "br%7Csaint"] {
        let answer = client.get(&format!("/api/territories?q={text}")).await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), "", "{text}");
        assert!(answer.json()["items"].is_array(), "{text}");
    }
}
