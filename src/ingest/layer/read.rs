//! From a path to the reader of its format, told from the content and never from the file's name.

use std::io::Read;
use std::path::Path;

use super::text::Source;
use super::{LayerRead, ReadOptions, RowSink, csv, json};
use crate::ingest::IngestError;

/// Bytes that tell a format.
const START: u64 = 1 << 12;

/// Reads the rows of a file in any format of [`Format`](super::Format) into `sink`, one at a time.
///
/// Cost: CSV one look at the bytes for the encoding and one pass, JSON two passes; memory is bounded by the
/// longest row.
///
/// # Errors
/// [`IngestError`] when the file cannot be opened, is empty, is none of the formats, or does not follow the one
/// that it begins as; and what the sink refuses.
pub fn read_layer(
    path: &Path,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    read_source(&Source::new(path), options, sink)
}

fn read_source(
    source: &Source,
    options: &ReadOptions,
    sink: &mut dyn RowSink,
) -> Result<LayerRead, IngestError> {
    let mut start = Vec::new();
    source.open(u64::MAX)?.take(START).read_to_end(&mut start).map_err(|e| source.io(e))?;
    let not = |hint: &str| IngestError::NotText { path: source.shown.clone(), hint: hint.to_owned() };
    match first_letter(&start) {
        Some('{' | '[') => json::read(source, options, sink),
        Some('<') => Err(not("a page of a web site or XML; the download may have failed")),
        _ => csv::read(source, sink),
    }
}

/// The first letter of a text that is not blank, in whatever encoding.
fn first_letter(start: &[u8]) -> Option<char> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").or(start.strip_prefix(b"\xff\xfe")).unwrap_or(start);
    let text = text.strip_prefix(b"\xfe\xff").unwrap_or(text);
    text.iter().copied().find(|byte| !byte.is_ascii_whitespace() && *byte != 0).map(char::from)
}
