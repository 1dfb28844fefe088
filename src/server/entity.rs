//! A rendered answer: bytes in one content coding, under a strong entity tag.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use sha2::{Digest, Sha256};

use super::cache::Weighed;
use super::negotiation::{Coding, is_not_modified};
use super::problem::Problem;
use crate::files::hexadecimal;

/// Below this, compressing saves less than a packet.
const WORTH_COMPRESSING: usize = 1024;

const BROTLI_WINDOW: u32 = 22;

/// How much work is put into compressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// For small bytes. Brotli's 5: past it, time doubles for a few per cent.
    Small,
    /// For quick answers, of which there are many, such as tiles: a fifth of the time, a tenth more bytes.
    Quick,
}

impl Effort {
    const fn brotli(self) -> u32 {
        match self {
            Self::Small => 5,
            Self::Quick => 1,
        }
    }

    const fn gzip(self) -> u32 {
        match self {
            Self::Small => 6,
            Self::Quick => 1,
        }
    }
}

/// The bytes of an answer in one content coding.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    bytes: Bytes,
    coding: Coding,
    /// Names the identity bytes; the coding is added when it is sent.
    digest: String,
}

impl Weighed for Entity {
    fn weight(&self) -> usize {
        self.bytes.len() + self.digest.len()
    }
}

impl Entity {
    /// Uncompressed bytes, tagged by what they are: the same bytes have the same tag on every
    /// replica and after every restart.
    pub(super) fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let digest = hexadecimal(&Sha256::digest(&bytes));
        Self { bytes, coding: Coding::Identity, digest }
    }

    /// Bytes that were compressed beforehand, tagged by the digest of the uncompressed ones.
    pub(super) fn precompressed(bytes: impl Into<Bytes>, coding: Coding, digest: &[u8]) -> Self {
        Self { bytes: bytes.into(), coding, digest: hexadecimal(digest) }
    }

    /// The same entity in a content coding. Takes time in proportion to its length.
    ///
    /// # Errors
    /// When there is no memory to write to; nothing else can fail.
    pub(super) fn encoded(&self, coding: Coding, effort: Effort) -> io::Result<Self> {
        let bytes = match coding {
            Coding::Identity => return Ok(self.clone()),
            Coding::Gzip => {
                let mut writer =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(effort.gzip()));
                writer.write_all(&self.bytes)?;
                writer.finish()?
            }
            Coding::Brotli => {
                let mut compressed = Vec::new();
                let mut writer =
                    brotli::CompressorWriter::new(&mut compressed, 65_536, effort.brotli(), BROTLI_WINDOW);
                writer.write_all(&self.bytes)?;
                writer.flush()?;
                drop(writer);
                compressed
            }
        };
        Ok(Self { bytes: bytes.into(), coding, digest: self.digest.clone() })
    }

    /// Whether it is long enough to gain from compression.
    pub(super) fn is_worth_compressing(&self) -> bool {
        self.bytes.len() >= WORTH_COMPRESSING
    }

    /// The bytes.
    pub(super) const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The strong entity tag, quotes included.
    pub(super) fn tag(&self) -> String {
        // 128 bits of the digest name the bytes well enough.
        format!("\"{}{}\"", &self.digest[..self.digest.len().min(32)], self.coding.tag_suffix())
    }

    /// The answer to a request: whole, or 304 when the client has these very bytes.
    pub(super) fn answer(&self, request: &HeaderMap, kept: Keep, media_type: &'static str) -> Response<Body> {
        let tag = self.tag();
        let fresh = is_not_modified(request, &tag);
        let mut response = Response::new(if fresh { Body::empty() } else { Body::from(self.bytes.clone()) });
        let headers = response.headers_mut();
        match HeaderValue::from_str(&tag) {
            Ok(tag) => headers.insert(header::ETAG, tag),
            Err(error) => return axum::response::IntoResponse::into_response(Problem::internal(&error)),
        };
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept.directive()));
        if fresh {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.bytes.len()));
        if let Some(token) = self.coding.token() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        response
    }
}

/// How long a client may use an answer without asking again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keep {
    /// It asks each time whether its copy still holds.
    Revalidated,
    /// For ever: the name changes with the content.
    Immutable,
}

impl Keep {
    const fn directive(self) -> &'static str {
        match self {
            Self::Revalidated => "no-cache",
            Self::Immutable => "public, max-age=31536000, immutable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn every_coding_reads_back_to_the_same_bytes() {
        let text: Vec<u8> = (0..50_000u32).flat_map(|i| (i % 977).to_string().into_bytes()).collect();
        let entity = Entity::new(text.clone());
        let gzip = entity.encoded(Coding::Gzip, Effort::Small).unwrap();
        let brotli = entity.encoded(Coding::Brotli, Effort::Quick).unwrap();
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&gzip.bytes[..]).read_to_end(&mut read).unwrap();
        assert!(read == text && gzip.bytes.len() < text.len());
        read.clear();
        brotli::Decompressor::new(&brotli.bytes[..], 4096).read_to_end(&mut read).unwrap();
        assert!(read == text && brotli.bytes.len() < text.len());
    }

    #[test]
    fn tags_name_exact_bytes() {
        let tag = |entity: &Entity| {
            let response = entity.answer(&HeaderMap::new(), Keep::Revalidated, "text/plain");
            response.headers()[header::ETAG].clone()
        };
        let entity = Entity::new("a");
        assert_ne!(tag(&entity), tag(&Entity::new("b")));
        assert_ne!(tag(&entity), tag(&entity.encoded(Coding::Gzip, Effort::Small).unwrap()));
        assert_eq!(tag(&entity), tag(&Entity::new("a")));
    }
}
