//! What a map shows under its data, cut from the same extract as the roads: waters and names of places.
//!
//! A feature is an area of water, a line of it or a place. It has the smallest zoom from which it is worth drawing
//! ([`build`]), and features are kept in the order of that zoom: from afar, only the first few are looked at. Boxes around
//! sixteen of them at a time find those that are near.
//!
//! What is read here may come from any file: every range is checked where it is used, and who reads says how many points
//! may be looked at.

mod build;

use std::ops::Range;

pub(in crate::network) use build::Laid;
pub use build::{RawGround, RawLine, RawPlace};

use super::graph::FixedBox;
use super::raw::FixedPoint;

/// Features of a box.
const GROUP: usize = 16;
/// The largest zoom that features are ranked by.
pub const MAX_ZOOM: u8 = 14;

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroundKind {
    /// An area of water: a ring, then rings of islands in it.
    Water,
    /// A river.
    River,
    /// A canal.
    Canal,
    /// The line between land and sea.
    Coastline,
    /// A city.
    City,
    /// A town.
    Town,
    /// A village.
    Village,
    /// A part of a city or town.
    Suburb,
    /// A hamlet.
    Hamlet,
}

impl GroundKind {
    /// Every kind, in the order of the numbers that stand for them on disk.
    pub const ALL: [Self; 9] = [
        Self::Water,
        Self::River,
        Self::Canal,
        Self::Coastline,
        Self::City,
        Self::Town,
        Self::Village,
        Self::Suburb,
        Self::Hamlet,
    ];

    /// The word that stands for it, OpenStreetMap's.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::River => "river",
            Self::Canal => "canal",
            Self::Coastline => "coastline",
            Self::City => "city",
            Self::Town => "town",
            Self::Village => "village",
            Self::Suburb => "suburb",
            Self::Hamlet => "hamlet",
        }
    }

    /// Whether it is a place, with a name and perhaps people.
    #[must_use]
    pub const fn is_place(self) -> bool {
        matches!(self, Self::City | Self::Town | Self::Village | Self::Suburb | Self::Hamlet)
    }
}

/// A feature.
#[derive(Debug, Clone, Copy)]
pub struct GroundFeature<'a> {
    /// What it is.
    pub kind: GroundKind,
    /// Its name; of places alone.
    pub name: &'a str,
    /// The people there as the extract says; 0 where it does not.
    pub people: u32,
    points: &'a [FixedPoint],
    parts: &'a [u32],
}

impl<'a> GroundFeature<'a> {
    /// Its rings, its line, or its place as a line of one point.
    pub fn parts(&self) -> impl Iterator<Item = &'a [FixedPoint]> {
        let points = self.points;
        self.parts.windows(2).filter_map(move |ends| points.get(ends[0] as usize..ends[1] as usize))
    }
}

/// How many features there are of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroundCounts {
    /// Areas of water.
    pub waters: usize,
    /// Lines of water.
    pub waterways: usize,
    /// Places.
    pub places: usize,
}

/// The features of a file of roads.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// `[kind + 256 × zoom, first part, first byte of the name, people]`, and one more that ends the last.
    pub(in crate::network) features: &'a [[u32; 4]],
    /// Where each part begins among the points, and one more.
    pub(in crate::network) parts: &'a [u32],
    pub(in crate::network) points: &'a [FixedPoint],
    pub(in crate::network) boxes: &'a [FixedBox],
    pub(in crate::network) names: &'a [u8],
}

impl<'a> Ground<'a> {
    /// How many features there are.
    ///
    /// Cost: a nanosecond a feature.
    #[must_use]
    pub fn counts(&self) -> GroundCounts {
        let mut counts = GroundCounts::default();
        for [kind, ..] in &self.features[..self.features.len().saturating_sub(1)] {
            match kind_of(*kind) {
                Some(GroundKind::Water) => counts.waters += 1,
                Some(kind) if kind.is_place() => counts.places += 1,
                Some(_) => counts.waterways += 1,
                None => {}
            }
        }
        counts
    }

    /// Calls `visit` with the features that are worth drawing at a zoom and may lie in a box, those of small zooms first,
    /// until features of `most_points` points were visited.
    ///
    /// Cost: one comparison for sixteen features of these zooms, then what is visited.
    pub fn visit(
        &self,
        zoom: u8,
        area: FixedBox,
        most_points: usize,
        mut visit: impl FnMut(GroundFeature<'a>),
    ) {
        let n_features = self.features.len().saturating_sub(1);
        let mut left = most_points;
        for (group, around) in self.boxes.iter().enumerate() {
            let members = (group * GROUP).min(n_features)..((group + 1) * GROUP).min(n_features);
            if members.clone().next().is_none_or(|first| zoom_of(self.features[first][0]) > zoom) {
                return;
            }
            if !meets(*around, area) {
                continue;
            }
            for at in members.filter(|at| zoom_of(self.features[*at][0]) <= zoom) {
                let Some(feature) = self.feature(at) else { continue };
                // Parts count too: a file may claim any number of empty ones.
                let Some(after) = left.checked_sub(feature.parts.len()) else { return };
                let n_points = feature.parts().map(<[_]>::len).sum::<usize>();
                let Some(after) = after.checked_sub(n_points) else { return };
                left = after;
                visit(feature);
            }
        }
    }

    /// A feature; `None` where its numbers are none of this file.
    fn feature(&self, at: usize) -> Option<GroundFeature<'a>> {
        let ([kind, part, name, people], [_, next_part, next_name, _]) =
            (*self.features.get(at)?, *self.features.get(at + 1)?);
        let range = |from: u32, to: u32| -> Range<usize> { from as usize..to as usize };
        let parts = self.parts.get(part as usize..(next_part as usize).checked_add(1)?)?;
        let name = self.names.get(range(name, next_name))?;
        let name = std::str::from_utf8(name).unwrap_or_default();
        Some(GroundFeature { kind: kind_of(kind)?, name, people, points: self.points, parts })
    }
}

fn kind_of(number: u32) -> Option<GroundKind> {
    GroundKind::ALL.get((number & 0xff) as usize).copied()
}

/// Zooms beyond a byte are of no file of ours, and drawn at none.
fn zoom_of(number: u32) -> u8 {
    u8::try_from(number >> 8).unwrap_or(u8::MAX)
}

fn meets(a: FixedBox, b: FixedBox) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

#[cfg(test)]
mod tests;
