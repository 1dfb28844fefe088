//! From roads to land: reached and unreached roads grow at one pace, and the land between goes to the nearer.
//!
//! Two sets of nodes of the lattice grow a cell at a time over free nodes; a node that both reach at
//! once goes to the unreached one. That is the discrete Voronoi diagram of the two kinds of road, up to a
//! distance. Steps take the four neighbours, then all eight, then four again: two of three make an octagon
//! within 6 % of a disc.
//!
//! Reached land grows `corridor + filling` steps and is then eaten back by `filling` steps from the land that
//! nobody took. Along a lone road that leaves the corridor alone; between roads near each other nothing is
//! left to eat from, and the land between them is filled (a morphological closing). Land that unreached
//! roads took is never given back.
//!
//! References: J. Serra, *Image Analysis and Mathematical Morphology*, Academic Press 1982; A. Rosenfeld,
//! J. L. Pfaltz, *Distance functions on digital pictures*, Pattern Recognition 1 (1968),
//! doi:10.1016/0031-3203(68)90013-7, for octagonal steps.

use super::grid::Bits;

/// A set of nodes with a margin of empty words all around, so that neighbours need no special case.
///
/// Rows follow each other: the bit east of a row's last is the next row's first. Each row ends with more
/// empty words than anything grows, so nothing comes round.
struct Padded {
    words: Vec<u64>,
    stride: usize,
}

impl Padded {
    fn new(bits: &Bits) -> Self {
        let margin = vec![0; bits.stride + 1];
        Self { words: [&margin[..], &bits.words, &margin].concat(), stride: bits.stride }
    }

    fn inner(&self) -> &[u64] {
        &self.words[self.stride + 1..self.words.len() - self.stride - 1]
    }

    fn inner_mut(&mut self) -> &mut [u64] {
        let end = self.words.len() - self.stride - 1;
        &mut self.words[self.stride + 1..end]
    }

    /// The set moved by some words, as many as are in it.
    fn moved(&self, words: isize) -> &[u64] {
        let start = (self.stride + 1).wrapping_add_signed(words);
        &self.words[start..start + self.words.len() - 2 * self.stride - 2]
    }

    /// The rows south and north of each.
    fn rows(&self) -> [&[u64]; 2] {
        let row = self.stride.cast_signed();
        [self.moved(-row), self.moved(row)]
    }

    /// The set with the neighbours in the west and in the east.
    fn widen_into(&self, wide: &mut Self) {
        let (west, here, east) = (self.moved(-1), self.moved(0), self.moved(1));
        for (wide, ((west, here), east)) in wide.inner_mut().iter_mut().zip(west.iter().zip(here).zip(east)) {
            *wide = here | here << 1 | west >> 63 | here >> 1 | east << 63;
        }
    }
}

/// A set that grows, with the room it needs.
struct Growing {
    set: Padded,
    wide: Padded,
    next: Padded,
}

impl Growing {
    fn new(bits: &Bits) -> Self {
        Self { set: Padded::new(bits), wide: Padded::new(bits), next: Padded::new(bits) }
    }

    /// Makes ready for a step; whether it takes all eight neighbours.
    fn prepare(&mut self, step: usize) -> bool {
        self.set.widen_into(&mut self.wide);
        step % 3 == 1
    }
}

/// Both sets a step larger.
fn compete(reached: &mut Growing, other: &mut Growing, step: usize) {
    reached.prepare(step);
    let eight = other.prepare(step);
    let [r_south, r_north] = if eight { reached.wide.rows() } else { reached.set.rows() };
    let [u_south, u_north] = if eight { other.wide.rows() } else { other.set.rows() };
    let n = r_south.len();
    let (r, r_wide) = (reached.set.inner(), reached.wide.inner());
    let (u, u_wide) = (other.set.inner(), other.wide.inner());
    let (next_r, next_u) = (reached.next.inner_mut(), other.next.inner_mut());
    // Of one length as the compiler can see, so that several words are done at once.
    let (r_south, r_north, r, r_wide) = (&r_south[..n], &r_north[..n], &r[..n], &r_wide[..n]);
    let (u_south, u_north, u, u_wide) = (&u_south[..n], &u_north[..n], &u[..n], &u_wide[..n]);
    let (next_r, next_u) = (&mut next_r[..n], &mut next_u[..n]);
    for at in 0..n {
        let wants_r = r_wide[at] | r_south[at] | r_north[at];
        let wants_u = u_wide[at] | u_south[at] | u_north[at];
        next_r[at] = r[at] | (wants_r & !u[at] & !wants_u);
        next_u[at] = u[at] | (wants_u & !r[at]);
    }
    std::mem::swap(&mut reached.set, &mut reached.next);
    std::mem::swap(&mut other.set, &mut other.next);
}

/// A set a step larger.
fn spread(growing: &mut Growing, step: usize) {
    let eight = growing.prepare(step);
    let [south, north] = if eight { growing.wide.rows() } else { growing.set.rows() };
    let wide = growing.wide.inner();
    for (next, ((south, north), wide)) in
        growing.next.inner_mut().iter_mut().zip(south.iter().zip(north).zip(wide))
    {
        *next = south | north | wide;
    }
    std::mem::swap(&mut growing.set, &mut growing.next);
}

/// How far from reached roads anything can matter to their land, cells: land is taken as far as corridor and
/// filling, contested from as far again, and eaten from nobody's land a filling farther.
pub(super) const fn margin(corridor: usize, filling: usize) -> usize {
    2 * corridor + 3 * filling + 3
}

/// The land of the reached roads, where no node of `reached` is one of `unreached`.
///
/// `corridor` and `filling` are in cells. Right where the sets go on for [`margin`] cells around what is
/// reached, and where each row ends with more than `corridor + 2 filling` empty nodes.
pub(super) fn land(reached: &Bits, unreached: &Bits, corridor: usize, filling: usize) -> Bits {
    let (mut r, mut u) = (Growing::new(reached), Growing::new(unreached));
    for step in 0..corridor + filling {
        compete(&mut r, &mut u, step);
    }
    let mut land = r.set;
    if filling > 0 {
        // From here on `u` is the land that nobody took.
        for (free, land) in u.set.inner_mut().iter_mut().zip(land.inner()) {
            *free = !(*free | land);
        }
        for step in 0..filling {
            spread(&mut u, step);
        }
        for ((land, eaten), road) in land.inner_mut().iter_mut().zip(u.set.inner()).zip(&reached.words) {
            *land = *land & !eaten | road;
        }
    }
    Bits { words: land.inner().to_vec(), stride: reached.stride }
}
