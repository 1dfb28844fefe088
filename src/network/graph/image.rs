//! The bytes of a graph: sections of numbers, one after the other, as they are on disk.
//!
//! A graph is made straight into these bytes and read from them through typed slices, so that a graph
//! that was just built and one that was opened from a file are the same thing. All numbers are
//! little-endian; every section starts at a multiple of 64 bytes.

use std::ops::Range;

use bytemuck::Pod;

use crate::files::MappedFile;

/// What each section holds, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(in crate::network) enum Section {
    /// `[longitude, latitude]` of every node, ten-millionths of a degree.
    NodePosition,
    /// Component of every node, see [`super::components`].
    NodeComponent,
    /// Where the arcs that leave a node begin, and one more.
    OutStart,
    /// `[head, ms, cm]` of every arc, by tail.
    OutArc,
    /// Chain × 2 + direction of every arc, by tail.
    OutChain,
    /// Where the arcs that reach a node begin, and one more.
    InStart,
    /// `[tail, ms, cm]` of every arc, by head.
    InArc,
    /// Chain × 2 + direction of every arc, by head.
    InChain,
    /// `[from, to]` of every chain.
    ChainEnds,
    /// `[forward ms, backward ms, cm, attributes]` of every chain.
    ChainCost,
    /// Where the interior points of a chain begin, and one more.
    ChainStart,
    /// Position of every interior point.
    PointPosition,
    /// `[ms from `from`, ms from `to`, cm from `from`]` of every interior point.
    PointPrefix,
    /// Boxes around groups of chains, level by level.
    Boxes,
    /// `[nodes, metres of road]` of every component.
    Components,
    /// The profile's settings, TOML.
    Profile,
    /// Where the roads come from, see [`crate::network::Origin`].
    Origin,
    /// Waters and places, see [`crate::network::ground::Ground`].
    GroundFeature,
    /// Where their rings and lines begin, and one more.
    GroundPart,
    /// Their positions.
    GroundPoint,
    /// Boxes around sixteen of them at a time.
    GroundBox,
    /// The names of the places, one after the other.
    GroundName,
}

/// Number of sections.
pub(in crate::network) const N_SECTIONS: usize = 22;
/// Alignment of a section, bytes.
pub(in crate::network) const ALIGN: usize = 64;

/// The bytes, owned or mapped.
#[derive(Debug)]
pub(in crate::network) enum Image {
    /// Made in memory. Eight-byte words, so that the bytes are aligned.
    Owned(Vec<u64>),
    /// A file.
    Mapped(MappedFile),
}

impl Image {
    pub(in crate::network) fn bytes(&self) -> &[u8] {
        match self {
            Self::Owned(words) => bytemuck::cast_slice(words),
            Self::Mapped(file) => file.bytes(),
        }
    }
}

/// The `N` sections of an image: those of a graph, unless said otherwise.
#[derive(Debug)]
pub(in crate::network) struct Sections<const N: usize = N_SECTIONS> {
    pub(in crate::network) image: Image,
    pub(in crate::network) ranges: [Range<usize>; N],
}

impl<const N: usize> Sections<N> {
    /// A section as numbers. Empty when its length is not a whole number of them, which
    /// [`crate::network::file`] refuses before.
    pub(in crate::network) fn at<T: Pod>(&self, section: usize) -> &[T] {
        let range = self.ranges[section].clone();
        bytemuck::try_cast_slice(&self.image.bytes()[range]).unwrap_or_default()
    }

    /// The bytes of each section.
    pub(in crate::network) fn contents(&self) -> impl Iterator<Item = (&Range<usize>, &[u8])> {
        self.ranges.iter().map(|range| (range, &self.image.bytes()[range.clone()]))
    }
}

impl Sections {
    /// A section of a graph as numbers.
    pub(in crate::network) fn get<T: Pod>(&self, section: Section) -> &[T] {
        self.at(section as usize)
    }
}

/// Lays out sections one by one.
#[derive(Debug, Default)]
pub(in crate::network) struct ImageBuilder {
    words: Vec<u64>,
    ranges: Vec<Range<usize>>,
}

impl ImageBuilder {
    /// An image that begins with room for a header of `header` bytes.
    pub(in crate::network) fn new(header: usize, capacity: usize) -> Self {
        let mut words = Vec::with_capacity(capacity / 8);
        words.resize(header.next_multiple_of(ALIGN) / 8, 0);
        Self { words, ranges: Vec::new() }
    }

    /// Appends the next section.
    pub(in crate::network) fn push<T: Pod>(&mut self, values: &[T]) {
        let bytes: &[u8] = bytemuck::cast_slice(values);
        let start = self.words.len() * 8;
        self.words.resize((start + bytes.len()).next_multiple_of(ALIGN) / 8, 0);
        bytemuck::cast_slice_mut::<u64, u8>(&mut self.words)[start..start + bytes.len()]
            .copy_from_slice(bytes);
        self.ranges.push(start..start + bytes.len());
    }

    /// The image; `None` unless every section of a graph was pushed.
    pub(super) fn finish(self) -> Option<Sections> {
        Some(Sections { image: Image::Owned(self.words), ranges: self.ranges.try_into().ok()? })
    }

    /// The image. Sections that were not pushed are empty.
    pub(in crate::network) fn finish_other<const N: usize>(self) -> Sections<N> {
        let ranges = std::array::from_fn(|section| self.ranges.get(section).cloned().unwrap_or_default());
        Sections { image: Image::Owned(self.words), ranges }
    }
}
