//! The catalogue: one file of addresses, who publishes them, and how they are checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::digest::is_digest;
use super::{Address, FetchError};
use crate::files::read_bounded;

/// The catalogue that ships.
const SHIPPED: &str = include_str!("../../data/catalogue.toml");

/// How the catalogue that ships is called in messages.
const SHIPPED_NAME: &str = "data/catalogue.toml";

/// The largest catalogue that is read, bytes.
const MOST: u64 = 4 << 20;

/// The most that an entry may hold, where it does not say: bytes, inclusive.
const MOST_BYTES: u64 = 2_000_000_000;

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Places that help.
    Venues,
    /// An extract to build roads from.
    Roads,
    /// People by cell.
    Grid,
    /// Boundaries of communes.
    Boundaries,
    /// People by commune.
    Population,
    /// Communes that merged.
    Mergers,
    /// Other figures by commune.
    Indicators,
}

impl Subject {
    /// Its name, as the catalogue and the command line write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Venues => "venues",
            Self::Roads => "roads",
            Self::Grid => "grid",
            Self::Boundaries => "boundaries",
            Self::Population => "population",
            Self::Mergers => "mergers",
            Self::Indicators => "indicators",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who publishes, and what is owed for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Its name.
    pub name: String,
    /// The licence of its files.
    pub licence: String,
    /// What to write beside what is made with them.
    pub attribution: String,
}

/// What a download has to be unpacked from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpack {
    /// It is the file.
    None,
    /// One file, compressed.
    Gzip,
    /// An archive, of which this member is wanted.
    Zip(String),
}

/// A file that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the catalogue.
    pub id: String,
    /// What it is about.
    pub subject: Subject,
    /// What it is.
    pub title: String,
    /// Who publishes it.
    pub publisher: Publisher,
    /// The page where a person finds it.
    pub page: String,
    /// Where it is; `None` when it has to be downloaded by hand.
    pub url: Option<Address>,
    /// The name of what is downloaded.
    pub file: String,
    /// What is done with it then.
    pub unpack: Unpack,
    /// The départements that it covers; `None` for all.
    pub departments: Option<BTreeSet<String>>,
    /// About how much is downloaded, bytes, where a document said so.
    pub about_bytes: Option<u64>,
    /// The most that is downloaded, or unpacked, bytes (inclusive).
    pub most_bytes: u64,
    /// Its SHA-256, when it does not change.
    pub sha256: Option<String>,
    /// Where its publisher gives its MD5.
    pub md5_url: Option<Address>,
    /// What to know before.
    pub note: Option<String>,
    /// Where the address was seen.
    pub seen: Vec<String>,
}

impl Entry {
    /// The name of the file that is there in the end.
    #[must_use]
    pub fn result_name(&self) -> &str {
        match &self.unpack {
            Unpack::None => &self.file,
            Unpack::Gzip => self.file.strip_suffix(".gz").unwrap_or(&self.file),
            Unpack::Zip(member) => member,
        }
    }

    fn covers(&self, department: &str) -> bool {
        self.departments.as_ref().is_none_or(|covered| covered.contains(department))
    }
}

/// All that can be fetched, in the order of preference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    entries: Vec<Entry>,
}

/// The file, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    publishers: BTreeMap<String, Publisher>,
    #[serde(default)]
    entry: Vec<Spanned<WrittenEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    id: String,
    subject: Subject,
    publisher: String,
    title: String,
    page: String,
    url: Option<String>,
    file: String,
    unpack: Option<WrittenUnpack>,
    member: Option<String>,
    departments: Option<BTreeSet<String>>,
    bytes: Option<u64>,
    most_bytes: Option<u64>,
    sha256: Option<String>,
    md5_url: Option<String>,
    note: Option<String>,
    #[serde(default)]
    seen: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenUnpack {
    Gzip,
    Zip,
}

impl Catalogue {
    /// The catalogue that ships with the program.
    ///
    /// # Errors
    /// Never, as far as the tests say: it is read like any other.
    pub fn shipped() -> Result<Self, FetchError> {
        Self::parse(SHIPPED, SHIPPED_NAME)
    }

    /// A catalogue of one's own.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with the line, or when it cannot be read.
    pub fn read(path: &Path) -> Result<Self, FetchError> {
        let file = path.display().to_string();
        let bytes = read_bounded(path, MOST)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = line_of(error.as_bytes(), error.utf8_error().valid_up_to());
            FetchError::Catalogue { file: file.clone(), line, problem: "not UTF-8".to_owned() }
        })?;
        Self::parse(&text, &file)
    }

    /// From its text; `file` is what messages call it.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with the line.
    pub fn parse(text: &str, file: &str) -> Result<Self, FetchError> {
        let wrong = |at: usize, problem: String| {
            let line = line_of(text.as_bytes(), at);
            FetchError::Catalogue { file: file.to_owned(), line, problem }
        };
        let written: Written = toml::from_str(text)
            .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut entries = Vec::with_capacity(written.entry.len());
        let mut ids = BTreeSet::new();
        for spanned in written.entry {
            let at = spanned.span().start;
            let entry =
                validated(spanned.into_inner(), &written.publishers).map_err(|problem| wrong(at, problem))?;
            if !ids.insert(entry.id.clone()) {
                return Err(wrong(at, format!("entry “{}”: a second one of this id", entry.id)));
            }
            entries.push(entry);
        }
        if entries.is_empty() {
            return Err(wrong(0, "no [[entry]]: the catalogue is empty".to_owned()));
        }
        Ok(Self { entries })
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries about a subject that cover something of these départements (`None`: the country).
    #[must_use]
    pub fn about(&self, subject: Subject, departments: Option<&BTreeSet<String>>) -> Vec<&Entry> {
        let of_subject = self.entries.iter().filter(|entry| entry.subject == subject);
        of_subject.filter(|entry| departments.is_none_or(|d| d.iter().any(|d| entry.covers(d)))).collect()
    }

    /// The files to fetch for some départements: for each, the first entry that covers it. For the country (`None`),
    /// as few files as cover what the catalogue covers.
    ///
    /// # Errors
    /// [`FetchError::NoEntry`] when one is covered by none.
    pub fn choose(
        &self,
        subject: Subject,
        departments: Option<&BTreeSet<String>>,
    ) -> Result<Vec<&Entry>, FetchError> {
        let mut candidates = self.about(subject, None);
        let no_entry = |wanted: String| {
            let known = self.about(subject, departments).iter().map(|entry| entry.id.clone()).collect();
            FetchError::NoEntry { subject, wanted, known }
        };
        let asked: BTreeSet<String> = match departments {
            Some(departments) => departments.clone(),
            None => candidates.iter().filter_map(|entry| entry.departments.clone()).flatten().collect(),
        };
        if departments.is_none() {
            // Stable: of those that cover as much, the first in the catalogue.
            candidates.sort_by_key(|entry| {
                std::cmp::Reverse(entry.departments.as_ref().map_or(usize::MAX, BTreeSet::len))
            });
        }
        let mut chosen: Vec<&Entry> = Vec::new();
        for department in &asked {
            let first = candidates.iter().find(|entry| entry.covers(department));
            let entry = first.ok_or_else(|| no_entry(format!("département {department}")))?;
            if !chosen.iter().any(|other| other.id == entry.id) {
                chosen.push(entry);
            }
        }
        if chosen.is_empty() {
            let first = candidates.first().ok_or_else(|| no_entry("the country".to_owned()))?;
            chosen.push(first);
        }
        Ok(chosen)
    }

    /// The entry of this name about a subject.
    ///
    /// # Errors
    /// [`FetchError::NoEntry`] when there is none.
    pub fn named(&self, subject: Subject, id: &str) -> Result<&Entry, FetchError> {
        let found = self.entries.iter().find(|entry| entry.subject == subject && entry.id == id);
        found.ok_or_else(|| FetchError::NoEntry {
            subject,
            wanted: format!("“{id}”"),
            known: self.about(subject, None).iter().map(|entry| entry.id.clone()).collect(),
        })
    }
}

fn validated(written: WrittenEntry, publishers: &BTreeMap<String, Publisher>) -> Result<Entry, String> {
    let id = written.id;
    let said = |problem: String| format!("entry “{id}”: {problem}");
    let publisher = publishers
        .get(&written.publisher)
        .ok_or_else(|| said(format!("publisher “{}” is not under [publishers]", written.publisher)))?;
    let address = |text: &Option<String>, member: &str| {
        text.as_deref()
            .map(Address::parse)
            .transpose()
            .map_err(|problem| said(format!("{member}: {problem}")))
    };
    let (url, md5_url) = (address(&written.url, "url")?, address(&written.md5_url, "md5_url")?);
    Address::parse(&written.page).map_err(|problem| said(format!("page: {problem}")))?;
    for name in std::iter::once(&written.file).chain(&written.member) {
        if !is_plain_name(name) {
            return Err(said(format!("“{name}” is not the name of a file: letters, digits, . - and _ only")));
        }
    }
    let unpack = match (written.unpack, written.member) {
        (None, None) => Unpack::None,
        (Some(WrittenUnpack::Gzip), None) if written.file.strip_suffix(".gz").is_some() => Unpack::Gzip,
        (Some(WrittenUnpack::Gzip), None) => {
            return Err(said("unpack = \"gzip\" wants a file that ends in .gz".to_owned()));
        }
        (Some(WrittenUnpack::Zip), Some(member)) => Unpack::Zip(member),
        _ => return Err(said("member goes with unpack = \"zip\", and only with it".to_owned())),
    };
    if let Some(digest) = written.sha256.as_ref().filter(|digest| !is_digest(digest, 32)) {
        return Err(said(format!("sha256: “{digest}” is not 64 hexadecimal digits")));
    }
    if written.departments.as_ref().is_some_and(BTreeSet::is_empty) {
        return Err(said("departments is empty; leave it out where all are covered".to_owned()));
    }
    if url.is_some() && written.seen.is_empty() {
        return Err(said("seen is missing: say where the address was seen".to_owned()));
    }
    Ok(Entry {
        subject: written.subject,
        title: written.title,
        publisher: publisher.clone(),
        page: written.page,
        url,
        file: written.file,
        unpack,
        departments: written.departments,
        about_bytes: written.bytes,
        most_bytes: written.most_bytes.unwrap_or(MOST_BYTES),
        sha256: written.sha256.map(|digest| digest.to_ascii_lowercase()),
        md5_url,
        note: written.note,
        seen: written.seen,
        id,
    })
}

/// The line of a byte, from 1.
fn line_of(text: &[u8], at: usize) -> usize {
    text[..at.min(text.len())].split(|byte| *byte == b'\n').count()
}

/// A name that stays in its folder and needs no quotes in a shell.
fn is_plain_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=200).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests;
