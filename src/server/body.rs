//! The body of a request: JSON within bounds, read strictly.
//!
//! Only `application/json` is read, and for files what no form sends. A browser sends that to another site only after asking it, which this service
//! does not answer: a foreign page cannot start work here.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// Largest body of a question, bytes.
const LARGEST_QUESTION: usize = 256 * 1024;
/// Largest plan that is brought, bytes.
const LARGEST_PLAN: usize = 4 << 20;
/// Largest indicators that are brought, bytes: a figure of each commune of France for some 50 of them.
const LARGEST_TABLE: usize = 16 << 20;
/// Largest file of venues that is brought, bytes.
const LARGEST_FILE: usize = 64 << 20;
/// Files that are received or checked at once: 128 MB.
const FILES_AT_ONCE: usize = 2;
/// Largest body that an address which reads none lets pass, bytes; a larger one is large.
const LARGEST_OTHER: usize = 64 * 1024;
/// Large bodies that are read or wait at once: 64 MB.
const LARGE_AT_ONCE: usize = 16;

/// The largest body of a request to an address, bytes.
pub(super) fn largest_body(path: &str) -> usize {
    match path {
        "/api/stops" | "/api/tours" => LARGEST_QUESTION,
        "/api/plans" => LARGEST_PLAN,
        "/api/check" => LARGEST_FILE,
        "/api/indicators" => LARGEST_TABLE,
        _ => LARGEST_OTHER,
    }
}

/// The bytes of a body; a large one holds a place among those until it is dropped.
#[derive(Debug)]
pub(super) struct JsonBytes {
    bytes: Vec<u8>,
    _place: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for JsonBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// How many large bodies are read or wait at once, so that slow senders of many cannot fill the memory.
#[derive(Debug)]
pub(super) struct Bodies {
    large: Arc<Semaphore>,
    files: Arc<Semaphore>,
}

impl Bodies {
    /// None is read yet.
    pub(super) fn new() -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self { large: places(LARGE_AT_ONCE), files: places(FILES_AT_ONCE) }
    }

    /// Receives the body of JSON of a request to an address.
    ///
    /// # Errors
    /// 415 when it is of another media type, 413 when it is too large, 400 when it breaks off, 503 when too many large
    /// ones are there already.
    pub(super) async fn json(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<JsonBytes, Problem> {
        only_json(headers)?;
        received(largest_body(path), &self.large, body).await
    }

    /// Receives JSON as large as a file, which takes a place among files.
    ///
    /// # Errors
    /// As [`Self::json`].
    pub(super) async fn table(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<JsonBytes, Problem> {
        only_json(headers)?;
        received(largest_body(path), &self.files, body).await
    }

    /// Receives a file that is brought to an address.
    ///
    /// # Errors
    /// As [`Self::json`]; 415 for the types that a form of any page may send without asking.
    pub(super) async fn file(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<JsonBytes, Problem> {
        let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media_type = given.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let of_forms = ["", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"];
        if of_forms.contains(&media_type.as_str()) {
            return Err(Problem::unsupported_file_type(given));
        }
        received(largest_body(path), &self.files, body).await
    }
}

/// Refuses any other media type than that of JSON.
fn only_json(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = given.split(';').next().unwrap_or("").trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Problem::unsupported_media_type(given))
    }
}

/// The bytes of a body within a limit; a large one takes a place.
async fn received(limit: usize, places: &Arc<Semaphore>, body: Body) -> Result<JsonBytes, Problem> {
    let mut body = pin!(body);
    let (mut bytes, mut place) = (Vec::new(), None);
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = frame.map_err(|error| Problem::unreadable_body(&error))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = bytes.len() + data.len();
        if length > limit {
            return Err(Problem::body_too_large(limit));
        }
        if length > LARGEST_OTHER && place.is_none() {
            place = Some(Arc::clone(places).try_acquire_owned().map_err(|_| Problem::busy())?);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(JsonBytes { bytes, _place: place })
}

/// A body as a value of JSON.
///
/// # Errors
/// 400 when it is none.
pub(super) fn json_value(bytes: &JsonBytes) -> Result<Value, Problem> {
    serde_json::from_slice(bytes.as_ref()).map_err(|error| Problem::unreadable_body(&error))
}

/// A part of a body, `at` being its place: empty for the whole. Every member of `T` may be absent.
///
/// # Errors
/// 400, naming the member at fault.
pub(super) fn part<T: DeserializeOwned>(at: &str, value: &Value) -> Result<T, Problem> {
    let refusal = |at: &str, value: &Value, error: &serde_json::Error| {
        let message = error.to_string();
        let what = format!("{value} is not accepted: {message}");
        // Long values and lists of words: each is shortened by itself.
        Problem::body(
            at,
            if what.chars().count() > 120 { &message } else { &what },
            message.split_once("expected ").map(|(_, accepted)| accepted),
        )
    };
    let Value::Object(members) = value else {
        return Err(Problem::body(if at.is_empty() { "the body" } else { at }, "not an object", None));
    };
    // A member is at fault when it is refused alone.
    let alone = |(name, member): (&String, &Value)| {
        let object = Map::from_iter([(name.clone(), member.clone())]);
        let error = serde_json::from_value::<T>(Value::Object(object)).err()?;
        let place = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        Some(refusal(&place, member, &error))
    };
    if let Some(problem) = members.iter().find_map(alone) {
        return Err(problem);
    }
    T::deserialize(value).map_err(|error| refusal(at, value, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[tokio::test]
    async fn large_bodies_are_few_at_once_and_small_ones_are_always_read() {
        let headers =
            HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let bodies = Bodies::new();
        let receive =
            async |length: usize| bodies.json("/api/plans", &headers, vec![b' '; length].into()).await;
        let mut held = Vec::new();
        for _ in 0..LARGE_AT_ONCE {
            held.push(receive(LARGEST_OTHER + 1).await.unwrap());
        }
        assert_eq!(receive(LARGEST_OTHER + 1).await.unwrap_err().to_json()["status"], 503);
        assert!(receive(LARGEST_OTHER).await.is_ok());
        held.pop();
        assert!(receive(LARGEST_OTHER + 1).await.is_ok());
    }
}
