//! Parts of an answer by ranges of bytes (RFC 9110, section 14): what lets a client read only the part of a
//! FlatGeobuf that it needs.

use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::entity::{Entity, Keep};
use super::problem::Problem;

/// Most ranges in one request; the whole is sent to who asks for more.
const MOST_RANGES: usize = 32;

/// The answer to a request for an entity without content coding: whole, in parts, 304, or 416.
pub(super) fn answer(
    entity: &Entity,
    method: &Method,
    request: &HeaderMap,
    media_type: &'static str,
) -> Response<Body> {
    let mut whole = entity.answer(request, Keep::Revalidated, media_type);
    // It comes in one coding only.
    whole.headers_mut().remove(header::VARY);
    whole.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let asked = request.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (Some(asked), &Method::GET, StatusCode::OK) = (asked, method, whole.status()) else { return whole };
    if !still_holds(request, &entity.tag()) {
        return whole;
    }
    let bytes = entity.bytes();
    match ranges(asked, bytes.len()) {
        None => whole,
        Some(ranges) => match ranges.as_slice() {
            [] => {
                let mut refusal = Problem::unsatisfiable_range(bytes.len()).into_response();
                insert(&mut refusal, header::CONTENT_RANGE, &format!("bytes */{}", bytes.len()));
                refusal
            }
            [range] => {
                insert(&mut whole, header::CONTENT_RANGE, &content_range(range, bytes.len()));
                part(whole, bytes.slice(range.clone()))
            }
            several => {
                let boundary = boundary(entity);
                let body = multipart(bytes, several, &boundary, media_type);
                let kind = format!("multipart/byteranges; boundary={boundary}");
                insert(&mut whole, header::CONTENT_TYPE, &kind);
                part(whole, body.into())
            }
        },
    }
}

fn part(mut response: Response<Body>, body: Bytes) -> Response<Body> {
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    *response.body_mut() = Body::from(body);
    response
}

fn insert(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    // Numbers and letters: a header always.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Whether `If-Range`, where given, names these very bytes: compared strongly, and a date never does.
fn still_holds(request: &HeaderMap, tag: &str) -> bool {
    request.get(header::IF_RANGE).is_none_or(|held| held.as_bytes() == tag.as_bytes())
}

fn content_range(range: &Range<usize>, length: usize) -> String {
    format!("bytes {}-{}/{length}", range.start, range.end - 1)
}

/// The ranges that lie within the bytes, in the order asked for; those that overlap or touch are one. `None` where
/// the header is to be ignored: another unit, not a list of ranges, too many of them.
fn ranges(header: &str, length: usize) -> Option<Vec<Range<usize>>> {
    let (unit, list) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let number = |text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // Beyond all bytes is beyond all bytes, however far.
        plain.then(|| text.parse::<usize>().unwrap_or(usize::MAX))
    };
    let items: Vec<&str> = list.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    if items.is_empty() || items.len() > MOST_RANGES {
        return None;
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for item in items {
        let (from, to) = item.split_once('-')?;
        let range = match (number(from.trim()), number(to.trim())) {
            (Some(begin), Some(end)) if end < begin => return None,
            (Some(begin), Some(end)) => begin..end.saturating_add(1).min(length),
            (Some(begin), None) if to.trim().is_empty() => begin..length,
            (None, Some(suffix)) if from.trim().is_empty() => length.saturating_sub(suffix)..length,
            _ => return None,
        };
        if range.start >= range.end {
            continue;
        }
        match found.iter_mut().find(|other| range.start <= other.end && other.start <= range.end) {
            Some(other) => *other = other.start.min(range.start)..other.end.max(range.end),
            None => found.push(range),
        }
    }
    Some(found)
}

/// What stands between parts: made from the digest of the bytes, of which it is no part but by chance of 2⁻¹²⁸.
fn boundary(entity: &Entity) -> String {
    format!("part-{}", entity.tag().trim_matches('"'))
}

fn multipart(bytes: &Bytes, ranges: &[Range<usize>], boundary: &str, media_type: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for range in ranges {
        let content_range = content_range(range, bytes.len());
        let head =
            format!("--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {content_range}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&bytes[range.clone()]);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "the ranges themselves are what is compared")]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (header, expected) in [
            ("bytes=0-3", Some(vec![0..4])),
            ("bytes=7-", Some(vec![7..10])),
            ("bytes=-3", Some(vec![7..10])),
            ("bytes=-30", Some(vec![0..10])),
            ("bytes=0-99999999999999999999999", Some(vec![0..10])),
            ("Bytes = 0-0 , 9-9", Some(vec![0..1, 9..10])),
            ("bytes=5-6,0-1", Some(vec![5..7, 0..2])),
            ("bytes=0-4,3-8", Some(vec![0..9])),
            ("bytes=10-", Some(vec![])),
            ("bytes=-0", Some(vec![])),
            ("bytes=10-,0-0", Some(vec![0..1])),
            ("bytes=3-1", None),
            ("bytes=", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("bytes=1", None),
            ("rows=0-1", None),
            ("0-1", None),
        ] {
            assert_eq!(ranges(header, 10), expected, "{header}");
        }
        assert_eq!(ranges(&format!("bytes={}", vec!["0-0"; 33].join(",")), 10), None);
    }

    async fn ask(method: Method, sent: &[(header::HeaderName, &str)]) -> (StatusCode, HeaderMap, String) {
        let entity = Entity::new("0123456789");
        let request = sent.iter().map(|(n, v)| (n.clone(), HeaderValue::from_str(v).unwrap())).collect();
        let (parts, body) = answer(&entity, &method, &request, "text/plain").into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn one_part_several_parts_none_and_all() {
        let (status, headers, body) = ask(Method::GET, &[(header::RANGE, "bytes=2-4")]).await;
        assert_eq!((status, body.as_str()), (StatusCode::PARTIAL_CONTENT, "234"));
        assert_eq!(headers[header::CONTENT_RANGE], "bytes 2-4/10");
        assert_eq!(headers[header::CONTENT_LENGTH], "3");

        let (status, headers, body) = ask(Method::GET, &[(header::RANGE, "bytes=0-1,-1")]).await;
        assert_eq!(status, StatusCode::PARTIAL_CONTENT);
        let kind = headers[header::CONTENT_TYPE].to_str().unwrap();
        let boundary = kind.strip_prefix("multipart/byteranges; boundary=").unwrap();
        let expected = format!(
            "--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n\
             --{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 9-9/10\r\n\r\n9\r\n--{boundary}--\r\n"
        );
        assert_eq!(body, expected);

        let (status, headers, _) = ask(Method::GET, &[(header::RANGE, "bytes=10-")]).await;
        assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(headers[header::CONTENT_RANGE], "bytes */10");

        for method in [Method::GET, Method::HEAD] {
            let sent: &[_] = if method == Method::GET { &[] } else { &[(header::RANGE, "bytes=0-1")] };
            let (status, headers, _) = ask(method, sent).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[header::ACCEPT_RANGES], "bytes");
        }
    }

    #[tokio::test]
    async fn parts_of_other_bytes_are_never_sent() {
        let tag = Entity::new("0123456789").tag();
        let with = |held: String| async move {
            ask(Method::GET, &[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, &held)]).await.0
        };
        assert_eq!(with(tag.clone()).await, StatusCode::PARTIAL_CONTENT);
        assert_eq!(with(format!("W/{tag}")).await, StatusCode::OK);
        assert_eq!(with("\"other\"".to_owned()).await, StatusCode::OK);
        assert_eq!(with("Sun, 22 Nov 2026 10:00:00 GMT".to_owned()).await, StatusCode::OK);
        let fresh = ask(Method::GET, &[(header::RANGE, "bytes=0-1"), (header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!(fresh.0, StatusCode::NOT_MODIFIED);
    }
}
