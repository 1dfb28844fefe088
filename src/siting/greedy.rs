//! Good plans at once: the lazy greedy choice, bettered by swaps.
//!
//! The greedy choice covers at least 63 % of what is best (Nemhauser, Wolsey & Fisher 1978,
//! <https://doi.org/10.1007/BF01588971>); gains only shrink, so few are computed again (Minoux 1978).
//! Swaps: one stop out for one in, while that covers more (Teitz & Bart 1968).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::covering::Covering;
use super::rows::small;

/// At most `p` columns, in the order in which they were chosen: each covers most of what was left.
pub(super) fn greedy(covering: &Covering, p: usize) -> Vec<u32> {
    let mut covered = vec![false; covering.weights.len()];
    let gain = |column: u32, covered: &[bool]| -> u64 {
        let rows = covering.rows_of.of(column as usize).iter().map(|row| *row as usize);
        rows.filter(|row| !covered[*row]).map(|row| covering.weights[row]).sum()
    };
    let all = 0..small(covering.n_columns());
    let mut heap: BinaryHeap<(u64, Reverse<u32>)> = all.map(|c| (gain(c, &covered), Reverse(c))).collect();
    let mut chosen = Vec::with_capacity(p);
    while chosen.len() < p {
        let Some((known, Reverse(column))) = heap.pop() else { break };
        let now = gain(column, &covered);
        if now == 0 {
            if known == 0 {
                break;
            }
            continue;
        }
        // As large as was thought, it is the largest: the others can only be smaller than they were.
        if now == known {
            chosen.push(column);
            covering.rows_of.of(column as usize).iter().for_each(|row| covered[*row as usize] = true);
        } else {
            heap.push((now, Reverse(column)));
        }
    }
    chosen
}

/// Swaps chosen columns for others while that covers more; the weight covered.
pub(super) fn improve(covering: &Covering, chosen: &mut [u32]) -> u64 {
    let n_columns = covering.n_columns();
    let mut times_covered = vec![0u32; covering.weights.len()];
    let mut is_in = vec![false; n_columns];
    for column in chosen.iter() {
        is_in[*column as usize] = true;
        covering.rows_of.of(*column as usize).iter().for_each(|row| times_covered[*row as usize] += 1);
    }
    // Which of the chosen covers a row alone.
    let mut alone = vec![u32::MAX; covering.weights.len()];
    let mut loss = vec![0u64; chosen.len()];
    let mut shared = vec![0u64; chosen.len()];
    loop {
        alone.fill(u32::MAX);
        loss.fill(0);
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
            for place in 0..chosen.len() {
                let change = (gain + shared[place]).cast_signed() - loss[place].cast_signed();
                if change > best.0 {
                    best = (change, place, column);
                }
            }
        }
        let (change, place, column) = best;
        if change == 0 {
            return covering.covered_by(chosen);
        }
        covering.rows_of.of(chosen[place] as usize).iter().for_each(|row| times_covered[*row as usize] -= 1);
        covering.rows_of.of(column as usize).iter().for_each(|row| times_covered[*row as usize] += 1);
        is_in[chosen[place] as usize] = false;
        is_in[column as usize] = true;
        chosen[place] = column;
    }
}
