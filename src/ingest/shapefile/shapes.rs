//! The shapes of a `.shp`, one record after the other.

use std::fs::File;
use std::io::{BufReader, Read};

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, Point};

use super::ShapefileError;
use super::rings::areas;
use crate::ingest::source::Source;

/// First number of every shapefile.
const FILE_CODE: u32 = 9994;
/// Bytes of the header of the file.
const HEADER: usize = 100;
/// The longest record that is read, bytes: a shape of some millions of points.
const MAX_RECORD: u64 = 128 * 1024 * 1024;
/// Heights at or below are not known (IGN writes −1000).
const UNKNOWN_HEIGHT: f64 = -500.0;

/// A vertex with its height in metres, where it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vertex {
    pub(crate) position: Coord<f64>,
    pub(crate) height_m: Option<f64>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShapeKind {
    /// Nothing that has a place.
    Nothing,
    Points,
    Lines,
    Areas,
}

/// The records of a file.
#[derive(Debug)]
pub(crate) struct Shapes {
    source: Source,
    file: BufReader<File>,
    at: u64,
    end: u64,
    content: Vec<u8>,
    pub(crate) kind: ShapeKind,
    /// Records read.
    pub(crate) n_read: u64,
}

impl Shapes {
    /// Checks the header of a file and its length.
    pub(crate) fn open(source: &Source) -> Result<Self, ShapefileError> {
        let path = || source.shown.clone();
        let io = |source| ShapefileError::Io { path: path(), source };
        let file = File::open(&source.real).map_err(io)?;
        let n_bytes = file.metadata().map_err(io)?.len();
        let mut file = BufReader::with_capacity(1 << 17, file);
        let mut header = [0; HEADER];
        if n_bytes < 4 {
            return Err(ShapefileError::NotAShapefile { path: path() });
        }
        let known = usize::try_from(n_bytes).map_or(HEADER, |n_bytes| n_bytes.min(HEADER));
        file.read_exact(&mut header[..known]).map_err(io)?;
        if big(&header, 0) != FILE_CODE {
            return Err(ShapefileError::NotAShapefile { path: path() });
        }
        let stated = (u64::from(big(&header, 24)) * 2).max(HEADER as u64);
        if n_bytes < stated {
            return Err(ShapefileError::Truncated { path: path(), stated, n_bytes });
        }
        let kind = match little(&header, 32) {
            // A file without any record may say that it holds nothing.
            0 => ShapeKind::Nothing,
            3 | 13 | 23 => ShapeKind::Lines,
            1 | 11 | 21 | 8 | 18 | 28 => ShapeKind::Points,
            5 | 15 | 25 | 31 => ShapeKind::Areas,
            _ => return Err(ShapefileError::NotAShapefile { path: path() }),
        };
        let source = source.clone();
        Ok(Self { source, file, at: HEADER as u64, end: stated, content: Vec::new(), kind, n_read: 0 })
    }

    /// Reads the lines of the next record into `lines`, which is emptied first; `false` at the end.
    pub(crate) fn next_lines(&mut self, lines: &mut Vec<Vec<Vertex>>) -> Result<bool, ShapefileError> {
        lines.clear();
        if !self.advance()? {
            return Ok(false);
        }
        match little(&self.content, 0) {
            0 => Ok(()),
            3 | 13 | 23 => parts_of(&self.content, lines),
            _ => Err("it is not a line"),
        }
        .map_err(|what| self.corrupt(what))?;
        Ok(true)
    }

    /// Goes to the next record; `false` at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, ShapefileError> {
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
        Ok(true)
    }

    /// The shape of the record, in the coordinates of the file; `None` where there is none, and why in words
    /// where there is no usable one.
    pub(crate) fn geometry(&self) -> Result<Option<Result<Geometry<f64>, String>>, ShapefileError> {
        geometry(&self.content).map_err(|what| self.corrupt(what))
    }

    /// Fills `into`, or the buffer of the content.
    fn read(&mut self, into: Option<&mut [u8]>) -> Result<(), ShapefileError> {
        let read = self.file.read_exact(into.unwrap_or(&mut self.content));
        read.map_err(|source| ShapefileError::Io { path: self.source.shown.clone(), source })
    }

    fn corrupt(&self, what: &'static str) -> ShapefileError {
        ShapefileError::Corrupt { path: self.source.shown.clone(), record: self.n_read, what }
    }
}

/// The shape of a record.
fn geometry(content: &[u8]) -> Result<Option<Result<Geometry<f64>, String>>, &'static str> {
    let position = |at: usize| Coord { x: double(content, at), y: double(content, at + 8) };
    let mut parts = Vec::new();
    let shape: Geometry<f64> = match little(content, 0) {
        0 => return Ok(None),
        1 | 11 | 21 if content.len() >= 20 => Point(position(4)).into(),
        8 | 18 | 28 if content.len() >= 40 => {
            let n_points = little(content, 36) as usize;
            if n_points > (content.len() - 40) / 16 {
                return Err("more points than it can hold");
            }
            let points = (0..n_points).map(|place| Point(position(40 + place * 16)));
            MultiPoint(points.collect()).into()
        }
        3 | 13 | 23 => {
            parts_of(content, &mut parts)?;
            MultiLineString(parts.iter().map(|part| line(part)).collect()).into()
        }
        5 | 15 | 25 => {
            parts_of(content, &mut parts)?;
            match areas(parts.iter().map(|part| line(part)).collect()) {
                Ok(areas) => areas.into(),
                Err(why) => return Ok(Some(Err(why))),
            }
        }
        31 => return Ok(Some(Err("a multipatch, which is no flat area".to_owned()))),
        1 | 11 | 21 | 8 | 18 | 28 => return Err("its length"),
        _ => return Err("its kind of shape"),
    };
    let is_empty = match &shape {
        Geometry::MultiPoint(points) => points.0.is_empty(),
        Geometry::MultiLineString(lines) => lines.0.is_empty(),
        Geometry::MultiPolygon(areas) => areas.0.is_empty(),
        _ => false,
    };
    Ok(Some(if is_empty { Err("a shape without any point".to_owned()) } else { Ok(shape) }))
}

fn line(part: &[Vertex]) -> LineString<f64> {
    LineString(part.iter().map(|vertex| vertex.position).collect())
}

/// The lines or rings of a record. Every count is checked against the length of the record.
fn parts_of(content: &[u8], lines: &mut Vec<Vec<Vertex>>) -> Result<(), &'static str> {
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
    let with_heights = matches!(little(content, 0), 13 | 15) && heights + n_points * 8 <= content.len();
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
