//! Good plans at once: the lazy greedy choice, bettered by additions and swaps.
//!
//! The greedy choice of a number of columns covers at least 63 % of what is best (Nemhauser, Wolsey & Fisher 1978,
//! <https://doi.org/10.1007/BF01588971>); with costs, the better of two does a third (by weight, and by weight a unit of
//! cost; Khuller, Moss & Naor 1999, <https://doi.org/10.1016/S0020-0190(99)00031-9>). Gains only shrink, so few are computed
//! again (Minoux 1978). Swaps: one stop out for one in, while that covers more (Teitz & Bart 1968).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::covering::Covering;
use super::rows::small;

/// Columns that `money` pays, in the order in which they were chosen: each covers most of what was left for its cost.
pub(super) fn greedy(covering: &Covering, money: u64) -> Vec<u32> {
    let by_ratio = greedy_by(covering, money, |column, gain| covering.costs.ratio(column, gain));
    if covering.costs.is_unit() {
        return by_ratio;
    }
    let by_gain = greedy_by(covering, money, |_, gain| gain);
    let is_better = covering.covered_by(&by_gain) > covering.covered_by(&by_ratio);
    if is_better { by_gain } else { by_ratio }
}

/// How good a column is to take next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rank(f64);

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

fn greedy_by(covering: &Covering, money: u64, rank: impl Fn(u32, f64) -> f64) -> Vec<u32> {
    let mut covered = vec![false; covering.weights.len()];
    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    let rank = |column: u32, covered: &[bool]| {
        let rows = covering.rows_of.of(column as usize).iter().map(|row| *row as usize);
        let gain: u64 = rows.filter(|row| !covered[*row]).map(|row| covering.weights[row]).sum();
        Rank(rank(column, gain as f64))
    };
    let all = 0..small(covering.n_columns());
    let mut heap: BinaryHeap<(Rank, Reverse<u32>)> = all.map(|c| (rank(c, &covered), Reverse(c))).collect();
    let (mut left, mut chosen) = (money, Vec::new());
    while left >= covering.costs.cheapest() {
        let Some((known, Reverse(column))) = heap.pop() else { break };
        let cost = covering.costs.of(column);
        // What cannot be paid now cannot be later.
        if cost > left {
            continue;
        }
        let now = rank(column, &covered);
        if now.0 <= 0.0 {
            if known.0 <= 0.0 {
                break;
            }
            continue;
        }
        // As good as was thought, it is the best: the others can only be worse than they were.
        if now == known {
            chosen.push(column);
            left -= cost;
            covering.rows_of.of(column as usize).iter().for_each(|row| covered[*row as usize] = true);
        } else {
            heap.push((now, Reverse(column)));
        }
    }
    chosen
}

/// Adds columns, or swaps chosen ones for others, while `money` pays it and that covers more; the weight covered.
pub(super) fn improve(covering: &Covering, chosen: &mut Vec<u32>, money: u64) -> u64 {
    let n_columns = covering.n_columns();
    let mut times_covered = vec![0u32; covering.weights.len()];
    let mut is_in = vec![false; n_columns];
    for column in chosen.iter() {
        is_in[*column as usize] = true;
        covering.rows_of.of(*column as usize).iter().for_each(|row| times_covered[*row as usize] += 1);
    }
    // Which of the chosen covers a row alone.
    let mut alone = vec![u32::MAX; covering.weights.len()];
    let (mut loss, mut shared) = (Vec::new(), Vec::new());
    loop {
        let left = money.saturating_sub(covering.costs.sum(chosen));
        alone.fill(u32::MAX);
        for of_place in [&mut loss, &mut shared] {
            of_place.clear();
            of_place.resize(chosen.len(), 0u64);
        }
        for (place, column) in chosen.iter().enumerate() {
            for row in covering.rows_of.of(*column as usize) {
                if times_covered[*row as usize] == 1 {
                    alone[*row as usize] = small(place);
                    loss[place] += covering.weights[*row as usize];
                }
            }
        }
        let mut best: (i64, usize, u32) = (0, 0, 0);
        for column in (0..small(n_columns)).filter(|column| !is_in[*column as usize]) {
            let mut gain = 0;
            shared.fill(0);
            for row in covering.rows_of.of(column as usize) {
                let weight = covering.weights[*row as usize];
                match times_covered[*row as usize] {
                    0 => gain += weight,
                    1 => shared[alone[*row as usize] as usize] += weight,
                    _ => {}
                }
            }
            let cost = covering.costs.of(column);
            if cost <= left && gain.cast_signed() > best.0 {
                best = (gain.cast_signed(), chosen.len(), column);
            }
            for place in 0..chosen.len() {
                let change = (gain + shared[place]).cast_signed() - loss[place].cast_signed();
                if change > best.0 && cost <= left + covering.costs.of(chosen[place]) {
                    best = (change, place, column);
                }
            }
        }
        let (change, place, column) = best;
        if change == 0 {
            return covering.covered_by(chosen);
        }
        covering.rows_of.of(column as usize).iter().for_each(|row| times_covered[*row as usize] += 1);
        is_in[column as usize] = true;
        if place == chosen.len() {
            chosen.push(column);
        } else {
            let leaving = std::mem::replace(&mut chosen[place], column);
            covering.rows_of.of(leaving as usize).iter().for_each(|row| times_covered[*row as usize] -= 1);
            is_in[leaving as usize] = false;
        }
    }
}
