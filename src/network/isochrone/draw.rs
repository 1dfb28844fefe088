//! The roads of an area as sets of cells, one for each band of time.

use std::ops::Range;

use super::grid::{Bits, Bounds, Lattice, count, from_west, numbers};
use super::strokes::{Extent, Roads};
use super::tiles::Tiles;
use super::{Plan, grow};
use crate::network::raw::FixedPoint;

/// The cells that each band of time touches; the last band is what no limit reaches.
///
/// Roads farther than the margin of the plan from all that is reached may be left out.
pub(super) fn draw(roads: &Roads<'_>, tiles: &Tiles, plan: &Plan, n_limits: usize) -> Vec<Bits> {
    let lattice = &plan.lattice;
    let mut bands = vec![Bits::new(lattice.width, lattice.height); n_limits + 1];
    roads.graph.visit_groups_near(
        plan.area,
        |group| tiles.any_near(group, plan.margin_degrees),
        |group, group_box| {
            let bounds = Bounds::of(group_box);
            let is_inside = [bounds.low, bounds.high].iter().all(|at| lattice.has(lattice.place(*at)));
            for chain in group {
                match tiles.extent(chain).unwrap_or_else(|| roads.extent(chain)) {
                    Extent::Water => {}
                    Extent::Whole(band) if is_inside => {
                        let (from, between, to) = roads.points(chain);
                        add_inside(&mut bands[usize::from(band)], lattice, from, between, to);
                    }
                    Extent::Whole(band) => {
                        let mut points = roads.line(chain).map(|point| lattice.place(numbers(point)));
                        let Some(mut before) = points.next() else { continue };
                        for here in points {
                            add(&mut bands[usize::from(band)], lattice, before, here);
                            before = here;
                        }
                    }
                    Extent::Parts(_) => roads.cut(chain, |a, b, band| {
                        add(&mut bands[band], lattice, lattice.place(a), lattice.place(b));
                    }),
                }
            }
        },
    );
    roads.cut_walks(|a, b, band| add(&mut bands[band], lattice, lattice.place(a), lattice.place(b)));
    bands
}

/// Adds a chain that lies within the lattice.
#[inline]
fn add_inside(cells: &mut Bits, lattice: &Lattice, from: FixedPoint, between: &[FixedPoint], to: FixedPoint) {
    let mut before = lattice.place(numbers(from));
    let mut cell = before.map(count);
    cells.add_cell(cell);
    for point in between.iter().copied().chain([to]) {
        let here = lattice.place(numbers(point));
        let next = here.map(count);
        // Most stretches are shorter than a cell.
        if next != cell {
            if next[1] == cell[1] {
                cells.add_run(cell[0].min(next[0]), cell[0].max(next[0]), cell[1]);
            } else {
                cells.add_line(before, here);
            }
            cell = next;
        }
        before = here;
    }
}

/// Adds a straight line.
fn add(cells: &mut Bits, lattice: &Lattice, a: [f64; 2], b: [f64; 2]) {
    if lattice.has(a) && lattice.has(b) {
        cells.add_line(a, b);
    } else if let Some((a, b)) = lattice.clipped(a, b) {
        cells.add_line(a, b);
    }
}

/// Rows and words of a block: its sets stay in the nearest memory while it grows.
const BLOCK: [usize; 2] = [256, 8];

/// The land within a limit.
///
/// Block by block, each with as much around it as can matter to it; blocks far from all that is reached
/// cost nothing, so places far from each other cost no more than each by itself.
pub(super) fn land(bands: &[Bits], limit: usize, plan: &Plan) -> Bits {
    let mut land = Bits::new(plan.lattice.width, plan.lattice.height);
    let bounds = &plan.patch.within[limit];
    if bounds.is_nothing() {
        return land;
    }
    let [columns, rows] = plan.lattice.window(bounds, plan.corridor + plan.filling + 1);
    let words = columns.start / 64..(columns.end / 64 + 1).min(land.stride);
    let around = |range: Range<usize>, margin: usize, end: usize| {
        range.start.saturating_sub(margin)..(range.end + margin).min(end)
    };
    for south in rows.clone().step_by(BLOCK[0]) {
        for west in words.clone().step_by(BLOCK[1]) {
            let block = [south..(south + BLOCK[0]).min(rows.end), west..(west + BLOCK[1]).min(words.end)];
            let window = [
                around(block[0].clone(), plan.margin, plan.lattice.height),
                around(block[1].clone(), plan.margin / 64 + 1, land.stride),
            ];
            // Empty words between rows, so that what grows over the end of a row does not come round.
            let spare = (plan.corridor + 2 * plan.filling) / 64 + 1;
            let reached = nodes(&bands[..=limit], &window, spare);
            if reached.words.iter().all(|word| *word == 0) {
                continue;
            }
            let mut unreached = nodes(&bands[limit + 1..], &window, spare);
            for (unreached, reached) in unreached.words.iter_mut().zip(&reached.words) {
                *unreached &= !reached;
            }
            let grown = grow::land(&reached, &unreached, plan.corridor, plan.filling);
            for y in block[0].clone() {
                let from = (y - window[0].start) * grown.stride + block[1].start - window[1].start;
                let to = y * land.stride + block[1].start;
                let n_words = block[1].len();
                land.words[to..to + n_words].copy_from_slice(&grown.words[from..from + n_words]);
            }
        }
    }
    land
}

/// The nodes at the corners of the cells of some bands, in a window of rows and words, each row with some
/// spare words after it.
fn nodes(bands: &[Bits], window: &[Range<usize>; 2], spare: usize) -> Bits {
    let stride = bands.first().map_or(0, |band| band.stride);
    let n_words = window[1].len();
    let cells_of = |y: usize, cells: &mut Vec<u64>| {
        cells.clear();
        cells.resize(n_words, 0);
        for band in bands {
            for (cell, word) in cells.iter_mut().zip(&band.words[y * stride..][window[1].clone()]) {
                *cell |= word;
            }
        }
    };
    let stride_out = n_words + spare;
    let mut nodes = Bits { words: Vec::with_capacity(stride_out * window[0].len()), stride: stride_out };
    let (mut here, mut below) = (Vec::new(), vec![0; n_words]);
    for y in window[0].clone() {
        cells_of(y, &mut here);
        // A cell has its corners in its own column and row, and in the next of both.
        nodes.words.extend(
            (0..n_words).map(|at| here[at] | from_west(&here, at) | below[at] | from_west(&below, at)),
        );
        nodes.words.extend(std::iter::repeat_n(0, spare));
        std::mem::swap(&mut here, &mut below);
    }
    nodes
}
