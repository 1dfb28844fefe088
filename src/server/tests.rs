//! What surrounds every request, on routes made to fail.

use axum::http::{StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;

async fn send(routes: Router, request: Request) -> (StatusCode, Response<()>, String) {
    let (parts, body) =
        surrounded(routes, Duration::from_millis(50)).oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, Response::from_parts(parts, ()), String::from_utf8(bytes.to_vec()).unwrap())
}

fn get_request(path: &str) -> Request {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_handler_that_panics_answers_a_problem_that_hides_the_cause() {
    async fn fail() -> &'static str {
        panic!("the secret cause")
    }
    let (status, response, body) = send(Router::new().route("/x", get(fail)), get_request("/x")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(response.headers()[header::CONTENT_TYPE], problem::MEDIA_TYPE);
    assert!(body.contains("urn:maillage:incident:") && !body.contains("secret"), "{body}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_handler_past_the_deadline_answers_503_and_when_to_come_back() {
    let (status, response, body) =
        send(Router::new().route("/x", get(std::future::pending::<()>)), get_request("/x")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    assert!(body.contains("deadline"), "{body}");
}

#[tokio::test]
async fn what_is_too_long_is_refused_before_anything_looks_at_it() {
    let long = "a".repeat(query::LONGEST + 1);
    for path in [format!("/{long}"), format!("/x?{long}")] {
        let (status, _, body) = send(Router::new(), get_request(&path)).await;
        assert_eq!(status, StatusCode::URI_TOO_LONG);
        assert!(body.len() < 400, "{body}");
    }
    let mut request = get_request("/x");
    request.headers_mut().insert(header::CONTENT_LENGTH, u64::MAX.into());
    assert_eq!(send(Router::new(), request).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn other_addresses_and_methods_are_problems() {
    for path in ["/nowhere", "/assets/nothing.js", "/../../etc/passwd", "/%2e%2e/x.html", "//x.js", "/%ff"] {
        let (status, _, body) = send(Router::new(), get_request(path)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(body.contains("unknown-address"), "{body}");
    }
    for (path, method) in [("/healthz", "POST"), ("/healthz", "BREW"), ("/nowhere", "DELETE"), ("/", "PUT")] {
        let routes = Router::new()
            .route("/", get(resources::health::health))
            .route("/healthz", get(resources::health::health));
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (status, response, body) = send(routes, request).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert!(body.contains(method), "{body}");
        assert_eq!(response.headers()[header::ALLOW], "GET, HEAD", "{method} {path}");
    }
}
