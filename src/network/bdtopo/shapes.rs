//! The lines of a `.shp`, one record after the other.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use geo_types::Coord;

use super::BdTopoError;

/// First number of every shapefile.
const FILE_CODE: u32 = 9994;
/// Bytes of the header of the file.
const HEADER: usize = 100;
/// The longest record that is read, bytes: a line of a million points.
const MAX_RECORD: u64 = 32 * 1024 * 1024;
/// Heights at or below are not known (IGN writes −1000).
const UNKNOWN_HEIGHT: f64 = -500.0;

/// A vertex with its height in metres, where it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertex {
    pub(super) position: Coord<f64>,
    pub(super) height_m: Option<f64>,
}

/// The lines of a file. A record holds one line or several.
#[derive(Debug)]
pub(super) struct Shapes {
    path: PathBuf,
    file: BufReader<File>,
    at: u64,
    end: u64,
    content: Vec<u8>,
    /// Records read.
    pub(super) n_read: u64,
}

impl Shapes {
    /// Checks the header of a file and its length.
    pub(super) fn open(path: &Path) -> Result<Self, BdTopoError> {
        let io = |source| BdTopoError::Io { path: path.to_owned(), source };
        let file = File::open(path).map_err(io)?;
        let n_bytes = file.metadata().map_err(io)?.len();
        let mut file = BufReader::with_capacity(1 << 17, file);
        let mut header = [0; HEADER];
        if n_bytes < 4 {
            return Err(BdTopoError::NotAShapefile { path: path.to_owned() });
        }
        let known = usize::try_from(n_bytes).map_or(HEADER, |n_bytes| n_bytes.min(HEADER));
        file.read_exact(&mut header[..known]).map_err(io)?;
        if big(&header, 0) != FILE_CODE {
            return Err(BdTopoError::NotAShapefile { path: path.to_owned() });
        }
        let stated = (u64::from(big(&header, 24)) * 2).max(HEADER as u64);
        if n_bytes < stated {
            return Err(BdTopoError::Truncated { path: path.to_owned(), stated, n_bytes });
        }
        let kind = match little(&header, 32) {
            // A file without any record may say that it holds nothing.
            0 | 3 | 13 | 23 => None,
            1 | 11 | 21 | 8 | 18 | 28 => Some("points"),
            5 | 15 | 25 | 31 => Some("areas"),
            _ => return Err(BdTopoError::NotAShapefile { path: path.to_owned() }),
        };
        if let Some(kind) = kind {
            return Err(BdTopoError::NotLines { path: path.to_owned(), kind });
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            at: HEADER as u64,
            end: stated,
            content: Vec::new(),
            n_read: 0,
        })
    }

    /// Reads the next record into `lines`, which is emptied first; `false` at the end.
    pub(super) fn next(&mut self, lines: &mut Vec<Vec<Vertex>>) -> Result<bool, BdTopoError> {
        lines.clear();
        if self.at == self.end {
            return Ok(false);
        }
        self.n_read += 1;
        let mut head = [0; 8];
        if self.end - self.at < 8 {
            return Err(self.corrupt("its head is cut"));
        }
        self.read(Some(&mut head))?;
        let n_bytes = u64::from(big(&head, 4)) * 2;
        self.at += 8;
        if n_bytes > self.end - self.at {
            return Err(self.corrupt("it is longer than what is left of the file"));
        }
        if !(4..=MAX_RECORD).contains(&n_bytes) {
            return Err(self.corrupt("its length"));
        }
        self.content.resize(usize::try_from(n_bytes).unwrap_or(0), 0);
        self.read(None)?;
        self.at += n_bytes;
        parse(&self.content, lines).map_err(|what| self.corrupt(what))?;
        Ok(true)
    }

    /// Fills `into`, or the buffer of the content.
    fn read(&mut self, into: Option<&mut [u8]>) -> Result<(), BdTopoError> {
        let read = self.file.read_exact(into.unwrap_or(&mut self.content));
        read.map_err(|source| BdTopoError::Io { path: self.path.clone(), source })
    }

    fn corrupt(&self, what: &'static str) -> BdTopoError {
        BdTopoError::Corrupt { path: self.path.clone(), record: self.n_read, what }
    }
}

/// The lines of a record. Every count is checked against the length of the record.
fn parse(content: &[u8], lines: &mut Vec<Vec<Vertex>>) -> Result<(), &'static str> {
    let kind = little(content, 0);
    match kind {
        0 => return Ok(()),
        3 | 13 | 23 => {}
        _ => return Err("it is not a line"),
    }
    if content.len() < 44 {
        return Err("its length");
    }
    let (n_parts, n_points) = (little(content, 36) as usize, little(content, 40) as usize);
    // Neither product overflows: both counts are below 2³².
    let points = 44 + n_parts * 4;
    let heights = points + n_points * 16 + 16;
    if heights - 16 > content.len() {
        return Err("more points than it can hold");
    }
    let with_heights = kind == 13 && heights + n_points * 8 <= content.len();
    let vertex = |place: usize| {
        let at = points + place * 16;
        let height = if with_heights { double(content, heights + place * 8) } else { f64::NAN };
        Vertex {
            position: Coord { x: double(content, at), y: double(content, at + 8) },
            height_m: Some(height).filter(|z| z.is_finite() && *z > UNKNOWN_HEIGHT),
        }
    };
    for part in 0..n_parts {
        let start = little(content, 44 + part * 4) as usize;
        let end = if part + 1 < n_parts { little(content, 48 + part * 4) as usize } else { n_points };
        if start > end || end > n_points {
            return Err("its parts are out of order");
        }
        lines.push((start..end).map(vertex).collect());
    }
    Ok(())
}

fn word(bytes: &[u8], at: usize) -> [u8; 4] {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or_default()
}

fn big(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(word(bytes, at))
}

fn little(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(word(bytes, at))
}

fn double(bytes: &[u8], at: usize) -> f64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(f64::NAN, f64::from_le_bytes)
}
