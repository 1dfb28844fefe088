//! The fewest stops that cover all, or a share, of those who can be covered (Toregas et al. 1971).

use super::cover_all::{Answer, cover_all};
use super::covering::Covering;
use super::greedy::greedy;
use super::maximal::maximal;

/// A plan, and how few stops any plan can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fewest {
    /// The columns chosen.
    pub(super) columns: Vec<u32>,
    /// No plan has fewer.
    pub(super) bound: usize,
}

/// The fewest columns that cover at least `target` of the weight; `target` is at most the total.
pub(super) fn fewest(covering: &Covering, target: u64, stop: &dyn Fn() -> bool) -> Fewest {
    let all = target == covering.total();
    let chosen = greedy(covering, covering.n_columns());
    let enough = |n: &usize| covering.covered_by(&chosen[..*n]) >= target;
    let mut columns = chosen[..(0..=chosen.len()).find(enough).unwrap_or(chosen.len())].to_vec();
    let (mut low, mut bound) = (0, 0);
    while low < columns.len() {
        let middle = usize::midpoint(low, columns.len());
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
        if let Some(found) = found {
            columns = found;
        } else {
            low = middle + 1;
            bound = if is_refuted { low } else { bound };
        }
    }
    Fewest { columns, bound }
}
