//! Which days of the cycle each stop is visited on, and in which order: ruin and recreate.
//!
//! A *pattern* of a stop is a set of days of the cycle with as many days as it has visits, spaced as it asks. From a
//! plan, neighbouring stretches of a few days are taken out (a stop with all its visits) and put back one stop at a time
//! where they cost least, over all patterns and places; the new plan is kept when it is better, or worse by little, less
//! and less. What cannot be put back stays out at the price of what it is worth, which is above any driving. At the end
//! each day is put in its best order, exactly where it is short.
//!
//! References: J. Christiaens and G. Vanden Berghe, Transportation Science 54 (2020), doi:10.1287/trsc.2019.0914 (slack
//! induction by string removals); the periodic problem: N. Christofides and J. E. Beasley, Networks 14 (1984),
//! doi:10.1002/net.3230140205.

use super::chance::Chance;
use super::exact;
use super::instance::{Instance, NO_WAY};
use super::patterns::Pattern;
use super::timing;
use crate::calendar::Weekday;

/// Stops taken out in a round, on average.
const TAKEN: usize = 10;
/// The longest stretch taken out of one day.
const LONGEST_STRETCH: usize = 10;
/// Places passed over, one in so many.
const BLINK: usize = 100;
/// Rounds between two questions whether to go on: some milliseconds.
const ASKED_EVERY: u32 = 16;
/// Worse by so many seconds is accepted at first and at last.
const WARM: u64 = 400;
const COLD: u64 = 1;

/// What is searched.
pub(super) struct Question<'a> {
    pub(super) instance: &'a Instance,
    /// The weekday of each day of the cycle on which the truck may leave.
    pub(super) slots: &'a [Weekday],
    /// The patterns of each stop, by place; none at 0. Days are places in `slots`.
    pub(super) patterns: &'a [Vec<Pattern>],
    /// What leaving a stop out costs, in seconds of driving.
    pub(super) worth: &'a [u64],
    /// Most days used.
    pub(super) most_days: usize,
    /// How much longer than the mean a day may be, seconds.
    pub(super) balance: Option<u32>,
    pub(super) rounds: u32,
    pub(super) seed: u64,
    /// Told the share of the rounds that are done; says whether to go on.
    pub(super) goes_on: &'a dyn Fn(f64) -> bool,
}

/// A cycle: the order of every day, and which pattern each stop has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cycle {
    pub(super) days: Vec<Vec<usize>>,
    pub(super) pattern: Vec<Option<usize>>,
    driving: Vec<u32>,
}

impl Clone for Cycle {
    fn clone(&self) -> Self {
        Self { days: self.days.clone(), pattern: self.pattern.clone(), driving: self.driving.clone() }
    }

    // Keeps the memory: a copy is made every round.
    fn clone_from(&mut self, other: &Self) {
        self.days.clone_from(&other.days);
        self.pattern.clone_from(&other.pattern);
        self.driving.clone_from(&other.driving);
    }
}

/// The best cycle found. Same question, same answer; `None` when it was stopped.
pub(super) fn search(question: &Question<'_>) -> Option<Cycle> {
    let n = question.instance.n;
    let mut search = Search {
        question,
        chance: Chance::new(question.seed),
        near: near(question.instance),
        best_place: vec![None; question.slots.len()],
        out: Vec::new(),
        known: if question.instance.plain { Vec::new() } else { vec![(0, false); KNOWN] },
    };
    let n_days = question.slots.len();
    let empty =
        Cycle { days: vec![Vec::new(); n_days], pattern: vec![None; n + 1], driving: vec![0; n_days] };
    let mut current = empty;
    search.recreate(&mut current, 0);
    let mut cost = search.cost(&current);
    let (mut best, mut best_cost) = (current.clone(), cost);
    let mut trial = current.clone();
    for round in 0..question.rounds {
        let share = f64::from(round) / f64::from(question.rounds);
        if round % ASKED_EVERY == 0 && !(question.goes_on)(share) {
            return None;
        }
        trial.clone_from(&current);
        search.ruin(&mut trial);
        let blinks = BLINK;
        search.recreate(&mut trial, blinks);
        let trial_cost = search.cost(&trial);
        let worse = temperature(round, question.rounds) * search.chance.exponential_thousandths() / 1000;
        if trial_cost < cost.saturating_add(worse) {
            std::mem::swap(&mut current, &mut trial);
            cost = trial_cost;
            if cost < best_cost {
                best.clone_from(&current);
                best_cost = cost;
            }
        }
    }
    search.polish(&mut best)?;
    Some(best)
}

/// From [`WARM`] to [`COLD`], by the cube of what is left.
fn temperature(round: u32, rounds: u32) -> u64 {
    let (left, all) = (u64::from(rounds - round), u64::from(rounds.max(1)));
    let share = left * 10_000 / all;
    COLD + WARM * share / 10_000 * share / 10_000 * share / 10_000
}

/// The other stops of every stop, the nearest there and back first.
fn near(instance: &Instance) -> Vec<Vec<usize>> {
    (0..=instance.n)
        .map(|from| {
            let mut near: Vec<usize> = (1..=instance.n).collect();
            near.sort_by_key(|to| (instance.drive(from, *to) + instance.drive(*to, from), *to));
            near
        })
        .collect()
}

struct Search<'a> {
    question: &'a Question<'a>,
    chance: Chance,
    near: Vec<Vec<usize>>,
    /// Cost and place of the stop at hand, by day.
    best_place: Vec<Option<(u32, usize)>>,
    out: Vec<usize>,
    /// Whether the last orders asked for fit, by a hash of the order: short days come back all the time.
    known: Vec<(u128, bool)>,
}

/// How many answers are kept; a power of two.
const KNOWN: usize = 1 << 17;

/// A number for a day and an order of at most 13 stops; none is 0.
fn key(order: &[usize], weekday: Weekday) -> Option<u128> {
    let start = weekday as u128 + 1;
    (order.len() <= 13).then(|| order.iter().fold(start, |key, stop| key << 9 | *stop as u128))
}

impl Search<'_> {
    /// Driving, what is left out, and what is out of balance.
    fn cost(&self, cycle: &Cycle) -> u64 {
        let driving: u64 = cycle.driving.iter().map(|driving| u64::from(*driving)).sum();
        let out = (1..cycle.pattern.len()).filter(|stop| cycle.pattern[*stop].is_none());
        let out = out.map(|stop| self.question.worth[stop]).fold(0, u64::saturating_add);
        let chosen =
            (1..cycle.pattern.len()).filter_map(|s| Some(&self.question.patterns[s][cycle.pattern[s]?]));
        let uneven: u64 = chosen.map(|pattern| pattern.unevenness).sum();
        driving.saturating_add(out).saturating_add(uneven).saturating_add(self.imbalance(cycle))
    }

    fn imbalance(&self, cycle: &Cycle) -> u64 {
        let Some(allowed) = self.question.balance else { return 0 };
        let instance = self.question.instance;
        let work: Vec<u64> = cycle
            .days
            .iter()
            .zip(&cycle.driving)
            .filter(|(order, _)| !order.is_empty())
            .map(|(order, driving)| {
                order.iter().map(|s| u64::from(instance.service(*s))).sum::<u64>() + u64::from(*driving)
            })
            .collect();
        let mean = work.iter().sum::<u64>() / (work.len() as u64).max(1);
        work.iter().map(|work| work.saturating_sub(mean + u64::from(allowed)) * 4).sum()
    }

    fn take_out(&mut self, cycle: &mut Cycle, stop: usize) {
        let Some(pattern) = cycle.pattern[stop].take() else { return };
        for slot in self.question.patterns[stop][pattern].days.iter() {
            cycle.days[slot].retain(|other| *other != stop);
            cycle.driving[slot] = self.question.instance.driving(&cycle.days[slot]);
        }
        self.out.push(stop);
    }

    /// Takes stretches of neighbouring stops out of a few days.
    fn ruin(&mut self, cycle: &mut Cycle) {
        self.out.clear();
        let n = self.question.instance.n;
        self.out.extend((1..=n).filter(|stop| cycle.pattern[*stop].is_none()));
        let used = cycle.days.iter().filter(|day| !day.is_empty());
        let (n_used, n_visits) = used.fold((0, 0), |(days, visits), day| (days + 1, visits + day.len()));
        let longest = (n_visits / n_used.max(1)).clamp(1, LONGEST_STRETCH);
        let n_days = 1 + self.chance.below((4 * TAKEN / (1 + longest)).max(1));
        let from = 1 + self.chance.below(n);
        let mut ruined = 0_u64;
        for i in 0..n {
            if ruined.count_ones() as usize >= n_days {
                break;
            }
            let stop = self.near[from][i];
            let Some(pattern) = cycle.pattern[stop] else { continue };
            let days = self.question.patterns[stop][pattern].days;
            let one = self.chance.below(days.iter().count());
            let Some(slot) = days.iter().nth(one) else { continue };
            if ruined >> slot & 1 == 1 {
                continue;
            }
            ruined |= 1 << slot;
            let order = &cycle.days[slot];
            let at = order.iter().position(|other| *other == stop).unwrap_or(0);
            let length = 1 + self.chance.below(longest.min(order.len()));
            let first = (at + 1).saturating_sub(length);
            let first = first + self.chance.below(at.min(order.len() - length) - first + 1);
            for _ in 0..length {
                self.take_out(cycle, cycle.days[slot][first]);
            }
        }
    }

    /// Puts back what is out, where it costs least.
    fn recreate(&mut self, cycle: &mut Cycle, blink: usize) {
        let instance = self.question.instance;
        let mut out = std::mem::take(&mut self.out);
        if blink == 0 {
            out = (1..=instance.n).collect();
        }
        self.chance.shuffle(&mut out);
        let there_and_back = |stop: &usize| instance.drive(0, *stop) + instance.drive(*stop, 0);
        match if blink == 0 { 5 } else { self.chance.below(10) } {
            0..4 => {}
            4..6 => {
                out.sort_by_key(|stop| (std::cmp::Reverse(self.question.worth[*stop]), there_and_back(stop)));
            }
            6..8 => out.sort_by_key(|stop| std::cmp::Reverse(there_and_back(stop))),
            8 => out.sort_by_key(there_and_back),
            _ => out.sort_by_key(|stop| self.question.patterns[*stop].len()),
        }
        let mut n_used = cycle.days.iter().filter(|day| !day.is_empty()).count();
        for stop in &out {
            self.put_back(cycle, *stop, blink, &mut n_used);
        }
        self.out = out;
    }

    fn put_back(&mut self, cycle: &mut Cycle, stop: usize, blink: usize, n_used: &mut usize) {
        let question = self.question;
        for slot in 0..question.slots.len() {
            let of_no_use = cycle.days[slot].is_empty() && *n_used >= question.most_days;
            self.best_place[slot] = if of_no_use { None } else { self.place(cycle, stop, slot, blink) };
        }
        let mut best: Option<(u64, usize)> = None;
        for (i, pattern) in question.patterns[stop].iter().enumerate() {
            let added = pattern.days.iter().filter(|slot| cycle.days[*slot].is_empty()).count();
            if *n_used + added > question.most_days {
                continue;
            }
            let costs =
                pattern.days.iter().map(|slot| self.best_place[slot].map(|(cost, _)| u64::from(cost)));
            let Some(cost) = costs.sum::<Option<u64>>() else { continue };
            let cost = cost + pattern.unevenness;
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, i));
            }
        }
        let Some((_, chosen)) = best else { return };
        for slot in question.patterns[stop][chosen].days.iter() {
            if let Some((_, at)) = self.best_place[slot] {
                *n_used += usize::from(cycle.days[slot].is_empty());
                cycle.days[slot].insert(at, stop);
                cycle.driving[slot] = question.instance.driving(&cycle.days[slot]);
            }
        }
        cycle.pattern[stop] = Some(chosen);
    }

    /// [`timing::fits`], with what was asked before kept.
    #[expect(clippy::cast_possible_truncation, reason = "a hash")]
    fn fits(&mut self, order: &[usize], weekday: Weekday) -> bool {
        let instance = self.question.instance;
        let Some(key) = key(order, weekday) else { return timing::fits(instance, order, weekday) };
        let mixed = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = (mixed >> 40) as usize % KNOWN;
        if self.known[place].0 != key {
            self.known[place] = (key, timing::fits(instance, order, weekday));
        }
        self.known[place].1
    }

    /// The place in a day where a stop adds the least driving, among those that fit.
    fn place(&mut self, cycle: &mut Cycle, stop: usize, slot: usize, blink: usize) -> Option<(u32, usize)> {
        let (question, weekday) = (self.question, self.question.slots[slot]);
        let instance = question.instance;
        instance.windows(stop, weekday)?;
        let order = &mut cycle.days[slot];
        if order.len() >= instance.day.sessions {
            return None;
        }
        let driving = cycle.driving[slot];
        let service: u32 = order.iter().map(|s| instance.service(*s)).sum::<u32>() + instance.service(stop);
        let mut best: Option<(u32, usize)> = None;
        for at in 0..=order.len() {
            let before = if at == 0 { 0 } else { order[at - 1] };
            let after = order.get(at).copied().unwrap_or(0);
            let there = instance.drive(before, stop) + instance.drive(stop, after);
            if there >= NO_WAY || blink > 0 && self.chance.below(blink) == 0 {
                continue;
            }
            let gone = if order.is_empty() { 0 } else { instance.drive(before, after) };
            // Roads may break the triangle inequality by a second: never below nothing.
            let (added, total) = (there.saturating_sub(gone), driving + there - gone);
            if best.is_some_and(|(least, _)| least <= added)
                || !instance.sums_fit(order.len() + 1, total, total + service)
            {
                continue;
            }
            if !instance.plain {
                order.insert(at, stop);
                let fits = self.fits(order, weekday);
                order.remove(at);
                if !fits {
                    continue;
                }
            }
            best = Some((added, at));
        }
        best
    }

    /// Puts every day in its best order; `None` when it is not to go on.
    fn polish(&self, cycle: &mut Cycle) -> Option<()> {
        let instance = self.question.instance;
        let most = if instance.plain { exact::MOST_PLAIN } else { exact::MOST_TIMED };
        for slot in 0..cycle.days.len() {
            let order = &cycle.days[slot];
            if order.is_empty() || order.len() > most {
                continue;
            }
            if !(self.question.goes_on)(1.0) {
                return None;
            }
            let mut stops = order.clone();
            stops.sort_unstable();
            if let Some(better) = exact::best_order(instance, &stops, self.question.slots[slot])
                && instance.driving(&better) < cycle.driving[slot]
            {
                cycle.driving[slot] = instance.driving(&better);
                cycle.days[slot] = better;
            }
        }
        Some(())
    }
}
