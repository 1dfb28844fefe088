//! The blobs of an OpenStreetMap PBF file: where they are, and what is in them.
//!
//! A file is a sequence of blobs, each announced by its length and type. Reading their heads alone
//! gives an index, from which several threads then fetch and inflate blobs in any order.
//!
//! Reference: OpenStreetMap wiki, *PBF Format*, for the layout and its limits: 64 KiB for a head,
//! 32 MiB for a blob and for what is in it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use flate2::{Decompress, FlushDecompress, Status};

use super::OsmError;
use super::wire::{Fields, Malformed};
use crate::network::origin::Day;

/// Largest head of a blob, bytes.
const MAX_HEAD: u32 = 64 * 1024;
/// Largest blob and largest content of a blob, bytes.
const MAX_BLOB: u64 = 32 * 1024 * 1024;

/// Where the data blobs of a file are.
#[derive(Debug)]
pub(super) struct BlobFile {
    path: PathBuf,
    file: Mutex<File>,
    /// Length of the file, bytes.
    pub(super) n_bytes: u64,
    /// Whether the file says that nodes come before ways, and ways before relations.
    pub(super) sorted: bool,
    /// The day up to which changes are in it, where it says so.
    pub(super) day: Option<Day>,
    /// Position and length of every data blob.
    pub(super) blobs: Vec<(u64, u32)>,
}

/// Buffers that one thread uses for blob after blob.
#[derive(Debug)]
pub(super) struct Scratch {
    packed: Vec<u8>,
    /// What was in the blob.
    pub(super) content: Vec<u8>,
    inflate: Decompress,
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self { packed: Vec::new(), content: Vec::new(), inflate: Decompress::new(true) }
    }
}

impl BlobFile {
    /// Reads the heads of all blobs and the header of the file.
    pub(super) fn open(path: &Path) -> Result<Self, OsmError> {
        let io = |source| OsmError::Io { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(io)?;
        let n_bytes = file.metadata().map_err(io)?.len();
        if n_bytes == 0 {
            return Err(OsmError::Empty { path: path.to_owned() });
        }
        let mut heads = Vec::new();
        let mut at = 0;
        while at < n_bytes {
            let (kind, blob) = read_head(&mut file, path, at, n_bytes)?;
            at = blob.0 + u64::from(blob.1);
            heads.push((kind, blob));
        }
        let header = heads.iter().find(|(kind, _)| *kind == Kind::Header).map(|(_, blob)| *blob);
        let blobs = heads.iter().filter(|(kind, _)| *kind == Kind::Data).map(|(_, blob)| *blob).collect();
        let mut this =
            Self { path: path.to_owned(), file: Mutex::new(file), n_bytes, sorted: false, day: None, blobs };
        let header = header.ok_or_else(|| this.not_pbf())?;
        (this.sorted, this.day) = this.read_header(header)?;
        Ok(this)
    }

    /// Reads and inflates a blob into `scratch.content`.
    pub(super) fn read(&self, blob: (u64, u32), scratch: &mut Scratch) -> Result<(), OsmError> {
        let io = |source| OsmError::Io { path: self.path.clone(), source };
        scratch.packed.resize(blob.1 as usize, 0);
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(blob.0)).map_err(io)?;
            file.read_exact(&mut scratch.packed).map_err(io)?;
        }
        unpack(scratch).map_err(|what| self.corrupt(blob, what))
    }

    /// The error for a blob that cannot be read.
    pub(super) fn corrupt(&self, blob: (u64, u32), what: &'static str) -> OsmError {
        OsmError::Corrupt { path: self.path.clone(), offset: blob.0, what }
    }

    fn not_pbf(&self) -> OsmError {
        OsmError::NotPbf { path: self.path.clone() }
    }

    /// Checks that the file asks for nothing unknown; whether it is sorted, and the day it stands for.
    fn read_header(&self, blob: (u64, u32)) -> Result<(bool, Option<Day>), OsmError> {
        let mut scratch = Scratch::new();
        self.read(blob, &mut scratch)?;
        let (mut sorted, mut day) = (false, None);
        let mut fields = Fields(&scratch.content);
        while let Some((field, value)) = fields.next().map_err(|_| self.not_pbf())? {
            match (field, value.bytes()) {
                // Up to which moment the changes of OpenStreetMap are in it (`osmosis_replication_timestamp`).
                (32, Err(Malformed)) => day = value.number().ok().and_then(Day::of_unix_time),
                (4, Ok(feature)) if feature != b"OsmSchema-V0.6" && feature != b"DenseNodes" => {
                    let feature = String::from_utf8_lossy(feature).chars().take(60).collect();
                    return Err(OsmError::UnknownFeature { path: self.path.clone(), feature });
                }
                (5, Ok(feature)) => sorted |= feature == b"Sort.Type_then_ID",
                _ => {}
            }
        }
        Ok((sorted, day))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Data,
    Other,
}

/// The type of the blob whose head is at `at`, and where its bytes are.
fn read_head(file: &mut File, path: &Path, at: u64, n_bytes: u64) -> Result<(Kind, (u64, u32)), OsmError> {
    let io = |source| OsmError::Io { path: path.to_owned(), source };
    // A file that does not even begin as one is not a damaged extract: it is something else.
    let broken = |truncated: bool| match (at, truncated) {
        (0, _) => OsmError::NotPbf { path: path.to_owned() },
        (_, true) => OsmError::Truncated { path: path.to_owned(), n_bytes },
        (_, false) => OsmError::Corrupt { path: path.to_owned(), offset: at, what: "the head of a blob" },
    };
    let mut len = [0; 4];
    if n_bytes - at < 4 {
        return Err(broken(true));
    }
    file.seek(SeekFrom::Start(at)).map_err(io)?;
    file.read_exact(&mut len).map_err(io)?;
    let len = u32::from_be_bytes(len);
    if len > MAX_HEAD {
        return Err(broken(false));
    }
    let start = at + 4 + u64::from(len);
    if start > n_bytes {
        return Err(broken(true));
    }
    let mut head = vec![0; len as usize];
    file.read_exact(&mut head).map_err(io)?;
    let (kind, size) = parse_head(&head).map_err(|_| broken(false))?;
    if size > MAX_BLOB {
        return Err(broken(false));
    }
    if size > n_bytes - start {
        // A first blob that reaches past the end is a cut file only if it announced itself well.
        return Err(if kind == Kind::Other { broken(true) } else { truncated(path, n_bytes) });
    }
    Ok((kind, (start, super::low(size))))
}

fn truncated(path: &Path, n_bytes: u64) -> OsmError {
    OsmError::Truncated { path: path.to_owned(), n_bytes }
}

fn parse_head(head: &[u8]) -> Result<(Kind, u64), Malformed> {
    let (mut kind, mut size) = (None, None);
    let mut fields = Fields(head);
    while let Some((field, value)) = fields.next()? {
        match field {
            1 => {
                kind = Some(match value.bytes()? {
                    b"OSMHeader" => Kind::Header,
                    b"OSMData" => Kind::Data,
                    _ => Kind::Other,
                });
            }
            3 => size = Some(value.number()?),
            _ => {}
        }
    }
    Ok((kind.ok_or(Malformed)?, size.ok_or(Malformed)?))
}

/// Unpacks `scratch.packed` into `scratch.content`.
fn unpack(scratch: &mut Scratch) -> Result<(), &'static str> {
    let (mut raw, mut zlib, mut raw_size) = (None, None, 0);
    let mut fields = Fields(&scratch.packed);
    while let Some((field, value)) = fields.next().map_err(|Malformed| "a blob")? {
        match (field, value.bytes(), value.number()) {
            (1, Ok(bytes), _) => raw = Some(bytes),
            (2, _, Ok(size)) => raw_size = size,
            (3, Ok(bytes), _) => zlib = Some(bytes),
            (4..=7, Ok(_), _) => return Err("a blob packed otherwise than by zlib"),
            _ => {}
        }
    }
    scratch.content.clear();
    match (raw, zlib) {
        (Some(raw), _) => scratch.content.extend_from_slice(raw),
        (None, Some(zlib)) => {
            let size = usize::try_from(raw_size).ok().filter(|_| raw_size <= MAX_BLOB);
            scratch.content.resize(size.ok_or("a blob larger than 32 MiB")?, 0);
            scratch.inflate.reset(true);
            let ended = scratch.inflate.decompress(zlib, &mut scratch.content, FlushDecompress::Finish);
            if !matches!(ended, Ok(Status::StreamEnd)) || scratch.inflate.total_out() != raw_size {
                return Err("the zlib data of a blob");
            }
        }
        (None, None) => return Err("an empty blob"),
    }
    Ok(())
}
