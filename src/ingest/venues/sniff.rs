//! Small things that several readers of text ask: the delimiter of a header, what bytes seem to be, a value of
//! JSON as text.

use serde_json::Value;

use crate::model::shortened;

/// The delimiter of a header: the one it has most of, outside quotes; the comma when it has none.
pub(crate) fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (candidate, count) in &mut counts {
                    *count += u32::from(candidate == byte);
                }
            }
            _ => {}
        }
    }
    // The first of equals, which is the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

/// A property as a cell would show it; several values are joined as the schema does.
pub(in crate::ingest) fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(as_text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

/// Refuses a collection that says it is in other coordinates than longitude and latitude.
pub(in crate::ingest) fn check_crs(crs: &Value) -> Result<(), String> {
    let name = match crs {
        Value::Null => return Ok(()),
        crs => crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default(),
    };
    if name.contains("CRS84") || name.ends_with(":4326") {
        Ok(())
    } else {
        Err(format!("coordinates in “{}”, not in longitude and latitude (CRS84)", shortened(name)))
    }
}

/// What the first bytes seem to be, when they are not text of one byte a letter.
pub(in crate::ingest) fn not_text(start: &[u8]) -> Option<String> {
    let hint = match start {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16, as Excel's “Unicode text”",
        [b'P', b'K', 3, 4, ..] => "a spreadsheet or a ZIP archive",
        [0x1f, 0x8b, ..] => "a gzip archive",
        [b'f', b'g', b'b', 3, ..] => "a FlatGeobuf",
        _ if start.contains(&0) => "binary: it has NUL bytes",
        _ => return None,
    };
    Some(hint.to_owned())
}
