//! Among plans of equal worth, one that is nearer to people: stops are swapped while the objective stays as it is and the
//! mean time of all people falls. Otherwise a hamlet may stand where a town covers as many.

use super::instance::{Instance, NEVER};
use super::rows::small;
use super::{Objective, Question};

/// What a demand point has: its nearest stop or venue, and what is left without it.
#[derive(Debug, Clone, Copy)]
struct Access {
    /// Place of the stop in the plan; `None` where what exists is no farther.
    stop: Option<usize>,
    first: u32,
    second: u32,
}

/// What a swap would change, by the place of the stop that leaves.
#[derive(Debug, Clone, Default)]
struct Change {
    /// People × milliseconds, of all swaps, and besides of each.
    time: i128,
    time_at: Vec<i128>,
    /// Weight covered.
    covered: i128,
    covered_at: Vec<i128>,
    /// Worst time of those whose stop stays, and of those whose stop leaves.
    worst_if_kept: Vec<u32>,
    worst_if_left: Vec<u32>,
    /// Worst time of those whom no stop is nearest to.
    worst_of_others: u32,
}

/// Swaps stops of a plan (ascending) for candidates that leave the objective as it is and bring the mean time of `people`
/// down, times counted up to `cap_ms`; one at a time, in the order of the candidates, until none does. A mean time is left
/// alone: it says itself what is nearer.
///
/// `stop` is asked for every candidate. Cost: some passes over the times of the instance.
pub(super) fn polish(
    instance: &Instance,
    people: &[u64],
    question: &Question,
    cap_ms: u32,
    stops: &mut [usize],
    stop: &dyn Fn() -> bool,
) {
    let limit = match question.objective {
        Objective::Coverage { limit_ms }
        | Objective::Fewest { limit_ms, .. }
        | Objective::Cheapest { limit_ms, .. } => limit_ms,
        Objective::WorstTime => NEVER,
        Objective::MeanTime { .. } => return,
    };
    let swap =
        Swap { instance, people, question, limit, cap: cap_ms, worst: swap_worst(instance, question, stops) };
    let is_open = |candidate: usize, stops: &[usize]| {
        !stops.contains(&candidate) && !question.forbidden.contains(&candidate)
    };
    let mut accesses = swap.accesses(stops);
    let mut since_change = 0;
    for candidate in (0..instance.n_candidates()).cycle() {
        if since_change >= instance.n_candidates() || stop() {
            break;
        }
        since_change += 1;
        if !is_open(candidate, stops) {
            continue;
        }
        if let Some(place) = swap.best_place(stops, &accesses, candidate) {
            stops[place] = candidate;
            accesses = swap.accesses(stops);
            since_change = 0;
        }
    }
    stops.sort_unstable();
}

/// The worst time that must stay, where it is what is asked for.
fn swap_worst(instance: &Instance, question: &Question, stops: &[usize]) -> Option<(u32, Vec<bool>)> {
    (question.objective == Objective::WorstTime).then(|| {
        let usable: Vec<usize> =
            (0..instance.n_candidates()).filter(|c| !question.forbidden.contains(c)).collect();
        let counts =
            |demand: usize| instance.weights()[demand] > 0 && instance.time_with(demand, &usable) < NEVER;
        let counts: Vec<bool> = (0..instance.n_demand()).map(counts).collect();
        let times = (0..counts.len()).filter(|demand| counts[*demand]).map(|d| instance.time_with(d, stops));
        (times.max().unwrap_or(0), counts)
    })
}

struct Swap<'a> {
    instance: &'a Instance,
    people: &'a [u64],
    question: &'a Question,
    limit: u32,
    cap: u32,
    /// The worst time that must stay, and of whom.
    worst: Option<(u32, Vec<bool>)>,
}

impl Swap<'_> {
    fn accesses(&self, stops: &[usize]) -> Vec<Access> {
        let access = |demand: usize| {
            let times = self.instance.times_of(demand);
            let mut access = Access { stop: None, first: self.instance.existing()[demand], second: NEVER };
            for (place, stop) in stops.iter().enumerate() {
                let time = times[*stop];
                if time < access.first {
                    access = Access { stop: Some(place), first: time, second: access.first };
                } else {
                    access.second = access.second.min(time);
                }
            }
            access
        };
        (0..self.instance.n_demand()).map(access).collect()
    }

    /// The stop that a candidate is best swapped for, if that is worth it.
    fn best_place(&self, stops: &[usize], accesses: &[Access], candidate: usize) -> Option<usize> {
        let change = self.change(stops.len(), accesses, candidate);
        let is_allowed = |place: &usize| {
            !self.question.locked.contains(&stops[*place])
                && self.is_paid(stops, stops[*place], candidate)
                && self.keeps_the_objective(&change, *place)
        };
        let time = |place: &usize| change.time + change.time_at[*place];
        let best = (0..stops.len()).filter(is_allowed).min_by_key(|place| (time(place), *place))?;
        (time(&best) < 0).then_some(best)
    }

    fn change(&self, n_stops: usize, accesses: &[Access], candidate: usize) -> Change {
        let mut change = Change {
            time_at: vec![0; n_stops],
            covered_at: vec![0; n_stops],
            worst_if_kept: vec![0; n_stops],
            worst_if_left: vec![0; n_stops],
            ..Change::default()
        };
        let time = |ms: u32| i128::from(ms.min(self.cap));
        let covers = |ms: u32| i128::from(ms <= self.limit);
        for (demand, access) in accesses.iter().enumerate() {
            let there = self.instance.times_of(demand)[candidate];
            let (kept, left) = (access.first.min(there), access.second.min(there));
            let [people, weight] = [self.people[demand], self.instance.weights()[demand]].map(i128::from);
            change.time += people * (time(kept) - time(access.first));
            change.covered += weight * (covers(kept) - covers(access.first));
            let counts = self.worst.as_ref().is_some_and(|(_, counts)| counts[demand]);
            let [kept_ms, left_ms] = [kept, left].map(|ms| if counts { ms } else { 0 });
            let Some(place) = access.stop else {
                change.worst_of_others = change.worst_of_others.max(kept_ms);
                continue;
            };
            change.time_at[place] += people * (time(left) - time(kept));
            change.covered_at[place] += weight * (covers(left) - covers(kept));
            change.worst_if_kept[place] = change.worst_if_kept[place].max(kept_ms);
            change.worst_if_left[place] = change.worst_if_left[place].max(left_ms);
        }
        change
    }

    fn keeps_the_objective(&self, change: &Change, place: usize) -> bool {
        let covered = change.covered + change.covered_at[place];
        match (self.question.objective, &self.worst) {
            (Objective::Coverage { .. }, _) => covered == 0,
            (Objective::WorstTime, Some((worst, _))) => {
                let stays = (0..).zip(&change.worst_if_kept).filter(|(other, _)| *other != small(place));
                let others = stays.map(|(_, ms)| *ms).fold(change.worst_of_others, u32::max);
                others.max(change.worst_if_left[place]) == *worst
            }
            _ => covered >= 0,
        }
    }

    /// Whether the costs allow it, and the objective where it counts them.
    fn is_paid(&self, stops: &[usize], leaves: usize, comes: usize) -> bool {
        let costs = self.instance.costs();
        match (self.question.objective, self.question.budget) {
            (Objective::Cheapest { .. }, _) => costs[comes] == costs[leaves],
            (Objective::Fewest { .. }, _) | (_, None) => true,
            (_, Some(budget)) => {
                let others = stops.iter().filter(|stop| **stop != leaves).map(|stop| costs[*stop]);
                others.fold(costs[comes], u64::saturating_add) <= budget
            }
        }
    }
}
