//! Between the file and its parser: whatever the bytes, memory and messages stay in bounds.
//!
//! The parsers grow their buffers to fit a row. The guard stops a row that is too long before
//! they do, refuses what is not UTF-8 by line and byte, and computes the file's digest on the way.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{MAX_BYTES, MAX_ROW_BYTES};
use crate::files::{FileError, hexadecimal};
use crate::ingest::IngestError;

/// Bytes read at once.
pub(super) const CHUNK: usize = 1 << 16;

/// What stopped the reading.
#[derive(Debug, Clone)]
pub(super) enum Problem {
    NotUtf8 { line: u64, byte: u64 },
    Nul,
    RowTooLong { place: String },
    TooLarge,
}

impl Problem {
    pub(super) fn at(self, path: &Path) -> IngestError {
        let path = path.to_owned();
        match self {
            Self::NotUtf8 { line, byte } => IngestError::NotUtf8 { path, line, byte },
            Self::Nul => IngestError::NotText { path, hint: "binary: it has NUL bytes".to_owned() },
            Self::RowTooLong { place } => IngestError::RowTooLong {
                path,
                place,
                limit: MAX_ROW_BYTES,
                remedy: "look for a quote that is never closed, or for missing line breaks",
            },
            Self::TooLarge => FileError::TooLarge { path, limit: MAX_BYTES }.into(),
        }
    }
}

/// Where the parser is, as it tells the guard.
#[derive(Debug, Default)]
pub(super) struct Progress {
    delivered: Cell<u64>,
    row_start: Cell<u64>,
    place: Cell<(&'static str, u64)>,
    problem: RefCell<Option<Problem>>,
}

impl Progress {
    /// The parser has taken all before, and begins a row named by words and a number.
    pub(super) fn begin(&self, words: &'static str, number: u64) {
        self.row_start.set(self.delivered.get());
        self.place.set((words, number));
    }

    /// What stopped the reading, if anything did.
    pub(super) fn problem(&self) -> Option<Problem> {
        self.problem.borrow().clone()
    }
}

/// A reader that checks what passes.
pub(super) struct Guard<'p, R> {
    inner: R,
    progress: &'p Progress,
    digest: Sha256,
    /// Bytes read; those from `ready` on wait for the rest of a character.
    buffer: Vec<u8>,
    next: usize,
    ready: usize,
    lines: u64,
}

impl<'p, R: Read> Guard<'p, R> {
    pub(super) fn new(inner: R, progress: &'p Progress) -> Self {
        Self { inner, progress, digest: Sha256::new(), buffer: Vec::new(), next: 0, ready: 0, lines: 0 }
    }

    /// SHA-256 of what was read, in hexadecimal.
    pub(super) fn sha256(self) -> String {
        hexadecimal(&self.digest.finalize())
    }

    fn stop(&self, problem: Problem) -> io::Error {
        *self.progress.problem.borrow_mut() = Some(problem);
        io::Error::other("refused")
    }

    /// Reads the next chunk; `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let progress = self.progress;
        self.lines += newlines(&self.buffer[..self.ready]);
        self.buffer.drain(..self.ready);
        let held = self.buffer.len();
        self.buffer.resize(held + CHUNK, 0);
        let read = match self.inner.read(&mut self.buffer[held..]) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => 0,
            read => read?,
        };
        self.buffer.truncate(held + read);
        (self.next, self.ready) = (0, 0);
        let fresh = &self.buffer[held..];
        self.digest.update(fresh);
        if fresh.contains(&0) {
            return Err(self.stop(Problem::Nul));
        }
        let delivered_before = progress.delivered.get();
        self.ready = match std::str::from_utf8(&self.buffer) {
            Ok(_) => self.buffer.len(),
            Err(e) if e.error_len().is_none() && read > 0 => e.valid_up_to(),
            Err(e) => {
                let good = e.valid_up_to();
                let line = self.lines + newlines(&self.buffer[..good]) + 1;
                return Err(self.stop(Problem::NotUtf8 { line, byte: delivered_before + good as u64 + 1 }));
            }
        };
        let delivered = delivered_before + self.ready as u64;
        progress.delivered.set(delivered);
        if delivered_before == 0 && self.buffer[..self.ready].starts_with(b"\xef\xbb\xbf") {
            self.next = 3;
        }
        // The parser reads up to two chunks ahead of the row it is at.
        if delivered - progress.row_start.get() > MAX_ROW_BYTES + 2 * CHUNK as u64 {
            let (words, number) = progress.place.get();
            return Err(self.stop(Problem::RowTooLong { place: format!("{words} {number}") }));
        }
        if delivered > MAX_BYTES {
            return Err(self.stop(Problem::TooLarge));
        }
        Ok(read > 0)
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64 - 1
}

impl<R: Read> Read for Guard<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        while self.next == self.ready {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let count = out.len().min(self.ready - self.next);
        out[..count].copy_from_slice(&self.buffer[self.next..self.next + count]);
        self.next += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, so that characters are cut everywhere.
    struct Dribble<'a>(&'a [u8]);
    impl Read for Dribble<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn text_passes_unchanged_without_its_byte_order_mark() {
        let progress = Progress::default();
        let mut guard = Guard::new(Dribble("\u{feff}né à Œuilly 🚚\n".as_bytes()), &progress);
        let mut text = String::new();
        guard.read_to_string(&mut text).unwrap();
        assert_eq!(text.trim_start_matches('\u{feff}'), "né à Œuilly 🚚\n");
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_file_is_refused() {
        let progress = Progress::default();
        let mut guard = Guard::new(Dribble(b"ab\nc\xc3"), &progress);
        assert!(guard.read_to_end(&mut Vec::new()).is_err());
        assert!(matches!(progress.problem(), Some(Problem::NotUtf8 { line: 2, byte: 5 })));
    }
}
