//! Why a file could not be fetched.

use std::path::PathBuf;

use crate::files::FileError;

use super::Subject;

/// A file was not fetched; nothing is where it should be, and what can be resumed is kept beside.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The catalogue is not one.
    #[error("{file}, line {line}: {problem}")]
    Catalogue {
        /// The file, or what stands for it.
        file: String,
        /// Where, from 1.
        line: usize,
        /// What is wrong, and what to write.
        problem: String,
    },
    /// The catalogue has nothing for this.
    #[error("the catalogue has no {subject} for {wanted}{}", among(known))]
    NoEntry {
        /// What was asked for.
        subject: Subject,
        /// The département, or the name of an entry.
        wanted: String,
        /// The entries that there are.
        known: Vec<String>,
    },
    /// An entry without an address.
    #[error("{title}: the catalogue knows no address of the file, only its page")]
    ByHandOnly {
        /// What it is.
        title: String,
    },
    /// The host could not be reached, or the connection broke before an answer.
    #[error("{host} cannot be reached: {problem}")]
    Unreachable {
        /// The host.
        host: String,
        /// What the system said.
        problem: String,
    },
    /// No certificate to trust a host by.
    #[error(
        "no certificates of authorities are on this machine ({looked}): install the package ca-certificates, or name a file of certificates in SSL_CERT_FILE"
    )]
    NoCertificates {
        /// Where they were looked for.
        looked: String,
    },
    /// The host answered that it does not give the file.
    #[error("{url}: the host answers {status} ({}); {}", meaning(*status), remedy(*status))]
    Status {
        /// What was asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// A redirection that is not followed.
    #[error("{url}: a redirection is refused: {problem}")]
    Redirected {
        /// Where it came from.
        url: String,
        /// Why.
        problem: String,
    },
    /// The answer makes no sense as HTTP.
    #[error("{url}: {problem}")]
    Answer {
        /// What was asked.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The file is larger than the entry allows.
    #[error(
        "{url}: {bytes} bytes, more than the {most} that the catalogue allows; raise most_bytes in a catalogue of your own"
    )]
    TooLarge {
        /// What was asked.
        url: String,
        /// What was announced, or received until it was stopped.
        bytes: u64,
        /// The bound, inclusive.
        most: u64,
    },
    /// More came than was announced.
    #[error(
        "{url}: more than the {announced} bytes that were announced; what came is removed. Try again: it may have been published anew"
    )]
    Longer {
        /// What was asked.
        url: String,
        /// What was announced, bytes.
        announced: u64,
    },
    /// The connection was cut.
    #[error("{url}: cut after {received} bytes{}: {problem}; {}", of(*expected), kept(part.as_ref()))]
    Cut {
        /// What was asked.
        url: String,
        /// What is on disk, bytes.
        received: u64,
        /// What there should be, where it was announced.
        expected: Option<u64>,
        /// What happened.
        problem: String,
        /// Where it is kept, when it can be resumed.
        part: Option<PathBuf>,
    },
    /// The file is not the one that its publisher describes.
    #[error(
        "{url}: the {kind} is {found}, and {source_of} says {expected}: the file is damaged, or was published anew; what came is removed"
    )]
    Digest {
        /// What was asked.
        url: String,
        /// `SHA-256` or `MD5`.
        kind: &'static str,
        /// What was computed.
        found: String,
        /// Who says otherwise.
        source_of: String,
        /// What it should be.
        expected: String,
    },
    /// The archive does not hold what it should.
    #[error("{}: {problem}", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// Another run writes the same file.
    #[error("{}: another maillage fetch is writing it; wait for its end", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The disk refused.
    #[error(transparent)]
    File(#[from] FileError),
}

impl FetchError {
    /// Whether downloading by hand is the way on.
    #[must_use]
    pub const fn is_for_hands(&self) -> bool {
        !matches!(self, Self::Catalogue { .. } | Self::NoEntry { .. } | Self::Busy { .. } | Self::File(_))
    }
}

fn among(known: &[String]) -> String {
    if known.is_empty() { "; find one by hand".to_owned() } else { format!("; it has {}", known.join(", ")) }
}

fn of(expected: Option<u64>) -> String {
    expected.map_or_else(String::new, |bytes| format!(" of {bytes}"))
}

fn kept(part: Option<&PathBuf>) -> String {
    part.map_or_else(
        || "the host does not say how to resume; run the same command again from the start".to_owned(),
        |path| format!("what came is kept in {}; run the same command again to resume", path.display()),
    )
}

const fn meaning(status: u16) -> &'static str {
    match status {
        401 | 407 => "who are you?",
        403 => "refused",
        404 | 410 => "no such file",
        405 | 501 => "not understood",
        429 => "too many requests",
        500..=599 => "out of order",
        _ => "not a file",
    }
}

const fn remedy(status: u16) -> &'static str {
    match status {
        403 => "some hosts refuse programs: download by hand",
        404 | 410 => "it was moved or removed: look at its page",
        407 => "the proxy wants a name: HTTPS_PROXY=http://user:password@host:port",
        429 | 500..=599 => "try again later",
        _ => "look at its page",
    }
}
