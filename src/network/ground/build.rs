//! From waters and places to the tables of a file: each with the zoom from which it is worth drawing, in that order.

use std::f64::consts::PI;

use super::{GROUP, GroundKind, MAX_ZOOM};
use crate::network::graph::{EMPTY_BOX, FixedBox, Hilbert, with_point};
use crate::network::num::small;
use crate::network::raw::{FixedPoint, to_degrees};

/// The side of a tile on a screen, pixels.
const TILE: f64 = 512.0;
/// An area is drawn from the zoom at which it covers so many pixels.
const LEAST_AREA: f64 = 10.0;
/// A river or a coast is drawn from the zoom at which the whole of it is so long, pixels.
const LEAST_LENGTH: f64 = 60.0;
/// A canal is less to find one's way by.
const LEAST_CANAL: f64 = 120.0;
/// Points of a line; a longer one is kept in pieces, so that a tile looks at few beyond its edges.
const MOST_LINE: usize = 256;
/// Letters of a name.
const MOST_NAME: usize = 80;

/// A line of water.
#[derive(Debug, Clone, PartialEq)]
pub struct RawLine {
    /// River, canal or coastline.
    pub kind: GroundKind,
    /// Its points.
    pub points: Vec<FixedPoint>,
    /// Length of the whole that it is a part of, as [`line_length`] measures.
    pub whole: f64,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct RawPlace {
    /// City, town, village, suburb or hamlet.
    pub kind: GroundKind,
    /// What it is called.
    pub name: String,
    /// The people there; 0 where nobody says.
    pub people: u32,
    /// Where it is.
    pub at: FixedPoint,
}

/// What a source gives of waters and places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawGround {
    /// Areas of water: a ring, then those of islands.
    pub waters: Vec<Vec<Vec<FixedPoint>>>,
    /// Lines of water.
    pub lines: Vec<RawLine>,
    /// Places.
    pub places: Vec<RawPlace>,
}

impl RawGround {
    /// Tells the length of lines: the share of the width of the world, on the map.
    #[must_use]
    pub fn length(points: &[FixedPoint]) -> f64 {
        points
            .windows(2)
            .map(|ends| (on_map(ends[1]), on_map(ends[0])))
            .map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1))
            .sum()
    }
}

/// The tables of a file of roads.
#[derive(Debug, Default)]
pub(in crate::network) struct Laid {
    pub(in crate::network) features: Vec<[u32; 4]>,
    pub(in crate::network) parts: Vec<u32>,
    pub(in crate::network) points: Vec<FixedPoint>,
    pub(in crate::network) boxes: Vec<FixedBox>,
    pub(in crate::network) names: Vec<u8>,
}

/// A feature on its way into the tables.
struct Ready<'a> {
    kind: GroundKind,
    zoom: u8,
    parts: Vec<&'a [FixedPoint]>,
    name: &'a str,
    people: u32,
}

impl Laid {
    /// Ranks and lays out. The same features in the same order give the same tables.
    ///
    /// Cost: some hundred nanoseconds a point.
    pub(in crate::network) fn new(raw: &RawGround) -> Self {
        let mut ready: Vec<Ready<'_>> = Vec::new();
        let plain = |kind, zoom, parts| Ready { kind, zoom, parts, name: "", people: 0 };
        ready.extend(raw.waters.iter().map(|rings| {
            let zoom = rings.first().map_or(MAX_ZOOM, |ring| zoom_of_area(ring));
            plain(GroundKind::Water, zoom, rings.iter().map(Vec::as_slice).collect())
        }));
        for line in &raw.lines {
            let least = if line.kind == GroundKind::Canal { LEAST_CANAL } else { LEAST_LENGTH };
            let zoom = zoom_at(least / (line.whole * TILE));
            ready.extend(pieces(&line.points).map(|piece| plain(line.kind, zoom, vec![piece])));
        }
        ready.extend(raw.places.iter().map(|place| Ready {
            kind: place.kind,
            zoom: zoom_of_place(place),
            parts: vec![std::slice::from_ref(&place.at)],
            name: shortened(&place.name),
            people: place.people,
        }));
        let middles: Vec<FixedPoint> = ready.iter().map(|feature| middle(&feature.parts)).collect();
        let curve = Hilbert::over(&middles);
        let mut order: Vec<usize> = (0..ready.len()).collect();
        order.sort_by_cached_key(|at| (ready[*at].zoom, curve.place(middles[*at]), *at));
        let mut laid = Self::default();
        for (place, at) in order.into_iter().enumerate() {
            laid.push(place, &ready[at]);
        }
        laid.end();
        laid
    }

    fn push(&mut self, place: usize, feature: &Ready<'_>) {
        let kind = GroundKind::ALL.iter().position(|kind| *kind == feature.kind).unwrap_or(0);
        let [parts, names] = [self.parts.len(), self.names.len()].map(small);
        self.features.push([small(kind) | u32::from(feature.zoom) << 8, parts, names, feature.people]);
        self.names.extend(feature.name.as_bytes());
        if place % GROUP == 0 {
            self.boxes.push(EMPTY_BOX);
        }
        for part in &feature.parts {
            self.parts.push(small(self.points.len()));
            self.points.extend(*part);
            if let Some(around) = self.boxes.last_mut() {
                *around = part.iter().copied().fold(*around, with_point);
            }
        }
    }

    fn end(&mut self) {
        if !self.features.is_empty() {
            self.features.push([0, small(self.parts.len()), small(self.names.len()), 0]);
            self.parts.push(small(self.points.len()));
        }
    }
}

/// A line in pieces that share their ends.
fn pieces(line: &[FixedPoint]) -> impl Iterator<Item = &[FixedPoint]> {
    let last = line.len().saturating_sub(1);
    (0..last).step_by(MOST_LINE - 1).map(move |from| &line[from..(from + MOST_LINE).min(line.len())])
}

fn middle(parts: &[&[FixedPoint]]) -> FixedPoint {
    parts.first().and_then(|part| part.get(part.len() / 2)).copied().unwrap_or_default()
}

/// A position on the map, the world being a square of side 1.
fn on_map(point: FixedPoint) -> (f64, f64) {
    let at = to_degrees(point);
    let lat = at.y.clamp(-85.06, 85.06).to_radians();
    (at.x / 360.0, (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI))
}

fn zoom_of_area(ring: &[FixedPoint]) -> u8 {
    let points: Vec<(f64, f64)> = ring.iter().map(|point| on_map(*point)).collect();
    // Measured from its first point: the differences are small.
    let (x, y) = points.first().copied().unwrap_or_default();
    let twice: f64 =
        points.windows(2).map(|w| (w[0].0 - x) * (w[1].1 - y) - (w[1].0 - x) * (w[0].1 - y)).sum();
    zoom_at((LEAST_AREA / (twice.abs() / 2.0)).sqrt() / TILE)
}

/// The first zoom at which the map is `times` as wide as one tile; the last one where none is.
fn zoom_at(times: f64) -> u8 {
    (0..MAX_ZOOM).find(|zoom| f64::from(1u32 << zoom) >= times).unwrap_or(MAX_ZOOM)
}

fn zoom_of_place(place: &RawPlace) -> u8 {
    match (place.kind, place.people) {
        (GroundKind::City, 300_000..) => 4,
        (GroundKind::City, 100_000..) => 5,
        (GroundKind::City, _) => 6,
        (GroundKind::Town, 20_000..) => 7,
        (GroundKind::Town, _) => 8,
        (GroundKind::Village, 2_000..) => 9,
        (GroundKind::Village, _) => 10,
        (GroundKind::Suburb, _) => 12,
        _ => 13,
    }
}

/// The first letters of a name.
fn shortened(name: &str) -> &str {
    name.char_indices().nth(MOST_NAME).map_or(name, |(end, _)| &name[..end])
}
