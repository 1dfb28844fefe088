//! From an address to a file on disk: received, resumed, checked, unpacked, named.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use ureq::http::Method;

use super::address::Address;
use super::client::{Announced, Answer, Client, Patience};
use super::digest::{Digests, digests, published_md5};
use super::origin::{Check, Origin};
use super::part::{Part, State};
use super::unpack::{is_worth_keeping, unpack};
use super::{Entry, FetchError, Unpack};

/// How much is received at once, bytes.
const BLOCK: usize = 64 << 10;

/// A host that gives less than this for as long as the patience lasts is given up: bytes a second.
const SLOWEST: u64 = 1_000;

/// The longest `.md5` file that is read, bytes.
const LONGEST_MD5: u64 = 4_096;

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is on disk, bytes.
    pub received: u64,
    /// What was there before this run, bytes.
    pub resumed: u64,
    /// The whole, where it is known, bytes.
    pub total: Option<u64>,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where.
    pub path: PathBuf,
    /// Where it comes from.
    pub origin: Origin,
    /// How much of it was there before this run, bytes.
    pub resumed: u64,
}

/// The file of an entry, when it is in the folder already and its host still has the same version.
///
/// Cost: reads the file once.
#[must_use]
pub fn is_current(entry: &Entry, dir: &Path, announced: &Announced) -> Option<Fetched> {
    let path = dir.join(entry.result_name());
    let origin = Origin::read(&path).filter(|origin| origin.is_of(entry))?;
    let had = super::client::Version {
        etag: origin.etag.clone(),
        last_modified: origin.last_modified.clone(),
        date: origin.date.clone(),
    };
    let unchanged =
        had.is_same(&announced.version) && digests(&path).is_ok_and(|d| d.sha256 == origin.sha256);
    unchanged.then_some(Fetched { path, origin, resumed: 0 })
}

/// Fetches the file of an entry into a folder.
///
/// The file and its origin are there in the end, or nothing of its name is. A connection that breaks leaves
/// `NAME.part`, which the next call resumes if the host still has the same version. `announced` is what
/// [`Client::announce`] said: more than that is refused.
///
/// # Errors
/// [`FetchError`], which says what is kept.
pub fn fetch(
    client: &Client,
    entry: &Entry,
    dir: &Path,
    announced: &Announced,
    watch: &dyn Fn(Progress),
) -> Result<Fetched, FetchError> {
    let url = entry.url.as_ref().ok_or_else(|| FetchError::ByHandOnly { title: entry.title.clone() })?;
    let mut part = Part::open(dir, &entry.file)?;
    let limits = Limits { announced: announced.bytes, most: entry.most_bytes };
    let received = match receive(client, url, &mut part, limits, watch) {
        Ok(received) => received,
        Err(error) => {
            // What cannot be resumed is of no use to anybody.
            if part.state(url.as_str()).is_none() || part.length() == 0 {
                part.discard()?;
            }
            return Err(error);
        }
    };
    part.sync()?;
    let found = digests(part.path())?;
    let checked = match check(client, entry, url, &found) {
        Ok(checked) => checked,
        Err(error @ FetchError::Digest { .. }) => {
            part.discard()?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let path = dir.join(entry.result_name());
    let file = place(entry, part, &path, &found)?;
    let state = received.state;
    let origin = Origin {
        file: entry.result_name().to_owned(),
        sha256: file.sha256,
        bytes: file.bytes,
        entry: entry.id.clone(),
        title: entry.title.clone(),
        publisher: entry.publisher.name.clone(),
        licence: entry.publisher.licence.clone(),
        attribution: entry.publisher.attribution.clone(),
        page: entry.page.clone(),
        url: url.to_string(),
        final_url: state.final_url,
        date: state.date,
        last_modified: state.last_modified,
        etag: state.etag,
        downloaded: entry.file.clone(),
        downloaded_sha256: found.sha256,
        downloaded_bytes: found.bytes,
        checked,
    };
    origin.write(&path)?;
    Ok(Fetched { path, origin, resumed: received.resumed })
}

/// How much may come.
#[derive(Debug, Clone, Copy)]
struct Limits {
    announced: Option<u64>,
    most: u64,
}

struct Received {
    state: State,
    resumed: u64,
}

/// Receives what is missing of a part.
fn receive(
    client: &Client,
    url: &Address,
    part: &mut Part,
    limits: Limits,
    watch: &dyn Fn(Progress),
) -> Result<Received, FetchError> {
    let mut before = part.state(url.as_str()).filter(|_| part.length() > 0);
    if let Some(state) = before.take_if(|state| state.total == Some(part.length())) {
        // All had come; the run before ended later.
        return Ok(Received { state, resumed: part.length() });
    }
    let headers: Vec<(&str, String)> = before.as_ref().map_or_else(Vec::new, |state| {
        let by = state.version().resumable_by().unwrap_or_default().to_owned();
        vec![("range", format!("bytes={}-", part.length())), ("if-range", by)]
    });
    let mut answer = client.ask(&Method::GET, url, &headers)?;
    if before.is_some() && !matches!(answer.status(), 200 | 206) {
        // 416, or a host that stumbles over ranges: once more, from the start.
        before = None;
        answer = client.ask(&Method::GET, url, &[])?;
    }
    let asked = answer.address.to_string();
    plausible(&answer, &asked)?;
    let state = match (answer.status(), before) {
        (206, Some(state)) => {
            let range = answer.header("content-range").and_then(|text| content_range(&text));
            let (from, total) = range.unwrap_or((u64::MAX, None));
            if from != part.length() || (state.total.is_some() && total != state.total) {
                let problem = format!(
                    "asked for the bytes from {}, the host gives others; remove {} and try again",
                    part.length(),
                    part.path().display()
                );
                return Err(FetchError::Answer { url: asked, problem });
            }
            part.resume()?;
            state
        }
        (200, _) => {
            let version = answer.version();
            let state = State {
                url: url.to_string(),
                final_url: answer.address.to_string(),
                total: answer.length(),
                etag: version.etag,
                last_modified: version.last_modified,
                date: version.date,
            };
            part.restart(&state)?;
            state
        }
        (status, _) => return Err(FetchError::Status { url: asked, status }),
    };
    let resumed = part.length();
    let most = bound(&asked, state.total, limits)?;
    pour(
        answer,
        part,
        Flow { url: asked, total: state.total, most, limits, patience: client.patience() },
        watch,
    )?;
    Ok(Received { state, resumed })
}

/// Refuses what is not the file: another coding, or a page of a portal that stands between.
fn plausible(answer: &Answer, url: &str) -> Result<(), FetchError> {
    if !matches!(answer.status(), 200 | 206) {
        return Ok(());
    }
    let problem = if answer.header("content-encoding").is_some_and(|coding| coding != "identity") {
        "the host sends another coding than was asked for"
    } else if answer
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"))
    {
        "the host sends a web page, not a file: the address has changed, or a proxy wants you to log in first"
    } else {
        return Ok(());
    };
    Err(FetchError::Answer { url: url.to_owned(), problem: problem.to_owned() })
}

/// The most that may come in all, bytes; refuses at once what says that it is more.
fn bound(url: &str, total: Option<u64>, limits: Limits) -> Result<u64, FetchError> {
    let most = limits.announced.unwrap_or(limits.most);
    for bytes in [limits.announced, total].into_iter().flatten() {
        if bytes > limits.most {
            return Err(FetchError::TooLarge { url: url.to_owned(), bytes, most: limits.most });
        }
        if bytes > most {
            return Err(FetchError::Longer { url: url.to_owned(), announced: most });
        }
    }
    Ok(most)
}

struct Flow {
    url: String,
    total: Option<u64>,
    most: u64,
    limits: Limits,
    patience: Patience,
}

/// Body to part, until its end.
fn pour(answer: Answer, part: &mut Part, flow: Flow, watch: &dyn Fn(Progress)) -> Result<(), FetchError> {
    let mut body = answer.response.into_body().into_reader();
    let resumed = part.length();
    // Without a length, what was announced is the end that is awaited.
    let expected = flow.total.or(flow.limits.announced);
    let tell = |received| watch(Progress { received, resumed, total: expected });
    let mut pace = Pace::new(flow.patience);
    let mut block = vec![0; BLOCK];
    tell(part.length());
    let problem = loop {
        let read = match body.read(&mut block) {
            Ok(0) => break None,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => break Some(said(&error, flow.patience)),
        };
        if part.length() + read as u64 > flow.most {
            let (url, most) = (flow.url, flow.limits.most);
            let bytes = part.length() + read as u64;
            let too_much = FetchError::TooLarge { url: url.clone(), bytes, most };
            let longer = |announced| FetchError::Longer { url, announced };
            return Err(give_up(part, flow.limits.announced.map_or(too_much, longer)));
        }
        part.append(&block[..read])?;
        tell(part.length());
        if pace.is_too_slow(read as u64) {
            break Some(format!(
                "less than {SLOWEST} bytes a second for {} s",
                flow.patience.duration().as_secs()
            ));
        }
    };
    let whole = expected.is_none_or(|expected| part.length() == expected);
    if problem.is_none() && whole {
        return Ok(());
    }
    part.sync()?;
    let problem = problem.unwrap_or_else(|| "the host closed the connection".to_owned());
    let kept = resumable(part);
    Err(FetchError::Cut { url: flow.url, received: part.length(), expected, problem, part: kept })
}

/// Where the part is, if the next run can go on with it.
fn resumable(part: &Part) -> Option<PathBuf> {
    part.any_state().filter(|_| part.length() > 0).map(|_| part.path().to_owned())
}

/// Empties the part of a file that must not be resumed.
fn give_up(part: &mut Part, error: FetchError) -> FetchError {
    match part.forget() {
        Ok(()) => error,
        Err(other) => other,
    }
}

fn said(error: &std::io::Error, patience: Patience) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    let timed_out = matches!(inner, Some(ureq::Error::Timeout(_)))
        || matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock);
    if timed_out {
        return format!("nothing more for {} s", patience.duration().as_secs());
    }
    error.to_string()
}

/// Notices a host that drips.
struct Pace {
    patience: Patience,
    since: Instant,
    bytes: u64,
}

impl Pace {
    fn new(patience: Patience) -> Self {
        Self { patience, since: Instant::now(), bytes: 0 }
    }

    fn is_too_slow(&mut self, read: u64) -> bool {
        self.bytes += read;
        if self.since.elapsed() < self.patience.duration() {
            return false;
        }
        let slow = self.bytes < SLOWEST * self.patience.duration().as_secs();
        (self.since, self.bytes) = (Instant::now(), 0);
        slow
    }
}

/// `bytes 5-9/10`: the first byte, and the whole length where it is said.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let from = range.split_once('-')?.0.parse().ok()?;
    Some((from, total.parse().ok()))
}

/// Compares with what the catalogue or the publisher says.
fn check(client: &Client, entry: &Entry, url: &Address, found: &Digests) -> Result<Check, FetchError> {
    let differs = |kind, found: &str, source_of: String, expected: String| FetchError::Digest {
        url: url.to_string(),
        kind,
        found: found.to_owned(),
        source_of,
        expected,
    };
    if let Some(expected) = &entry.sha256 {
        if *expected != found.sha256 {
            let (who, expected) = ("the catalogue".to_owned(), expected.clone());
            return Err(differs("SHA-256", &found.sha256, who, expected));
        }
        return Ok(Check::CatalogueSha256);
    }
    let Some(address) = &entry.md5_url else { return Ok(Check::Nothing) };
    let text = client.text(address, LONGEST_MD5)?;
    let Some(expected) = published_md5(&text) else {
        let problem = "this is not the digest of a file".to_owned();
        return Err(FetchError::Answer { url: address.to_string(), problem });
    };
    if expected != found.md5 {
        return Err(differs("MD5", &found.md5, address.to_string(), expected));
    }
    Ok(Check::PublishedMd5(address.to_string()))
}

/// Gives the file its name, out of its archive where it is in one.
fn place(entry: &Entry, part: Part, path: &Path, found: &Digests) -> Result<Digests, FetchError> {
    if entry.unpack == Unpack::None {
        part.finish(path)?;
        return Ok(found.clone());
    }
    match unpack(part.path(), &entry.unpack, entry.most_bytes, path) {
        Ok(()) => {
            part.discard()?;
            Ok(digests(path)?)
        }
        Err(FetchError::Archive { problem, .. }) => {
            let archive = path.with_file_name(&entry.file);
            if is_worth_keeping(part.path())? {
                part.finish(&archive)?;
            } else {
                part.discard()?;
            }
            Err(FetchError::Archive { path: archive, problem })
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_an_answer_is_read() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, None)));
        for bad in ["bytes */10", "5-9/10", "bytes 5-9", "bytes -9/10", ""] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_says_that_it_is_too_large_is_refused_before_it_comes() {
        let limits = |announced| Limits { announced, most: 100 };
        let said = |total, announced| bound("u", total, limits(announced)).map_err(|e| e.to_string());
        assert_eq!(said(Some(100), None), Ok(100));
        assert_eq!(said(Some(40), Some(50)), Ok(50));
        assert_eq!(said(None, None), Ok(100));
        assert!(said(Some(101), None).unwrap_err().contains("101 bytes, more than the 100"));
        assert!(said(None, Some(101)).unwrap_err().contains("101 bytes, more than the 100"));
        assert!(said(Some(51), Some(50)).unwrap_err().contains("more than the 50 bytes that were announced"));
    }
}
