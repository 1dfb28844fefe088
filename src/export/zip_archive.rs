//! Several files as one, for a download.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of `name.extension` files, in their order. It knows no clock: the same parts are the same bytes.
///
/// # Errors
/// When the library refuses, which only a lack of memory explains.
pub(super) fn zip(name: &str, parts: &[(&'static str, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Without the crate's clock an entry is of 1 January 1980, the first day that the format knows.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for (extension, bytes) in parts {
        archive.start_file(format!("{name}.{extension}"), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
