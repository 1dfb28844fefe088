//! The text of a file as UTF-8, in blocks, whatever its encoding; its digest is made on the way.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::encoding::{Decoding, Survey, Surveyor};
use crate::files::hexadecimal;
use crate::ingest::IngestError;
use crate::ingest::source::Source;

/// Bytes read at once.
const CHUNK: usize = 1 << 18;

/// Blocks of a file. Each but the last ends after an ASCII byte, where the file has one: no letter is cut.
struct Blocks {
    file: File,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were given out last.
    given: usize,
    digest: Option<Sha256>,
    is_over: bool,
}

impl Blocks {
    fn new(file: File, digest: Option<Sha256>) -> Self {
        Self { file, buffer: Vec::new(), given: 0, digest, is_over: false }
    }

    /// The next block, and whether it is the last; an empty one at the end.
    fn next(&mut self) -> io::Result<(&[u8], bool)> {
        self.buffer.drain(..self.given);
        let held = self.buffer.len();
        if !self.is_over {
            self.buffer.resize(held + CHUNK, 0);
            let read = loop {
                match self.file.read(&mut self.buffer[held..]) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            self.buffer.truncate(held + read);
            self.is_over = read == 0;
            if let Some(digest) = &mut self.digest {
                digest.update(&self.buffer[held..]);
            }
        }
        let last_ascii = || self.buffer.iter().rposition(u8::is_ascii).map(|at| at + 1);
        self.given = if self.is_over { self.buffer.len() } else { last_ascii().unwrap_or(self.buffer.len()) };
        Ok((&self.buffer[..self.given], self.is_over))
    }
}

/// Tells how a text is written, from all of it. The file is left at its beginning.
pub(super) fn survey(source: &Source, file: &mut File) -> Result<Survey, IngestError> {
    let mut start = Vec::new();
    Read::by_ref(file).take(4).read_to_end(&mut start).map_err(|e| source.io(e))?;
    let mut surveyor = Surveyor::new(&start);
    rewind(source, file)?;
    if !surveyor.is_sure() {
        let mut blocks = Blocks::new(file.try_clone().map_err(|e| source.io(e))?, None);
        loop {
            let (block, is_last) = blocks.next().map_err(|e| source.io(e))?;
            surveyor.look(block);
            if surveyor.has_nul {
                let hint = "binary: it has NUL bytes".to_owned();
                return Err(IngestError::NotText { path: source.shown.clone(), hint });
            }
            if is_last {
                break;
            }
        }
        rewind(source, file)?;
    }
    Ok(surveyor.finish(start.starts_with(b"\xef\xbb\xbf")))
}

fn rewind(source: &Source, file: &mut File) -> Result<(), IngestError> {
    file.seek(SeekFrom::Start(0)).map_err(|e| source.io(e))?;
    Ok(())
}

/// The text of a file as UTF-8 without a byte order mark.
pub(super) struct TextReader {
    blocks: Blocks,
    decoding: Decoding,
    mark: usize,
    text: Vec<u8>,
    at: usize,
    is_over: bool,
    /// How many more bytes may be read before whoever parses them says that it has begun anew.
    allowance: Rc<Cell<usize>>,
}

impl TextReader {
    /// Reads `file`, which is at its beginning, as `survey` says.
    pub(super) fn new(file: File, survey: &Survey) -> Self {
        Self {
            blocks: Blocks::new(file, Some(Sha256::new())),
            decoding: Decoding::new(survey),
            mark: survey.mark,
            text: Vec::new(),
            at: 0,
            is_over: false,
            allowance: Rc::new(Cell::new(usize::MAX)),
        }
    }

    /// Shared with the parser, which sets it at the beginning of each item.
    pub(super) fn allowance(&self) -> Rc<Cell<usize>> {
        Rc::clone(&self.allowance)
    }

    /// Appends the next block to `text`; `false` at the end.
    pub(super) fn append_to(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        let (block, is_last) = self.blocks.next()?;
        // The first block is at least as long as the mark: a file that is shorter has none.
        let mark = std::mem::take(&mut self.mark).min(block.len());
        text.extend_from_slice(&self.decoding.decode(&block[mark..], is_last));
        self.is_over = is_last;
        Ok(true)
    }

    /// SHA-256 of the file, in hexadecimal; what was not read yet is read for it.
    pub(super) fn sha256(mut self) -> io::Result<String> {
        while !self.blocks.is_over {
            self.blocks.next()?;
        }
        Ok(hexadecimal(&self.blocks.digest.unwrap_or_default().finalize()))
    }
}

impl Read for &mut TextReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            let mut text = std::mem::take(&mut self.text);
            text.clear();
            self.at = 0;
            let more = self.append_to(&mut text)?;
            self.text = text;
            if !more {
                return Ok(0);
            }
        }
        let count = out.len().min(self.text.len() - self.at);
        let left = self.allowance.get().checked_sub(count).ok_or_else(|| io::Error::other("too long"))?;
        self.allowance.set(left);
        out[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
