//! The service gives the very report of the command line.

use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use maillage::dataset::Dataset;
use maillage::server::{Service, ServiceLimits, app};
use tower::ServiceExt as _;

use crate::report;

async fn get(path: &str) -> (StatusCode, HeaderMap, Bytes) {
    let dataset = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap();
    let venues = dataset.read_venues(&[]).unwrap();
    let service = Service::new(dataset, venues, "48".parse().unwrap(), &ServiceLimits::default());
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (head, body) = app(Arc::new(service)).oneshot(request).await.unwrap().into_parts();
    (head.status, head.headers, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn the_service_and_the_command_line_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, kind, disposition) in [
        ("pdf", "application/pdf", "attachment; filename=\"maillage-48-25min-rapport.pdf\""),
        ("html", "text/html; charset=utf-8", "inline; filename=\"maillage-48-25min-rapport.html\""),
    ] {
        let asked = ["--territory", "48", "--threshold", "25"];
        let written = report(folder.path(), &format!("r.{ending}"), &asked);
        let (status, headers, body) = get(&format!("/api/report.{ending}?territory=48&threshold=25")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body == written, "{ending}: {} and {} bytes", body.len(), written.len());
        assert_eq!(headers[header::CONTENT_TYPE], kind);
        assert_eq!(headers[header::CONTENT_DISPOSITION], disposition);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert_eq!(policy.contains("style-src 'sha256-"), ending == "html", "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn a_question_that_is_none_is_refused_as_everywhere() {
    for query in ["territory=99999", "threshold=-1", "what=ever", "plan=0"] {
        let (status, headers, _) = get(&format!("/api/report.pdf?{query}")).await;
        assert!(status.is_client_error(), "{query}: {status}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    }
}
