//! Every refusal of the service, as RFC 9457 problem details.
//!
//! A problem says what the client can do about it. The cause of a failure of our own is logged
//! once, under a number that the client receives, and is never sent.

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::shortened;

/// Media type of problem details.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a client that was turned away may come back.
const RETRY_AFTER_S: u64 = 2;

/// Why a request was refused, and what would have been accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Details>);

/// Problem details (RFC 9457): why a request was refused and what would have been accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Details {
    /// Identifier of the kind of problem: `urn:maillage:problem:` and a word.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of problem in a few words.
    title: String,
    /// HTTP status code.
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// Number of this occurrence in the service's log, for failures of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// What the parameter accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<String>,
    /// What is wrong with that parameter, as a word, where it can be wrong in several ways: `unknown_venue`,
    /// `beyond`…
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip)]
    retry: bool,
    #[serde(skip)]
    allowed: Option<&'static str>,
}

impl Problem {
    fn new(status: StatusCode, word: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind: format!("urn:maillage:problem:{word}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            parameter: None,
            accepted: None,
            reason: None,
            retry: false,
            allowed: None,
        }))
    }

    /// 400: a parameter has a value that it does not accept.
    pub(super) fn parameter(name: &str, value: &str, accepted: impl Into<String>) -> Self {
        let accepted = accepted.into();
        let detail = format!("{name} = “{}” is not {accepted}", shortened(value));
        Self::new(StatusCode::BAD_REQUEST, "invalid-parameter", "Invalid parameter", detail)
            .about(name, accepted)
    }

    /// 400: a parameter is wrong in another way than by its value.
    pub(super) fn parameter_use(name: &str, what: &str, accepted: impl Into<String>) -> Self {
        let name = shortened(name);
        let detail = format!("parameter “{name}” {what}");
        Self::new(StatusCode::BAD_REQUEST, "invalid-parameter", "Invalid parameter", detail)
            .about(&name, accepted)
    }

    /// 400: the query string cannot be read at all.
    pub(super) fn unreadable_query(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable-query", "Unreadable query string", detail)
    }

    /// 404: no territory has this code.
    pub(super) fn unknown_territory(parameter: &str, detail: String) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown-territory", "Unknown territory", detail)
            .about(parameter, "a code found by /api/territories?q=")
    }

    /// 404: nothing is served at this address.
    pub(super) fn unknown_address(path: &str) -> Self {
        let detail =
            format!("nothing is served at {}; /api/openapi.json lists the addresses", shortened(path));
        Self::new(StatusCode::NOT_FOUND, "unknown-address", "Not found", detail)
    }

    /// 404: there is no collection of this name, or only where a plan is named.
    pub(super) fn unknown_collection(name: &str, known: &str) -> Self {
        let detail = format!("no collection “{}” here, but {known}", shortened(name));
        Self::new(StatusCode::NOT_FOUND, "unknown-collection", "Unknown collection", detail)
    }

    /// 404: there is no feature of this identifier in the collection.
    pub(super) fn unknown_feature(id: &str, collection: &str) -> Self {
        let detail = format!("no feature “{}” in {collection}", shortened(id));
        Self::new(StatusCode::NOT_FOUND, "unknown-feature", "Unknown feature", detail)
    }

    /// 416: no part that is asked for lies within the bytes.
    pub(super) fn unsatisfiable_range(length: usize) -> Self {
        let detail = format!("no range that is asked for lies within the {length} bytes");
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "unsatisfiable-range", "Range not satisfiable", detail)
    }

    /// 404: the service has no roads.
    pub(super) fn no_roads() -> Self {
        let detail = "this service has no roads: start it with --roads, on a file of `maillage roads build`";
        Self::new(StatusCode::NOT_FOUND, "no-roads", "No roads", detail)
    }

    /// 404: there is no tile at this address.
    pub(super) fn unknown_tile(address: &str, max_zoom: u8) -> Self {
        let detail = format!(
            "no tile at {}: zooms go from 0 to {max_zoom}, columns and rows from 0 to 2^zoom − 1",
            shortened(address)
        );
        Self::new(StatusCode::NOT_FOUND, "unknown-tile", "Unknown tile", detail)
    }

    /// 404: the commune is not one of the territory.
    pub(super) fn unknown_commune(code: &str) -> Self {
        let detail = format!("no commune “{}” in this territory", shortened(code));
        Self::new(StatusCode::NOT_FOUND, "unknown-commune", "Unknown commune", detail)
            .about("code", "the INSEE code of a commune of the territory")
    }

    /// 422: there is no way between the two ends.
    pub(super) fn not_reached(reason: &dyn Display) -> Self {
        let (status, detail) = (StatusCode::UNPROCESSABLE_ENTITY, reason.to_string());
        Self::new(status, "not-reached", "Not reached", detail)
    }

    /// 405: the address only answers the methods of `allowed`, comma separated.
    pub(super) fn method_not_allowed(method: &str, allowed: &'static str) -> Self {
        let detail = format!("{} is not accepted here, but {allowed}", shortened(method));
        let mut problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed", detail);
        problem.0.allowed = Some(allowed);
        problem
    }

    /// 400: a part of the body is not what it should be; `accepted` says what is, where the words do not.
    pub(super) fn body(part: &str, what: &str, accepted: Option<&str>) -> Self {
        let (part, what) = (shortened(part), shortened(what));
        let detail = format!("{part}: {what}");
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid-body", "Invalid body", detail);
        problem.0.parameter = Some(part);
        problem.0.accepted = accepted.map(str::to_owned);
        problem
    }

    /// 400: the body is no JSON.
    pub(super) fn unreadable_body(why: &dyn Display) -> Self {
        let detail = format!("the body cannot be read: {}", shortened(&why.to_string()));
        Self::new(StatusCode::BAD_REQUEST, "unreadable-body", "Unreadable body", detail)
    }

    /// 415: the body is of another media type.
    pub(super) fn unsupported_media_type(given: &str) -> Self {
        let detail = format!("a body of “{}” is not accepted: send application/json", shortened(given));
        let (status, title) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type");
        Self::new(status, "unsupported-media-type", title, detail).about("Content-Type", "application/json")
    }

    /// 415: a file under a type that a form of any page may send.
    pub(super) fn unsupported_file_type(given: &str) -> Self {
        let detail =
            format!("a body of “{}” is not accepted: send application/octet-stream", shortened(given));
        let (status, title) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type");
        Self::new(status, "unsupported-media-type", title, detail)
            .about("Content-Type", "application/octet-stream")
    }

    /// 404: no job has this identifier, or its time has passed.
    pub(super) fn unknown_job(id: &str) -> Self {
        let detail =
            format!("no job “{}”: it never was, or it was forgotten; ask for the work again", shortened(id));
        Self::new(StatusCode::NOT_FOUND, "unknown-job", "Unknown job", detail)
    }

    /// 404: no plan has this identifier, or it was forgotten.
    pub(super) fn unknown_plan(id: &str) -> Self {
        let detail = format!(
            "no plan “{}”: it never was here, or it was forgotten; bring it again with POST /api/plans",
            shortened(id)
        );
        Self::new(StatusCode::NOT_FOUND, "unknown-plan", "Unknown plan", detail)
    }

    /// 404: no indicators have this name, or they were forgotten.
    pub(super) fn unknown_indicators(name: &str) -> Self {
        let detail = format!(
            "no indicators “{}”: they never were here, or they were forgotten; bring the file again",
            shortened(name)
        );
        Self::new(StatusCode::NOT_FOUND, "unknown-indicators", "Unknown indicators", detail)
            .about("indicators", "names that POST /api/indicators gave")
    }

    /// 409: the job has no result.
    pub(super) fn no_result(state: &str) -> Self {
        let detail = format!("the job is {state}: it has a result once it is done");
        Self::new(StatusCode::CONFLICT, "no-result", "No result", detail)
    }

    /// 422: the job took longer than one may.
    pub(super) fn job_too_long(limit: Duration) -> Self {
        let detail = format!(
            "stopped after {} s, the most that a job may take: give fewer rounds (rules.rounds) or fewer stops, or \
             use the command line",
            limit.as_secs_f64()
        );
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "job-too-long", "Job too long", detail)
    }

    /// 422: the result is larger than all that is kept.
    pub(super) fn result_too_large(limit: usize) -> Self {
        let detail =
            format!("the result is larger than the {limit} bytes that are kept; use the command line");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "result-too-large", "Result too large", detail)
    }

    /// 422: a plan lacks what a file of it needs.
    pub(super) fn not_exported(why: &dyn Display) -> Self {
        let detail = shortened(&why.to_string());
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not-exported", "Not exported", detail)
    }

    /// 503: too many jobs wait or run already.
    pub(super) fn too_many_jobs(limit: usize) -> Self {
        let detail = format!("{limit} jobs wait or run already, the most at once; try again in a moment");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-jobs", "Too many jobs", detail).retried()
    }

    /// 413: a body was announced that is larger than anything accepted.
    pub(super) fn body_too_large(limit: usize) -> Self {
        let detail = format!("the body of a request may have {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "Body too large", detail)
    }

    /// 414: the address is longer than anything accepted.
    pub(super) fn address_too_long(limit: usize) -> Self {
        let detail = format!("the path and the query string may have {limit} bytes each");
        Self::new(StatusCode::URI_TOO_LONG, "address-too-long", "Address too long", detail)
    }

    /// 503: too much work is waiting already.
    pub(super) fn busy() -> Self {
        let detail = "too many computations are waiting already; try again in a moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail).retried()
    }

    /// 503: the answer took longer than a request may.
    pub(super) fn deadline() -> Self {
        let detail = "the answer is not ready within the time given to a request; try again in a moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "deadline", "Deadline passed", detail).retried()
    }

    /// 500: the service failed. Logs the cause; the client receives the number of the log line.
    pub(super) fn internal(cause: &dyn Display) -> Self {
        static INCIDENTS: AtomicU64 = AtomicU64::new(1);
        let incident = INCIDENTS.fetch_add(1, Ordering::Relaxed);
        tracing::error!(incident, %cause, "a request failed");
        let detail = "the service failed to answer; its log says why, under the number given as instance";
        let mut problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal error", detail);
        problem.0.instance = Some(format!("urn:maillage:incident:{incident}"));
        problem
    }

    /// As it is sent.
    #[cfg(test)]
    pub(super) fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap()
    }

    fn retried(mut self) -> Self {
        self.0.retry = true;
        self
    }

    /// The same, with the word for what is wrong with its parameter.
    pub(super) fn because(mut self, reason: &str) -> Self {
        self.0.reason = Some(reason.to_owned());
        self
    }

    fn about(mut self, parameter: &str, accepted: impl Into<String>) -> Self {
        self.0.parameter = Some(parameter.to_owned());
        self.0.accepted = Some(accepted.into());
        self
    }
}

/// As part of another answer.
impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        // A struct of texts and numbers: writing it as JSON cannot fail.
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allowed) = self.0.allowed {
            headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
        }
        if self.0.retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
        response
    }
}
