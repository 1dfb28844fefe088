//! The authorities that this machine trusts.
//!
//! Those of the system, not a list in the program: the proxy of an administration often opens what passes through it
//! and signs it again with an authority of its own, which its administrator has put there.

use std::env;
use std::path::{Path, PathBuf};

use ureq::tls::{Certificate, PemItem, parse_pem};

use super::FetchError;
use crate::files::read_bounded;

/// Names a file of certificates, before any other place; OpenSSL and curl know it too.
const VARIABLE: &str = "SSL_CERT_FILE";

/// Where systems keep theirs: Debian and Alpine, Fedora and RHEL, SUSE, the BSD and macOS.
const PLACES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The largest file of certificates that is read, bytes (Debian's has 0.2 MB).
const MOST: u64 = 16 << 20;

/// The certificates of the authorities that the system trusts.
///
/// Cost: a few milliseconds.
///
/// # Errors
/// [`FetchError`] when there are none, or the file that `SSL_CERT_FILE` names has none.
pub(super) fn trusted() -> Result<Vec<Certificate<'static>>, FetchError> {
    if let Some(named) = env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        let path = PathBuf::from(named);
        return read(&path, &read_bounded(&path, MOST)?);
    }
    let found = PLACES.iter().map(Path::new).find(|path| path.is_file());
    let path = found.ok_or_else(|| FetchError::NoCertificates { looked: PLACES.join(", ") })?;
    read(path, &read_bounded(path, MOST)?)
}

/// One that cannot be read is left out, as browsers do: others may do.
fn read(path: &Path, pem: &[u8]) -> Result<Vec<Certificate<'static>>, FetchError> {
    let certificates: Vec<_> = parse_pem(pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(FetchError::NoCertificates { looked: path.display().to_string() });
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let said = read(Path::new("/etc/empty.pem"), b"nothing here").unwrap_err().to_string();
        assert!(said.contains("/etc/empty.pem") && said.contains("SSL_CERT_FILE"), "{said}");
    }

    #[test]
    fn every_block_of_a_file_is_a_certificate() {
        // "test" in base64 is no certificate, but the form is right: it is rustls that refuses it, alone.
        let block = "-----BEGIN CERTIFICATE-----\ndGVzdA==\n-----END CERTIFICATE-----\n";
        assert_eq!(read(Path::new("a"), block.repeat(3).as_bytes()).unwrap().len(), 3);
    }
}
