//! Asking hosts: one question at a time, under [`Address`]'s rule and within a patience.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ureq::http::{HeaderMap, Method, Request, Response};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};

use super::address::{Address, MAX_REDIRECTS};
use super::{FetchError, certificates};

/// Who asks: publishers that wonder can find out.
const USER_AGENT: &str = concat!("maillage/", env!("CARGO_PKG_VERSION"));

/// The longest tag or date of an answer that is kept, bytes.
const LONGEST_HEADER: usize = 512;

/// How long a host may keep us waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(Duration);

impl Patience {
    /// For a host that gives nothing, or less than 1 kB a second, for so long: seconds, 1 to 3600.
    #[must_use]
    pub fn seconds(seconds: u16) -> Self {
        Self(Duration::from_secs(u64::from(seconds.clamp(1, 3_600))))
    }

    /// As a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self::seconds(60)
    }
}

/// Asks hosts.
#[derive(Debug)]
pub struct Client {
    patience: Patience,
    /// For plain HTTP on this machine: no proxy, no certificates.
    plain: Agent,
    /// For the rest; made when it is first needed, since it wants certificates.
    secure: OnceLock<Agent>,
}

/// What a host says of a file before it gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Announced {
    /// How long it is, bytes; `None` when the host does not say.
    pub bytes: Option<u64>,
    /// Which version of it.
    pub(super) version: Version,
}

/// Which version of a file an answer is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Version {
    /// The entity tag, with its quotes.
    pub(super) etag: Option<String>,
    /// The date of the last change, as the host writes it.
    pub(super) last_modified: Option<String>,
    /// The date of the answer, as the host writes it.
    pub(super) date: Option<String>,
}

impl Version {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| header(headers, name);
        Self { etag: text("etag"), last_modified: text("last-modified"), date: text("date") }
    }

    /// What a rest may be asked by, so that it surely is of the same bytes (RFC 9110, 13.1.5 and 8.8.2.2): a strong
    /// tag; without any tag a date, if the file was at least a second old.
    pub(super) fn resumable_by(&self) -> Option<&str> {
        match (&self.etag, &self.last_modified) {
            (Some(etag), _) => (!etag.starts_with("W/")).then_some(etag),
            (None, Some(changed)) => {
                (self.date.as_ref().is_some_and(|date| date != changed)).then_some(changed)
            }
            (None, None) => None,
        }
    }

    /// Whether a file of this version is surely not older than the other.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self.etag, &other.etag) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self.last_modified.is_some() && self.last_modified == other.last_modified,
            _ => false,
        }
    }
}

/// An answer, and the address that gave it in the end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) address: Address,
    pub(super) response: Response<Body>,
}

impl Answer {
    pub(super) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(super) fn version(&self) -> Version {
        Version::of(self.response.headers())
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        header(self.response.headers(), name)
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }
}

impl Client {
    /// A client; nothing is asked yet.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
        Self { patience, plain: agent(patience, TlsConfig::builder().build(), None), secure: OnceLock::new() }
    }

    /// Its patience.
    #[must_use]
    pub const fn patience(&self) -> Patience {
        self.patience
    }

    /// What the host says of a file: its size, without taking it.
    ///
    /// # Errors
    /// [`FetchError`] when it cannot be asked or does not give the file.
    pub fn announce(&self, address: &Address) -> Result<Announced, FetchError> {
        let answer = self.ask(&Method::HEAD, address, &[])?;
        match answer.status() {
            200..=299 => Ok(Announced { bytes: answer.length(), version: answer.version() }),
            // The host knows no HEAD: the answer to GET will say.
            405 | 501 => Ok(Announced::default()),
            status => Err(FetchError::Status { url: answer.address.to_string(), status }),
        }
    }

    /// A short text of at most `most` bytes.
    ///
    /// # Errors
    /// [`FetchError`] when it cannot be had.
    pub(super) fn text(&self, address: &Address, most: u64) -> Result<String, FetchError> {
        let mut answer = self.ask(&Method::GET, address, &[])?;
        let url = answer.address.to_string();
        match answer.status() {
            200 => {}
            status => return Err(FetchError::Status { url, status }),
        }
        let body = answer.response.body_mut().with_config().limit(most).read_to_string();
        body.map_err(|error| FetchError::Answer { url, problem: format!("cannot be read: {error}") })
    }

    /// Asks, and follows where it is sent.
    pub(super) fn ask(
        &self,
        method: &Method,
        address: &Address,
        headers: &[(&str, String)],
    ) -> Result<Answer, FetchError> {
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut request = Request::builder().method(method).uri(address.as_str());
            // Bytes as they lie there: a length, a rest and a digest are about them.
            request = request.header("accept-encoding", "identity");
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let request = request.body(()).map_err(|error| FetchError::Answer {
                url: address.to_string(),
                problem: format!("cannot be asked: {error}"),
            })?;
            let response =
                self.agent(&address)?.run(request).map_err(|error| self.failed(&address, &error))?;
            let answer = Answer { address, response };
            if !matches!(answer.status(), 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            let Some(location) = answer.header("location") else {
                let problem = "it names no target".to_owned();
                return Err(FetchError::Redirected { url: answer.address.to_string(), problem });
            };
            address = answer.address.follow(&location)?;
        }
        let problem = format!("more than {MAX_REDIRECTS}, one after the other");
        Err(FetchError::Redirected { url: address.to_string(), problem })
    }

    fn agent(&self, address: &Address) -> Result<&Agent, FetchError> {
        if address.is_plain() {
            return Ok(&self.plain);
        }
        if let Some(made) = self.secure.get() {
            return Ok(made);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = RootCerts::Specific(Arc::new(certificates::trusted()?));
        let tls = TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build();
        Ok(self.secure.get_or_init(|| agent(self.patience, tls, Proxy::try_from_env())))
    }

    /// What a failure before an answer means.
    fn failed(&self, address: &Address, error: &ureq::Error) -> FetchError {
        let problem = match error {
            ureq::Error::Timeout(_) => format!("no answer within {} s", self.patience.0.as_secs()),
            ureq::Error::HostNotFound => {
                "nobody knows its name: is there a network? Behind a proxy, set HTTPS_PROXY".to_owned()
            }
            // What rustls refuses during the handshake comes wrapped.
            ureq::Error::Io(error) => match error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                Some(why) => insecure(why),
                None => error.to_string(),
            },
            ureq::Error::ConnectProxyFailed(why) => format!("the proxy refuses: {why}"),
            ureq::Error::InvalidProxyUrl => "HTTPS_PROXY is not an address of a proxy".to_owned(),
            ureq::Error::Tls(why) => format!("no secure connection: {why}"),
            ureq::Error::Rustls(why) => insecure(why),
            other => other.to_string(),
        };
        let proxied = self.secure.get().is_some_and(|agent| agent.config().proxy().is_some());
        let by = if proxied && !address.is_plain() { " (by the proxy of HTTPS_PROXY)" } else { "" };
        FetchError::Unreachable { host: address.host().to_owned(), problem: problem + by }
    }
}

fn insecure(why: &rustls::Error) -> String {
    format!(
        "no secure connection: {why}; a proxy that opens connections has a certificate to put into SSL_CERT_FILE"
    )
}

fn agent(patience: Patience, tls: TlsConfig, proxy: Option<Proxy>) -> Agent {
    let within = Some(patience.0);
    Agent::config_builder()
        .user_agent(USER_AGENT)
        .tls_config(tls)
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_resolve(within)
        .timeout_connect(within)
        .timeout_send_request(within)
        .timeout_recv_response(within)
        .timeout_per_read(within)
        .build()
        .new_agent()
}

/// A header as text; one that is not, or is absurdly long, is none.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let limit = if name == "location" { usize::MAX } else { LONGEST_HEADER };
    let text = headers.get(name)?.to_str().ok()?.trim();
    (text.len() <= limit).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(etag: Option<&str>, changed: Option<&str>, date: Option<&str>) -> Version {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Version { etag: own(etag), last_modified: own(changed), date: own(date) }
    }

    #[test]
    fn a_rest_is_asked_by_a_strong_tag_or_an_older_date() {
        let by = |v: Version| v.resumable_by().map(str::to_owned);
        assert_eq!(by(version(Some("\"a\""), Some("x"), None)).as_deref(), Some("\"a\""));
        assert_eq!(by(version(Some("W/\"a\""), Some("x"), Some("y"))), None);
        assert_eq!(by(version(None, Some("x"), Some("y"))).as_deref(), Some("x"));
        assert_eq!(by(version(None, Some("x"), Some("x"))), None, "it may change again within the second");
        assert_eq!(by(version(None, Some("x"), None)), None);
        assert_eq!(by(version(None, None, Some("y"))), None);
    }

    #[test]
    fn versions_are_the_same_by_what_both_say() {
        let tag = |tag| version(Some(tag), Some("x"), None);
        assert!(tag("W/\"a\"").is_same(&tag("W/\"a\"")));
        assert!(!tag("\"a\"").is_same(&tag("\"b\"")));
        assert!(!tag("\"a\"").is_same(&version(None, Some("x"), None)));
        assert!(version(None, Some("x"), None).is_same(&version(None, Some("x"), Some("y"))));
        assert!(!Version::default().is_same(&Version::default()));
    }
}
