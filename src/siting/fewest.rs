//! The fewest, or the cheapest, stops that cover all, or a share, of those who can be covered (Toregas et al. 1971).
//!
//! Halving what they may cost, each asks whether so much money covers enough.

use super::cover_all::{Answer, cover_all};
use super::covering::Covering;
use super::greedy::greedy;
use super::maximal::maximal;

/// A plan, and how little any plan can cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fewest {
    /// The columns chosen.
    pub(super) columns: Vec<u32>,
    /// No plan costs less: with costs of 1, none has fewer columns.
    pub(super) bound: u64,
}

/// The cheapest columns that cover at least `target` of the weight; `target` is at most the total.
pub(super) fn fewest(covering: &Covering, target: u64, stop: &dyn Fn() -> bool) -> Fewest {
    let all = target == covering.total();
    let chosen = greedy(covering, u64::MAX);
    let enough = |n: &usize| covering.covered_by(&chosen[..*n]) >= target;
    let mut columns = chosen[..(0..=chosen.len()).find(enough).unwrap_or(chosen.len())].to_vec();
    drop_needless(covering, target, &mut columns);
    let (mut low, mut bound) = (0, 0);
    loop {
        let cost = covering.costs.sum(&columns);
        if low >= cost {
            return Fewest { columns, bound };
        }
        let middle = u64::midpoint(low, cost);
        let (found, is_refuted) = if all {
            match cover_all(covering, middle, stop) {
                Answer::Yes(found) => (Some(found), false),
                Answer::No => (None, true),
                Answer::Unknown => (None, false),
            }
        } else {
            let answer = maximal(covering, middle, &[], Some(target), stop);
            let is_refuted = answer.bound < target;
            ((answer.weight >= target).then_some(answer.columns), is_refuted)
        };
        if let Some(mut found) = found {
            drop_needless(covering, target, &mut found);
            columns = found;
        } else {
            low = middle + 1;
            bound = if is_refuted { low } else { bound };
        }
    }
}

/// Drops columns without which enough is covered, the dearest first.
fn drop_needless(covering: &Covering, target: u64, columns: &mut Vec<u32>) {
    let mut dearest = columns.clone();
    dearest.sort_by_key(|column| (std::cmp::Reverse(covering.costs.of(*column)), *column));
    for column in dearest {
        let without: Vec<u32> = columns.iter().copied().filter(|other| *other != column).collect();
        if covering.covered_by(&without) >= target {
            *columns = without;
        }
    }
}
