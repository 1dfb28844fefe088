//! Which addresses may be asked.
//!
//! `https` alone, so that nobody on the way can change a file or its digest; plain `http` to this machine, for tests
//! and for a mirror behind a tunnel. A redirection stays under the same rule, and one from elsewhere never leads back
//! to this machine.

use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

use super::FetchError;

/// How many redirections are followed for one file.
pub const MAX_REDIRECTS: usize = 5;

/// The longest address that is taken, bytes (inclusive).
const LONGEST: usize = 4_096;

/// An address that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    host: String,
    loopback: bool,
}

impl Address {
    /// From its text.
    ///
    /// # Errors
    /// What is wrong with it: not an address, not `https`, credentials in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("an address of {} bytes; {LONGEST} is the most", text.len()));
        }
        let uri: Uri = text.parse().map_err(|error| format!("“{text}” is not an address: {error}"))?;
        let (Some(scheme), Some(host), Some(authority)) = (uri.scheme_str(), uri.host(), uri.authority())
        else {
            return Err(format!("“{text}” is not an address: give https://host/path"));
        };
        if authority.as_str().contains('@') {
            return Err("an address with a user name in it; remove what stands before @".to_owned());
        }
        let loopback = is_loopback(host);
        match scheme {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(format!("“{text}” is not https; plain http is for this machine alone")),
        }
        Ok(Self { host: host.to_owned(), loopback, text: text.to_owned() })
    }

    /// Where a redirection from here leads.
    ///
    /// # Errors
    /// [`FetchError::Redirected`] when the rule above refuses it.
    pub(super) fn follow(&self, location: &str) -> Result<Self, FetchError> {
        let refused = |problem: String| FetchError::Redirected { url: self.text.clone(), problem };
        let target =
            self.resolve(location).ok_or_else(|| refused("its target is not an address".to_owned()))?;
        let target = Self::parse(&target).map_err(refused)?;
        if target.loopback && !self.loopback {
            return Err(refused(format!("to this machine ({})", target.text)));
        }
        Ok(target)
    }

    /// A reference of a `Location` header, absolute: publishers send absolute addresses, or paths from the root.
    fn resolve(&self, location: &str) -> Option<String> {
        if location.contains("://") {
            return Some(location.to_owned());
        }
        let (scheme, rest) = self.text.split_once("://")?;
        if let Some(host_and_path) = location.strip_prefix("//") {
            return Some(format!("{scheme}://{host_and_path}"));
        }
        let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(path_at);
        if location.starts_with('/') {
            return Some(format!("{scheme}://{authority}{location}"));
        }
        let path = path.split('?').next().unwrap_or_default();
        let folder = path.rfind('/').map_or("/", |slash| &path[..=slash]);
        Some(format!("{scheme}://{authority}{folder}{location}"))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, which is all that is shown while it is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is asked without TLS, on this machine then.
    pub(super) fn is_plain(&self) -> bool {
        self.text.starts_with("http:")
    }

    /// Whether it is on this machine.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// `localhost` is resolved by the system and might be anything; the addresses are not.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(from: &str, location: &str) -> Result<String, String> {
        let from = Address::parse(from).unwrap();
        from.follow(location).map(|address| address.text).map_err(|error| error.to_string())
    }

    #[test]
    fn https_is_asked_and_http_of_this_machine_alone() {
        for good in
            ["https://www.insee.fr/a", "http://127.0.0.1:8080/a", "http://[::1]/a", "http://localhost/a"]
        {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://www.insee.fr/a",
            "http://127.0.0.1.example.org/a",
            "ftp://ftp.example.org/a",
            "file:///etc/passwd",
            "https://user:secret@example.org/",
            "www.insee.fr/a",
            "",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
        assert!(
            Address::parse(&format!("https://a/{}", "x".repeat(5000))).unwrap_err().contains("5010 bytes")
        );
    }

    #[test]
    fn a_redirection_is_resolved_and_kept_to_the_rule() {
        assert_eq!(led("https://a.fr/x/y?z", "https://b.fr/c").unwrap(), "https://b.fr/c");
        assert_eq!(led("https://a.fr:1/x/y", "/c?d").unwrap(), "https://a.fr:1/c?d");
        assert_eq!(led("https://a.fr/x/y", "c").unwrap(), "https://a.fr/x/c");
        assert_eq!(led("https://a.fr", "c").unwrap(), "https://a.fr/c");
        assert_eq!(led("https://a.fr/x", "//b.fr/c").unwrap(), "https://b.fr/c");
        assert!(led("https://a.fr/x", "http://b.fr/c").unwrap_err().contains("not https"));
        assert!(led("https://a.fr/x", "http://127.0.0.1/c").unwrap_err().contains("to this machine"));
        assert!(led("https://a.fr/x", "https://localhost/c").unwrap_err().contains("to this machine"));
        assert!(led("http://127.0.0.1/x", "http://127.0.0.1:9/c").is_ok());
        assert!(led("http://127.0.0.1/x", "http://b.fr/c").is_err());
    }
}
