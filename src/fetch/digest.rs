//! Digests: what a file is known by.

use std::io::{self, Read};
use std::path::Path;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::files::{FileError, hexadecimal, open};

/// How much is read at once, bytes.
const BLOCK: usize = 1 << 20;

/// The digests of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digests {
    /// How long it is.
    pub(super) bytes: u64,
    /// SHA-256, hexadecimal.
    pub(super) sha256: String,
    /// MD5, hexadecimal: known to be forgeable, and all that some publishers give against damage.
    pub(super) md5: String,
}

/// Reads a file once for its digests.
///
/// # Errors
/// [`FileError`] when it cannot be read.
pub(super) fn digests(path: &Path) -> Result<Digests, FileError> {
    let mut file = open(path)?;
    let (mut sha256, mut md5, mut bytes) = (Sha256::new(), Md5::new(), 0_u64);
    let mut block = vec![0; BLOCK];
    loop {
        let read = match file.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(FileError::io(path, "read", error)),
        };
        sha256.update(&block[..read]);
        md5.update(&block[..read]);
        bytes += read as u64;
    }
    Ok(Digests { bytes, sha256: hexadecimal(&sha256.finalize()), md5: hexadecimal(&md5.finalize()) })
}

/// Whether a text is a digest of `n_bytes` bytes, as it is written.
pub(super) fn is_digest(text: &str, n_bytes: usize) -> bool {
    text.len() == 2 * n_bytes && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The MD5 that a `.md5` file says: its first word, as `md5sum` writes it.
pub(super) fn published_md5(text: &str) -> Option<String> {
    let word = text.split_ascii_whitespace().next()?.to_ascii_lowercase();
    is_digest(&word, 16).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_come_out() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"abc").unwrap();
        let found = digests(file.path()).unwrap();
        // FIPS 180-2, appendix B.1; RFC 1321, A.5.
        assert_eq!(found.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(found.md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(found.bytes, 3);
    }

    #[test]
    fn the_file_of_md5sum_is_read_and_a_page_is_not() {
        let line = "900150983CD24FB0D6963F7D28E17F72  languedoc-roussillon-latest.osm.pbf\n";
        assert_eq!(published_md5(line).as_deref(), Some("900150983cd24fb0d6963f7d28e17f72"));
        assert_eq!(published_md5("<html>Not found</html>"), None);
        assert_eq!(published_md5(""), None);
    }
}
