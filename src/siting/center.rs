//! The p-center (Hakimi 1964): stops such that the worst time is smallest.
//!
//! The worst time is one of the times of the instance: halving the list of them, each asks whether the stops that a
//! sum of money pays cover everybody within it (Minieka 1970, <https://doi.org/10.1137/1012016>).

use super::cover_all::{Answer, cover_all};
use super::covering::{Choice, Covering};
use super::greedy::greedy;
use super::instance::{Instance, NEVER};

/// A plan, and the smallest worst time that any plan can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Centered {
    /// Candidates chosen beside those locked in.
    pub(super) stops: Vec<usize>,
    /// No plan has a smaller worst time, milliseconds.
    pub(super) bound: u32,
}

/// A radius that cannot be is the slower to refute the nearer it is to one that can: those asked about are nearer to the largest,
/// by this part of what is left.
const NEARER: usize = 2;

/// Stops that `money` pays with the smallest worst time of those who can be reached at all; where none reach them all, that time is [`NEVER`] and the stops are a good choice, no more.
pub(super) fn center(
    instance: &Instance,
    choice: Choice<'_>,
    money: u64,
    stop: &dyn Fn() -> bool,
) -> Centered {
    let radii = radii(instance, choice);
    let at = |radius: usize| Covering::new(instance, choice, radii[radius]).to_cover_all();
    let (mut low, mut high) = (0, radii.len() - 1);
    let mut is_exact = true;
    let mut bound = radii[low];
    let mut stops = Vec::new();
    let mut is_found = false;
    while low < high || !is_found {
        let middle = if low < high { high - (high - low).div_ceil(NEARER) } else { high };
        let covering = at(middle);
        let quick = greedy(&covering, money);
        let answer = if covering.covered_by(&quick) == covering.total() {
            Answer::Yes(quick.clone())
        } else {
            cover_all(&covering, money, stop)
        };
        match answer {
            Answer::Yes(columns) => {
                stops = covering.candidates(&columns);
                // They may do better than was asked.
                let worst = worst(instance, choice, &stops).max(radii[low]);
                (high, is_found) = (radii.partition_point(|radius| *radius < worst).min(middle), true);
            }
            // Not even with the largest: as many as can be, then.
            other if low >= high => {
                stops = covering.candidates(&quick);
                bound = if is_exact && other == Answer::No { NEVER } else { bound };
                return Centered { stops, bound };
            }
            Answer::No => {
                low = middle + 1;
                if is_exact {
                    bound = radii[low];
                }
            }
            Answer::Unknown => {
                low = middle + 1;
                is_exact = false;
            }
        }
    }
    Centered { stops, bound: if is_exact { radii[high] } else { bound } }
}

/// The worst time of those who need no longer than the largest radius with some stops and those that are locked in; of the others, none.
fn worst(instance: &Instance, choice: Choice<'_>, stops: &[usize]) -> u32 {
    let all: Vec<usize> = stops.iter().chain(choice.locked).copied().collect();
    let people = (0..instance.n_demand()).filter(|demand| instance.weights()[*demand] > 0);
    people.map(|demand| instance.time_with(demand, &all)).filter(|time| *time < NEVER).max().unwrap_or(0)
}

/// The worst times that are possible, ascending, [`NEVER`] apart, and never none.
fn radii(instance: &Instance, choice: Choice<'_>) -> Vec<u32> {
    let usable: Vec<usize> =
        (0..instance.n_candidates()).filter(|c| choice.allowed[*c] || choice.locked.contains(c)).collect();
    let people = || (0..instance.n_demand()).filter(|demand| instance.weights()[*demand] > 0);
    let best = people().map(|demand| instance.time_with(demand, &usable)).filter(|time| *time < NEVER);
    // Nobody's time is below the best that they can have.
    let floor = best.max().unwrap_or(0);
    let times = people().flat_map(|demand| {
        let existing = std::iter::once(instance.existing()[demand]);
        existing.chain(usable.iter().map(move |stop| instance.times_of(demand)[*stop]))
    });
    let mut radii: Vec<u32> = times.filter(|time| (floor..NEVER).contains(time)).collect();
    radii.push(floor);
    radii.sort_unstable();
    radii.dedup();
    radii
}
