//! Coarse tiles over what is reached: what lies far from it need not be drawn, and parts far from each other
//! need no lattice in common.

use std::ops::Range;

use crate::network::graph::FixedBox;

use super::grid::{Bounds, count, number, numbers};
use super::strokes::{Extent, Roads};

/// Tiles across and up, at most.
const MOST: f64 = 200.0;
/// Size of a tile, ten-millionths of a degree, at least: about 2 km.
const LEAST: f64 = 200_000.0;

/// Tiles over a box, with the box of what is reached within each limit that begins in each.
pub(super) struct Tiles {
    origin: [f64; 2],
    size: f64,
    n: [usize; 2],
    n_limits: usize,
    /// By tile, then by limit.
    bounds: Vec<Bounds>,
    /// By chain, `None` where nobody looked.
    extents: Vec<Option<Extent>>,
}

/// A part of what is reached, far from the others.
pub(super) struct Patch {
    /// The box of what is reached within the longest limit.
    pub(super) whole: Bounds,
    /// The box of what is reached within each limit.
    pub(super) within: Vec<Bounds>,
}

impl Patch {
    fn join(&mut self, other: &Self) {
        self.whole.join(&other.whole);
        for (within, other) in self.within.iter_mut().zip(&other.within) {
            within.join(other);
        }
    }
}

impl Tiles {
    /// Tiles over `around`, which holds every junction and place reached, with the roads reached there.
    pub(super) fn over(roads: &Roads<'_>, around: &Bounds, n_limits: usize) -> Self {
        let extent = [0, 1].map(|axis| around.high[axis] - around.low[axis]);
        let size = (extent[0].max(extent[1]) / MOST).max(LEAST);
        let n = extent.map(|extent| count(extent / size) + 1);
        let bounds = vec![Bounds::NOTHING; n[0] * n[1] * n_limits];
        let extents = vec![None; roads.graph.n_chains()];
        let mut tiles = Self { origin: around.low, size, n, n_limits, bounds, extents };
        // Every chain that is reached touches a junction that is, or a place.
        roads.graph.visit_groups_near(
            around.widened([1.0; 2]),
            |_| true,
            |group, group_box| tiles.add_group(roads, group, Bounds::of(group_box)),
        );
        roads.cut_walks(|a, b, band| tiles.add(a, b, band));
        tiles
    }

    /// Adds the chains of a group, and keeps what they are.
    fn add_group(&mut self, roads: &Roads<'_>, group: Range<usize>, bounds: Bounds) {
        let is_small = (0..2).all(|axis| bounds.high[axis] - bounds.low[axis] <= self.size);
        let mut bands = 0u32;
        for chain in group {
            let extent = roads.extent(chain);
            self.extents[chain] = Some(extent);
            match extent {
                // The box of the group is near enough, and known.
                Extent::Whole(band) | Extent::Parts(Some(band)) if is_small => bands |= 1 << band,
                Extent::Whole(band) if usize::from(band) < self.n_limits => {
                    let mut points = roads.line(chain).map(numbers);
                    let Some(mut before) = points.next() else { continue };
                    for here in points {
                        self.add(before, here, usize::from(band));
                        before = here;
                    }
                }
                Extent::Parts(_) => roads.cut(chain, |a, b, band| {
                    if band < self.n_limits {
                        self.add(a, b, band);
                    }
                }),
                Extent::Whole(_) | Extent::Water => {}
            }
        }
        for band in (0..self.n_limits).filter(|band| bands >> band & 1 == 1) {
            self.at(bounds.low, band).join(&bounds);
        }
    }

    /// What a chain is, where it was looked at.
    pub(super) fn extent(&self, chain: usize) -> Option<Extent> {
        self.extents[chain]
    }

    /// Adds a straight stretch, in pieces that end in the tile where they begin or in one beside it.
    fn add(&mut self, a: [f64; 2], b: [f64; 2], band: usize) {
        let n_pieces = count((a[0] - b[0]).abs().max((a[1] - b[1]).abs()) / self.size) + 1;
        let at = |piece: usize| {
            let share = number(piece) / number(n_pieces);
            [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share)
        };
        for piece in 0..n_pieces {
            let bounds = self.at(at(piece), band);
            bounds.add(at(piece));
            bounds.add(at(piece + 1));
        }
    }

    /// What is reached within a limit from the tile of a position on.
    fn at(&mut self, position: [f64; 2], band: usize) -> &mut Bounds {
        let [x, y] = self.tile(position);
        &mut self.bounds[(y * self.n[0] + x) * self.n_limits + band]
    }

    /// The tile of a position; of one outside, the nearest.
    fn tile(&self, at: [f64; 2]) -> [usize; 2] {
        [0, 1].map(|axis| count((at[axis] - self.origin[axis]) / self.size).min(self.n[axis] - 1))
    }

    /// Whether anything reached may be in a box, given what it is widened by, ten-millionths of a degree.
    pub(super) fn any_near(&self, area: FixedBox, margin: [f64; 2]) -> bool {
        let [west, south, east, north] = area.map(f64::from);
        let low = [west - margin[0], south - margin[1]];
        let high = [east + margin[0], north + margin[1]];
        let meets = |b: &Bounds| (0..2).all(|axis| b.low[axis] <= high[axis] && low[axis] <= b.high[axis]);
        // What begins in a tile may end in the next.
        let from = self.tile(low.map(|at| at - self.size));
        let to = self.tile(high.map(|at| at + self.size));
        (from[1]..=to[1]).any(|y| {
            let row = (y * self.n[0] + from[0]) * self.n_limits..(y * self.n[0] + to[0] + 1) * self.n_limits;
            self.bounds[row].iter().any(meets)
        })
    }

    /// What is reached, in parts whose boxes are farther than `margin` from each other, south to north.
    pub(super) fn patches(&self, margin: [f64; 2]) -> Vec<Patch> {
        let mut patches: Vec<Patch> = Vec::new();
        let mut is_done: Vec<bool> = vec![false; self.n[0] * self.n[1]];
        for tile in 0..is_done.len() {
            let mut patch = self.connected(tile, &mut is_done);
            if patch.whole.is_nothing() {
                continue;
            }
            // Each one taken in may bring it near to another.
            while let Some(near) = patches.iter().position(|other| patch.whole.is_near(&other.whole, margin))
            {
                patch.join(&patches.swap_remove(near));
            }
            patches.push(patch);
        }
        patches.sort_by(|a, b| {
            let [a, b] = [a.whole.low, b.whole.low];
            a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0]))
        });
        patches
    }

    /// What is reached in a tile and those that follow each other from it, and are not done.
    fn connected(&self, tile: usize, is_done: &mut [bool]) -> Patch {
        let mut patch = Patch { whole: Bounds::NOTHING, within: vec![Bounds::NOTHING; self.n_limits] };
        let mut stack = vec![tile];
        while let Some(tile) = stack.pop() {
            let bands = &self.bounds[tile * self.n_limits..(tile + 1) * self.n_limits];
            if std::mem::replace(&mut is_done[tile], true) || bands.iter().all(Bounds::is_nothing) {
                continue;
            }
            for (limit, within) in patch.within.iter_mut().enumerate() {
                bands[..=limit].iter().for_each(|bounds| within.join(bounds));
            }
            let (x, y) = (tile % self.n[0], tile / self.n[0]);
            for y in y.saturating_sub(1)..(y + 2).min(self.n[1]) {
                stack.extend((x.saturating_sub(1)..(x + 2).min(self.n[0])).map(|x| y * self.n[0] + x));
            }
        }
        if let Some(longest) = patch.within.last() {
            patch.whole = *longest;
        }
        patch
    }

    /// How many tiles hold the beginning of something reached.
    pub(super) fn n_reached(&self) -> usize {
        let tiles = self.bounds.chunks_exact(self.n_limits);
        tiles.filter(|tile| tile.iter().any(|bounds| !bounds.is_nothing())).count()
    }

    /// Size of a tile, ten-millionths of a degree.
    pub(super) const fn size(&self) -> f64 {
        self.size
    }
}
