//! What the files of this program have in common: a header, and sections with their checksums.
//!
//! The header says what the file is (8 bytes), its layout, what it was made from (two fingerprints) and,
//! for each section, where it begins, its length, its CRC-32 and the size of one element; then comes the
//! CRC-32 of the header itself. Numbers are little-endian. Sections begin on a cache line.

use std::ops::Range;
use std::path::Path;

use crate::files::{self, FileError, MappedFile};
use crate::network::graph::image::{ALIGN, Image, Sections};
use crate::network::num::small;

/// Bytes of a section in the table: start, length, checksum, size of a number.
const ENTRY: usize = 24;
/// Bytes before the table: magic, version, tag, two fingerprints.
const FIXED: usize = 8 + 4 + 4 + 32 + 32;

/// A kind of file with `N` sections.
#[derive(Debug, Clone, Copy)]
pub(in crate::network) struct Kind<const N: usize> {
    /// Its first bytes.
    pub(in crate::network) magic: [u8; 8],
    /// The layout that is written and read.
    pub(in crate::network) version: u32,
    /// Size of one element of each section, bytes.
    pub(in crate::network) elements: [usize; N],
}

/// What the header says of the contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::network) struct Front {
    /// A number whose meaning the kind knows.
    pub(in crate::network) tag: u32,
    /// What the file was made from.
    pub(in crate::network) fingerprints: [[u8; 32]; 2],
}

/// Why a file is not used.
#[derive(Debug)]
pub(in crate::network) enum Refusal {
    /// It cannot be read.
    Unreadable(FileError),
    /// Of another kind.
    Other,
    /// Of this kind with this layout, which is not read.
    Version(u32),
    /// Its bytes changed since it was written, or it was cut: where.
    Damaged(String),
}

impl<const N: usize> Kind<N> {
    /// Bytes before the sections: fixed part, table, checksum of both.
    pub(in crate::network) const fn header_bytes(&self) -> usize {
        (FIXED + self.elements.len() * ENTRY + 4).next_multiple_of(ALIGN)
    }

    /// Writes a file: beside, to disk, then renamed.
    pub(in crate::network) fn write(
        &self,
        front: Front,
        sections: &Sections<N>,
        path: &Path,
    ) -> Result<(), FileError> {
        files::write_whole_with(path, |out| {
            out.write_all(&self.header(front, sections))?;
            out.write_all(&sections.image.bytes()[self.header_bytes()..])
        })
    }

    /// Opens a file by mapping it and checks every byte that counts.
    pub(in crate::network) fn open(&self, path: &Path) -> Result<(Front, Sections<N>), Refusal> {
        let image = Image::Mapped(MappedFile::open(path).map_err(Refusal::Unreadable)?);
        let bytes = image.bytes();
        if bytes.len() < self.header_bytes() || bytes[..8] != self.magic {
            return Err(Refusal::Other);
        }
        let found = u32_at(bytes, 8);
        if found != self.version {
            return Err(Refusal::Version(found));
        }
        let table_end = FIXED + N * ENTRY;
        if u32_at(bytes, table_end) != crc32fast::hash(&bytes[..table_end]) {
            return Err(Refusal::Damaged("its header".to_owned()));
        }
        let mut ranges: [Range<usize>; N] = std::array::from_fn(|_| 0..0);
        for (section, range) in ranges.iter_mut().enumerate() {
            let sound = self.check(bytes, section);
            *range = sound.ok_or_else(|| Refusal::Damaged(format!("its section {section}")))?;
        }
        let fingerprint = |at: usize| <[u8; 32]>::try_from(&bytes[at..at + 32]).unwrap_or_default();
        let front = Front { tag: u32_at(bytes, 12), fingerprints: [fingerprint(16), fingerprint(48)] };
        Ok((front, Sections { image, ranges }))
    }

    /// Where a section lies, if its bytes are those that were written.
    fn check(&self, bytes: &[u8], section: usize) -> Option<Range<usize>> {
        let entry = FIXED + section * ENTRY;
        let start = usize::try_from(u64_at(bytes, entry)).ok()?;
        let len = usize::try_from(u64_at(bytes, entry + 8)).ok()?;
        let range = start..start.checked_add(len)?;
        let content = bytes.get(range.clone())?;
        let sound = start % ALIGN == 0 && len % self.elements[section] == 0;
        (sound && crc32fast::hash(content) == u32_at(bytes, entry + 16)).then_some(range)
    }

    fn header(&self, front: Front, sections: &Sections<N>) -> Vec<u8> {
        let mut header = self.magic.to_vec();
        header.extend(self.version.to_le_bytes());
        header.extend(front.tag.to_le_bytes());
        header.extend(front.fingerprints.as_flattened());
        for ((range, content), element) in sections.contents().zip(self.elements) {
            header.extend((range.start as u64).to_le_bytes());
            header.extend((range.len() as u64).to_le_bytes());
            header.extend(crc32fast::hash(content).to_le_bytes());
            header.extend(small(element).to_le_bytes());
        }
        header.extend(crc32fast::hash(&header).to_le_bytes());
        header.resize(self.header_bytes(), 0);
        header
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}
