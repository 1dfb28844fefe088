//! What is said while files are fetched: on standard error, one line that changes on a terminal, plain lines elsewhere.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use crate::cli::output;
use crate::fetch::{Announced, Check, Entry, Fetched, Origin, Progress};

/// How often a terminal is told.
const TERMINAL: Duration = Duration::from_millis(200);

/// How often a file or a journal is told.
const PLAIN: Duration = Duration::from_secs(10);

/// The progress of one download.
pub(super) struct Bar {
    name: String,
    terminal: bool,
    started: Instant,
    told: Cell<Option<Instant>>,
}

impl Bar {
    pub(super) fn new(name: &str) -> Self {
        let terminal = io::stderr().is_terminal();
        Self { name: name.to_owned(), terminal, started: Instant::now(), told: Cell::new(None) }
    }

    /// Tells how far it is, if that was not told just now.
    pub(super) fn tell(&self, progress: Progress) {
        let pause = if self.terminal { TERMINAL } else { PLAIN };
        let ended = progress.total == Some(progress.received);
        if !ended && self.told.get().is_some_and(|told| told.elapsed() < pause) {
            return;
        }
        self.told.set(Some(Instant::now()));
        let line = line(&self.name, progress, self.started.elapsed());
        // Back to the start of the line, and clear the rest of it.
        output::say(&if self.terminal { format!("\r{line}\x1b[K") } else { format!("{line}\n") });
    }

    /// Leaves the line.
    pub(super) fn end(&self) {
        if self.terminal && self.told.get().is_some() {
            output::say("\n");
        }
    }
}

fn line(name: &str, progress: Progress, elapsed: Duration) -> String {
    let Progress { received, resumed, total } = progress;
    let mut line = format!("{name}  {}", size(received));
    if let Some(total) = total {
        line.push_str(&format!(" of {}", size(total)));
        if let Some(percent) = received.saturating_mul(100).checked_div(total) {
            line.push_str(&format!(" ({percent} %)"));
        }
    }
    if resumed > 0 {
        line.push_str(&format!(", resumed at {}", size(resumed)));
    }
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    // A rate over less than half a second says nothing.
    if milliseconds >= 500 {
        let rate = (received - resumed).saturating_mul(1_000) / milliseconds;
        line.push_str(&format!(", {}/s", size(rate)));
        if let Some(seconds) = total.and_then(|total| total.saturating_sub(received).checked_div(rate)) {
            line.push_str(&format!(", {} left", duration(seconds)));
        }
    }
    line
}

/// Bytes, for people: `8.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{}.{} {name}", bytes / unit, bytes % unit / (unit / 10))
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

/// What will be fetched, and how large it is.
pub(super) fn announced(entry: &Entry, announced: &Announced) -> String {
    let about = |bytes| format!("about {}, says the catalogue; the host does not say", size(bytes));
    let size = match (announced.bytes, entry.about_bytes) {
        (Some(bytes), _) => size(bytes),
        (None, Some(bytes)) => about(bytes),
        (None, None) => "unknown: neither the host nor the catalogue says".to_owned(),
    };
    let url = entry.url.as_ref().map(ToString::to_string).unwrap_or_default();
    let Entry { title, publisher, .. } = entry;
    let mut text = format!(
        "{title}\n    from     {url}\n    size     {size}\n    by       {}; {}\n",
        publisher.name, publisher.licence
    );
    if let Some(note) = &entry.note {
        text.push_str(&format!("    note     {note}\n"));
    }
    text
}

/// What the catalogue has besides.
pub(super) fn others(others: &[&Entry]) -> String {
    let line = |entry: &&Entry| format!("note: also --entry {}: {}\n", entry.id, entry.title);
    others.iter().map(line).collect::<Vec<_>>().concat()
}

/// What is there in the end.
pub(super) fn report(fetched: &Fetched) -> String {
    let Origin { sha256, bytes, checked, attribution, .. } = &fetched.origin;
    let checked = match checked {
        Check::CatalogueSha256 => "checked by the SHA-256 of the catalogue".to_owned(),
        Check::PublishedMd5(url) => format!("checked by the MD5 at {url}"),
        Check::Nothing => "not checked: nobody publishes its digest".to_owned(),
    };
    format!(
        "{}\n    size     {}\n    SHA-256  {sha256}\n    {checked}\n    cite     {attribution}\n    origin   {}\n",
        fetched.path.display(),
        size(*bytes),
        Origin::path_of(&fetched.path).display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_times_read_well() {
        let sizes = [0, 999, 1_000, 8_237_354, 999_999_999, 4_700_000_000];
        let said: Vec<String> = sizes.into_iter().map(size).collect();
        assert_eq!(said, ["0 B", "999 B", "1.0 kB", "8.2 MB", "999.9 MB", "4.7 GB"]);
        assert_eq!([59, 61, 3_660].map(duration), ["59 s", "1 min 01 s", "1 h 01 min"]);
    }

    #[test]
    fn progress_says_bytes_rate_and_what_is_left() {
        let progress = |received, resumed, total| Progress { received, resumed, total };
        let said = |p, ms| line("a.pbf", p, Duration::from_millis(ms));
        assert_eq!(said(progress(0, 0, None), 0), "a.pbf  0 B");
        assert_eq!(
            said(progress(30_000_000, 10_000_000, Some(50_000_000)), 10_000),
            "a.pbf  30.0 MB of 50.0 MB (60 %), resumed at 10.0 MB, 2.0 MB/s, 10 s left"
        );
        assert_eq!(said(progress(5, 5, Some(0)), 10_000), "a.pbf  5 B of 0 B, resumed at 5 B, 0 B/s");
    }
}
